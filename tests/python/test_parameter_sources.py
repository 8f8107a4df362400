"""Every number in /parameters says where it comes from, also one that no file states."""

import h5py
import pytest
from small_study import SmallStudy


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    """Without [contract] and most keys of the tables that are there: name -> value, source, status."""
    study = SmallStudy(tmp_path_factory.mktemp("sources"))
    assert "[contract]" not in study.texts["parameters.toml"]
    study.texts["parameters.toml"] += "[cash.cured]\n[costs.residual_claim]\n[clocks.cured]\nafter_months = 3\nto = 'current'\n"
    answer = study.write().call("run", "--quiet", "--set", "paths=4",
                                "parameters.large.contract.minimum_term_months_after_cure=6")
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        columns = [file[f"parameters/{name}"][:] for name in ("parameter", "parameter_value", "parameter_source", "parameter_status")]
    return {name.decode(): (value, source.decode(), status.decode()) for name, value, source, status in zip(*columns)}


def test_every_number_has_a_source_and_a_standing(parameters):
    assert len(parameters) > 40
    assert [name for name, (_, source, _) in parameters.items() if not source] == []
    assert {status for _, _, status in parameters.values()} <= {"estimated", "borrowed", "expert", "illustrative"}


def test_a_number_that_no_file_states_has_its_default_as_its_source(parameters):
    assert parameters["small/contract.minimum_term_months_after_cure"] == (12, "default", "illustrative")
    assert parameters["macro/growth.xbar"] == (2.0, "made up for the tests", "illustrative")


def test_a_setting_is_the_source_of_what_it_sets(parameters):
    value, source, status = parameters["large/contract.minimum_term_months_after_cure"]
    assert (value, status) == (6, "illustrative")
    assert source.startswith("--set parameters.large.contract.minimum_term_months_after_cure")
