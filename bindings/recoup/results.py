"""The results of a run: one HDF5 file, read as labelled xarray data."""

import warnings
from functools import cached_property
from os import PathLike
from pathlib import Path

import numpy
import pandas
import xarray

from . import _core
from .comparison import compare, headline, probability_best, waiting_gain
from .errors import FormatError, StudyWarning
from .plots import Plots
from .results_file import Groups, ResultsFile, core_at_work

FILETYPE = "recoup-results"
FORMAT_MAJOR = 1


class Results:
    """The groups of a results file as attributes: `results.summary`, `results.cash_profile`, `results.comparison` ...

    A group is read when it is first asked for, and stays in memory; `groups` holds them by name. `attributes` is what the
    file says of itself (seed, title, commit, number of paths), `headline` the table of its main figures, `tree` all groups
    as one xarray.DataTree; `path` is the file, None where it was not kept.
    """

    def __init__(self, path: Path | None, groups: Groups, attributes: dict[str, object]):
        self.path = path
        self.groups = groups
        self.attributes = attributes

    @property
    def tree(self) -> xarray.DataTree:
        return xarray.DataTree.from_dict(dict(self.groups), name=self.path.stem if self.path else None)

    @cached_property
    def headline(self) -> pandas.DataFrame:
        """What the run found for the whole portfolio, a row for each scenario and option: recovery rate, discounted
        recoveries, loss and time to resolution, their mean, 5 % and 95 % quantile over paths, each with its error."""
        return headline(self.groups.file.read("/"))

    @property
    def plot(self) -> Plots:
        return Plots(self)

    def compare(self, scenario: str | None = None, segment: str | None = None) -> pandas.DataFrame:
        """The options side by side: mean recovery rate, discounted recoveries, loss and time to resolution, each
        with its Monte Carlo error. One scenario, or all of them; one segment, or the portfolio. The values are plain
        numbers in the units of the table's `attrs["units"]`. The table prints all money in one unit: millions of the
        currency, or thousands or units where no amount reaches a million."""
        return compare(self.summary, scenario, segment)

    def probability_best(self, scenario: str | None = None, segment: str | None = None) -> pandas.DataFrame:
        """How often each option is best by its discounted recoveries, each figure with its Monte Carlo error.

        probability_best    share of macro paths on which its expected value is the highest; needs the expected engine
        realised_wins       share of paths on which its realised value is, luck of single loans included; loan engine
        hindsight_regret_upper_bound
                            mean of what the best option of each path brings beyond this one: an upper bound, for
                            nobody knows the path when he chooses

        Rows as in `compare`; ties share a path equally; NaN with a single option."""
        return probability_best(self.groups, scenario, segment)

    def waiting_gain(self, scenario: str | None = None, segment: str | None = None) -> pandas.DataFrame:
        """What each option with a best time brings beyond the best option of fixed time, on the same paths: of the
        expected engine where it ran, else of the loan engine.

        gain_lower_bound    mean of the paired difference of discounted recoveries; a lower bound of what optimal
                            waiting gains, for the rule that ran need not be the best one
        best_fixed_option   the option of fixed time with the highest mean, in this scenario and segment
        best_fixed_mean     its discounted recoveries

        Rows as in `compare`, options with a best time alone. FormatError where the study has no such pair of options."""
        return waiting_gain(self.groups, scenario, segment)

    def __getattr__(self, name):
        groups = self.__dict__.get("groups", {})
        if name in groups:
            return groups[name]
        raise AttributeError(f"the results have no group '{name}'. They have: {', '.join(sorted(groups))}.")

    def __dir__(self):
        return sorted({*super().__dir__(), *self.groups})

    def __repr__(self):
        of_file = self.attributes
        lines = [f"Results of '{of_file.get('title', self.path)}'"]
        for name in ("path_count", "seed", "created_at", "git_sha1"):
            if name in of_file:
                lines.append(f"  {name}: {of_file[name]}")
        lines.append(f"  groups, read when asked for: {', '.join(sorted(self.groups))}")
        return "\n".join(lines)


def open(path: str | PathLike[str]) -> Results:  # noqa: A001 - recoup.open, as the documentation names it
    """The results in a file. Reads what the file says of itself; each group when it is asked for. The file is open only
    while something is read, so that the next run may replace it: what was not yet read is then an error. For all groups
    at once `xarray.open_datatree(path, engine="netcdf4")` is the fast way.

    Of a file that was changed since recoup wrote it a StudyWarning tells, as `recoup show` does; what HDF5 cannot read to
    its end, on which it may crash, is an OutputError. For that all bytes are read once, a few seconds a gigabyte.
    `recoup.check(path)` tells what differs."""
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file. Check the name and the folder; `recoup run` and `recoup merge` make results.")
    if not path.is_file():  # a pipe would be waited for
        raise FormatError(f"{path}: not a file. Name the results file itself; it comes from `recoup run`.")
    file = ResultsFile(path)  # first, so that what is read later is what was looked at
    if not _core.is_sealed_or_old(path):
        with core_at_work:
            _core.require_harmless(path)
        warnings.warn(f"{path}: was changed since recoup wrote it (its seal is broken). recoup.check({str(path)!r}) tells what "
                      "differs.", StudyWarning, stacklevel=2)
    return results_of(file, path)


def in_memory(path):
    """The results in a file that will not be kept."""
    return results_of(ResultsFile(None, path.read_bytes()), None)


def results_of(file, path):
    attributes = file.attributes()
    check_format(path, attributes)
    return Results(path, Groups(file), attributes)


def check_format(path, attributes):
    filetype = attributes.get("filetype")
    if filetype != FILETYPE:
        raise FormatError(
            f"{path}, filetype, {filetype}: not a results file (expected '{FILETYPE}'). Open what `recoup run --out` wrote."
        )
    version = numpy.atleast_1d(attributes.get("format_version", [0])).tolist()
    if version[0] != FORMAT_MAJOR:
        newer = version[0] > FORMAT_MAJOR
        what_to_do = "Update the Python package" if newer else "Run the study again, or read it with an older package"
        raise FormatError(
            f"{path}, format_version, {'.'.join(map(str, version))}: unknown major version (this package reads "
            f"{FORMAT_MAJOR}.x). {what_to_do}; xarray and h5py open the file as it is."
        )
    if attributes.get("status") != "complete":
        raise FormatError(
            f"{path}, status, {attributes.get('status')}: the file was not finished. `recoup run ... --resume` goes on."
        )
