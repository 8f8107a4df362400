"""The recovery of single loans under `court`, worked out from the documentation alone (court_by_the_pages.py), is what
`recoup replay` shows, to the cent and month by month."""

import re
import subprocess
import tomllib

import pytest
from court_by_the_pages import Loan, Walk, index_levels, macro_path, read_parameters, read_rows
from small_study import ROOT, binary

SCENARIOS = ROOT / "scenarios"
SEGMENTS = ("sme_secured", "sme_unsecured", "sme_small")
WITHOUT_NOISE = "sale_error_sd = 0.0\nvalue_sd_per_year = 0.0\nround_noise_sd = 0.0\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The SBA study with court alone, no shocks, and prices without noise."""
    folder = tmp_path_factory.mktemp("by_the_pages")
    text = (SCENARIOS / "studies/sba_2025.toml").read_text()
    text = re.sub(r"(?m)^options = .*$", 'options = ["../options/court.toml"]', text)
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


def minor(text):
    return round(100 * float(text.replace(",", "")))


def state_of(node):
    return re.sub(r"\.\d+$", "", node.removeprefix("legal."))


def replayed(study, loan, path, scenario):
    """Months as (event, cash by account, claim after the event), and the value at cut-off."""
    command = [binary(), "replay", "study.toml", "--loan", loan, "--path", str(path), "--scenario", scenario, "--all"]
    answer = subprocess.run(command, cwd=study, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    months = {}
    for line in answer.stdout.splitlines():
        found = re.match(r" +(\d+)  \d{4}-\d\d  (.*)", line)
        if found:
            event = re.search(r"(draw|clock|measure|maturity|auction: (?:not )?sold) -> (\S+) +([\d,.]+)", line)
            cash = {account: minor(amount) for account, amount in re.findall(r"([a-z_]+) (-?[\d,]+\.\d\d)(?=, |$)", line)}
            months[int(found[1])] = (event and (event[1], state_of(event[2])), cash, event and minor(event[3]))
    value = re.search(r"its value at cut-off, hurdle rate +(\S+)", answer.stdout)
    return months, minor(value[1])


def worked_out(study, tape, loan, scenario, draws):
    row, collateral, segment = tape[loan]
    loan = Loan(row, collateral, segment)
    model = tomllib.loads((SCENARIOS / "macro/us_var_2025.toml").read_text())
    path = macro_path(model, read_rows(SCENARIOS / "macro/frb_2025.csv"), scenario)
    levels = index_levels(model, path, loan.collateral_class)
    court = tomllib.loads((SCENARIOS / "options/court.toml").read_text())["measure"][0]
    return Walk(loan, read_parameters(study / f"{segment}.toml"), court, levels, draws, hurdle=0.10).run()


# Loan, path, scenario, and what the case is there for.
CASES = [
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


@pytest.mark.parametrize(("loan", "path", "scenario", "shows"), CASES, ids=[case[0] for case in CASES])
def test_the_pages_give_the_recovery_to_the_cent(study, tape, loan, path, scenario, shows):
    months, value = replayed(study, loan, path, scenario)
    draws = {month: event[1] for month, (event, _, _) in months.items() if event and event[0] == "draw"}
    walk = worked_out(study, tape, loan, scenario, draws)
    for month in walk.months:
        event, cash, claim = months[month.number]
        assert month.event == event, month.number
        assert {account: amount for account, amount in month.cash.items() if amount} == cash, month.number
        assert claim is None or month.claim == claim, month.number
    assert all(not months[number][1] for number in range(len(walk.months) + 1, len(months) + 1))  # closed: no more cash
    assert walk.value_at_cut_off == value
    happened = {word for month in walk.months if month.event for word in month.event}
    assert happened >= set(shows)
