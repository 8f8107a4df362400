"""Disks, networks, kills and memory that fail in the middle: the results without a fault, or a clear error that names
the file and leaves nothing behind but what --resume goes on from.

A library before the program lets one call fail (tests/faults/fault_double.cpp) on a file of the study, a part or the
output; a seed draws which. RECOUP_FAULT_SEEDS sets the number of seeds, from 0 on."""

import collections
import os
import pathlib
import random
import shutil
import signal
import subprocess

import pytest
from small_study import SmallStudy, digests, fault_double

SEEDS = int(os.environ.get("RECOUP_FAULT_SEEDS", "300"))
# Kinds of fault by the call that fails.
ON_FILES = {"write": ("short_write", "write_eintr", "write_eio", "write_enospc", "write_kill"),
            "read": ("short_read", "read_eintr", "read_eio", "read_end"),
            "fsync": ("fsync_eio",), "ftruncate": ("ftruncate_eio",),
            "rename": ("rename_eio", "rename_torn", "rename_kill_before", "rename_kill_after"),
            "open": ("open_emfile", "open_eio"), "stat": ("stat_eio",), "list": ("list_eio",), "mkdir": ("mkdir_eio",)}
OTHERS = {"new": ("new",), "large_block": ("large_block",), "thread": ("thread",)}
KINDS = {kind: call for call, kinds in (ON_FILES | OTHERS).items() for kind in kinds}
# What is done to results: made, or read once they are there.
MAKERS, READERS = ("run", "resume", "merge"), ("again", "show", "check")


class Fault(collections.namedtuple("Fault", "kind n file")):
    """The n-th call of the kind on that file of the stage; the n-th of all where the file is empty."""

    def __str__(self):
        return f"{self.kind}:{self.n} {self.file}"

    def names_its_file(self, text):
        return not self.file or pathlib.Path(self.file).name.removesuffix(".partial") in text


class Stage:
    """The small study, parts of it, its results, and what each command gives without a fault."""

    def __init__(self, folder):
        self.folder = folder
        self.study = SmallStudy(folder)
        self.study.replace("study.toml", "paths = 64", 'paths = 24\non_error_rows = "exclude"')
        self.study.loans[30][5] = "a word"
        self.study.write()
        assert self.study.call("run", "--quiet", out=folder / "reference.h5").returncode == 0
        self.reference = digests(folder / "reference.h5")
        for name, paths in (("first", "0:8"), ("second", "8:24"), ("middle", "8:16")):
            assert self.study.call("run", "--quiet", "--paths", paths, out=folder / f"{name}.h5").returncode == 0
        self.calls, self.said = {}, {}
        for verb in MAKERS + READERS:
            self.watch(verb)

    def command(self, verb, out):
        if verb in ("show", "check"):
            return [self.study.command(verb)[0], verb, str(out)]
        if verb == "merge":
            parts = [str(self.folder / f"{name}.h5") for name in ("first", "second")]
            return self.study.command("merge", *parts, "--quiet", out=out)
        return self.study.command("run", "--quiet", "--threads", "2", *(["--resume"] if verb != "run" else []), out=out)

    def lay_out(self, verb):
        """A fresh folder `out` with what the command finds there."""
        folder = self.folder / "out"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if verb == "resume":
            shutil.copytree(self.folder / "middle.h5.parts", folder / "results.h5.parts")
        if verb in READERS:
            for ending in ("", ".excluded.csv"):
                shutil.copy(self.folder / f"reference.h5{ending}", folder / f"results.h5{ending}")
        return folder / "results.h5"

    def call(self, verb, out, fault=None, **environment):
        if fault is not None:
            environment |= {"RECOUP_FAULT": f"{fault.kind}:{fault.n}", "RECOUP_FAULT_IN": str(self.folder / fault.file)}
        return subprocess.run(self.command(verb, out), capture_output=True, text=True, timeout=60, cwd=self.folder,
                              env=os.environ | {"LD_PRELOAD": str(fault_double())} | environment)

    def watch(self, verb):
        """Which calls there are on which files, and what is said."""
        out, notes = self.lay_out(verb), self.folder / f"calls_of_{verb}"
        answer = self.call(verb, out, RECOUP_CALLS=str(notes), RECOUP_FAULT_IN=str(self.folder))
        assert answer.returncode == 0, answer.stderr
        counts = collections.Counter()
        for call, what in (line.split(" ", 1) for line in notes.read_text().splitlines()):
            if call in OTHERS:
                counts[call, ""] += int(what)
            else:
                counts[call, str(pathlib.Path(what).relative_to(self.folder))] += 1
        self.calls[verb], self.said[verb] = +counts, answer.stdout  # those above zero

    def draw(self, seed):
        """The kind of fault first, then the file, then the call: each gets its share however often it is called."""
        random_of_seed = random.Random(seed)
        verb = random_of_seed.choice(MAKERS + READERS)
        calls = self.calls[verb]
        kind = random_of_seed.choice([kind for kind, call in KINDS.items() if any(call == made for made, _ in calls)])
        file = random_of_seed.choice(sorted(file for call, file in calls if call == KINDS[kind]))
        return verb, Fault(kind, random_of_seed.randint(1, calls[KINDS[kind], file]), file)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("faults"))


def outcome(stage, seed):
    """What came of one fault, in a word; an AssertionError says what must not be."""
    verb, fault = stage.draw(seed)
    out = stage.lay_out(verb)
    answer = stage.call(verb, out, fault)
    told = f"seed {seed}: {verb}, {fault}: exit {answer.returncode}\n{answer.stderr}"
    if answer.returncode == 0:
        assert answer.stdout == stage.said[verb], told
        assert out.exists(), told
        word = "right"
    elif answer.returncode == -signal.SIGKILL:
        assert "kill" in fault.kind, told
        word = "killed"
    else:
        assert answer.returncode in (3, 4, 5) and "error:" in answer.stderr, told
        assert "recoup itself is wrong" not in answer.stderr, told
        assert fault.names_its_file(answer.stderr), told
        # Memory that runs out where nothing may be thrown ends the program at once: the half-written file stays.
        at_once = "can only end at once" in answer.stderr
        assert at_once or not list(out.parent.glob("*.partial")), told
        word = "refused"
    if out.exists():
        assert digests(out) == stage.reference, told
    if word != "right":
        again = "resume" if verb == "run" else verb
        mended = stage.call(again, out)
        assert mended.returncode == 0, f"{told}\nand then: exit {mended.returncode}\n{mended.stderr}"
        assert digests(out) == stage.reference, told
    left = {path.name for path in out.parent.iterdir()}
    assert left - {"results.h5.parts"} == {"results.h5", "results.h5.excluded.csv"}, f"{told}\nleft: {left}"
    return verb, fault, word


def role(file):
    """What the file is to the command."""
    if file.startswith("out"):
        return "part" if ".parts" in file else "output"
    return "part" if ".parts" in file else "input" if file else ""


def test_one_call_that_fails_gives_the_same_results_or_a_clear_error(stage):
    outcomes, wrong = collections.Counter(), []
    for seed in range(SEEDS):
        try:
            verb, fault, word = outcome(stage, seed)
            outcomes[verb, role(fault.file), fault.kind, word] += 1
        except AssertionError as error:
            wrong.append(str(error).split("\nassert")[0])
    for verb, of, kind, word in sorted(outcomes):
        print(f"{verb:8}{of:8}{kind:20}{word:10}{outcomes[verb, of, kind, word]}")
    words = collections.Counter(word for *_, word in outcomes.elements())
    print(f"{SEEDS} seeds:", dict(words))
    assert wrong == [], "\n\n".join([f"{len(wrong)} of {SEEDS}", *wrong])
    if SEEDS >= 300:
        assert words["refused"] > SEEDS / 10 and words["right"] > SEEDS / 20, "the faults do not reach the program"
        assert {of for _, of, _, word in outcomes if word == "refused"} >= {"input", "part", "output"}
        assert {kind for *_, kind, word in outcomes if word != "right"} >= {"write_eio", "fsync_eio", "rename_eio", "read_eio"}


@pytest.mark.parametrize("kind", ["read_eio", "read_end"])
def test_a_file_that_cannot_be_read_to_its_end_is_named(stage, kind):
    """Each input and part of a merge, and the results that are shown: nobody takes the end for that of the file."""
    read = [(verb, file) for verb in ("merge", "show") for call, file in stage.calls[verb]
            if call == "read" and (verb == "show" or role(file) != "output")]
    assert {pathlib.Path(file).suffix for _, file in read} == {".toml", ".csv", ".sha256", ".h5"} and len(read) > 9
    for verb, file in read:
        out = stage.lay_out(verb)
        answer = stage.call(verb, out, Fault(kind, 1, file))
        assert answer.returncode in (3, 4) and answer.stdout == "", (file, answer)
        assert Fault(kind, 1, file).names_its_file(answer.stderr), (file, answer.stderr)
        assert verb == "show" or not list(out.parent.iterdir()), file


@pytest.mark.parametrize("verb", ["again", "merge", "show"])
def test_memory_that_runs_out_anywhere_is_told(stage, verb):
    """Also in destructors that ask for some, and in streams, which then end without a word."""
    calls, refused = stage.calls[verb]["new", ""], 0
    for n in range(1, calls, calls // 150):
        answer = stage.call(verb, stage.lay_out(verb), Fault("new", n, ""))
        # The TOML library reads numbers by a stream, and takes the end of the memory for no number.
        no_number = answer.returncode == 3 and "is not valid TOML" in answer.stderr
        assert answer.returncode in (0, 4, 5) or no_number, (n, answer)
        assert answer.returncode != 0 or answer.stdout == stage.said[verb], (n, answer)
        refused += answer.returncode == 5 and "memory ran out" in answer.stderr
    assert refused > 75


def test_threads_that_cannot_be_made_are_refused_with_what_to_do(stage, tmp_path):
    out = tmp_path / "results.h5"
    answer = stage.call("run", out, RECOUP_FAULT="thread:1")
    assert answer.returncode == 5, answer.stderr
    assert "threads, 2: the system gives no more than 1" in answer.stderr and "--threads" in answer.stderr
    assert list(tmp_path.iterdir()) == []
