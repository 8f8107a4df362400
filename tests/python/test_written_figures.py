"""Figures of a results file against a loan of 12,000 worked by hand: it is in default, cured for certain in the second month, and pays on."""

import subprocess

import h5py
import pytest
from small_study import HOLD, ROOT, SmallStudy, binary

CURED_FOR_CERTAIN = """recoup_schema = 1
[pedigree]
source = "made up for the tests"
as_of = 2020-12-31
status = "illustrative"
[hazards.default]
latest = 1
[hazards.default.exits.cured]
p = [0.5]
earliest = 1
[hazards.cured.exits.default]
p = [1e-12]
[contract]
"""


@pytest.fixture
def study(tmp_path):
    study = SmallStudy(tmp_path)
    study.loans = [["L000", "C0", "12000", "91", "2020-12-31", "0.0", "2021-01-31", "EUR"]]
    study.texts = {"study.toml": study.texts["study.toml"].replace('"court.toml"', "").replace('"hold.toml", ', '"hold.toml"'),
                   "parameters.toml": CURED_FOR_CERTAIN, "macro.toml": study.texts["macro.toml"], "hold.toml": HOLD}
    study.replace("study.toml", 'collateral = "collateral.csv"\n', "")
    return study


def run(study):
    answer = study.write().call("run")
    assert answer.returncode == 0, answer.stderr
    return h5py.File(study.out)


def figure(file, name):
    return file[f"summary/{name}_mean"][0, 0, -1]


def test_a_performing_claim_at_the_horizon_counts_at_face_discounted_at_the_hurdle_rate(study):
    study.texts["parameters.toml"] += 'repayment = "bullet"\n'
    study.loans[0][6] = "2040-12-31"
    with run(study) as file:
        assert figure(file, "terminal_claim") == 12000.0
        assert figure(file, "discounted_recoveries") == 0.0
        assert figure(file, "discounted_recoveries_with_terminal") == pytest.approx(12000.0 / 1.10**2, rel=1e-12)


# Past its contract's end a cured claim is paid over minimum_term_months_after_cure months, 12 unless given.
@pytest.mark.parametrize("given, months", [("", 12), ("minimum_term_months_after_cure = 6\n", 6)])
def test_the_term_after_a_cure(given, months, study):
    study.texts["parameters.toml"] += given
    with run(study) as file:
        cash = file["cash_profile/cash_mean"][0, 0, -1]
    cured = 1  # index of the month of the cure
    assert list(cash) == [0.0] * (cured + 1) + [12000.0 / months] * months + [0.0] * (24 - months - cured - 1)


# It pays the full instalment late, month by month; it used to "default" on two cents and to be sued for 1,500.
def test_a_loan_in_arrears_at_maturity_is_repaid():
    study = ROOT / "scenarios/studies/sba_2025.toml"
    answer = subprocess.run([binary(), "replay", study, "--path", "9", "--loan", "1025544005", "--scenario",
                             "severely_adverse", "--option", "court"], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert "maturity -> repaid" in answer.stdout
    assert "legal" not in answer.stdout.replace("legal_balance", "")
