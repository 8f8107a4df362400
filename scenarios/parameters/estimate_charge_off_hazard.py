#!/usr/bin/env python3
"""Monthly charge-off hazard of SBA 7(a) loans before the cut-off, and the default-entry row that is made of it.

    python estimate_charge_off_hazard.py [--out DIR]   # writes us_sme_current.toml and charge_off_hazard.json

Discrete-time logit (Allison 1982) on loan-months, grouped by equal covariates (the same likelihood as loan by loan):

    logit h = a[age band] + real_estate + small + b (unemployment - xbar)

Window: loans approved since 1997, months 1997-01 to cut-off. Older vintages are left out because no charge-off before 1988 is
in the source: their early failures are missing. A loan leaves at its charge-off (only dates on or before cut-off are read),
else at its imputed maturity, else at cut-off; the date of a full repayment is not read, it would tell the future.

b is ILLUSTRATIVE and enters as an offset: the data do not bear an estimate (free fits are stored; the sign differs between
vintages). From charge-off to default entry, ILLUSTRATIVE: h_default = h / CHARGE_OFF_GIVEN_DEFAULT, without a lag; the share
DIRECT_SHARE of it is an own exit, the rest passes through arrears_1_30, whose entry is divided by the chance that the
arrears rows of us_sme.toml lead from there to default. So the defaults of both ways add up to h_default.
"""
import argparse
import json
import sys
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import statsmodels.api as sm

HERE = Path(__file__).parent
SCENARIOS = HERE.parent
sys.path[:0] = [str(SCENARIOS / "portfolios" / "sba"), str(SCENARIOS / "macro")]
from estimate_var import read_long  # noqa: E402
from sba_records import SAMPLE, month_number, read_records  # noqa: E402

CUT_OFF = date(2006, 12, 31)
FIRST_MONTH = month_number(date(1997, 1, 1))
AGE_EDGES = [0, 6, 12, 24, 36, 60]  # months since disbursement, closed left
SMALL_BELOW = 50_000  # USD approved
BETA_UNEMPLOYMENT = 0.12  # illustrative, log-odds per percentage point
CHARGE_OFF_GIVEN_DEFAULT = 0.60  # illustrative
DIRECT_SHARE = 0.30  # illustrative


def loan_months(sample):
    """Counter of (age band, real estate, small, quarter, since 2003, event) and how many charge-offs come after imputed maturity."""
    counts, late = Counter(), 0
    last_month = month_number(CUT_OFF)
    for record in read_records(CUT_OFF, sample):
        if record.disbursed is None or record.approved.year < 1997:
            continue
        start = month_number(record.disbursed)
        end = min(last_month + 1, start + record.term_months)
        event = None
        if record.charged_off is not None:
            event = month_number(record.charged_off)
            late += event >= end
            end = min(end, event + 1)
        for month in range(max(start, FIRST_MONTH), end):
            band = sum(month - start >= edge for edge in AGE_EDGES) - 1
            quarter = f"{month // 12}Q{month % 12 // 3 + 1}"
            key = (band, record.real_estate_backed, record.approved_amount < SMALL_BELOW, quarter, record.approved.year >= 2003)
            counts[key + (month == event,)] += 1
    return counts, late


def design(counts, unemployment_gap):
    keys = sorted({key[:5] for key in counts})
    events = np.array([counts[key + (True,)] for key in keys], dtype=float)
    others = np.array([counts[key + (False,)] for key in keys], dtype=float)
    bands = np.array([[key[0] == band for band in range(len(AGE_EDGES))] for key in keys], dtype=float)
    columns = {
        "real_estate": np.array([key[1] for key in keys], dtype=float),
        "small": np.array([key[2] for key in keys], dtype=float),
        "unemployment": np.array([unemployment_gap[key[3]] for key in keys]),
        "vintage_2003_on": np.array([key[4] for key in keys], dtype=float),
    }
    return np.column_stack([events, others]), bands, columns


def fit(outcome, bands, columns, names, offset=None, rows=None):
    """Logit of the chosen rows; an age band without an event has no finite estimate and is left out."""
    rows = np.ones(len(outcome), dtype=bool) if rows is None else rows
    used = (bands * outcome[:, :1] * rows[:, None]).any(axis=0)
    rows = rows & bands[:, used].any(axis=1)
    matrix = np.column_stack([bands[rows][:, used]] + [columns[name][rows] for name in names])
    model = sm.GLM(outcome[rows], matrix, family=sm.families.Binomial(), offset=None if offset is None else offset[rows]).fit()
    labels = [f"age_{edge}" for edge, u in zip(AGE_EDGES, used) if u] + names
    return {name: {"log_odds": rounded(b), "standard_error": rounded(s)} for name, b, s in zip(labels, model.params, model.bse)}


def rounded(value):
    return float(f"{value:.6g}")


def probability(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def default_given_arrears():
    """The chance that a loan entering arrears_1_30 reaches default before it returns, by the single-band rows of us_sme.toml."""
    rows = tomllib.loads((HERE / "us_sme.toml").read_text())["hazards"]
    chance = 1.0
    for state, onward in (("arrears_1_30", "arrears_31_60"), ("arrears_31_60", "arrears_61_90"), ("arrears_61_90", "default")):
        exits = {name: exit["p"][0] for name, exit in rows[state]["exits"].items()}
        chance *= exits[onward] / sum(exits.values())
    return chance


def estimate(sample):
    xbar = tomllib.loads((SCENARIOS / "macro" / "us_var_2025.toml").read_text())["variable"][0]["xbar"]
    history = read_long(SCENARIOS / "macro" / "frb_2025.csv")["actual"]["unemployment_rate"]
    counts, late = loan_months(sample)
    outcome, bands, columns = design(counts, {quarter: value - xbar for quarter, value in history.items()})
    recent = columns["vintage_2003_on"] == 1
    base = ["real_estate", "small"]
    free = base + ["unemployment"]
    return {
        "window": "1997-01 to 2006-12",
        "n_loan_months": int(sum(counts.values())),
        "n_charge_offs": int(outcome[:, 0].sum()),
        "charge_offs_after_imputed_maturity_not_used": late,
        "charge_offs_by_age_band": [int((outcome[:, 0] * bands[:, i]).sum()) for i in range(len(AGE_EDGES))],
        "loan_months_by_age_band": [int((outcome.sum(axis=1) * bands[:, i]).sum()) for i in range(len(AGE_EDGES))],
        "age_edges": AGE_EDGES,
        "unemployment_beta_illustrative": BETA_UNEMPLOYMENT,
        "unemployment_xbar": xbar,
        "in_use": fit(outcome, bands, columns, base, offset=BETA_UNEMPLOYMENT * columns["unemployment"]),
        "diagnostics_not_used": {
            "unemployment_free": fit(outcome, bands, columns, free),
            "unemployment_free_vintages_1997_2002": fit(outcome, bands, columns, free, rows=~recent),
            "unemployment_free_vintages_2003_2006": fit(outcome, bands, columns, free, rows=recent),
            "vintage_effect": fit(outcome, bands, columns, base + ["vintage_2003_on"], offset=BETA_UNEMPLOYMENT * columns["unemployment"]),
        },
    }


def toml(result):
    hazard = probability(np.array([result["in_use"][f"age_{edge}"]["log_odds"] for edge in AGE_EDGES]))
    default = hazard / CHARGE_OFF_GIVEN_DEFAULT
    direct, arrears = DIRECT_SHARE * default, (1 - DIRECT_SHARE) * default / default_given_arrears()
    error = result["in_use"]["age_12"]["standard_error"]
    return f"""# Made by estimate_charge_off_hazard.py; do not edit. Standard errors of every number: charge_off_hazard.json
# Reference: approved amount of {SMALL_BELOW} USD or more, not real-estate backed. Duration = months since disbursement.
recoup_schema = 1

[hazards.current]
given_as = "at_mean"
duration_edges = {AGE_EDGES}

# Charge-off hazard / {CHARGE_OFF_GIVEN_DEFAULT} (illustrative), of which {DIRECT_SHARE} (illustrative) without arrears before.
[hazards.current.exits.default]
p = {[rounded(p) for p in direct]}
beta = {{ unemployment_rate = {BETA_UNEMPLOYMENT} }}   # illustrative

[hazards.current.exits.arrears_1_30]
p = {[rounded(p) for p in arrears]}
beta = {{ unemployment_rate = {BETA_UNEMPLOYMENT} }}   # illustrative

[hazards.current.pedigree]
source = "charge-off hazard of the SBA 7(a) sample (discrete-time logit) / illustrative {CHARGE_OFF_GIVEN_DEFAULT} charge-offs a default; beta and early repayment illustrative; the standard error is that of the log-odds at age 12-23 months"
as_of = {CUT_OFF}
window = "{result["window"]}"
n = {result["n_loan_months"]}
standard_error = {error}
status = "expert"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--out", type=Path, default=HERE)
    arguments = parser.parse_args()
    result = estimate(arguments.sample)
    (arguments.out / "charge_off_hazard.json").write_text(json.dumps(result, indent=2) + "\n")
    (arguments.out / "us_sme_current.toml").write_text(toml(result))


if __name__ == "__main__":
    main()
