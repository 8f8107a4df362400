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
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python")]

from kinds import KINDS  # noqa: E402
from small_study import SmallStudy  # noqa: E402

# Of the program: done, usage, input, output, limit.
EXIT_CODES = {0, 2, 3, 4, 5}
LEAVES_NOTHING = {2, 3, 5}
LARGEST_OUTPUT = 200_000
SANITIZER = re.compile(rb"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:|ThreadSanitizer")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
UNFINISHED = re.compile(r"\.partial|\.tmp")

PATHS_FILE = ("scenario,quarter,variable,value,unit\n" +
              "".join(f"mean,{2021 + i // 4}Q{i % 4 + 1},growth,{1.5 + i / 10},percent\n" for i in range(8)))


@dataclass
class Answer:
    code: int | None  # None: it did not end in time
    output: bytes
    error: bytes


def lay_out(folder):
    """The study that all inputs are mutations of: every table of a file is there to be spoilt."""
    study = SmallStudy(folder)
    study.replace("study.toml", "weight = 1.0", 'weight = 1.0\npath = "paths.csv"')
    study.replace("study.toml", "paths = 64", "paths = 8")
    study.texts["study.toml"] += "[limits]\nmemory_gb = 2.0\ndisk_gb = 0.2\n"
    study.write()
    (folder / "paths.csv").write_text(PATHS_FILE)


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


def failure(answer, left):
    """What is wrong with an answer, or None. `left`: names of files that were not there before."""
    said = answer.output + answer.error
    if answer.code is None:
        return "did not end in time"
    if SANITIZER.search(said):
        return "sanitizer"
    if answer.code < 0:
        return f"signal {-answer.code}"
    if answer.code not in EXIT_CODES:
        return f"exit code {answer.code}"
    if len(said) > LARGEST_OUTPUT:
        return f"{len(said)} bytes of output"
    if answer.code != 0 and not answer.error.strip():
        return f"exit code {answer.code} without a word"
    try:
        if STEERING.search(said.decode()):
            return "output that steers a terminal"
    except UnicodeDecodeError:
        return "output that is not UTF-8"
    if any(UNFINISHED.search(name) for name in left) or answer.code in LEAVES_NOTHING and left:
        return f"left {', '.join(sorted(left))}"
    return None


class Fuzzer:
    def __init__(self, binary, seed, kinds, seconds_each, keep):
        self.binary, self.seed, self.kinds, self.seconds_each, self.keep = binary, seed, kinds, seconds_each, keep

    def try_input(self, number):
        """(kind, exit code, failure) of one input."""
        draw = random.Random(f"{self.seed}/{number}")
        kind = self.kinds[number % len(self.kinds)]
        with tempfile.TemporaryDirectory(prefix="recoup-fuzz-") as scratch:
            folder = pathlib.Path(scratch) / "study"
            folder.mkdir()
            lay_out(folder)
            arguments = KINDS[kind].mutate(draw, folder)
            before = {path.name for path in folder.iterdir()}
            given = pathlib.Path(scratch) / "given"
            shutil.copytree(folder, given)
            answer = run(self.binary, arguments, folder, self.seconds_each)
            left = {path.name for path in folder.iterdir()} - before
            found = failure(answer, left)
            if found:
                self.keep_input(number, kind, arguments, given, answer, found)
        return kind, answer.code, found

    def keep_input(self, number, kind, arguments, given, answer, found):
        kept = self.keep / f"{self.seed}-{number}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(given, kept / "study")
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
    kinds = options.kinds.split(",")
    fuzzer = Fuzzer(str(pathlib.Path(options.binary).resolve()), seed, kinds, options.seconds_each, options.keep)
    print(f"seed {seed}, kinds {options.kinds}", flush=True)
    counts, failed = {}, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = set()
        for number in numbers(options):
            waiting.add(pool.submit(fuzzer.try_input, number))
            if len(waiting) >= options.jobs:
                done, waiting = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
                failed += count(done, counts)
        failed += count(waiting, counts)
    for (kind, code), tried in sorted(counts.items(), key=str):
        print(f"  {kind}: exit code {code}: {tried}")
    print(f"{sum(counts.values())} inputs, {failed} failed (seed {seed})")
    return 1 if failed else 0


def count(futures, counts):
    failed = 0
    for future in futures:
        kind, code, found = future.result()
        counts[kind, code] = counts.get((kind, code), 0) + 1
        failed += found is not None
    return failed


if __name__ == "__main__":
    sys.exit(main())
