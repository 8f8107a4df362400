"""Inputs that went wrong once, each with what must come of it: tests/cases/README.md."""

import pathlib
import shutil
import subprocess
import tomllib

import h5py
import pytest
from small_study import ROOT, binary

CASES = ROOT / "tests/cases"
HOSTILE = CASES / "hostile"
# What the cases under hostile/ share with the main study.
OF_MAIN_STUDY = ["macro/frb_2025.csv", "macro/us_var_2025.toml", "options/hold.toml", "options/court.toml",
                 "options/restructure.toml", "options/wait_court.toml", "parameters/us_sme.toml",
                 "parameters/us_sme_current.toml", "parameters/us_sme_secured.toml", "parameters/us_sme_small.toml",
                 "parameters/us_sme_unsecured.toml"]
FOLDERS = sorted(folder for folder in [*CASES.iterdir(), *HOSTILE.iterdir()]
                 if folder.is_dir() and folder not in (HOSTILE, HOSTILE / "base"))


def lay_out(case, folder):
    """The study of a case as files in `folder`, which is made."""
    folder.mkdir()
    if case.parent == HOSTILE:
        for name in OF_MAIN_STUDY:
            shutil.copy(ROOT / "scenarios" / name, folder)
        shutil.copytree(HOSTILE / "base", folder, dirs_exist_ok=True)
    shutil.copytree(case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.toml"))


def figure_of(file, dataset, at):
    """One number of a results file, by the labels of its axes."""
    variable = file[dataset]
    place = []
    for axis, dimension in enumerate(variable.dims):
        scale = dimension[0] if len(dimension) else None
        name = pathlib.PurePosixPath(scale.name).name if scale is not None else str(axis)
        wanted = at[name]
        if isinstance(wanted, str):
            wanted = [label.decode() for label in scale[...]].index(wanted)
        place.append(wanted)
    return variable[tuple(place)]


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.relative_to(CASES).as_posix())
def test_case_gives_what_it_must(case, tmp_path):
    expected = tomllib.loads((case / "expected.toml").read_text())
    folder = tmp_path / "study"
    lay_out(case, folder)
    verb = expected.get("verb", "run")
    target = ["--out", "results.h5"] if verb == "run" else []
    settings = [argument for setting in expected.get("set", []) for argument in ("--set", setting)]
    answer = subprocess.run([binary(), verb, "study.toml", *target, *settings], cwd=folder, capture_output=True,
                            text=True, timeout=60)
    said = answer.stdout + answer.stderr
    assert answer.returncode == expected["exit_code"], said
    for text in expected.get("says", []):
        assert text in said, f"{text!r} is not in:\n{said}"
    for text in expected.get("never_says", []):
        assert text not in said, f"{text!r} is in:\n{said}"
    if verb == "run" and expected["exit_code"] != 0:
        assert not list(folder.glob("results.h5*")), "an input that is refused leaves nothing behind"
    for figure in expected.get("figure", []):
        with h5py.File(folder / "results.h5") as file:
            found = figure_of(file, figure["dataset"], figure["at"])
        assert found == pytest.approx(figure["value"], rel=0, abs=figure.get("tolerance", 0.0)), figure
