"""Writes loans.csv and collateral.csv of the chain-10k benchmark (the problem is stated in bench/README.md).

The tape is synthetic: every number follows from splitmix64 uniforms u(seed, k), so that any program can
build the same 10,000 loans without reading a file. Standard library only; two runs give the same bytes.
"""

import csv
import datetime
import math
from pathlib import Path

LOANS = 10_000
SEED = 20240601
DRAWS_PER_LOAN = 6
CUT_OFF = datetime.date(2024, 12, 31)
MATURITY = datetime.date(2054, 12, 31)  # bullets far beyond the 20 steps: no contractual cash in the study
COLLATERAL_CLASSES = ("residential", "office", "retail", "industrial")  # one per segment, so one index each
MASK = (1 << 64) - 1

LOAN_COLUMNS = (
    "loan_identifier", "counterparty_identifier", "principal_balance", "days_in_pastdue", "date_of_default",
    "current_interest_rate", "current_maturity_date", "loan_currency", "workout_state", "months_in_state",
    "chain_segment",
)
COLLATERAL_COLUMNS = (
    "collateral_identifier", "loan_identifier", "collateral_class", "collateral_value", "valuation_date",
)


def uniform(k):
    """u(SEED, k) in [0, 1): the finaliser of splitmix64 (Steele, Lea, Flood 2014) on a Weyl sequence, top 53 bits."""
    z = (SEED + (k + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def workout_state(u):
    if u < 0.30:
        return "current"
    if u < 0.70:
        return "default"
    if u < 0.80:
        return "forborne_npe"
    return "court" if u < 0.95 else "cured"


def month_end_before(months):
    """The last day of the month that lies `months` before the cut-off."""
    month = 12 * CUT_OFF.year + CUT_OFF.month - months  # the month after it, counted from zero
    return datetime.date(month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def loan(i):
    """(loan row, collateral row) of loan i."""
    u = [uniform(DRAWS_PER_LOAN * i + j) for j in range(DRAWS_PER_LOAN)]
    segment = int(4.0 * u[0])
    ltv = 0.30 + 0.045 * int(16.0 * (u[1] + u[2]))
    balance = math.floor(40000.0 * (1.0 - u[3]) ** -0.4)
    state = workout_state(u[4])
    age = int(9.0 * u[5])  # completed months in the state
    past_due = 91 + 30 * age if state in ("default", "court") else 0
    default_date = month_end_before(age) if state in ("default", "forborne_npe", "court") else ""
    name = f"L{i:05d}"
    return (
        (name, f"B{i:05d}", balance, past_due, default_date, 0, MATURITY, "EUR", state, age, segment),
        (f"C{i:05d}", name, COLLATERAL_CLASSES[segment], f"{balance / ltv:.2f}", CUT_OFF),
    )


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def build(folder):
    loans, collateral = zip(*(loan(i) for i in range(LOANS)))
    write(folder / "loans.csv", LOAN_COLUMNS, loans)
    # Cents are as fine as the engine's money; they move a loan-to-value ratio by less than 3e-7 of itself.
    write(folder / "collateral.csv", COLLATERAL_COLUMNS, collateral)


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
