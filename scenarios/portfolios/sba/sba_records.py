"""What a lender knew of an SBA 7(a) loan at a cut-off date: the one place that reads sba_7a_sample.csv.

Never returned: Term (the realised life of charged-off loans), MIS_Status, ChgOffPrinGr, DisbursementGross (it counts draws
after cut-off), and a charge-off date after cut-off. Imputation, ILLUSTRATIVE and from the approved amount alone: real-estate
backed if >= 350,000, then 240 months; else 120 months above 150,000; else 84.
"""
import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SAMPLE = Path(__file__).parent / "sba_7a_sample.csv"
MONTHS = {name: i + 1 for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
FIRST_TWO_DIGIT_YEAR = 1970  # yy means 1970..2069; the sample's charge-offs lie between 1988 and 2014


@dataclass(frozen=True)
class Record:
    identifier: str
    approved: date
    disbursed: date | None  # None: not disbursed by cut-off
    charged_off: date | None  # None: no charge-off known at cut-off
    approved_amount: float  # USD
    guaranteed_amount: float  # USD
    sector: str  # two-digit NAICS as naics_44; empty = missing in the source
    real_estate_backed: bool  # imputed
    term_months: int  # imputed


def parse_date(text):
    """2/7/2006, 24-Jun-91, 24-Jun-1991 or 2006-02-07; empty gives None."""
    text = text.strip()
    if not text:
        return None
    if "/" in text:
        month, day, year = (int(part) for part in text.split("/"))
    elif text.split("-")[1].isdigit():
        year, month, day = (int(part) for part in text.split("-"))
    else:
        day, month, year = text.split("-")
        day, month, year = int(day), MONTHS[month[:3].title()], int(year)
    if year < 100:
        year += 1900 if year >= FIRST_TWO_DIGIT_YEAR % 100 else 2000
    return date(year, month, day)


def known_by(text, cut_off):
    value = parse_date(text)
    return value if value is not None and value <= cut_off else None


def imputed_contract(approved_amount):
    """(real-estate backed, term in months), illustrative."""
    if approved_amount >= 350_000:
        return True, 240
    return False, 120 if approved_amount > 150_000 else 84


def month_number(day):
    return 12 * day.year + day.month - 1


def add_months(day, months):
    year, month = divmod(month_number(day) + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def read_records(cut_off, path=SAMPLE):
    with Path(path).open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            amount = float(row["GrAppv"])
            backed, term = imputed_contract(amount)
            sector = row["NAICS"][:2]
            yield Record(
                identifier=row["LoanNr_ChkDgt"],
                approved=parse_date(row["ApprovalDate"]),
                disbursed=known_by(row["DisbursementDate"], cut_off),
                charged_off=known_by(row["ChgOffDate"], cut_off),
                approved_amount=amount,
                guaranteed_amount=float(row["SBA_Appv"]),
                sector="" if sector == "0" else f"naics_{sector}",
                real_estate_backed=backed,
                term_months=term,
            )
