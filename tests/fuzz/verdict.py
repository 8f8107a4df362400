"""What is wrong with an answer of the program, whatever it was asked."""

import json
import re
from dataclasses import dataclass

# Of the program: done, usage, input, output, limit.
EXIT_CODES = {0, 2, 3, 4, 5}
LEAVES_NOTHING = {2, 3, 5}
LARGEST_OUTPUT = 200_000
SANITIZER = re.compile(rb"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:|ThreadSanitizer")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
UNFINISHED = re.compile(r"\.partial|\.tmp")


@dataclass
class Answer:
    code: int | None  # None: it did not end in time
    output: bytes
    error: bytes


def is_json(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def broken_promise(arguments, answer):
    """--json gives one object; the exit code is said in it."""
    if answer.code in (0, 3, 4, 5) and arguments[-1:] in (["--json"], [b"--json"]) and not is_json(answer.output):
        return "an answer that is no JSON object"
    return None


def failure(arguments, answer, left):
    """What is wrong, or None. `left`: names of files in the folder that were not there before."""
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
    # A folder of parts that was there may have got more of them.
    results = [name for name in left if "/" not in name]
    if any(UNFINISHED.search(name) for name in left) or answer.code in LEAVES_NOTHING and results:
        return f"left {', '.join(sorted(left))}"
    return broken_promise(arguments, answer)
