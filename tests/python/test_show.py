"""`recoup show`: what a results file says of itself, without its study."""

import os
import re
import shutil
import subprocess

import h5py
import numpy
import pytest
from small_study import SmallStudy, binary, seal_again


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A results file alone: its study is gone."""
    study = SmallStudy(tmp_path_factory.mktemp("show"))
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][5] = "five"  # a rate that is no number, of a loan of 4,644
    study.write()
    assert study.call("run", "--quiet").returncode == 0
    for path in study.folder.iterdir():
        if path.suffix in (".toml", ".csv"):
            path.unlink()
    return study


def show(file, *arguments):
    return subprocess.run([binary(), "show", file, *arguments], capture_output=True, text=True, timeout=60)


def test_a_file_explains_itself(ran):
    shown = show(ran.out)
    assert shown.returncode == 0 and shown.stderr == ""
    text = shown.stdout
    for section in ("Against hold", "Which option is best", "Assumptions", "Warnings", "Rows of the tape that were left out",
                    "Provenance", "Accounts of /ledger", "Results: "):
        assert section in text, section
    assert "cash is discounted at 10.0 % (hurdle rate); the investor asks 15.0 %" in text
    assert re.search(r"illustrative, \d+ numbers: made up for the tests", text) and "hazards.default" in text
    assert re.search(r"portfolio +0.0 % +0.0 % +0.0 % +100.0 % +illustrative", text)
    assert "1 row with 4,644.00 EUR of principal balance" in text and "seed 7, 64 paths" in text
    assert re.search(r"\n    - +legal +cost of legal action\n", text) and "Nothing was posted to" in text
    assert re.search(r"study\.toml +\d+", text) and "recoup run" in text
    assert max(map(len, text.split("Provenance")[0].splitlines())) <= 105


def test_one_scenario_and_one_segment(ran):
    text = show(ran.out, "--scenario", "mean", "--segment", "small").stdout
    assert "mixture" not in text and "figures of segment small alone" in text
    with h5py.File(ran.out) as file:
        summary = file["summary"]
        place = list(summary["segment"].asstr()).index("small")
        claim, loans = summary["claim_at_cut_off"][place], summary["loan_count"][place]
        rate = 100 * summary["recovery_rate_mean"][1, 0, place]
    assert f"{loans} loans at 2020-12-31, claim EUR {claim:,.1f}" in text
    assert re.search(rf"court +{rate:.1f}", text)


@pytest.mark.parametrize("arguments, said", [(("--scenario", "meen"), "Did you mean 'mean'?"),
                                             (("--segment", "smal"), "Did you mean 'small'?")])
def test_a_name_that_is_not_there(ran, arguments, said):
    shown = show(ran.out, *arguments)
    assert shown.returncode == 3 and said in shown.stderr and shown.stdout == ""


@pytest.mark.parametrize("verb", ["show", "check"])
@pytest.mark.parametrize("name", ["none.h5", "nowhere/none.h5", "text.toml/none.h5"])
def test_advice_on_a_file_that_is_not_there_is_of_reading(tmp_path, verb, name):
    (tmp_path / "text.toml").touch()
    answer = subprocess.run([binary(), verb, name], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert answer.returncode == 4 and answer.stdout == "", answer
    assert f"error: {name}: cannot be opened" in answer.stderr or f"error: {name}: cannot be looked at" in answer.stderr
    assert "Check the name and the folder." in answer.stderr and "Create" not in answer.stderr


def test_files_that_cannot_be_shown(ran, tmp_path):
    newer, unfinished, foreign, text = (tmp_path / f"{name}.h5" for name in ("newer", "unfinished", "foreign", "text"))
    for copy in (newer, unfinished):
        copy.write_bytes(ran.out.read_bytes())
    with h5py.File(newer, "a") as file:
        file.attrs.modify("format_version", [2, 0])
    with h5py.File(unfinished, "a") as file:
        del file.attrs["status"]
    for copy in (newer, unfinished):
        seal_again(copy)
    with h5py.File(foreign, "w") as file:
        file["x"] = 1
    text.write_text("no HDF5")
    for path, said in ((newer, "Install the version of recoup"), (unfinished, "is not complete"),
                       (foreign, "is not a results file of recoup"), (text, "it does not begin as an HDF5 file does"), (tmp_path / "none.h5", "none.h5")):
        shown = show(path)
        assert shown.returncode == 4 and said in shown.stderr and shown.stdout == "", shown.stderr


def test_a_file_of_format_1_0_has_no_meanings_of_its_own(ran, tmp_path):
    older = tmp_path / "older.h5"
    older.write_bytes(ran.out.read_bytes())
    with h5py.File(older, "a") as file:
        for name in ("account_sum", "account_sign", "account_meaning"):
            del file[f"ledger/{name}"]
    seal_again(older)
    assert show(older).stdout.split("Results:")[0] == show(ran.out).stdout.split("Results:")[0]


def test_what_is_no_file_is_refused_at_once(ran, tmp_path):
    os.mkfifo(tmp_path / "pipe.h5")
    truncated = tmp_path / "truncated.h5"
    truncated.write_bytes(ran.out.read_bytes()[:-5])
    for path, said in ((tmp_path / "pipe.h5", "is a folder or a device"), (tmp_path, "is a folder or a device"),
                       (truncated, "is truncated")):
        shown = show(path)
        assert shown.returncode == 4 and said in shown.stderr and shown.stdout == "", shown.stderr


def test_a_changed_file_is_shown_with_a_warning(ran, tmp_path):
    changed = tmp_path / "changed.h5"
    changed.write_bytes(ran.out.read_bytes())
    with h5py.File(changed, "r+") as file:
        file["summary/loss_rate_mean"][0, 0, 0] += 1
    shown = show(changed)
    assert shown.returncode == 0 and "Against hold" in shown.stdout
    assert shown.stderr == (f"warning: {changed}: was changed since recoup wrote it (its seal is broken). "
                            f"`recoup check {changed}` tells what differs.\n")


def test_a_file_that_is_open_elsewhere_is_not_said_to_be_changed(ran, tmp_path):
    shutil.copy(ran.out, tmp_path / "copy.h5")
    with h5py.File(tmp_path / "copy.h5", "r+"):
        for verb in ("show", "check"):
            told = subprocess.run([binary(), verb, tmp_path / "copy.h5"], capture_output=True, text=True, timeout=60)
            assert told.returncode == 4 and "Another process has this file open" in told.stderr, told.stderr


def test_damage_is_an_answer_and_no_crash(ran, tmp_path):
    """HDF5 crashes on some of these."""
    whole, damaged = ran.out.read_bytes(), tmp_path / "damaged.h5"
    for place, byte in [(3102, 0xC2), *((at, 0xFF) for at in range(2048, len(whole), len(whole) // 40))]:
        if whole[place] != byte:
            damaged.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1:])
            shown = show(damaged)
            assert shown.returncode in (0, 4) and "was changed" in shown.stderr, (place, shown)


def test_figures_of_another_file_are_not_shown(ran, tmp_path):
    crafted, other = tmp_path / "crafted.h5", tmp_path / "other.bin"
    crafted.write_bytes(ran.out.read_bytes())
    with h5py.File(crafted, "r+") as file:
        values = file["summary/loss_rate_mean"][()]
        attributes = dict(file["summary/loss_rate_mean"].attrs)
        other.write_bytes(numpy.full_like(values, 0.5).tobytes())
        del file["summary/loss_rate_mean"]
        file.create_dataset("summary/loss_rate_mean", values.shape, values.dtype,
                            external=[(str(other), 0, values.nbytes)]).attrs.update(units=attributes["units"])
    seal_again(crafted)
    shown = show(crafted)
    assert shown.returncode == 4 and "has external storage" in shown.stderr and shown.stdout == "", shown


def spoilt(whole_file, file, dataset):
    """The file with one bit changed in the place of a text, on which HDF5 1.10 crashes."""
    with h5py.File(whole_file) as whole:
        at = whole[dataset].id.get_offset() + 2 * 16 + 15
    text = bytearray(whole_file.read_bytes())
    text[at] ^= 1 << 5
    file.write_bytes(text)
    return file


@pytest.mark.parametrize("dataset", ["provenance/input", "ledger/account"])
def test_a_file_on_which_hdf5_crashes_is_refused(ran, tmp_path, dataset):
    damaged = spoilt(ran.out, tmp_path / "results.h5", dataset)
    shown = show(damaged)
    assert shown.returncode == 4 and shown.stdout == "", shown.returncode
    assert shown.stderr == (f"error: {damaged}: was changed since recoup wrote it (HDF5 cannot read it). "
                            "Restore it from a copy, or run the study again with --force (Python: force=True).\n")


def test_a_file_on_which_hdf5_crashes_is_in_the_way_of_a_run(tmp_path):
    study = SmallStudy(tmp_path).write()
    assert study.call("run", "--quiet").returncode == 0
    damaged = spoilt(study.out, study.out, "provenance/input").read_bytes()
    answer = study.call("run", "--quiet")
    assert answer.returncode == 4 and "would be lost" in answer.stderr, answer.stderr
    assert study.out.read_bytes() == damaged
    assert study.call("run", "--quiet", "--force").returncode == 0


def test_a_file_without_a_seal_is_shown_with_a_warning(ran, tmp_path):
    bare = tmp_path / "bare.h5"
    bare.write_bytes(ran.out.read_bytes().replace(b"recoup-file-sha256:", b"recoup-file-sha25x:"))
    shown = show(bare)
    assert shown.returncode == 0 and "Against hold" in shown.stdout
    assert "has no seal (recoup has sealed results since format 1.1)" in shown.stderr


def test_texts_of_a_file_cannot_steer_a_terminal(tmp_path):
    study = SmallStudy(tmp_path)
    study.replace("study.toml", 'title = "Small"', r'title = "Small \u001b[2J"')
    out = tmp_path / "odd\x1b[31m.h5"
    assert study.write().call("run", "--quiet", out=out).returncode == 0
    for verb in ("show", "check"):
        told = subprocess.run([binary(), verb, out], capture_output=True, text=True, timeout=60)
        assert told.returncode == 0 and "\x1b" not in told.stdout and r"Small \x1b[2J" in told.stdout, verb
