"""The same table written in another way: separators, quotes, decimal commas, per cent, a byte order mark, words for no
value. What the study must say of it, it says."""

import csv
import io
import re

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
RATES = {"current_interest_rate"}
AMOUNTS = {"principal_balance", "collateral_value"}


def with_points(number):
    """1234.5 as 1.234,5."""
    whole, _, fraction = number.partition(".")
    return f"{int(whole):,}".replace(",", ".") + ("," + fraction if fraction else "")


class Form:
    """How one table is written, drawn from `random`."""

    def __init__(self, random, may_be_percent):
        self.separator = random.choice([",", ",", ";", "|", "\t"])
        self.decimal_comma = random.random() < 0.5
        self.percent = may_be_percent and random.random() < 0.5
        self.missing = random.choice(["", "", "NA", "n/a"])
        self.quoting = random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        self.line_end = random.choice(["\n", "\n", "\r\n"])
        self.mark = random.choice(["", "", "\ufeff"])

    def cell(self, column, text):
        if text == "":
            return self.missing
        if column in RATES and self.percent:
            text = f"{float(text) * 100:.10g}"
        if self.decimal_comma and NUMBER.fullmatch(text) and column in RATES | AMOUNTS:
            return with_points(text)
        return text

    def written(self, text):
        header, *rows = list(csv.reader(io.StringIO(text)))
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator, quoting=self.quoting, lineterminator=self.line_end)
        writer.writerow(header)
        writer.writerows([self.cell(*pair) for pair in zip(header, row, strict=True)] for row in rows)
        return self.mark + out.getvalue()

    def settings(self, prefix):
        """Lines of [portfolio]."""
        separator = self.separator.replace("\t", "\\t")
        return (f'{prefix}separator = "{separator}"\n' + (f"{prefix}decimal_comma = true\n" if self.decimal_comma else "") +
                (f"{prefix}percent = true\n" if self.percent else "") +
                (f'{prefix}missing = ["{self.missing}"]\n' if self.missing else ""))


def rewrite(random, folder):
    """The tables of the small study in other forms, and the settings that fit."""
    settings = ""
    for name, prefix in (("loans.csv", ""), ("collateral.csv", "collateral_")):
        form = Form(random, may_be_percent=prefix == "")
        file = folder / name
        file.write_bytes(form.written(file.read_text()).encode())
        settings += form.settings(prefix)
    study = folder / "study.toml"
    study.write_text(study.read_text().replace("[portfolio]\n", f"[portfolio]\n{settings}"))
