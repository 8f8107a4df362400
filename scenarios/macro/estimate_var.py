#!/usr/bin/env python3
"""Macro model of a scenario vintage: VAR(1) on deviations from the window mean, by weighted least squares.

    y_t = x_t - xbar,   y_t = A y_{t-1} + e_t,   Cov(e) = Sigma      (Luetkepohl 2005, section 2.1)

Window 1990Q1 to the last actual quarter. The quarters 2020Q2 and 2020Q3 (as y_t) have weight 0.1. If the spectral radius of
A is above 0.97, A is scaled to 0.97 and Sigma comes from the residuals of the scaled A, divided by (sum of weights - k).
Why: on the full history since 1976 least squares is nearly a unit root, and its long-run house-price growth (5 % a year)
is more than twice the baseline's. In the window since 1990 the radius is below the bound and A stays as fitted. The plain
fits (constant, no weights; window and full history) are printed and stored beside the model (us_var_*_fit.md) so that the
choice can be judged.

    python estimate_var.py [--out DIR]       # writes us_var_2025.toml, us_var_2026.toml and their _fit.md
"""
import argparse
import csv
import math
from pathlib import Path

import numpy as np
import statsmodels.api as sm

HERE = Path(__file__).parent
LARGEST_SPECTRAL_RADIUS = 0.97
FIRST_QUARTER = "1990Q1"
FULL_HISTORY = "1976Q2"  # the first quarter with log-changes
DOWN_WEIGHTED = {"2020Q2": 0.1, "2020Q3": 0.1}
VARIABLES = [  # name, transform, unit
    ("unemployment_rate", "level", "percent"),
    ("real_gdp_growth", "level", "percent_annualised"),
    ("ten_year_treasury_yield", "level", "percent"),
    ("house_price_index", "log_change", "index"),
    ("commercial_real_estate_price_index", "log_change", "index"),
]
VINTAGES = {"us_var_2025": "frb_2025.csv", "us_var_2026": "frb_2026_proposed.csv"}
DIGITS = 8  # significant, of every stored number: far below the standard errors, far above the noise of a BLAS

INDICES = """
# Price indices of collateral. The first two are macro variables: no own drift or noise.
[[index]]
name = "residential"
classes = ["residential"]
variable = "house_price_index"

[[index]]
name = "commercial_real_estate"
classes = ["office", "retail", "industrial", "land"]
variable = "commercial_real_estate_price_index"

# ILLUSTRATIVE: log-change a quarter = alpha + beta' x + sigma eta; no public price history of these classes is shipped.
# At 2.5 % growth a year: equipment -2.5 % a quarter (wear), vehicles -4 %, inventory -1 %.
[[index]]
name = "equipment"
classes = ["equipment"]
alpha = -0.03
beta = { real_gdp_growth = 0.002 }
sigma = 0.03

[[index]]
name = "vehicles"
classes = ["vehicles"]
alpha = -0.045
beta = { real_gdp_growth = 0.002 }
sigma = 0.03

[[index]]
name = "inventory"
classes = ["inventory"]
alpha = -0.0175
beta = { real_gdp_growth = 0.003 }
sigma = 0.05
"""


def read_long(path):
    """{scenario: {variable: {quarter: value}}} with quarters in the order of the file."""
    table = {}
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            table.setdefault(row["scenario"], {}).setdefault(row["variable"], {})[row["quarter"]] = float(row["value"])
    return table


def transformed(series, transform):
    quarters, values = list(series), np.array(list(series.values()))
    if transform == "level":
        return dict(zip(quarters, values))
    return dict(zip(quarters[1:], np.diff(np.log(values))))


def window(history, first):
    columns = [transformed(history[name], transform) for name, transform, _ in VARIABLES]
    quarters = [q for q in columns[0] if q >= first]
    return quarters, np.array([[column[q] for column in columns] for q in quarters])


def least_squares(left, right, weights):
    fits = [sm.WLS(left[:, i], right, weights=weights).fit() for i in range(left.shape[1])]
    return np.array([fit.params for fit in fits]), np.array([fit.bse for fit in fits])


def spectral_radius(matrix):
    return float(max(abs(np.linalg.eigvals(matrix))))


def plain_fit(history, first):
    """Constant and A, standard errors, spectral radius, long-run mean (I - A)^-1 c: for comparison only."""
    quarters, x = window(history, first)
    estimate, error = least_squares(x[1:], sm.add_constant(x[:-1]), np.ones(len(quarters) - 1))
    a = estimate[:, 1:]
    return estimate, error, spectral_radius(a), np.linalg.solve(np.eye(len(a)) - a, estimate[:, 0])


def estimate(history, first=FIRST_QUARTER):
    quarters, x = window(history, first)
    xbar = x.mean(axis=0)
    y = x - xbar
    weights = np.array([DOWN_WEIGHTED.get(q, 1.0) for q in quarters[1:]])
    weighted, standard_error = least_squares(y[1:], y[:-1], weights)
    radius = spectral_radius(weighted)
    a = weighted * min(1.0, LARGEST_SPECTRAL_RADIUS / radius)
    residuals = y[1:] - y[:-1] @ a.T
    sigma = (residuals * weights[:, None]).T @ residuals / (weights.sum() - a.shape[0])
    return {
        "quarters": quarters,
        "xbar": xbar,
        "weighted": weighted,
        "standard_error": standard_error,
        "weighted_radius": radius,
        "A": a,
        "Sigma": (sigma + sigma.T) / 2,
        "radius": spectral_radius(a),
    }


def long_run_mean(baseline):
    """The end of the supervisory baseline: the last quarter of a level, the last four quarters of a log-change (printed indices are rounded)."""
    values = []
    for name, transform, _ in VARIABLES:
        series = list(baseline[name].values())
        values.append(series[-1] if transform == "level" else math.log(series[-1] / series[-5]) / 4)
    return values


def number(value):
    return f"{float(value):.{DIGITS}g}" if float(value) != int(value) else f"{float(value):.1f}"


def matrix(rows):
    return "[\n" + "".join("  [" + ", ".join(number(v) for v in row) + "],\n" for row in rows) + "]"


def toml(name, source, fit, plain, mean):
    last = fit["quarters"][-1]
    month, day = {"1": ("03", "31"), "2": ("06", "30"), "3": ("09", "30"), "4": ("12", "31")}[last[-1]]
    lines = [
        f"# Made by estimate_var.py from {source}; do not edit. Standard errors and the plain fit: {name}_fit.md",
        f"# Weighted fit: spectral radius {fit['weighted_radius']:.4f}, in use {fit['radius']:.4f}.",
        f"# Plain least squares with a constant: spectral radius {plain[2]:.4f}, long-run ten-year yield {plain[3][2]:.2f} %.",
        "recoup_schema = 1",
        'frequency = "quarter"',
        "",
        "[pedigree]",
        f'source = "estimate_var.py: weighted least squares on the Federal Reserve history in {source}"',
        'status = "estimated"',
        f"as_of = {last[:4]}-{month}-{day}",
        f'window = "{FIRST_QUARTER}-{last}"',
        f"n = {len(fit['quarters']) - 1}",
        "",
        "# xbar: mean of the window. long_run_mean: end of the supervisory baseline in the same file",
        "# (log-changes: mean of its last four quarters), stated, never (I - A)^-1 c.",
    ]
    for (variable, transform, unit), xbar, m in zip(VARIABLES, fit["xbar"], mean):
        lines += [
            "[[variable]]",
            f'name = "{variable}"',
            f'transform = "{transform}"',
            f'unit = "{unit}"',
            f"xbar = {number(xbar)}",
            f"long_run_mean = {number(m)}",
            "",
        ]
    lines += ["[dynamics]", f"A = {matrix(fit['A'])}", f"Sigma = {matrix(fit['Sigma'])}"]
    return "\n".join(lines) + "\n" + INDICES


def table(title, columns, rows, values):
    lines = [f"## {title}", "", "| equation | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {row} | " + " | ".join(f"{v:.4g}" for v in line) + " |" for row, line in zip(rows, values)]
    return "\n".join(lines) + "\n"


def report(source, fit, plain, full, mean):
    names = [name for name, _, _ in VARIABLES]
    parts = [
        f"# VAR(1) on {source}, {fit['quarters'][0]}-{fit['quarters'][-1]}\n\nMade by estimate_var.py. Order of variables in rows and columns: "
        + ", ".join(names) + ".\n",
        table("Means", names, ["xbar (window)", "long-run mean in use", "plain fit's long-run mean, window", f"the same since {FULL_HISTORY}"],
              [fit["xbar"], mean, plain[3], full[3]]),
        f"Spectral radius: in use {fit['radius']:.4f}, weighted before scaling {fit['weighted_radius']:.4f}, "
        f"plain {plain[2]:.4f}, plain since {FULL_HISTORY} {full[2]:.4f}.\n",
        table("A in use", names, names, fit["A"]),
        table("Standard errors of the weighted fit (before any scaling)", names, names, fit["standard_error"]),
        table("Sigma in use", names, names, fit["Sigma"]),
    ]
    for title, (estimate, error, _, _) in (("window", plain), (f"since {FULL_HISTORY}", full)):
        parts.append(table(f"Plain least squares, {title}: constant and A", ["constant"] + names, names, estimate))
        parts.append(table(f"Plain least squares, {title}: standard errors", ["constant"] + names, names, error))
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    out = parser.parse_args().out
    for name, source in VINTAGES.items():
        data = read_long(HERE / source)
        fit, mean = estimate(data["actual"]), long_run_mean(data["baseline"])
        plain, full = plain_fit(data["actual"], FIRST_QUARTER), plain_fit(data["actual"], FULL_HISTORY)
        (out / f"{name}.toml").write_text(toml(name, source, fit, plain, mean), encoding="utf-8")
        text = report(source, fit, plain, full, mean)
        (out / f"{name}_fit.md").write_text(text, encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
