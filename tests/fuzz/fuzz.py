"""Mutated inputs for the program, and whether it takes them or refuses them as it must.

    python tests/fuzz/fuzz.py --binary build/asan/recoup --seconds 60          # as in the full check
    python tests/fuzz/fuzz.py --binary build/asan/recoup --seconds 3600 --seed 7
    python tests/fuzz/fuzz.py --binary build/asan/recoup --seed 7 --only 4711  # one input again

Every input follows from the seed, which is printed, and its number. What fails is kept with its command. Best with a
binary under the address and undefined-behaviour sanitizers. tests/fuzz/README.md says what counts as a failure."""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python")]

from kinds import KINDS  # noqa: E402
from verdict import Answer, failure  # noqa: E402


def run(binary, arguments, folder, seconds):
    environment = os.environ | {"ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
                                "UBSAN_OPTIONS": "print_stacktrace=1", "NO_COLOR": "1"}
    process = subprocess.Popen([binary, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, error = process.communicate(timeout=seconds)
        return Answer(process.returncode, output, error)
    except subprocess.TimeoutExpired:
        process.kill()
        return Answer(None, *process.communicate())


def insist(binary, arguments, folder):
    answer = run(binary, arguments, folder, 600)
    if answer.code != 0:
        raise RuntimeError(f"{arguments}, unmutated: exit code {answer.code}: {answer.error.decode(errors='replace')}")


def names_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


class Fuzzer:
    """Inputs of some kinds. What they are mutations of is made when the first of its kind is tried."""

    def __init__(self, binary, seed, kinds, seconds_each, keep, scratch):
        self.binary, self.seed, self.seconds_each, self.keep, self.scratch = binary, seed, seconds_each, keep, scratch
        self.kinds = [KINDS[name]() for name in kinds]
        self.preparing = threading.Lock()

    def prepared(self, kind):
        folder = self.scratch / kind.name
        with self.preparing:
            if not folder.exists():
                folder.mkdir()
                kind.prepare(lambda *arguments: insist(self.binary, arguments, folder), folder)
        return folder

    def try_input(self, number):
        """(kind, exit code, failure) of one input."""
        draw = random.Random(f"{self.seed}/{number}")
        kind = self.kinds[number % len(self.kinds)]
        with tempfile.TemporaryDirectory(dir=self.scratch) as scratch:
            folder, given = pathlib.Path(scratch) / "study", pathlib.Path(scratch) / "given"
            shutil.copytree(self.prepared(kind), folder, symlinks=True)
            arguments = kind.mutate(draw, folder)
            shutil.copytree(folder, given, symlinks=True)
            answer = run(self.binary, arguments, folder, self.seconds_each)
            found = failure(arguments, answer, names_in(folder) - names_in(given)) or kind.wrong(folder, given, arguments, answer)
            if found:
                self.keep_input(number, kind.name, arguments, given, answer, found)
        return kind.name, answer.code, found

    def keep_input(self, number, kind, arguments, given, answer, found):
        kept = self.keep / f"{self.seed}-{number}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(given, kept / "study", symlinks=True)
        command = " ".join(shlex.quote(os.fsdecode(argument)) for argument in arguments)
        (kept / "command").write_bytes(os.fsencode(f"{self.binary} {command}\n"))
        (kept / "stdout").write_bytes(answer.output[:10_000_000])
        (kept / "stderr").write_bytes(answer.error[:10_000_000])
        print(f"FAILED: input {number} ({kind}): {found}; kept in {kept}", flush=True)


def numbers(options):
    """Numbers of inputs, until time or their count is up."""
    if options.only is not None:
        yield options.only
        return
    end = time.monotonic() + options.seconds
    number = options.first
    while time.monotonic() < end and (options.inputs is None or number < options.first + options.inputs):
        yield number
        number += 1


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the program under test")
    parser.add_argument("--seed", type=int, default=None, help="default: drawn, and printed")
    parser.add_argument("--seconds", type=float, default=60, help="how long new inputs are begun")
    parser.add_argument("--inputs", type=int, default=None, help="no more inputs than these")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--only", type=int, default=None, help="this input alone")
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"of {', '.join(KINDS)}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="inputs at a time")
    parser.add_argument("--seconds-each", type=float, default=60, help="an input that takes longer hangs")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("build/fuzz"), help="where what fails is kept")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parsed(arguments)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    print(f"seed {seed}, kinds {options.kinds}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="recoup-fuzz-") as scratch:
        fuzzer = Fuzzer(str(pathlib.Path(options.binary).resolve()), seed, options.kinds.split(","), options.seconds_each, options.keep,
                        pathlib.Path(scratch))
        counts, failed = try_all(fuzzer, options)
    for (kind, code), tried in sorted(counts.items(), key=str):
        print(f"  {kind}: exit code {code}: {tried}")
    print(f"{sum(counts.values())} inputs in {time.monotonic() - begun:.0f} s, {failed} failed (seed {seed})")
    return 1 if failed else 0


def try_all(fuzzer, options):
    counts, failed = {}, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = set()
        for number in numbers(options):
            waiting.add(pool.submit(fuzzer.try_input, number))
            if len(waiting) >= options.jobs:
                done, waiting = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
                failed += count(done, counts)
        failed += count(waiting, counts)
    return counts, failed


def count(futures, counts):
    failed = 0
    for future in futures:
        kind, code, found = future.result()
        counts[kind, code] = counts.get((kind, code), 0) + 1
        failed += found is not None
    return failed


if __name__ == "__main__":
    sys.exit(main())
