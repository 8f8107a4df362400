"""What a study was read as, and what is wrong with it: the answer of recoup.check()."""

import html
from collections.abc import Sequence

import numpy
import pandas

from . import _core

# Frames: name, key of the JSON of `recoup check --json`, columns that name a row, heading.
FRAMES = (
    ("claims", "claims", ["segment", "state"], "Loans by segment and state at cut-off"),
    ("collateral", "collateral", ["collateral_class", "index"], "Collateral; an empty index: constant value"),
    ("eligibility", "eligibility", ["option", "measure", "segment"], "Who may take which option; an empty measure: all loans"),
    ("scenarios", "scenarios", ["scenario"], "Scenarios"),
    ("pedigree", "pedigree", ["segment"], "Share of the claim by the standing of the hazards that move it"),
    ("parameters", "parameters", ["parameter"], "Every number used, with its pedigree"),
)
SHOWN = ("claims", "collateral", "eligibility", "scenarios", "pedigree")  # parameters are too many to print
MONEY = {"claim", "claim_non_performing", "gross_carrying_amount", "collateral_value", "value", "prior_claims", "of_claim"}
LISTS = ("column_mapping", "unused_columns", "repairs")
FEW_PROBLEMS = 50


class Check(Sequence):
    """The answer of `recoup.check()`: a sequence of its problems, and frames of what was read.

    ready           whether the study can be run: no error, and within its limits
    problems        errors and warnings, with `severity`, `where`, `field`, `value`, `problem`, `why`, `suggestion`; the
                    Check itself is the sequence of them, so `len(check)` counts them
    study           title, cut-off, currency, seed, paths, horizons, discount rates, identity (a Series)
    claims          loans, claim, its non-performing part, carrying amount and collateral by segment and state
    collateral      items and value by class and price index
    eligibility     who may take which option: loans and claim by option, measure and segment, `of_loans` and `of_claim` all
    scenarios       weight, periods given, shift of the calendar
    pedigree        share of the claim by the standing of its hazards, by segment
    parameters      every number used with status, source, date, sample size and standard error
    column_mapping  the column of the tape behind every field, `loans.principal_balance = UPB`
    unused_columns  those that nothing reads, `loans.borrower_name`
    repairs         what was assumed about rows, with their number
    estimate        time, memory and disk of a run (a Series); `seconds` is missing where it was not probed

    Frames are empty where an error left nothing to tell. Amounts are in units of the reporting currency, which
    `frame.attrs["units"]` names.
    """

    claims: pandas.DataFrame
    collateral: pandas.DataFrame
    eligibility: pandas.DataFrame
    scenarios: pandas.DataFrame
    pedigree: pandas.DataFrame
    parameters: pandas.DataFrame
    column_mapping: list[str]
    unused_columns: list[str]
    repairs: list[str]

    def __init__(self, problems: Sequence[_core.Problem], facts: dict | None = None, estimate: dict | None = None):
        facts = facts or {}
        self.problems = list(problems)
        self.ready = not any(problem.severity == "error" for problem in self.problems)
        self.study = pandas.Series(facts.get("study", {}), name="study", dtype=object)
        self.estimate = pandas.Series(estimate or {}, name="estimate", dtype=object).fillna(numpy.nan)
        self._was_read = bool(facts)
        for name in LISTS:
            setattr(self, name, facts.get(name, []))
        for name, key, index, _ in FRAMES:
            setattr(self, name, frame_of(facts.get(key, []), index, self.study.get("currency", "")))

    def __len__(self) -> int:
        return len(self.problems)

    def __getitem__(self, place):
        return self.problems[place]

    def _parts(self):
        """(heading, frame or Series) of everything that is shown."""
        headings = {name: heading for name, _, _, heading in FRAMES}
        currency = self.study.get("currency", "")
        parts = [("Study", self.study)]
        parts += [(f"{headings[name]} ({currency})" if MONEY & {*getattr(self, name).columns} else headings[name],
                   getattr(self, name)) for name in SHOWN]
        return [(heading, part) for heading, part in [*parts, ("Estimate of a run", self.estimate)] if len(part)]

    def _verdict(self):
        errors = sum(problem.severity == "error" for problem in self.problems)
        counts = f"{counted(errors, 'error')}, {counted(len(self) - errors, 'warning')}"
        return f"{'Ready to run' if self.ready else 'Not ready to run'}: {counts}"

    def _unused(self):
        """What the tape holds and nothing reads: a misspelled column stands here."""
        return [f"Columns not used: {', '.join(self.unused_columns) or 'none'}"] if self._was_read else []

    def __repr__(self):
        lines = [self._verdict()]
        lines += [f"  {problem.severity}: {problem}" for problem in self.problems[:FEW_PROBLEMS]]
        if len(self) > FEW_PROBLEMS:
            lines.append(f"  ... {len(self) - FEW_PROBLEMS} more in .problems")
        lines += self._unused()
        for heading, part in self._parts():
            lines += ["", heading, part.to_string(float_format=number_text) if isinstance(part, pandas.DataFrame)
                      else "\n".join(f"{name:28}  {number_text(value)}" for name, value in part.items())]
        return "\n".join(lines)

    def _repr_html_(self):
        text = [f"<p><b>{self._verdict()}</b></p>"]
        if self.problems:
            text.append("<ul>")
            text += [f"<li>{problem.severity}: {html.escape(str(problem))}</li>" for problem in self.problems[:FEW_PROBLEMS]]
            if len(self) > FEW_PROBLEMS:
                text.append(f"<li>{len(self) - FEW_PROBLEMS} more in <code>.problems</code></li>")
            text.append("</ul>")
        text += [f"<p>{html.escape(line)}</p>" for line in self._unused()]
        for heading, part in self._parts():
            table = part if isinstance(part, pandas.DataFrame) else part.map(number_text).to_frame("")
            text.append(f"<p><b>{html.escape(heading)}</b></p>{table.to_html(float_format=number_text)}")
        return "\n".join(text)


class ResultsCheck(Check):
    """The answer of `recoup.check()` about a results file: a sequence of what is wrong with it.

    ready           whether the file is as recoup wrote it, to the bit
    problems        as in Check
    results         file, title, created_at, recoup (the version that wrote it), seed, paths, identity, content_sha256
                    (a Series; empty where there is a problem: the file was changed, or cannot be read)
    """

    def __init__(self, problems: Sequence[_core.Problem], facts: dict | None = None):
        super().__init__(problems)
        self.results = pandas.Series(facts or {}, name="results", dtype=object)

    def _parts(self):
        return [("Results", self.results)] if self.ready else []

    def _verdict(self):
        return "As recoup wrote it" if self.ready else "Not confirmed to be as recoup wrote it"


def frame_of(rows, index, currency):
    if not rows:
        return pandas.DataFrame(index=pandas.MultiIndex.from_arrays([[]] * len(index), names=index) if len(index) > 1
                                else pandas.Index([], name=index[0]))
    frame = pandas.DataFrame(rows).set_index(index)
    for column in frame.columns[frame.isna().any()]:  # null in the JSON: a number that is not there
        frame[column] = frame[column].astype(float)
    frame.attrs["units"] = {column: currency for column in frame.columns if column in MONEY}
    return frame


def counted(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def number_text(value):
    """Shares with three digits, amounts in whole units with separators."""
    if not isinstance(value, float):
        return str(value)
    if value != value:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
