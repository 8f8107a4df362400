"""A row of many loans counts with their number wherever loans are counted."""

import h5py
import pytest
from small_study import SmallStudy


@pytest.fixture
def study(tmp_path):
    """The first row is a pool of 25 loans, of 1,000 in all."""
    study = SmallStudy(tmp_path).write()
    header, first, *rows = (tmp_path / "loans.csv").read_text().splitlines()
    pool = first.replace("C0", "") + ",25"
    (tmp_path / "loans.csv").write_text("\n".join([header + ",number_of_loans", pool, *(row + ",1" for row in rows)]) + "\n")
    return study


def test_loans_of_a_pool_are_counted_one_by_one(study):
    answer = study.call("run", "--quiet", "--set", 'engine="expected"', "paths=8")
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        labels = [label.decode() for label in file["summary/segment"][:]]
        counts = dict(zip(labels, file["summary/loan_count"][:]))
        claims = dict(zip(labels, file["summary/claim_at_cut_off"][:]))
    assert counts["portfolio"] == 59 + 25
    assert counts["large"] + counts["small"] == counts["portfolio"]
    assert claims["portfolio"] == sum(1000 + 911 * i for i in range(60))
