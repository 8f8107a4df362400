"""Monte Carlo simulation of troubled loans, their workout and what it recovers.

    results = recoup.run("study.toml", loans=frame)     # or recoup.open("results.h5")
    results.compare()
    results.plot.recoveries()
    recoup.check("study.toml")                          # what was read, what is wrong
    recoup.check("results.h5")                          # whether the file is as recoup wrote it
    recoup.replay("study.toml", path=17, loan="L0042")
"""

from ._core import Problem, __version__
from .checked import Check, ResultsCheck
from .errors import ContractViolation, FormatError, InputError, Interrupted, LimitError, OutputError, StudyWarning
from .replay_table import replay
from .results import Results, open
from .simulation import check, merge, run, run_part

__all__ = [
    "Check",
    "ContractViolation",
    "FormatError",
    "InputError",
    "Interrupted",
    "LimitError",
    "OutputError",
    "Problem",
    "Results",
    "ResultsCheck",
    "StudyWarning",
    "__version__",
    "check",
    "merge",
    "open",
    "replay",
    "run",
    "run_part",
]
