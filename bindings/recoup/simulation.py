"""Run a study from Python, check it, and put parts of a run together."""

import json
import sys
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import Any

from tqdm import tqdm

from . import _core
from .checked import Check, ResultsCheck
from .errors import InputError, Interrupted, OutputError, StudyWarning, refusal
from .frames import tape
from .results import Results, in_memory
from .results import open as open_results
from .results_file import core_at_work
from .settings import settings

File = str | PathLike[str]
Frame = Any  # pandas or polars DataFrame, Arrow table
Settings = Mapping[str, Any]

SECONDS_BETWEEN_LOOKS = 0.05
PROBE_SECONDS = 1.0


def run(
    study: File,
    *,
    loans: Frame | None = None,
    collateral: Frame | None = None,
    out: File | None = None,
    threads: int | None = None,
    paths: int | None = None,
    set: Settings | None = None,  # noqa: A002 - as `--set` of the program
    resume: bool = False,
    force: bool = False,
    note: str | None = None,
    progress: bool = True,
) -> Results:
    """Simulates a study and opens what it found.

    study       the study, a TOML file
    loans, collateral
                tables in place of the study's files: pandas or polars DataFrame, Arrow table. Columns and units as in a
                CSV tape: money in units of its currency, rates as fractions a year, dates. The study's column mapping
                applies. Results are the same as from a file, to the bit.
    out         the results file to keep; otherwise results are held in memory alone
    threads     as many as the machine gives, unless said
    paths       number of paths, in place of the study's
    set         other settings in place of the study's, by dotted key: {"rates.hurdle": 0.12}; also of its options and
                parameters: {"options.court.measure.legal.costs.fixed": 2000}
    resume      go on from what an interrupted run to the same `out` has finished; nothing is changed where it has
                finished all
    force       replace `out` also where it holds the results of another study or seed, or is no results file
    note        what the results are for; kept in them, `results.provenance["note"]`
    progress    a bar with the time left, on a terminal or in a notebook

    Returns Results: what `recoup.open(out)` returns. Ctrl-C stops within a second and raises Interrupted, a
    KeyboardInterrupt; with `out`, finished paths are kept and `resume=True` goes on from them. Other threads of Python
    go on during a run.

    Raises InputError (a ValueError; `.problems` lists all that is wrong), LimitError where it would need more memory or
    disk than it may have, OutputError (an OSError). Warns with StudyWarning.
    """
    if resume and out is None:
        raise refusal(where="run", field="resume", value=resume, suggestion="Name it by out=",
                      problem="there is nothing to go on from without a results file")
    loaded = load(study, loans, collateral, settings(set, paths), warn=True)
    with ExitStack() as until_loaded:
        file = Path(out) if out is not None else temporary_file(until_loaded)
        command = call_text("run", study, loans=loans, collateral=collateral, out=out, threads=threads, paths=paths,
                            set=set, resume=resume or None, force=force or None, note=note)
        simulate(loaded, file, threads, None, resume, force, command, note, progress, is_kept=out is not None)
        return in_memory(file) if out is None else open_results(file)


def run_part(
    study: File,
    first: int,
    end: int,
    *,
    out: File,
    loans: Frame | None = None,
    collateral: Frame | None = None,
    threads: int | None = None,
    paths: int | None = None,
    set: Settings | None = None,  # noqa: A002
    resume: bool = False,
    progress: bool = True,
) -> Path:
    """Simulates the paths first .. end - 1 of a study, both multiples of 8 or the study's end, on this machine; `merge`
    puts the parts of several machines together. Returns the folder of the parts, `out` with `.parts` behind it.
    Arguments and errors as in `run`; a note goes to `merge`, which writes the results."""
    loaded = load(study, loans, collateral, settings(set, paths), warn=True)
    command = call_text("run_part", study, first, end, out=out, loans=loans, collateral=collateral, threads=threads,
                        paths=paths, set=set, resume=resume or None)
    simulate(loaded, Path(out), threads, (first, end), resume, False, command, None, progress, is_kept=True)
    return Path(f"{out}.parts")


def merge(
    study: File,
    sources: Iterable[File],
    out: File,
    *,
    loans: Frame | None = None,
    collateral: Frame | None = None,
    paths: int | None = None,
    set: Settings | None = None,  # noqa: A002
    force: bool = False,
    note: str | None = None,
) -> Results:
    """Makes the results file `out` from parts of the same study: `sources` are folders of parts, or the `out` of each
    run. Bit for bit what one run would have given. Returns Results; raises OutputError where parts are missing,
    overlap or belong to another study. `force` and `note` as in `run`."""
    loaded = load(study, loans, collateral, settings(set, paths), warn=True)
    parts = [Path(source) for source in sources]
    command = call_text("merge", study, [str(part) for part in parts], out, loans=loans, collateral=collateral,
                        paths=paths, set=set, force=force or None, note=note)
    control = _core.RunControl()
    try:
        doubts = in_background(control, lambda: None, _core.merge, loaded, parts, Path(out), force, command, note or "",
                               control)
        tell([*control.told, *doubts], stacklevel=3)
    except KeyboardInterrupt:
        raise Interrupted(f"stopped; {out} was not written, the parts are as they were") from None
    return open_results(out)


def check(
    study: File,
    *,
    loans: Frame | None = None,
    collateral: Frame | None = None,
    threads: int | None = None,
    paths: int | None = None,
    set: Settings | None = None,  # noqa: A002
    estimate: bool = True,
) -> Check:
    """What a study and its tape were read as, everything that is wrong with them, and what a run will cost; nothing is run.
    Or of a results file: is it as recoup wrote it, to the bit, and if not, what differs? That is a ResultsCheck.

    Returns a Check: `.ready`, `.problems`, and frames `.claims`, `.eligibility`, `.pedigree`, `.estimate` and more; itself
    the sequence of the problems, and a page in a notebook. What cannot be used is no exception here: its errors are among
    the problems; what the tape makes doubtful, by the study's [plausibility], is among the warnings. `estimate=False` leaves out the second that probing the time takes. Other arguments as in `run`."""
    if _core.may_be_results(Path(study)):
        return check_results(Path(study), loans=loans, collateral=collateral, paths=paths, set=set)
    try:
        loaded = load(study, loans, collateral, settings(set, paths), warn=False)
    except InputError as error:
        return Check(error.problems)
    cost, exceeded = _core.feasibility(loaded, threads or 0, PROBE_SECONDS if estimate else 0.0)
    return Check([*exceeded, *loaded.warnings], json.loads(_core.study_facts(loaded)), json.loads(cost))


def check_results(file, **of_a_study):
    for name, value in of_a_study.items():
        if value is not None:
            raise refusal(where=file, field=name, problem="a results file has none", suggestion="Leave it out")
    try:
        with core_at_work:
            return ResultsCheck([], json.loads(_core.check_results(file)))
    except OutputError as error:
        return ResultsCheck(error.problems)


def load(study, loans, collateral, settings_text, *, warn):
    loaded = _core.load_study(Path(study), settings_text, tape(loans, "loans frame"), tape(collateral, "collateral frame"))
    if warn:
        tell(loaded.warnings, stacklevel=4)
    return loaded


def tell(problems, stacklevel):
    for problem in problems:
        warnings.warn(str(problem), StudyWarning, stacklevel=stacklevel)


def temporary_file(until):
    return Path(until.enter_context(tempfile.TemporaryDirectory(prefix="recoup-"))) / "results.h5"


def call_text(name, *arguments, **named):
    """The call as a person would type it, for the results' `history`; nothing of a frame but its kind."""
    given = [shown(value) for value in arguments]
    given += [f"{key}={shown(value)}" for key, value in named.items() if value is not None]
    return f"recoup.{name}({', '.join(given)})"


def shown(value):
    if isinstance(value, PathLike):
        value = str(value)
    return repr(value) if isinstance(value, str | int | list | Mapping) else f"<{type(value).__name__}>"


def simulate(loaded, file, threads, path_range, resume, force, command, note, progress, *, is_kept):
    control = _core.RunControl()
    try:
        with progress_bar(loaded, progress) as bar:
            doubts = in_background(control, lambda: show(bar, control), _core.run, loaded, file, threads or 0, path_range,
                                   resume, force, command, note or "", control)
        tell([*control.told, *doubts], stacklevel=4)
    except KeyboardInterrupt:
        raise Interrupted(what_was_kept(control, file, is_kept)) from None


def in_background(control, look, work, *arguments):
    """The core works in a thread of its own, so that this one can show progress and hear Ctrl-C."""
    with core_at_work, ThreadPoolExecutor(1, "recoup") as background:
        running = background.submit(work, *arguments)
        try:
            while not running.done():
                wait([running], SECONDS_BETWEEN_LOOKS)
                look()
            return running.result()
        except BaseException:
            control.stop()  # the end of `with` waits for the paths under way
            raise


def progress_bar(loaded, wanted):
    can_be_seen = sys.stderr.isatty() or "ipykernel" in sys.modules
    return tqdm(total=loaded.paths, unit="path", disable=not (wanted and can_be_seen), leave=False)


def show(bar, control):
    """Policies of optimal waiting come first, where there are any; the clock of the paths starts after them."""
    if bar.disable:
        return
    if control.paths_to_do > 0:
        if bar.desc:
            bar.set_description(None, refresh=False)
            bar.reset()
        bar.total = control.paths_to_do
        bar.update(control.paths_done - bar.n)
    elif control.policies_to_do > 0:
        bar.set_description(f"optimal waiting, {control.policies_done} of {control.policies_to_do} policies")


def what_was_kept(control, file, is_kept):
    text = f"stopped after {control.paths_done} of {control.paths_to_do} paths" if control.paths_to_do else "stopped"
    return f"{text}; they are kept in {file}.parts. Go on with out={str(file)!r}, resume=True." if is_kept else text
