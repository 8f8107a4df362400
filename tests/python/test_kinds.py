"""The kinds of measures as a user meets them: `recoup kinds`, their terms in an option file, and what is wrong with them."""

import subprocess

import h5py
import pytest
from small_study import SmallStudy, binary

SETTLE = """recoup_schema = 1
name = "court"
[[measure]]
name = "settle"
kind = "settlement"
when = { after_months = 1 }
terms = { band = [0.4, 0.8], fails = 0.2 }
[[measure]]
name = "collect"
kind = "agency"
when = { from = ["default"], after_months = 2 }
terms = { commission = 0.25, months = 6 }
[[measure]]
name = "off"
kind = "write_off"
when = { after_months = 1 }
"""
AGENCY = '[cash.agency]\nshare_of_claim_per_month = 0.02\n'


@pytest.fixture
def study(tmp_path):
    study = SmallStudy(tmp_path)
    study.texts["court.toml"] = SETTLE
    study.texts["parameters.toml"] += AGENCY
    return study


def kinds():
    return subprocess.run([binary(), "kinds"], capture_output=True, text=True, check=True).stdout


def test_kinds_prints_terms_states_outcomes_and_accounts():
    text = kinds()
    for kind, term in (("restructure", "holiday_months"), ("court", "reserve_steps"), ("settlement", "band"),
                       ("write_off", "written_off"), ("agency", "commission")):
        part = text[text.index(f"{kind}: "):].split("\n\n")[0]
        assert term in part and "states" in part and "outcomes" in part and "accounts" in part
    assert "failed" in text[text.index("settlement: "):].split("\n\n")[0]


def test_an_option_of_the_new_kinds_runs_and_books_what_it_does(study):
    done = study.write().call("run", "-q")
    assert done.returncode == 0, done.stderr
    with h5py.File(study.out) as file:
        accounts = [name.decode() for name in file["ledger/account"][()]]
        means = file["ledger/money_mean"][()]
        option = [name.decode() for name in file["ledger/option"][()]].index("court")
    of = {name: means[option, ..., place].sum() for place, name in enumerate(accounts)}
    for account in ("settlement", "commission", "claim_forgiven", "write_off", "borrower"):
        assert of[account] > 0, account
    assert of["commission"] == pytest.approx(0.25 * of["borrower"], rel=0.5), "of what comes in the agency"


@pytest.mark.parametrize("old, new, told", [
    ('band = [0.4, 0.8], ', "", ["court.toml", "measure[0].terms", "lowest and the highest offer", "Write for instance band"]),
    ("[0.4, 0.8]", "[0.4, 1.8]", ["court.toml:7", "measure[0].terms.band", "a share from 0 to 1"]),
    ("fails = 0.2", "forgive = 0.2", ["court.toml:7", "forgive", "unknown key", "band"]),
    ('when = { after_months = 1 }\nterms', 'when = { after_months = 1 }\non_failed = "colect"\nterms',
     ["measure 'settle' on_failed", '"colect"', "no measure of this name", "'collect'"]),
    ('kind = "write_off"', 'kind = "write_off"\non_taken = "settle"', ["for ever", "'hold'"]),
    ('from = ["default"]', 'from = ["defalt"]', ["court.toml:11", "defalt", "default"]),
    ('from = ["default"]', 'from = ["repaid"]', ["court.toml:11", "closed state 'repaid'"]),
    ("months = 6", "months = 0", ["court.toml:12", "a number of months"]),
])
def test_what_is_wrong_is_named_with_file_line_and_key(study, old, new, told):
    study.replace("court.toml", old, new)
    done = study.write().call("check")
    assert done.returncode == 3
    for text in told:
        assert text in done.stderr, (text, done.stderr)


def test_an_unusual_band_is_warned_of(study):
    study.replace("court.toml", "[0.4, 0.8]", "[0.1, 0.8]")
    done = study.write().call("check")
    assert done.returncode == 0
    assert "offers outside 40 to 80 % of the claim are unusual" in done.stdout + done.stderr


def test_a_successor_that_is_followed_changes_the_figures(study):
    study.write().call("run", "-q")
    study.replace("court.toml", 'terms = { band', 'on_failed = "hold"\nterms = { band')
    other = study.folder / "other.h5"
    done = study.write().call("run", "-q", out=other)
    assert done.returncode == 0, done.stderr
    with h5py.File(study.out) as first, h5py.File(other) as second:
        assert first["ledger/money_mean"][()].tobytes() != second["ledger/money_mean"][()].tobytes()
