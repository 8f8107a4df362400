"""The driver of tests/fuzz: inputs follow from their seed, and what counts as a failure is noticed."""

import stat
import sys

import pytest
from small_study import ROOT, binary

sys.path.insert(0, str(ROOT / "tests/fuzz"))
import fuzz  # noqa: E402


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def program(tmp_path):
    """A stand-in for recoup: a script of one line."""
    def made(line):
        script = tmp_path / "program"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return script
    return made


def fuzzed(program, keep, *more):
    return fuzz.main(["--binary", str(program), "--seed", "5", "--inputs", "6", "--jobs", "2", "--keep", str(keep), *more])


def test_inputs_follow_from_seed_and_number(program, tmp_path):
    fails = program("exit 1")
    assert fuzzed(fails, tmp_path / "a") == 1 and fuzzed(fails, tmp_path / "b") == 1
    first = tree(tmp_path / "a")
    assert first == tree(tmp_path / "b")
    assert len({tuple(sorted(tree(folder / "study").items())) for folder in (tmp_path / "a").iterdir()}) > 3
    assert fuzzed(fails, tmp_path / "c", "--only", "4") == 1
    assert tree(tmp_path / "c") == {name: text for name, text in first.items() if name.startswith("5-4/")}


@pytest.mark.parametrize("line, said", [
    ("exit 1", "exit code 1"),
    ("exit 77", "exit code 77"),
    ("exit 3", "without a word"),
    ("kill -SEGV $$", "signal 11"),
    ("echo 'ERROR: AddressSanitizer: heap-buffer-overflow' >&2; exit 3", "sanitizer"),
    ("echo 'x.cpp:3:4: runtime error: signed overflow' >&2; exit 3", "sanitizer"),
    ("exec sleep 30", "did not end in time"),
    ("head -c 300000 /dev/zero | tr '\\0' 'x'", "bytes of output"),
    ("printf 'error: \\033[2J' >&2; exit 3", "steers a terminal"),
    ("printf 'caf\\351' >&2; exit 3", "not UTF-8"),
    ("echo refused >&2; touch results.h5; exit 3", "left results.h5"),
    ("touch results.h5.partial", "left results.h5.partial"),
])
def test_failures_are_noticed_and_kept(program, tmp_path, capfd, line, said):
    assert fuzzed(program(line), tmp_path / "kept", "--inputs", "1", "--seconds-each", "1") == 1
    assert said in capfd.readouterr().out
    assert (tmp_path / "kept/5-0/study/study.toml").exists() and (tmp_path / "kept/5-0/command").exists()


@pytest.mark.parametrize("line", ["echo refused >&2; exit 3", "touch results.h5", "echo 'error: x' >&2; exit 5"])
def test_refusals_and_results_are_no_failures(program, tmp_path, line):
    assert fuzzed(program(line), tmp_path / "kept") == 0
    assert not (tmp_path / "kept").exists()


def test_the_program_takes_or_refuses_every_input(tmp_path):
    assert fuzz.main(["--binary", str(binary()), "--seed", "1", "--inputs", "30", "--keep", str(tmp_path)]) == 0
