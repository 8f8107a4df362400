"""Monte Carlo simulation of troubled loans, their workout and what it recovers."""

from ._core import __version__
from .results import FormatError, Results, open

__all__ = ["FormatError", "Results", "__version__", "open"]
