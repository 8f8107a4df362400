"""The recovery of single loans under `court` and `restructure`, worked out from the documentation alone
(loan_by_the_pages.py), is what `recoup replay` shows, to the cent and month by month."""

import re
import tomllib

import pytest
from loan_by_the_pages import Loan, Walk, index_levels, macro_path, read_parameters, read_rows
from replayed_months import replayed
from small_study import ROOT

SCENARIOS = ROOT / "scenarios"
SEGMENTS = ("sme_secured", "sme_unsecured", "sme_small")
WITHOUT_NOISE = "sale_error_sd = 0.0\nvalue_sd_per_year = 0.0\nround_noise_sd = 0.0\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The SBA study with two of its options, no shocks, and prices without noise."""
    folder = tmp_path_factory.mktemp("by_the_pages")
    text = (SCENARIOS / "studies/sba_2025.toml").read_text()
    text = re.sub(r"(?m)^options = .*$", 'options = ["../options/court.toml", "../options/restructure.toml"]', text)
    text = text.replace("dispersion = 1.0", "dispersion = 0.0").replace('"../', f'"{SCENARIOS}/')
    for segment in SEGMENTS:
        shipped = SCENARIOS / f"parameters/us_{segment}.toml"
        classes = tomllib.loads((SCENARIOS / "parameters/us_sme.toml").read_text())["collateral"]
        pedigree = '[pedigree]\nsource = "no noise"\nas_of = 2006-12-31\nstatus = "illustrative"\n'
        tables = "".join(f"[collateral.{name}]\n{WITHOUT_NOISE}" for name in classes)
        (folder / f"{segment}.toml").write_text(f'recoup_schema = 1\ninherits = "{shipped}"\n{pedigree}{tables}')
        text = text.replace(f'"{shipped}"', f'"{segment}.toml"')
    (folder / "study.toml").write_text(text)
    return folder


@pytest.fixture(scope="module")
def tape():
    folder = SCENARIOS / "portfolios/sba"
    collateral = {row["loan_identifier"]: row for row in read_rows(folder / "collateral.csv")}
    loans = {}
    for row in read_rows(folder / "loans.csv"):
        large = float(row["approved_amount"]) >= 50000
        segment = SEGMENTS[0] if row["real_estate_backed"] == "true" else SEGMENTS[1] if large else SEGMENTS[2]
        loans[row["loan_identifier"]] = (row, collateral.get(row["loan_identifier"]), segment)
    return loans


def worked_out(study, tape, loan, scenario, option, draws):
    row, collateral, segment = tape[loan]
    loan = Loan(row, collateral, segment)
    model = tomllib.loads((SCENARIOS / "macro/us_var_2025.toml").read_text())
    path = macro_path(model, read_rows(SCENARIOS / "macro/frb_2025.csv"), scenario)
    levels = index_levels(model, path, loan.collateral_class)
    measures = tomllib.loads((SCENARIOS / f"options/{option}.toml").read_text())["measure"]
    return Walk(loan, read_parameters(study / f"{segment}.toml"), measures, levels, draws, hurdle=0.10).run()


# Loan, path, scenario, and what the case is there for.
COURT = [
    ("1001214006", 1, "severely_adverse", ["auction: sold", "residual_claim"]),      # office, fall from the peak
    ("1007544001", 132, "baseline", ["auction: sold", "liquidated"]),                # the price is above the claim
    ("1025834009", 2, "severely_adverse", ["auction: sold"]),                        # prior claims
    ("1063235003", 0, "severely_adverse", ["auction: sold"]),                        # the same, retail
    ("1032266005", 238, "severely_adverse", ["auction: sold", "abandoned"]),         # vehicles: an index of its own
    ("1008925006", 402, "baseline", ["auction: not sold", "residual_claim"]),        # nothing to sell
    ("1093264006", 174, "baseline", ["enforcement", "repaid"]),                      # redeemed between auctions
    ("1022344009", 357, "severely_adverse", ["court", "repaid"]),
    ("1045655007", 491, "baseline", ["cured", "current", "maturity"]),               # pays to the contract's end
    ("1001955001", 30, "severely_adverse", ["cured", "maturity"]),                   # shorter than the least term after a cure
    ("1099415000", 282, "severely_adverse", ["cured", "current", "default"]),        # held after a second default
    ("1011996002", 92, "severely_adverse", ["cured", "default", "written_off"]),
    ("1129355008", 236, "baseline", ["written_off", "abandoned"]),                   # not eligible: held
]


# Under `restructure`: three months in default, a holiday of six, court where it fails.
RESTRUCTURED = [
    ("1067825000", 15, "baseline", ["forborne_npe", "forborne_pe", "current", "maturity"]),   # pays to the new end
    ("1036715010", 236, "baseline", ["arrears_31_60", "current", "maturity"]),                # arrears owed at the new end
    ("1111885005", 116, "baseline", ["forborne_npe", "repaid"]),
    ("1137696001", 187, "severely_adverse", ["forborne_npe", "repaid"]),                      # in the holiday, taken in month 3
    ("1103315009", 225, "baseline", ["forborne_npe", "default"]),                             # likewise, fails in it
    ("1029465009", 380, "severely_adverse", ["default", "cured", "maturity"]),                # too small for court
    ("1116065005", 398, "baseline", ["court", "cured", "current"]),                           # cured out of court
    ("1008495008", 20, "baseline", ["court", "cured", "arrears_61_90", "default"]),           # and held after the last measure
    ("1054646002", 60, "severely_adverse", ["auction: sold", "residual_claim"]),
    ("1049494008", 302, "baseline", ["court", "auction: sold"]),                              # stale: to court at once
]


def compare(study, tape, loan, path, scenario, option, shows):
    months, value = replayed(study, loan, path, scenario, option, ["legal", "modify"])
    draws = {month: event[1] for month, (event, _, _) in months.items() if event and event[0] == "draw"}
    walk = worked_out(study, tape, loan, scenario, option, draws)
    for month in walk.months:
        event, cash, claim = months[month.number]
        assert month.event == event, month.number
        assert {account: amount for account, amount in month.cash.items() if amount} == cash, month.number
        assert claim is None or month.claim == claim, month.number
    assert all(not months[number][1] for number in range(len(walk.months) + 1, len(months) + 1))  # closed: no more cash
    assert walk.value_at_cut_off == value
    happened = {word for month in walk.months if month.event for word in month.event}
    assert happened >= set(shows)


@pytest.mark.parametrize(("loan", "path", "scenario", "shows"), COURT, ids=[case[0] for case in COURT])
def test_the_pages_give_the_recovery_in_court_to_the_cent(study, tape, loan, path, scenario, shows):
    compare(study, tape, loan, path, scenario, "court", shows)


@pytest.mark.parametrize(("loan", "path", "scenario", "shows"), RESTRUCTURED, ids=[case[0] for case in RESTRUCTURED])
def test_the_pages_give_the_recovery_of_a_restructuring_with_a_holiday_to_the_cent(study, tape, loan, path, scenario, shows):
    compare(study, tape, loan, path, scenario, "restructure", shows)
