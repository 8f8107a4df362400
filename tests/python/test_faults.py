"""Disks, networks, kills and memory that fail in the middle: the results without a fault, or a clear error that leaves
nothing behind but what --resume goes on from.

A library before the program lets one call fail (tests/faults/fault_double.cpp); a seed draws which. RECOUP_FAULT_SEEDS
sets the number of seeds, from 0 on."""

import collections
import os
import pathlib
import random
import shutil
import signal
import subprocess

import h5py
import pytest
from small_study import ROOT, SmallStudy

SEEDS = int(os.environ.get("RECOUP_FAULT_SEEDS", "300"))
# Kinds of fault and the calls among which one is drawn.
KINDS = {"short_write": "write", "write_eintr": "write", "write_eio": "write", "write_enospc": "write", "write_kill": "write",
         "short_read": "read", "read_eintr": "read", "read_eio": "read", "read_end": "read", "fsync_eio": "fsync",
         "ftruncate_eio": "ftruncate", "rename_eio": "rename", "rename_torn": "rename", "rename_kill_before": "rename",
         "rename_kill_after": "rename", "open_emfile": "open", "open_eio": "open", "new": "new", "large_block": "large_block",
         "thread": "thread"}
VERBS = ("run", "resume", "merge")
CLEAR = {4: "error:", 5: "error:"}


def double():
    build = pathlib.Path(os.environ.get("RECOUP_BUILD", ROOT / "build/release"))
    library = build / "tests/libfault_double.so"
    assert library.exists(), f"{library}: not built. Build the tests first (make build), or set RECOUP_BUILD."
    return library


class Stage:
    """The small study, parts of it, and what it gives without a fault."""

    def __init__(self, folder):
        self.study = SmallStudy(folder)
        self.study.replace("study.toml", "paths = 64", "paths = 24")
        self.study.write()
        assert self.study.call("run", "--quiet", out=folder / "reference.h5").returncode == 0
        self.reference = digests(folder / "reference.h5")
        for name, paths in (("first", "0:8"), ("second", "8:24"), ("middle", "8:16")):
            assert self.study.call("run", "--quiet", "--paths", paths, out=folder / f"{name}.h5").returncode == 0
        self.calls = {verb: self.count_calls(verb) for verb in VERBS}

    def command(self, verb, out):
        if verb == "merge":
            return self.study.command("merge", "first.h5", "second.h5", "--quiet", out=out)
        return self.study.command("run", "--quiet", "--threads", "2", *(["--resume"] if verb == "resume" else []), out=out)

    def lay_out(self, verb, folder):
        folder.mkdir()
        if verb == "resume":
            shutil.copytree(self.study.folder / "middle.h5.parts", folder / "results.h5.parts")
        return folder / "results.h5"

    def call(self, verb, out, **environment):
        return subprocess.run(self.command(verb, out), capture_output=True, text=True, timeout=60, cwd=self.study.folder,
                              env=os.environ | {"LD_PRELOAD": str(double())} | environment)

    def count_calls(self, verb):
        out = self.lay_out(verb, self.study.folder / f"count_{verb}")
        counts = out.parent / "counts"
        answer = self.call(verb, out, RECOUP_COUNTS=str(counts), RECOUP_FAULT_IN="results.h5")
        assert answer.returncode == 0, answer.stderr
        return {name: int(number) for name, number in map(str.split, counts.read_text().splitlines())}


def digests(path):
    """What the file says of its content, group by group; /provenance tells of the run. The root's figures are those of
    /summary."""
    with h5py.File(path) as file:
        groups = {name: node for name, node in file.items() if isinstance(node, h5py.Group) and name != "provenance"}
        return {name: group.attrs["content_sha256"] for name, group in groups.items()}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("faults"))


def fault_of(stage, seed):
    draw = random.Random(seed)
    verb = draw.choice(VERBS)
    kind = draw.choice([kind for kind, call in KINDS.items() if stage.calls[verb][call] > 0])
    return verb, kind, draw.randint(1, stage.calls[verb][KINDS[kind]])


def outcome(stage, seed, folder):
    """What came of one fault, in a word; an AssertionError says what must not be."""
    verb, kind, n = fault_of(stage, seed)
    out = stage.lay_out(verb, folder)
    answer = stage.call(verb, out, RECOUP_FAULT=f"{kind}:{n}", RECOUP_FAULT_IN="results.h5")
    told = f"seed {seed}: {verb}, {kind}:{n}: exit {answer.returncode}\n{answer.stderr}"
    if answer.returncode == 0:
        assert digests(out) == stage.reference, told
        word = "right"
    elif answer.returncode == -signal.SIGKILL:
        assert "kill" in kind, told
        word = "killed"
    else:
        assert answer.returncode in CLEAR and CLEAR[answer.returncode] in answer.stderr, told
        assert "recoup itself is wrong" not in answer.stderr, told
        assert not list(folder.glob("*.partial")), told
        word = "refused"
    if out.exists():
        assert digests(out) == stage.reference, told
    again = "resume" if verb == "run" else verb
    mended = stage.call(again, out)
    assert mended.returncode == 0, f"{told}\nand then: exit {mended.returncode}\n{mended.stderr}"
    assert digests(out) == stage.reference, told
    left = sorted(path.name for path in folder.iterdir())
    assert left in (["results.h5"], ["results.h5", "results.h5.parts"]), f"{told}\nleft: {left}"
    return verb, kind, word


def test_one_call_that_fails_gives_the_same_results_or_a_clear_error(stage, tmp_path):
    outcomes, wrong = collections.Counter(), []
    for seed in range(SEEDS):
        try:
            outcomes[outcome(stage, seed, tmp_path / str(seed))] += 1
        except AssertionError as error:
            wrong.append(str(error).split("\nassert")[0])
        shutil.rmtree(tmp_path / str(seed))
    for verb, kind, word in sorted(outcomes):
        print(f"{verb:8}{kind:20}{word:10}{outcomes[verb, kind, word]}")
    words = collections.Counter(word for _, _, word in outcomes.elements())
    print(f"{SEEDS} seeds:", dict(words))
    assert wrong == [], "\n\n".join([f"{len(wrong)} of {SEEDS}", *wrong])
    if SEEDS >= 300:
        assert words["refused"] > SEEDS / 10 and words["right"] > SEEDS / 20, "the faults do not reach the program"
        assert {kind for _, kind, word in outcomes if word != "right"} >= {"write_eio", "fsync_eio", "rename_eio", "read_eio"}


def test_threads_that_cannot_be_made_are_refused_with_what_to_do(stage, tmp_path):
    out = tmp_path / "results.h5"
    answer = stage.call("run", out, RECOUP_FAULT="thread:1")
    assert answer.returncode == 5, answer.stderr
    assert "threads, 2: the system gives no more than 1" in answer.stderr and "--threads" in answer.stderr
    assert list(tmp_path.iterdir()) == []
