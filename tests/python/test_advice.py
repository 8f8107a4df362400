"""Advice is true: followed to the letter it is accepted, and the study means what it meant."""

import gzip
import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import pandas
import pytest
from small_study import SmallStudy

INPUT = 3


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def check(study, *arguments):
    return study.call("check", "--threads", "1", *arguments)


def identity(study):
    """What parts of one run share: loans, collateral, parameters and settings as they were understood."""
    answer = check(study)
    assert answer.returncode == 0, answer.stderr
    return re.search(r"identity (\w+)", answer.stdout).group(1)


def edit(study, name, change):
    file = study.folder / name
    file.write_text(change(file.read_text()))


def in_every_row(column, change, name="loans.csv"):
    def applied(study):
        header, *rows = [line.split(",") for line in (study.folder / name).read_text().splitlines()]
        place = header.index(column)
        for row in rows:
            row[place] = change(row[place])
        (study.folder / name).write_text("\n".join(",".join(row) for row in [header, *rows]) + "\n")
    return applied


def replaced(name, old, new):
    def applied(study):
        assert old in (study.folder / name).read_text()
        edit(study, name, lambda text: text.replace(old, new))
    return applied


def with_separator(separator, name="loans.csv"):
    return replaced(name, ",", separator)


def with_decimal_comma(study):
    with_separator(";")(study)
    edit(study, "study.toml", lambda text: text.replace("[portfolio]", '[portfolio]\nseparator = ";"'))
    edit(study, "loans.csv", lambda text: re.sub(r"0\.05", "0,05", text))


def follow_settings(study, said):
    """`key = value` under [portfolio]."""
    settings = re.findall(r"`([^`]+)` under \[portfolio\]", said)
    assert settings, said
    edit(study, "study.toml", lambda text: text.replace("[portfolio]", "[portfolio]\n" + settings[-1]))


def follow_mapping(study, said):
    setting = re.findall(r"map it: `([^`]+)` under \[portfolio\.columns\]", said, re.IGNORECASE)[0]
    edit(study, "study.toml", lambda text: f"{text}[portfolio.columns]\n{setting}\n")


def follow_renaming(study, said):
    old = re.search(r"loans\.csv, ([^:]+): the name is nearly", said).group(1)
    new = re.search(r"Rename the column to (\S+),", said).group(1)
    replaced("loans.csv", old, new)(study)


def follow_new_value(study, said):
    """`Write 0.07 for 7 %` and the like: what is to be written in place of the value, which the message shows."""
    value, rest = re.search(r"\), \w+, (.*?): (?:is|has) (.*)", said).groups()
    new = re.search(r"(?:Write|point:) (\d+(?:\.\d+)?)", rest).group(1)
    line = int(re.search(r"loans\.csv:(\d+)", said).group(1))
    edit(study, "loans.csv", lambda text: "\n".join(
        row.replace(value, new) if number == line else row for number, row in enumerate(text.split("\n"), start=1)))


def with_parted_numbers(mark, decimal, settings=""):
    """Balances as 55{mark}660{decimal}00 and the like, in a table that is parted by semicolons."""
    def applied(study):
        with_separator(";")(study)
        edit(study, "study.toml", lambda text: text.replace("[portfolio]", f'[portfolio]\nseparator = ";"\n{settings}'))
        text = (study.folder / "loans.csv").read_text()
        comma = "decimal_comma" in settings
        for balance in BALANCES:
            whole, _, cents = f"{balance:,.2f}".partition(".")
            text = text.replace(f";{balance};", f";{whole.replace(',', mark)}{decimal}{cents};")
        (study.folder / "loans.csv").write_text(text.replace("0.05", "0,05") if comma else text)
    return applied


BALANCES = [1000 + 911 * i for i in range(60)]


def follow_every_number(study, said):
    """Every balance as the message writes the first one: same marks of thousands out, same decimal mark."""
    shown, new = re.search(r"principal_balance, (.*?): has .*?decimal (?:point|comma): ([\d.,]*\d)", said).groups()
    mark = re.search(r"\D", shown).group()
    assert re.sub(r"\D", "", shown) == re.sub(r"\D", "", new), said
    decimal = new[-3]
    text = (study.folder / "loans.csv").read_text()
    plain = re.sub(rf"(?<=;)\d[\d{re.escape(mark)}]*[.,]\d\d(?=;\d+;)",
                   lambda number: number.group()[:-3].replace(mark, "") + decimal + number.group()[-2:], text)
    (study.folder / "loans.csv").write_text(plain)


def follow_removal(study, said):
    """`Remove the row` of the lines that the messages name."""
    lines = {int(line) for told in re.findall(r"^error: .*Remove the row", said, re.MULTILINE)
             for line in re.findall(r"loans\.csv:(\d+)", told)}
    assert lines and "errors of" in said or len(lines) == 1, said
    edit(study, "loans.csv", lambda text: "".join(
        row for number, row in enumerate(text.splitlines(keepends=True), start=1) if number not in lines))


def follow_dates(study, said):
    """The message writes the first date: the order of its parts is that of all."""
    shown, new = re.search(r"date_of_default, (\S+): is not a date.*Write dates as 2006-12-31: ([\d-]+)", said).groups()
    year, month, day = new.split("-")
    order = [shown.split("/").index(part) for part in (year, month, day)]
    edit(study, "loans.csv", lambda text: re.sub(
        r"\d+/\d+/\d+", lambda date: "-".join(date.group().split("/")[i] for i in order), text))


def appended(*lines):
    return lambda study: edit(study, "loans.csv", lambda text: text + "".join(f"{line}\n" for line in lines))


COMMA = "decimal_comma = true\n"
CASES = {
    "blanks and a comma": (with_parted_numbers(" ", ","), follow_every_number),
    "apostrophes and a comma": (with_parted_numbers("'", ","), follow_every_number),
    "narrow blanks and a comma": (with_parted_numbers("\u202f", ","), follow_every_number),
    "no-break blanks and a point": (with_parted_numbers("\u00a0", "."), follow_every_number),
    "blanks where the comma is decimal": (with_parted_numbers(" ", ",", COMMA), follow_every_number),
    "apostrophes where the comma is decimal": (with_parted_numbers("'", ",", COMMA), follow_every_number),
    "commas of thousands where the comma is decimal": (with_parted_numbers(",", ".", COMMA), follow_every_number),
    "a total without an identifier": (appended(f",,{sum(BALANCES)},,,,,EUR"), follow_removal),
    "a total with a word in the first column": (appended(f"Total,,{sum(BALANCES)},,,0.05,,"), follow_removal),
    "empty lines": (appended(",,,,,,,", ",,,,,,,", ",,,,,,,"), follow_removal),
    "dates with the day first": (lambda study: edit(study, "loans.csv", lambda text: text.replace(
        "2020-06-30", "30/06/2020")), follow_dates),
    "dates with the month first": (lambda study: edit(study, "loans.csv", lambda text: text.replace(
        "2020-06-30", "06/30/2020")), follow_dates),
    "rates in per cent": (in_every_row("current_interest_rate", lambda rate: "5"), follow_settings),
    "rates with a sign": (in_every_row("current_interest_rate", lambda rate: "5.00%"), follow_settings),
    "one rate in per cent": (replaced("loans.csv", "L007,C3,7377,184,2020-06-30,0.05", "L007,C3,7377,184,2020-06-30,5"),
                             follow_new_value),
    "one decimal comma": (replaced("loans.csv", "7377,184,2020-06-30,0.05", '7377,184,2020-06-30,"0,05"'),
                          follow_new_value),
    "thousands": (replaced("loans.csv", ",7377,", ',"7,377.00",'), lambda study, said: replaced(
        "loans.csv", '"7,377.00"', re.search(r"decimal point: (\d+\.\d+)", said).group(1))(study)),
    "semicolons": (with_separator(";"), follow_settings),
    "bars": (with_separator("|"), follow_settings),
    "tabs": (with_separator("\t"), follow_settings),
    "collateral with semicolons": (with_separator(";", "collateral.csv"), follow_settings),
    "decimal comma": (with_decimal_comma, follow_settings),
    "words for no value": (in_every_row("date_of_default", lambda date: date or "NaT"), follow_settings),
    "several words": (in_every_row("date_of_default", lambda date: date or "NULL"), follow_settings),
    "index without its zero, mapped": (replaced("loans.csv", "principal_balance", "3.9"), follow_mapping),
    "index without its zero, renamed": (replaced("loans.csv", "principal_balance", "3.9"), follow_renaming),
    "capitals, mapped": (replaced("loans.csv", "principal_balance", "Principal Balance"), follow_mapping),
    "capitals, renamed": (replaced("loans.csv", "principal_balance", "Principal Balance"), follow_renaming),
    "another name": (replaced("loans.csv", "principal_balance", "principal_balance_2006"), follow_mapping),
}


@pytest.mark.parametrize("case", CASES)
def test_followed_it_is_accepted_and_means_the_same(study, case):
    spoil, follow = CASES[case]
    meant = identity(study)
    spoil(study)
    answer = check(study)
    assert answer.returncode == INPUT, answer.stdout
    follow(study, answer.stderr)
    assert identity(study) == meant


# ---- where following it decides something, it is accepted


def test_a_column_that_is_something_else(study):
    edit(study, "loans.csv", lambda text: text.replace("loan_currency", "loan_currencys"))
    said = check(study).stderr
    follow_settings(study, said)
    answer = check(study)
    assert answer.returncode == 0 and "columns not used: loan_currencys" in answer.stdout, answer.stderr


def test_words_for_no_value_in_a_required_column(study):
    edit(study, "loans.csv", lambda text: text.replace("L007,C3,7377", "L007,C3,NA"))
    advice = re.search(r'on_error_rows = "exclude"', check(study).stderr).group()
    edit(study, "study.toml", lambda text: text.replace("paths = 64", f"paths = 64\n{advice}"))
    answer = check(study)
    assert answer.returncode == 0 and "excluded: 1 row" in answer.stdout, answer.stderr


def test_a_rule_that_asks_for_what_a_loan_lacks(study):
    edit(study, "study.toml", lambda text: text.replace("principal_balance >= 20000", "ltv_indexed > 1"))
    rule = re.search(r"next segment gets the loan: (.*)\.\n", check(study).stderr).group(1)
    edit(study, "study.toml", lambda text: text.replace("ltv_indexed > 1", rule))
    assert check(study).returncode == 0


@pytest.mark.parametrize("rule", ["counterparty_identifier in ['C2', 'C5'] or ltv_indexed > 1",
                                  "not (counterparty_identifier == 'C2' or ltv_indexed > 1)",
                                  "not (ltv_indexed > 1 and principal_balance > 20000)"])
def test_a_guard_leaves_the_loans_that_the_rule_decides_where_they_are(study, rule):
    """Loans with collateral, and those of which the rest of the rule decides, stay in their segment."""
    def first_segment():
        said = check(study)
        assert said.returncode == 0, said.stderr
        return int(re.search(r"^  large +(\d+)", said.stdout, re.MULTILINE).group(1))
    edit(study, "study.toml", lambda text: text.replace('"principal_balance >= 20000"', f'"{rule}"'))
    said = check(study).stderr
    undecided = int(re.search(r"is empty \((\d+) rows", said).group(1))
    new = re.search(r"next segment gets the loan: (.*)\.\n", said).group(1)
    edit(study, "study.toml", lambda text: text.replace(rule, new))
    guarded = first_segment()
    # The same rule with every unknown loan left out of the tape.
    edit(study, "study.toml", lambda text: text.replace(new, rule).replace("paths = 64", 'paths = 64\non_error_rows = "exclude"'))
    decided = first_segment()
    assert guarded == decided > 0 and undecided > 0


def test_codes_compared_with_numbers(study):
    edit(study, "loans.csv", lambda text: re.sub(r",EUR\n", ",EUR,011110\n", text).replace("currency\n", "currency,naics\n"))
    edit(study, "study.toml", lambda text: text.replace('"principal_balance >= 20000"', "'naics == 11110'"))
    rule = re.search(r"exactly as spelled: (.*);", check(study).stderr).group(1)
    edit(study, "study.toml", lambda text: text.replace("naics == 11110", rule))
    assert check(study).returncode == 0


def test_a_yes_in_another_language(study):
    edit(study, "loans.csv", lambda text: re.sub(r",EUR\n", ",EUR,ja\n", text).replace("currency\n", "currency,secured\n"))
    edit(study, "study.toml", lambda text: text.replace('"principal_balance >= 20000"', "'secured'"))
    said = check(study).stderr
    rule = re.search(r'such as (secured == )"\.\.\."', said).group(1) + '"ja"'
    words = re.findall(r"[^/, ]+", re.search(r"is written (.*), in capitals", said).group(1).replace(" or ", ", "))
    assert words == ["true", "false", "yes", "no", "Y", "N", "1", "0"]
    for word in [*words, "True", "False"]:
        other = (study.folder / "loans.csv").read_text()
        edit(study, "loans.csv", lambda text, word=word: text.replace(",ja\n", f",{word}\n"))
        assert check(study).returncode == 0
        (study.folder / "loans.csv").write_text(other)
    edit(study, "study.toml", lambda text: text.replace("'secured'", f"'{rule}'"))
    assert check(study).returncode == 0


def test_a_currency_without_a_rate(study):
    edit(study, "loans.csv", lambda text: text.replace("0.05,2028-12-31,EUR\nL001", "0.05,2028-12-31,CHF\nL001"))
    line, table = re.search(r"Add to the study: `(CHF = <EUR for one CHF>)` under (\[exchange_rates\])", check(study).stderr).groups()
    edit(study, "study.toml", lambda text: f"{text}{table}\n{line.replace('<EUR for one CHF>', '0.95')}\n")
    assert check(study).returncode == 0


def test_loans_of_no_segment(study):
    edit(study, "study.toml", lambda text: text.replace('when = "principal_balance >= 0"', 'when = "principal_balance >= 5000"'))
    assert "Add a last segment without `when`" in check(study).stderr
    edit(study, "study.toml", lambda text: text.replace("[macro]", '[[segment]]\nname = "rest"\nparameters = "parameters.toml"\n[macro]'))
    assert check(study).returncode == 0


def test_a_loan_of_which_nothing_is_owed(study):
    edit(study, "loans.csv", lambda text: text.replace("L007,C3,7377", "L007,C3,0"))
    assert "Leave the loan out" in check(study).stderr
    edit(study, "loans.csv", lambda text: re.sub(r"L007,.*\n", "", text))
    assert check(study).returncode == 0


def test_a_column_used_as_a_text_and_as_a_number(study):
    edit(study, "loans.csv", lambda text: re.sub(r",EUR\n", ",EUR,3\n", text).replace("currency\n", "currency,grade\n"))
    edit(study, "study.toml", lambda text: text.replace('"principal_balance >= 20000"', "'grade == \"3\"'"))
    edit(study, "court.toml", lambda text: text.replace("principal_balance >= 5000", "grade == 3"))
    said = check(study).stderr
    assert "study.toml" in said and "court.toml" in said and "with numbers in both" in said
    edit(study, "study.toml", lambda text: text.replace("'grade == \"3\"'", "'grade == 3'"))
    assert check(study).returncode == 0


def test_the_largest_seed(study):
    edit(study, "study.toml", lambda text: text.replace("seed = 7", "seed = 18446744073709551615"))
    seed = re.search(r'seed = "\d+"', check(study).stderr).group()
    edit(study, "study.toml", lambda text: text.replace("seed = 18446744073709551615", seed))
    answer = check(study)
    assert answer.returncode == 0 and "seed 18446744073709551615" in answer.stdout
    ran = study.call("run", "--threads", "1", "--set", "paths=8")
    assert ran.returncode == 0 and "seed 18446744073709551615" in ran.stdout
    too_large = check(study, "--set", "seed=18446744073709551616")
    assert too_large.returncode == INPUT and "from 0 to 18446744073709551615" in too_large.stderr


def test_texts_on_the_command_line_need_no_quotes(study):
    for setting in ("on_error_rows=exclude", "on_error_rows=\"exclude\"", "currency=EUR", "title=A title, for once",
                    "title=2024", "seed=18446744073709551615", "portfolio.separator=,", "engine=loan"):
        answer = check(study, "--set", setting)
        assert answer.returncode == 0, (setting, answer.stderr)
    for setting, said in {"paths=many": "must be a whole number, not a text", "engine=5": "there is no such engine",
                          "on_error_rows=exclud": "Did you mean 'exclude'?", "on_error_rows=1": "must be one of stop, exclude",
                          "title=\"open": "Close its quotes", "options=[\"hold.toml\"": "Close its quotes or brackets"}.items():
        answer = check(study, "--set", setting)
        assert answer.returncode == INPUT and said in answer.stderr, (setting, answer.stderr)


def test_fractions_that_the_study_says_are_in_per_cent(study):
    meant = identity(study)
    edit(study, "study.toml", lambda text: text.replace("[portfolio]", "[portfolio]\npercent = true"))
    said = check(study).stdout
    assert "If the value stands for 5 %, remove `percent` under [portfolio]" in said
    edit(study, "study.toml", lambda text: text.replace("percent = true\n", ""))
    assert identity(study) == meant


def test_high_rates_in_per_cent_are_written_in_per_cent(study):
    in_every_row("current_interest_rate", lambda rate: "0.0065")(study)
    meant = identity(study)
    edit(study, "study.toml", lambda text: text.replace("[portfolio]", "[portfolio]\npercent = true"))
    in_every_row("current_interest_rate", lambda rate: "65")(study)
    value = re.search(r"current_interest_rate, 65: .*If the value stands for 0.65 %, write ([\d.]+);", check(study).stdout).group(1)
    in_every_row("current_interest_rate", lambda rate: value)(study)
    assert identity(study) == meant


def test_rates_in_per_cent_beside_fractions(study):
    meant = identity(study)
    rows = iter(range(1000))
    in_every_row("current_interest_rate", lambda rate: "5" if next(rows) % 3 else "0.05")(study)
    said = check(study).stderr
    value = re.search(r"Write ([\d.]+) for 5 %; only where 0.05 at \S+ \(\w+\) stands for 0.05 %, too, set", said).group(1)
    in_every_row("current_interest_rate", lambda rate: value if rate == "5" else rate)(study)
    assert identity(study) == meant


def test_causes_of_excluded_rows_come_with_their_advice(study):
    meant = identity(study)
    in_every_row("current_interest_rate", lambda rate: "5")(study)
    edit(study, "loans.csv", lambda text: text.replace("2020-06-30,5,2028-12-31,EUR\nL002", "2020-06-30,0.9,2028-12-31,EUR\nL002"))
    edit(study, "study.toml", lambda text: text.replace("paths = 64", 'paths = 64\non_error_rows = "exclude"'))
    answer = check(study)
    assert answer.returncode == 0 and "is left out: is above 1 and looks like percent (59 rows" in answer.stdout, answer.stdout
    follow_settings(study, answer.stdout)
    edit(study, "loans.csv", lambda text: text.replace(",0.9,", ",5,"))
    assert identity(study) == meant


# ---- files of other kinds: the command converts them


def write_gzip(frame, text, file):
    file.write_bytes(gzip.compress(text.encode()))


def write_utf16(frame, text, file):
    file.write_bytes(text.encode("utf-16"))


def write_parquet(frame, text, file):
    frame.to_parquet(file)


def write_xlsx(frame, text, file):
    if importlib.util.find_spec("openpyxl") is None:
        pytest.skip("pandas writes and reads workbooks by openpyxl")
    frame.to_excel(file, index=False)


@pytest.mark.parametrize("name, write", [("loans.csv.gz", write_gzip), ("tape.csv", write_utf16),
                                         ("tape.parquet", write_parquet), ("tape.xlsx", write_xlsx)])
def test_the_command_converts_the_file(study, name, write):
    meant = identity(study)
    text = (study.folder / "loans.csv").read_text()
    frame = pandas.read_csv(study.folder / "loans.csv", dtype={"loan_identifier": str})
    write(frame, text, study.folder / name)
    (study.folder / "loans.csv").unlink()
    edit(study, "study.toml", lambda toml: toml.replace("loans.csv", name))
    said = check(study).stderr
    converted, command = re.search(r"Convert it and name (\S+) instead: (.*)\.\n", said).groups()
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(command, shell=True, check=True, cwd=study.folder, env=os.environ | {"PATH": path})
    edit(study, "study.toml", lambda toml: toml.replace(name, pathlib.Path(converted).name))
    assert identity(study) == meant


def test_a_command_on_a_long_path_is_whole(study):
    meant = identity(study)
    folder = study.folder / "Non-performing loans of all branches" / "Quarterly exports, final and corrected" / ("q" * 120)
    folder.mkdir(parents=True)
    (study.folder / "loans.csv").rename(folder / "as of 31 December 2020 (final).csv")
    packed = folder / "as of 31 December 2020 (final).csv.gz"
    write_gzip(None, (folder / "as of 31 December 2020 (final).csv").read_text(), packed)
    (folder / "as of 31 December 2020 (final).csv").unlink()
    edit(study, "study.toml", lambda toml: toml.replace("loans.csv", str(packed.relative_to(study.folder))))
    converted, command = re.search(r"Convert it and name (.+) instead: (.*)\.\n", check(study).stderr).groups()
    subprocess.run(command, shell=True, check=True, cwd=study.folder)
    edit(study, "study.toml", lambda toml: toml.replace(str(packed.relative_to(study.folder)), converted))
    assert identity(study) == meant


def test_a_tape_whose_first_column_is_the_portfolio_at_risk(study):
    meant = identity(study)
    edit(study, "loans.csv", lambda text: "PAR1" + "".join(
        f"{'' if number == 0 else 'N'},{row}" for number, row in enumerate(text.splitlines(keepends=True))))
    assert identity(study) == meant


# ---- collateral beside loans


def test_identifiers_without_their_zeros(study):
    for name in ("loans.csv", "collateral.csv"):
        edit(study, name, lambda text: re.sub(r"\bL0(\d\d)\b", r"0\1", text))
    meant = identity(study)
    in_every_row("loan_identifier", lambda loan: loan.lstrip("0") or "0", "collateral.csv")(study)
    said = check(study).stderr
    assert "Remove" not in said
    width = len(re.search(r"alike in both tables: the loans have (\d+)", said).group(1))
    in_every_row("loan_identifier", lambda loan: loan.zfill(width), "collateral.csv")(study)
    assert identity(study) == meant


def test_a_line_of_the_loans_that_cannot_be_read_takes_no_collateral_away(study):
    meant = identity(study)
    edit(study, "loans.csv", lambda text: text.replace("L003,C1,3733", "L003,C1,3,733"))
    said = check(study).stderr
    assert "loans.csv:5: the line has 9 fields" in said and "Remove" not in said
    edit(study, "loans.csv", lambda text: text.replace("3,733", "3733"))
    assert identity(study) == meant
