"""A segment that takes no loan: the study runs, and what has no number there is NaN."""

import h5py
import numpy
import pytest
from small_study import SmallStudy


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path)


@pytest.mark.parametrize("engine", ["loan", "expected", "both"])
def test_a_study_with_a_segment_without_loans_runs(study, engine):
    study.replace("study.toml", '"loan"', f'"{engine}"')
    study.replace("study.toml", "principal_balance >= 20000", "principal_balance >= 1e9")
    study.write()
    assert study.call("check").returncode == 0
    answer = study.call("run", "--threads", "1")
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        share = file["parameters/share_of_balance"][()]
        assert numpy.isnan(share[0]).all() and not numpy.isnan(share[1:]).any()
        assert file["summary/loan_count"][0] == 0
        assert numpy.isnan(file["summary/recovery_rate_mean"][:, :, 0]).all()


def test_a_segment_that_chooses_its_time_runs_without_loans(study):
    study.replace("study.toml", '"loan"', '"expected"')
    study.replace("study.toml", "principal_balance >= 20000", "principal_balance >= 1e9")
    study.replace("court.toml", "when = { after_months = 3 }", "when = { best_from_months = 0, best_to_months = 12 }")
    study.write()
    answer = study.call("run", "--threads", "1")
    assert answer.returncode == 0, answer.stderr
