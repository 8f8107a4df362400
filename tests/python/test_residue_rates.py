"""Rates of next to nothing give what no rate gives: the cases of tests/cases beside the same study with the rate 0."""

import shutil
import subprocess

import h5py
import numpy
import pytest
from small_study import binary
from test_cases import CASES, HOSTILE, lay_out

RESIDUE = "5.551115123125783e-17"


def run(folder):
    answer = subprocess.run([binary(), "run", "study.toml", "--out", "results.h5"], cwd=folder, capture_output=True,
                            text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    return folder / "results.h5"


def replace(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def assert_same_figures(one, other):
    """To a cent now and then: at a residue an instalment of exactly half a cent is rounded up."""
    with h5py.File(one) as a, h5py.File(other) as b:
        for group in ("summary", "cash_profile", "ledger", "transitions"):
            for name in a[group]:
                values = a[group][name][...]
                if values.dtype.kind == "f" and not name.endswith("mc_error"):
                    money = numpy.nanmax(numpy.abs(values), initial=0.0) > 100.0
                    numpy.testing.assert_allclose(values, b[group][name][...], rtol=1e-6, atol=0.01 if money else 1e-9,
                                                  err_msg=f"{group}/{name}")
        assert a["summary/net_cash_mean"][...].max() < 1e9


def at_no_rate(case, tmp_path, *changes):
    lay_out(case, tmp_path / "residue")
    lay_out(case, tmp_path / "none")
    for name, old, new in changes:
        replace(tmp_path / "none", name, old, new)
    assert_same_figures(run(tmp_path / "residue"), run(tmp_path / "none"))


def test_a_tape_with_a_residue_for_a_rate(tmp_path):
    at_no_rate(HOSTILE / "tiny_rate", tmp_path, ("loans.csv", RESIDUE, "0.0"))


# 5 % less 4 % less 1 % is 8.7e-18; cut by 2 % the rate stops at 0.
def test_two_rate_cuts_that_leave_a_residue(tmp_path):
    assert 0.05 - 0.04 - 0.01 > 0.0
    at_no_rate(HOSTILE / "two_rate_cuts", tmp_path, ("restructure.toml", "rate_cut = 0.01", "rate_cut = 0.02"))


@pytest.mark.parametrize("case, rate", [("01-residue-rate", RESIDUE), ("01d-small-rate", "1e-12")])
def test_both_engines_at_a_rate_next_to_nothing(case, rate, tmp_path):
    for engine in ("loan", "expected", "both"):
        folder = tmp_path / engine
        folder.mkdir()
        at_no_rate_with(engine, CASES / case, rate, folder)


def at_no_rate_with(engine, case, rate, folder):
    shutil.copytree(case, folder / "a")
    shutil.copytree(case, folder / "b")
    replace(folder / "b", "loans.csv", rate, "0.0")
    for each in ("a", "b"):
        replace(folder / each, "study.toml", 'engine = "loan"', f'engine = "{engine}"')
    with h5py.File(run(folder / "a")) as one, h5py.File(run(folder / "b")) as other:
        for group in ("summary", "expected"):
            for name in one.get(group, {}):
                if one[group][name].dtype.kind == "f":
                    numpy.testing.assert_allclose(one[group][name][...], other[group][name][...], rtol=1e-9, atol=1e-6,
                                                  err_msg=f"{engine}: {group}/{name}")
