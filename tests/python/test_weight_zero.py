"""A scenario of weight 0 is reported, and the mixture is as without it, to the bit, wherever scenarios are mixed."""

import shutil
import subprocess

import h5py
import numpy
from small_study import ROOT, binary

CASE = ROOT / "tests/cases/04-weight-zero"
SCENARIO = '[[scenario]]\nname = "bad"\npath = "path.csv"\nscenario = "bad"\nweight = 0.0\n'


def results(folder, with_it, engine):
    shutil.copytree(CASE, folder)
    study = folder / "study.toml"
    text = study.read_text()
    assert SCENARIO in text
    study.write_text(text if with_it else text.replace(SCENARIO, ""))
    subprocess.run([binary(), "run", "study.toml", "--out", "results.h5", "--set", f'engine="{engine}"', "paths=200"],
                   cwd=folder, check=True, capture_output=True)
    return h5py.File(folder / "results.h5")


def mixtures(file):
    """By dataset: what it says of the mixture."""
    found = {}
    for group in file.values():
        labels = [label.decode() for label in group["scenario"][...]] if "scenario" in group else []
        if "mixture" not in labels:
            continue
        for variable in group.values():
            axes = [dimension[0].name.rpartition("/")[2] for dimension in variable.dims if len(dimension)]
            if variable.is_scale or "scenario" not in axes:
                continue
            found[variable.name] = numpy.take(variable[...], labels.index("mixture"), axis=axes.index("scenario"))
    return found


def test_a_scenario_of_weight_zero_leaves_the_mixture_as_without_it(tmp_path):
    for engine in ("loan", "both"):
        with results(tmp_path / f"{engine} with", True, engine) as with_it, \
                results(tmp_path / f"{engine} without", False, engine) as without:
            found, expected = mixtures(with_it), mixtures(without)
        assert found.keys() == expected.keys()
        assert any(name.startswith("/comparison") for name in found)
        assert len(found) > 150
        for name, value in expected.items():
            numpy.testing.assert_array_equal(found[name], value, err_msg=name)
