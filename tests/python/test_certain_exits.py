"""Log-odds past the range of a double: run, replay and the expected engine tell one story."""

import re
import shutil
import subprocess

import h5py
import pytest
from small_study import ROOT, binary

CASE = ROOT / "tests/cases/03-log-odds-overflow-two-exits"
LOANS = ["L0", "L1", "L2", "L3"]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(CASE, tmp_path / "study")
    return tmp_path / "study"


def run(folder, paths):
    subprocess.run([binary(), "run", "study.toml", "--out", "r.h5", "--set", 'engine="both"', f"paths={paths}"],
                   cwd=folder, check=True, capture_output=True)
    return h5py.File(folder / "r.h5")


def replayed(folder, loan, path):
    """The state that the loan enters in the first month."""
    answer = subprocess.run([binary(), "replay", "study.toml", "--path", str(path), "--loan", loan, "--option", "hold"],
                            cwd=folder, check=True, capture_output=True, text=True).stdout
    return re.search(r"^ *1 +\S+ +current +draw -> (\w+)", answer, re.MULTILINE)[1]


def test_a_run_and_its_replays_split_a_certain_exit_alike(folder):
    paths = 6
    entered = [replayed(folder, loan, path) for loan in LOANS for path in range(paths)]
    with run(folder, paths) as file:
        counts = file["transitions/count"][0, 0, 0, 0]
        states = [name.decode() for name in file["transitions/from_state"][...]]
    row = counts[states.index("current")]
    for state in ("default", "repaid"):
        assert row[states.index(state)] == entered.count(state) > 0


def test_both_engines_agree_on_a_certain_exit(folder):
    with run(folder, 3000) as file:
        for quantity in ("net_cash", "discounted_recoveries", "loss"):
            mean = file[f"summary/{quantity}_mean"][:, 0, 0]
            error = file[f"summary/{quantity}_mean_mc_error"][:, 0, 0]
            assert (abs(file[f"expected/{quantity}_mean"][:, 0, 0] - mean) < 4 * error).all(), quantity
