"""The SBA tape and the hazard fitted beside it: reproducible, and blind to everything after the cut-off."""
import csv
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SBA = SCENARIOS / "portfolios" / "sba"
CUT_OFF = date(2006, 12, 31)
sys.path.insert(0, str(SBA))
import sba_records  # noqa: E402

BUILDERS = [
    (SBA / "build_tape.py", ["loans.csv", "collateral.csv"]),
    (SCENARIOS / "parameters" / "estimate_charge_off_hazard.py", ["us_sme_current.toml", "charge_off_hazard.json"]),
]


def rows(name):
    with (SBA / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def scrambled_sample(path):
    """The sample with every field that tells of the time after cut-off replaced by noise."""
    noise = random.Random(1)
    sample = rows("sba_7a_sample.csv")
    for row in sample:
        row["Term"] = str(noise.randrange(1, 400))
        row["MIS_Status"] = noise.choice(["P I F", "CHGOFF", ""])
        row["ChgOffPrinGr"] = str(noise.randrange(10**6))
        row["DisbursementGross"] = str(noise.randrange(10**6))
        known = sba_records.known_by(row["ChgOffDate"], CUT_OFF)
        if known is None:
            later = CUT_OFF + timedelta(days=noise.randrange(1, 3000))
            row["ChgOffDate"] = noise.choice(["", later.strftime("%d-%b-%y"), f"{later.month}/{later.day}/{later.year}"])
    noise.shuffle(sample)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, sample[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sample)


@pytest.mark.parametrize("script, outputs", BUILDERS)
def test_committed_files_are_reproduced(script, outputs, tmp_path):
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True)
    for name in outputs:
        assert (tmp_path / name).read_bytes() == (script.parent / name).read_bytes(), name


@pytest.mark.parametrize("script, outputs", BUILDERS)
def test_nothing_after_cut_off_is_read(script, outputs, tmp_path):
    scrambled_sample(tmp_path / "scrambled.csv")
    subprocess.run([sys.executable, script, "--sample", tmp_path / "scrambled.csv", "--out", tmp_path], check=True)
    for name in outputs:
        assert (tmp_path / name).read_bytes() == (script.parent / name).read_bytes(), name


@pytest.mark.parametrize("text, expected", [
    ("24-Jun-91", date(1991, 6, 24)),
    ("4-MAR-05", date(2005, 3, 4)),
    ("31-Dec-69", date(2069, 12, 31)),
    ("1-Jan-1970", date(1970, 1, 1)),
    ("2/7/2006", date(2006, 2, 7)),
    ("12/31/06", date(2006, 12, 31)),
    ("2006-12-31", date(2006, 12, 31)),
    (" ", None),
])
def test_dates_are_read_in_every_format_of_the_source(text, expected):
    assert sba_records.parse_date(text) == expected


def test_month_arithmetic_keeps_the_day_inside_the_month():
    assert sba_records.add_months(date(2006, 12, 31), -1) == date(2006, 11, 30)
    assert sba_records.add_months(date(2003, 12, 31), 2) == date(2004, 2, 29)
    assert sba_records.add_months(date(2006, 1, 15), 12) == date(2007, 1, 15)


def test_every_loan_is_alive_at_cut_off():
    sample = {row["LoanNr_ChkDgt"]: row for row in rows("sba_7a_sample.csv")}
    loans = rows("loans.csv")
    assert 10_000 <= len(loans) <= 13_000
    for loan in loans:
        source = sample[loan["loan_identifier"]]
        assert sba_records.parse_date(source["DisbursementDate"]) <= CUT_OFF
        charged_off = sba_records.parse_date(source["ChgOffDate"])
        assert charged_off is None or charged_off > CUT_OFF
        assert date.fromisoformat(loan["current_maturity_date"]) > CUT_OFF


def test_loan_fields_agree_with_each_other():
    buckets = {"current": (0, 0), "arrears_1_30": (1, 30), "arrears_31_60": (31, 60), "arrears_61_90": (61, 90), "default": (91, 10_000)}
    seen = set()
    for loan in rows("loans.csv"):
        first, last = buckets[loan["workout_state"]]
        assert first <= int(loan["days_in_pastdue"]) <= last
        assert (loan["date_of_default"] != "") == (loan["workout_state"] == "default")
        assert loan["date_of_default"] == "" or loan["date_of_origination"] < loan["date_of_default"] <= str(CUT_OFF)
        assert 0 < float(loan["principal_balance"]) <= float(loan["legal_balance"]) + 0.005
        assert float(loan["principal_balance"]) <= float(loan["approved_amount"])
        assert 0.05 < float(loan["current_interest_rate"]) < 0.16
        seen.add(loan["loan_identifier"])
    assert len(seen) == len(rows("loans.csv"))
    collateral = rows("collateral.csv")
    assert {row["loan_identifier"] for row in collateral} <= seen
    assert all(float(row["collateral_value"]) > float(row["prior_claims"]) >= 0 for row in collateral)
