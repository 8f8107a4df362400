"""What can go wrong, as exceptions."""

from . import _core


class InputError(ValueError):
    """A study, a tape or an argument that cannot be used. `problems` lists everything that is wrong with it, not only
    the first thing: objects with `where`, `field`, `value`, `problem`, `why`, `suggestion`."""

    def __init__(self, message, problems=()):
        super().__init__(message)
        self.problems = list(problems)


def refusal(**parts):
    """The InputError of one problem, by its parts; what no UTF-8 can hold is told by its number."""
    problem = _core.Problem(**{name: str(part).encode(errors="backslashreplace").decode() for name, part in parts.items()})
    return InputError(str(problem), [problem])


class LimitError(InputError):
    """Refused before work started: the run needs more memory or disk than it may have."""


class OutputError(OSError):
    """Results or parts that cannot be written, read or put together; `problems` as in InputError."""

    def __init__(self, message, problems=()):
        super().__init__(message)
        self.problems = list(problems)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run. The message says what was kept and how to go on."""


class ContractViolation(RuntimeError):
    """recoup itself is wrong; the message names path, loan, month, node, seed and how to replay it."""


class FormatError(ValueError):
    """A file that this version cannot read as results, or results that do not hold what was asked for."""


class StudyWarning(UserWarning):
    """Something about a study that a person should know, and that does not stop a run."""
