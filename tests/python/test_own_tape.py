"""The section "Your own tape" of the README, followed as a new user would: a sheet of sixty loans of an Indian bank, in lakh."""

import csv
import json
import random
import re
import subprocess

import h5py
import pytest
from small_study import ROOT, binary

LAKH = 100_000
RENAMED = {"principal_balance": "Outstanding", "industry": "Sector"}
SECTORS = ["Textiles", "Trade", "Food"]


def sheet(lakh_to_rupees=True):
    """Rows as dictionaries: two loans in three are non-performing; rates in per cent."""
    generator = random.Random(4)
    for i in range(60):
        in_default = i % 3 != 0
        outstanding = round(generator.uniform(8.0, 260.0), 2)  # lakh
        yield {"loan_identifier": f"LN{i:05}", "counterparty_identifier": f"CU{i // 2:04}",
               "Outstanding": f"{outstanding * LAKH:.0f}" if lakh_to_rupees else outstanding,
               "days_in_pastdue": 30 * (i % 24 + 4) if in_default else 0,
               "date_of_default": f"{2023 + i % 2}-{i % 12 + 1:02}-15" if in_default else "",
               "current_interest_rate": round(generator.uniform(9.0, 14.0), 2),
               "current_maturity_date": f"{generator.randint(2027, 2033)}-06-30", "Sector": SECTORS[i % 3]}


@pytest.fixture
def folder(tmp_path):
    """A folder with `own.toml` as the README has it, and the sheet."""
    section = (ROOT / "README.md").read_text().split("## Your own tape", 1)[1].split("\n## ", 1)[0]
    study = re.search(r"```toml\n(.*?)```", section, re.DOTALL)[1]
    assert len(study.splitlines()) <= 15
    (tmp_path / "own.toml").write_text(study)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    write(tmp_path, sheet())
    return tmp_path


def command(verb):
    """The words behind `recoup` of a command of the section."""
    section = (ROOT / "README.md").read_text().split("## Your own tape", 1)[1]
    return re.search(rf"`build/release/recoup ({verb} [^`]*)`", section)[1].split()


def write(folder, rows, name="loans.csv"):
    rows = list(rows)
    with open(folder / name, "w", newline="", encoding="utf-8-sig") as file:  # as spreadsheets save it
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def recoup(folder, verb, *arguments):
    return subprocess.run([binary(), *command(verb), *arguments], cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_section_leads_to_a_first_run(folder):
    checked = recoup(folder, "check")
    assert checked.returncode == 0, checked.stderr
    claim = sum(float(row["Outstanding"]) for row in sheet())
    assert f"{claim:,.0f}" in checked.stdout  # what is to be compared with the books
    run = recoup(folder, "run", "--set", "paths=64")
    assert run.returncode == 0, run.stderr
    row = next(line for line in run.stdout.splitlines() if line.split()[:1] == ["hold"])
    assert 0.0 < float(row.split()[1]) < 100.0, row  # recovery rate, per cent


def test_collateral_comes_as_the_section_says(folder):
    rows = [{"collateral_identifier": f"K{i}", "loan_identifier": f"LN{i:05}", "collateral_class": "office",
             "collateral_value": 5_000_000, "valuation_date": "2024-06-30"} for i in range(0, 60, 4)]
    write(folder, rows, "collateral.csv")
    checked = recoup(folder, "check", "--set", "portfolio.collateral=collateral.csv", "portfolio.collateral_separator=;")
    assert checked.returncode == 0, checked.stderr
    assert "75,000,000" in checked.stdout


def test_parameters_are_replaced_file_by_file_each_in_its_currency(folder):
    """Of court costs in rupees and the rest inherited in dollars, each counts at its own rate."""
    (folder / "own_parameters.toml").write_text("""recoup_schema = 1
inherits = "scenarios/parameters/us_sme_unsecured.toml"
currency = "INR"
[pedigree]
source = "our books"
as_of = 2024-12-31
status = "expert"
[costs.court]
servicing_per_month = 900.0
""")
    ran = recoup(folder, "run", "--set", "paths=8", "segment.all.parameters=own_parameters.toml")
    assert ran.returncode == 0, ran.stderr
    with h5py.File(folder / "own.h5") as file:
        converted = file["study/converted_amounts"][()].decode()
        costs = json.loads(file["study/resolved"][()])["segments"][0]["costs"]
    assert costs["court"]["servicing_per_month"] == 900.0
    assert costs["court"]["internal_workout_per_month"] == 50.0 * 85.0
    assert costs["default"]["servicing_per_month"] == 25.0 * 85.0
    assert "costs.court.servicing_per_month" not in converted
    assert "parameters.all.costs.default.servicing_per_month: 25 USD (US) = 2125 INR" in converted


def test_a_missing_exchange_rate_is_told_once_a_file(folder):
    file = folder / "own.toml"
    file.write_text(re.sub(r"exchange_rates.*\n", "", file.read_text()))
    refused = recoup(folder, "check")
    assert refused.returncode == 3
    assert refused.stderr.count("has no exchange rate") == 2, refused.stderr  # of court.toml and of us_sme.toml
    assert "its 13 amounts are to be converted into INR" in refused.stderr


def identity(folder):
    answer = recoup(folder, "check")
    assert answer.returncode == 0, answer.stderr
    return re.search(r"identity (\w+)", answer.stdout)[1]


def follow(folder, said, value=""):
    """Puts the line that a message advises where it says, inside the braces of a table; `value` in place of <...>."""
    line, table = re.search(r"`([^`]+)` inside the braces of `([^`]+)`, behind a comma", said).groups()
    line = re.sub("<.*>", value, line)
    file = folder / "own.toml"
    name = table.split(".")[-1]
    inside = rf"({name} = \{{(?:[^{{}}]|\{{[^}}]*\}})*?) *\}}"  # braces in braces once
    text, count = re.subn(inside, lambda found: f"{found[1]}, {line} }}", file.read_text())
    assert count == 1, said
    file.write_text(text)


def without(setting):
    def applied(folder):
        text = (folder / "own.toml").read_text()
        assert setting in text
        (folder / "own.toml").write_text(text.replace(setting, ""))
    return applied


def with_another_name(folder):
    without('principal_balance = "Outstanding", ')(folder)
    write(folder, ({"Principal Balance" if name == "Outstanding" else name: value for name, value in row.items()}
                   for row in sheet()))


def with_words_for_no_value(folder):
    write(folder, (row | {"date_of_default": row["date_of_default"] or "-"} for row in sheet()))


SPOILT = {"separator": without('separator = ";", '), "per cent": without("percent = true, "),
          "another name": with_another_name, "words for no value": with_words_for_no_value}


@pytest.mark.parametrize("what", SPOILT)
def test_advice_fits_the_study_of_the_section(folder, what):
    meant = identity(folder)
    SPOILT[what](folder)
    refused = recoup(folder, "check")
    assert refused.returncode == 3, refused.stdout
    follow(folder, refused.stderr)
    assert identity(folder) == meant


def test_a_currency_that_is_no_bare_key_stands_in_quotes(folder):
    write(folder, (row | {"loan_currency": "Rs."} for row in sheet()))
    refused = recoup(folder, "check")
    assert refused.returncode == 3 and "Add to the study: `\"Rs.\" = <INR for one Rs.>` inside" in refused.stderr
    follow(folder, refused.stderr, "1.0")
    identity(folder)


def test_a_column_that_was_not_found_is_read_in_the_next_round_as_the_section_says(folder):
    write(folder, ({"Balance" if name == "Outstanding" else name: value for name, value in row.items()} | {
        "Balance": "much", "current_maturity_date": "soon"} for row in sheet()))
    first = recoup(folder, "check")
    assert first.returncode == 3 and "Outstanding" in first.stderr and "soon" in first.stderr and "much" not in first.stderr
    file = folder / "own.toml"
    file.write_text(file.read_text().replace('"Outstanding"', '"Balance"'))
    second = recoup(folder, "check")
    assert second.returncode == 3 and "soon" in second.stderr and "much" in second.stderr


def test_names_that_the_section_lists_are_those_that_are_required(folder):
    text = (folder / "loans.csv").read_text(encoding="utf-8-sig")
    for name in text.split("\n", 1)[0].strip().split(";"):
        (folder / "loans.csv").write_text(text.replace(name, "Other", 1))
        answer = recoup(folder, "check")
        assert answer.returncode == 3, name
        assert RENAMED.get(name, name) in answer.stderr or name in answer.stderr
