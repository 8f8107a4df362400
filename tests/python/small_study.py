"""A study of sixty loans that runs in a blink, written into a folder, and the program that runs it."""

import hashlib
import os
import pathlib
import re
import subprocess

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]

STUDY = """recoup_schema = 1
title = "Small"
cut_off = 2020-12-31
seed = 7
paths = 64
engine = "loan"
currency = "EUR"
recovery_horizon_months = 24
reporting_horizon_quarters = 4
options = ["hold.toml", "court.toml"]
[portfolio]
loans = "loans.csv"
collateral = "collateral.csv"
[[segment]]
name = "large"
when = "principal_balance >= 20000"
parameters = "parameters.toml"
[[segment]]
name = "small"
when = "principal_balance >= 0"
parameters = "parameters.toml"
[macro]
model = "macro.toml"
[[scenario]]
name = "mean"
weight = 1.0
[rates]
hurdle = 0.10
investor = 0.15
"""

PARAMETERS = """recoup_schema = 1
currency = "EUR"
ltv_edges = [0.8, 1.0]
[pedigree]
source = "made up for the tests"
as_of = 2020-12-31
status = "illustrative"
[hazards.current.exits.default]
p = [0.02]
beta = { growth = -0.1 }
[hazards.default]
duration_edges = [0, 6]
reference_ltv_bucket = 1
[hazards.default.exits.written_off]
p = [0.01, 0.03]
ltv_odds_ratio = [0.5, 1.0, 1.5]
[hazards.default.exits.cured]
p = [0.05, 0.02]
[hazards.cured.exits.default]
p = [0.04]
[hazards.court.exits.enforcement]
p = [0.10]
[hazards.residual_claim.exits.written_off]
p = [0.05]
[hazards.residual_claim.exits.repaid]
p = [0.01]
[cash.default]
share_of_claim_per_month = 0.004
[costs.default]
servicing_per_month = 10.0
[collateral.office]
forced_sale_discount = 0.2
sale_cost_share = 0.05
sale_error_sd = 0.15
value_sd_per_year = 0.1
"""

MACRO = """recoup_schema = 1
frequency = "quarter"
[pedigree]
source = "made up for the tests"
status = "illustrative"
as_of = 2020-12-31
[[variable]]
name = "growth"
transform = "level"
unit = "percent"
xbar = 2.0
long_run_mean = 2.0
[dynamics]
A = [[0.8]]
Sigma = [[0.5]]
[[index]]
name = "office_prices"
classes = ["office"]
alpha = 0.0
beta = { growth = 0.01 }
sigma = 0.02
"""

HOLD = 'recoup_schema = 1\nname = "hold"\n'
COURT = """recoup_schema = 1
currency = "EUR"
name = "court"
[[measure]]
name = "legal"
kind = "court"
when = { after_months = 3 }
who = "principal_balance >= 5000"
terms = { months_between_auctions = 4, reserve_steps = [1.0, 0.0] }
costs = { fixed = 500.0, share_of_claim = 0.03 }
"""

LOAN_COLUMNS = ("loan_identifier,counterparty_identifier,principal_balance,days_in_pastdue,date_of_default,"
                "current_interest_rate,current_maturity_date,loan_currency")


def loan_row(i):
    balance = 1000 + 911 * i
    default = "2020-06-30" if i % 2 else ""
    return [f"L{i:03}", f"C{i // 2}", str(balance), "184" if i % 2 else "0", default, "0.05", "2028-12-31", "EUR"]


class SmallStudy:
    """Files of the study in `folder`; change them before running."""

    def __init__(self, folder):
        self.folder = folder
        self.loans = [loan_row(i) for i in range(60)]
        self.texts = {"study.toml": STUDY, "parameters.toml": PARAMETERS, "macro.toml": MACRO, "hold.toml": HOLD,
                      "court.toml": COURT}
        self.out = folder / "results.h5"

    def replace(self, name, old, new):
        assert old in self.texts[name]
        self.texts[name] = self.texts[name].replace(old, new)

    def write(self):
        for name, text in self.texts.items():
            (self.folder / name).write_text(text)
        rows = "".join(",".join(row) + "\n" for row in self.loans)
        (self.folder / "loans.csv").write_text(f"{LOAN_COLUMNS}\n{rows}")
        collateral = "".join(f"K{i},L{i:03},office,{900 + 1000 * i},2020-06-30\n" for i in range(0, 60, 3))
        header = "collateral_identifier,loan_identifier,collateral_class,collateral_value,valuation_date\n"
        (self.folder / "collateral.csv").write_text(header + collateral)
        return self

    def command(self, verb, *arguments, out=None):
        target = [] if verb in ("check", "replay") else ["--out", str(out or self.out)]
        return [str(binary()), verb, str(self.folder / "study.toml"), *target, *map(str, arguments)]

    def call(self, verb, *arguments, out=None, **settings):
        return subprocess.run(self.command(verb, *arguments, out=out), capture_output=True, text=True, timeout=120,
                              cwd=self.folder, **settings)

    def left_over(self):
        """What a run left beside the inputs."""
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("results"))


def binary():
    given = os.environ.get("RECOUP_BINARY")
    found = [pathlib.Path(given)] if given else [ROOT / "build/release/recoup", *sorted(ROOT.glob("build/*/recoup"))]
    return next(path.resolve() for path in found if path.is_file())


def built(name):
    """A file that the build of the tests made."""
    path = pathlib.Path(os.environ.get("RECOUP_BUILD", ROOT / "build/release")) / "tests" / name
    assert path.exists(), f"{path}: not built. Build the tests first (make build), or set RECOUP_BUILD."
    return path


def fault_double():
    """The library that lets one call of the program fail (tests/faults/fault_double.cpp)."""
    return built("libfault_double.so")


def seal_again(path):
    """As recoup seals a file, after it was changed on purpose."""
    data = bytearray(path.read_bytes())
    (place,) = re.finditer(rb"recoup-file-sha256:([0-9a-f]{64})", data)
    digits = slice(*place.span(1))
    data[digits] = b"0" * 64
    data[digits] = hashlib.sha256(data).hexdigest().encode()
    path.write_bytes(data)


# Attributes of the root that tell of the run, not of its results.
OF_THE_RUN = {"history", "created_at", "threads", "git_sha1", "build", "creation_library_version", "content_sha256"}


def contents(path):
    """Everything in a results file outside /provenance that two equal runs share."""
    found = {}

    def visit(name, node):
        if name.startswith("provenance"):
            return
        if isinstance(node, h5py.Dataset):
            values = node[()] if node.shape is not None else None
            found[name] = values.tobytes() if isinstance(values, numpy.ndarray) and values.dtype != object else repr(values)

    with h5py.File(path) as file:
        file.visititems(visit)
        for name, value in file.attrs.items():
            if name not in OF_THE_RUN and not name.startswith("_"):
                found[f"@{name}"] = repr(value)
    return found


def digests(path):
    """What the file says of its content, group by group; /provenance tells of the run. The root's figures are those of
    /summary."""
    with h5py.File(path) as file:
        groups = {name: node for name, node in file.items() if isinstance(node, h5py.Group) and name != "provenance"}
        return {name: group.attrs["content_sha256"] for name, group in groups.items()}
