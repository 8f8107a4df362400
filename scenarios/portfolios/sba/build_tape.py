#!/usr/bin/env python3
"""The SBA tape as at 2006-12-31: loans.csv and collateral.csv from the records that were alive at cut-off.

    python build_tape.py [--sample FILE] [--out DIR]

Alive = disbursed on or before cut-off, no charge-off date on or before it, inside the imputed maturity. Real: id, approval
and disbursement dates, approved and guaranteed amount, industry. ILLUSTRATIVE, because the source has none of it: borrower,
rate, balance, collateral, arrears and default stock. Each illustrative choice is a hash of the loan's id, so nothing can
depend on what happened later; scrambling every field that tells the future leaves both files unchanged (a test does it).
"""
import argparse
import csv
import hashlib
from datetime import date
from pathlib import Path

from sba_records import SAMPLE, add_months, month_number, read_records

HERE = Path(__file__).parent
HISTORY = HERE.parents[1] / "macro" / "frb_2025.csv"
CUT_OFF = date(2006, 12, 31)
MONTHS_UNPAID_AT_DEFAULT = 3

LOAN_COLUMNS = (
    "loan_identifier counterparty_identifier loan_currency date_of_origination current_maturity_date current_interest_rate "
    "principal_balance legal_balance days_in_pastdue date_of_default workout_state months_in_state months_since_npe "
    "approved_amount industry real_estate_backed guarantee_share"
).split()
COLLATERAL_COLUMNS = "collateral_identifier loan_identifier collateral_class region collateral_value valuation_date prior_claims collateral_currency".split()

# Maximum spreads over prime for terms of seven years or more, by approved amount up to (13 CFR 120.214 and .215, as
# summarised at businessfinance.com/articles/sba-loan-programs-page-9.htm). ILLUSTRATIVE: the actual spread is unknown.
SPREADS = [(25_000, 0.0475), (50_000, 0.0375), (float("inf"), 0.0275)]

# ILLUSTRATIVE stock, as shares of the seasoned loans: upper end of the hash, state, days past due from and to.
DEFAULT_SHARE = 0.12
ARREARS = [(0.140, "arrears_1_30", 1, 30), (0.152, "arrears_31_60", 31, 60), (0.160, "arrears_61_90", 61, 89)]
SEASONED_MONTHS = 6
LONGEST_MONTHS_IN_DEFAULT = 36

# ILLUSTRATIVE collateral: class by sector; property bought at a loan-to-value in this range (7(a) loans finance more than the
# property) and indexed to cut-off with the Federal Reserve's commercial real-estate prices up to cut-off; movables worth
# this share of the approved amount at disbursement, decaying by the year.
PROPERTY = {"retail": {"44", "45", "72"}, "industrial": {"11", "21", "22", "23", "31", "32", "33", "42", "48", "49"}}
LOWEST_LTV, HIGHEST_LTV = 0.80, 1.20
MOVABLES = {"vehicles": {"48", "49"}, "inventory": {"42", "44", "45"}}
LOWEST_SHARE, HIGHEST_SHARE = 0.3, 0.9
YEARLY_DECAY = {"vehicles": 0.80, "inventory": 1.0, "equipment": 0.85}
NO_COLLATERAL_UP_TO = 25_000


def draw(purpose, identifier):
    """A number in [0, 1) that depends on the id alone."""
    return int.from_bytes(hashlib.sha256(f"{purpose}:{identifier}".encode()).digest()[:8], "big") / 2**64


def history(variable):
    with HISTORY.open(encoding="utf-8") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["quarter"]: float(row["value"]) for row in rows if row["scenario"] == "actual" and row["variable"] == variable}


def quarter(day):
    return f"{day.year}Q{(day.month + 2) // 3}"


def remaining_balance(amount, rate, term, paid):
    """Annuity: balance after `paid` of `term` equal instalments."""
    growth = 1 + rate / 12
    return amount * (growth**term - growth**paid) / (growth**term - 1)


def standing(identifier, elapsed):
    """(state, months in state, days past due, unpaid months), illustrative."""
    u = draw("stock", identifier)
    if elapsed < SEASONED_MONTHS or u >= ARREARS[-1][0]:
        return "current", elapsed, 0, 0
    if u < DEFAULT_SHARE:
        longest = min(LONGEST_MONTHS_IN_DEFAULT, elapsed - MONTHS_UNPAID_AT_DEFAULT - 1)
        months = int(draw("months_in_default", identifier) * (longest + 1))
        since = add_months(CUT_OFF, -months)
        return "default", months, 91 + (CUT_OFF - since).days, months + MONTHS_UNPAID_AT_DEFAULT
    for upper, state, first, last in ARREARS:
        if u < upper:
            days = first + int(draw("days_past_due", identifier) * (last - first + 1))
            return state, 0, days, -(-days // 30)


def loan_row(record, prime):
    rate = prime[quarter(record.approved)] / 100 + next(spread for limit, spread in SPREADS if record.approved_amount <= limit)
    elapsed = month_number(CUT_OFF) - month_number(record.disbursed)
    state, months, days, unpaid = standing(record.identifier, elapsed)
    principal = round(remaining_balance(record.approved_amount, rate, record.term_months, elapsed - unpaid), 2)
    in_default = state == "default"
    return {
        "loan_identifier": record.identifier,
        "counterparty_identifier": f"B{record.identifier}",
        "loan_currency": "USD",
        "date_of_origination": record.disbursed,
        "current_maturity_date": add_months(record.disbursed, record.term_months),
        "current_interest_rate": f"{rate:.5f}",
        "principal_balance": f"{principal:.2f}",
        "legal_balance": f"{principal * (1 + rate * unpaid / 12):.2f}",  # simple interest on what is unpaid
        "days_in_pastdue": days,
        "date_of_default": add_months(CUT_OFF, -months) if in_default else "",
        "workout_state": state,
        "months_in_state": months,
        "months_since_npe": months if in_default else "",
        "approved_amount": f"{record.approved_amount:.2f}",
        "industry": record.sector,
        "real_estate_backed": "true" if record.real_estate_backed else "false",
        "guarantee_share": f"{record.guaranteed_amount / record.approved_amount:.4f}",
    }


def class_of(sector, classes, other):
    return next((name for name, sectors in classes.items() if sector.removeprefix("naics_") in sectors), other)


def collateral_row(record, property_index):
    u = draw("collateral", record.identifier)
    prior = 0.0
    if record.real_estate_backed:
        kind = class_of(record.sector, PROPERTY, "office")
        growth = property_index[quarter(CUT_OFF)] / property_index[quarter(record.disbursed)]
        value = record.approved_amount / (LOWEST_LTV + (HIGHEST_LTV - LOWEST_LTV) * u) * growth
        if draw("prior_claim", record.identifier) < 0.10:
            prior = 0.10 * value
    elif record.approved_amount > NO_COLLATERAL_UP_TO:
        kind = class_of(record.sector, MOVABLES, "equipment")
        years = (month_number(CUT_OFF) - month_number(record.disbursed)) / 12
        value = record.approved_amount * (LOWEST_SHARE + (HIGHEST_SHARE - LOWEST_SHARE) * u) * YEARLY_DECAY[kind] ** years
    else:
        return None
    values = [f"C{record.identifier}", record.identifier, kind, "US", f"{value:.2f}", CUT_OFF, f"{prior:.2f}", "USD"]
    return dict(zip(COLLATERAL_COLUMNS, values))


def write(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def alive(record):
    return (
        record.disbursed is not None
        and record.charged_off is None
        and add_months(record.disbursed, record.term_months) > CUT_OFF
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--out", type=Path, default=HERE)
    arguments = parser.parse_args()
    records = sorted((r for r in read_records(CUT_OFF, arguments.sample) if alive(r)), key=lambda r: r.identifier)
    prime, property_index = history("prime_rate"), history("commercial_real_estate_price_index")
    collateral = (collateral_row(record, property_index) for record in records)
    write(arguments.out / "loans.csv", LOAN_COLUMNS, [loan_row(record, prime) for record in records])
    write(arguments.out / "collateral.csv", COLLATERAL_COLUMNS, [row for row in collateral if row])


if __name__ == "__main__":
    main()
