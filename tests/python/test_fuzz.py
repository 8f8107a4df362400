"""The driver of tests/fuzz: inputs follow from their seed, and what counts as a failure is noticed."""

import json
import random
import shutil
import stat
import subprocess
import sys

import pytest
from small_study import ROOT, binary

sys.path.insert(0, str(ROOT / "tests/fuzz"))
import fuzz  # noqa: E402
import parts  # noqa: E402
import studies  # noqa: E402
import table_forms  # noqa: E402
from verdict import Answer, failure  # noqa: E402


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
    """Of the kinds that a stand-in can be given: the others begin with results of the program."""
    return fuzz.main(["--binary", str(program), "--seed", "5", "--inputs", "8", "--jobs", "2", "--keep", str(keep),
                      "--kinds", "csv,toml,main_study,arguments", *more])


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


@pytest.mark.parametrize("arguments", [["--json"], [b"--json"]])
def test_an_answer_must_be_json_where_that_is_asked_for(arguments):
    assert failure(arguments, Answer(3, b"{}", b"error: x"), set()) is None
    assert failure(arguments, Answer(3, b"", b"error: x"), set()) == "an answer that is no JSON object"
    assert failure([], Answer(3, b"", b"error: x"), set()) is None


# ---- what parts and results files may become

@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    made = fuzz.Fuzzer(str(binary()), 5, ["parts", "results"], 60, folder / "kept", folder)
    return {kind.name: (kind, made.prepared(kind)) for kind in made.kinds}


def copied(prepared, kind, tmp_path):
    """(kind, the folder that the program works in, the folder as given)"""
    for name in ("study", "given"):
        shutil.copytree(prepared[kind][1], tmp_path / name)
    return prepared[kind][0], tmp_path / "study", tmp_path / "given"


def test_other_results_than_without_a_fault_are_noticed(prepared, tmp_path):
    kind, folder, given = copied(prepared, "parts", tmp_path)
    done, refused = Answer(0, b"", b""), Answer(4, b"", b"error: x")
    assert kind.wrong(folder, given, parts.RESUME, refused) is None
    assert "exit code 3" in kind.wrong(folder, given, parts.RESUME, Answer(3, b"", b"error: x"))
    assert "differ" in kind.wrong(folder, given, parts.RESUME, done), "no results"
    shutil.copyfile(prepared["results"][1] / "results.h5", folder / "results.h5")
    assert "differ" in kind.wrong(folder, given, parts.RESUME, done), "those of another number of paths"
    assert "left" in kind.wrong(folder, given, parts.RESUME, refused)


def test_the_parts_as_they_are_give_the_fault_free_results(prepared, tmp_path):
    kind, folder, given = copied(prepared, "parts", tmp_path)
    answer = fuzz.run(str(binary()), parts.RESUME, folder, 60)
    assert answer.code == 0 and kind.wrong(folder, given, parts.RESUME, answer) is None, answer
    (folder / "results.h5").unlink()
    answer = fuzz.run(str(binary()), [*parts.MERGE, "first.h5", "second.h5"], folder, 60)
    assert answer.code == 0 and kind.wrong(folder, given, parts.RESUME, answer) is None, answer


def test_only_a_part_that_was_signed_again_is_forged(prepared, tmp_path):
    kind, _, given = copied(prepared, "parts", tmp_path)
    assert not kind.is_forged(given)
    part = parts.parts_in(given / "first.h5.parts")[0]
    part.write_bytes(part.read_bytes() + b"x")
    assert not kind.is_forged(given)
    parts.sign(part.parent)
    assert kind.is_forged(given)


def test_more_parts_in_a_folder_of_parts_are_nothing_left_behind():
    refused = Answer(3, b"", b"error: x")
    assert failure([], refused, {"results.h5.parts/part-0000000008-0000000008.h5"}) is None
    assert failure([], refused, {"results.h5.parts/manifest.sha256.partial"}).startswith("left")
    assert failure([], refused, {"results.h5"}).startswith("left")


def test_a_file_of_somebody_else_among_the_parts_must_stay(prepared, tmp_path):
    kind, folder, given = copied(prepared, "parts", tmp_path)
    (given / "first.h5.parts/notes.txt").write_text("mine")
    assert "had not written" in kind.wrong(folder, given, parts.RESUME, Answer(4, b"", b"error: x"))


def test_a_changed_results_file_must_be_refused_and_left_alone(prepared, tmp_path):
    kind, folder, given = copied(prepared, "results", tmp_path)
    done, refused = Answer(0, b"", b""), Answer(4, b"", b"error: x")
    assert kind.wrong(folder, given, ["check"], done) is None
    assert "not changed" in kind.wrong(folder, given, ["check"], refused)
    for copy in (folder, given):
        (copy / "results.h5").write_bytes(kind.written + b"x")
    assert kind.wrong(folder, given, ["check"], refused) is None
    assert "was changed" in kind.wrong(folder, given, ["check"], done)
    (folder / "results.h5").write_bytes(kind.written)
    assert "only reads" in kind.wrong(folder, given, ["show"], done)
    assert kind.wrong(folder, given, ["run"], done) is None


@pytest.mark.parametrize("seed", range(6))
def test_a_table_in_another_form_means_the_same(tmp_path, seed):
    def identity(folder):
        return json.loads(subprocess.run([binary(), "check", "study.toml", "--json"], cwd=folder, capture_output=True, check=True).stdout)["study"]["identity"]

    studies.lay_out_small(tmp_path)
    meant = identity(tmp_path)
    table_forms.rewrite(random.Random(seed), tmp_path)
    assert identity(tmp_path) == meant


def test_every_kind_of_key_is_set(tmp_path):
    studies.lay_out_small(tmp_path)
    keys = dict(studies.keys_of(tmp_path))
    assert {"paths", "rates.hurdle", "segment.large.when", "scenario.mean.weight", "options.court.measure.legal.costs.fixed",
            "parameters.small.hazards.default.exits.cured.p"} <= set(keys)


def test_the_program_takes_or_refuses_every_input(tmp_path):
    assert fuzz.main(["--binary", str(binary()), "--seed", "1", "--inputs", "36", "--keep", str(tmp_path)]) == 0
