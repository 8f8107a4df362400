"""A restructuring with interest only and rising instalments (S3-16), worked out month by month from format.md on a loan that
nothing happens to: a holiday, then the month's interest, then steps at a share of the level instalment, then the level one, which
repays over the months that are left what the phases leave. The level instalment is searched for here, not solved."""

import subprocess

import pytest
from replayed_months import replayed
from small_study import SmallStudy, binary
from test_holiday_readings import CLAIM, HORIZON, NOW, PARAMETERS

RATE, CUT = 0.12, 0.03


def option(terms):
    return f"""recoup_schema = 1
name = "ease"
[[measure]]
name = "ease"
kind = "restructure"
when = {{ at_once = true }}
terms = {{ rate_cut = {CUT}, {terms} }}
"""


def phases(holiday, interest_only, steps):
    """What is due in each month after the measure: nothing, "interest" or a share of the level instalment."""
    return [0.0] * holiday + ["interest"] * interest_only + [share for months, share in steps for _ in range(months)]


def cash_by_month(level, due, end, share):
    """Cash of the borrower by month, and what is owed behind the last instalment."""
    i = (RATE - CUT) / 12
    claim, cash = float(CLAIM), {}
    for month in range(NOW + 1, end + 1):
        asked = due[month - NOW - 1] if month - NOW <= len(due) else 1.0
        interest = claim * i
        if asked == "interest":
            paid = share * interest
        else:
            paid = round(share * round(asked * level)) if level == int(level) else share * asked * level
        if month == end and level == int(level):
            paid = claim + interest
        claim += interest - paid
        cash[month] = paid
    return cash, claim


def level_instalment(due, end):
    low, high = 0.0, 3.0 * CLAIM
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cash_by_month(middle + 1e-7, due, end, 1.0)[1] > 0 else (low, middle)
    return round(low)


CASES = [
    (10, 6, 0, 6, [], 16),                  # half a year of interest, then ten instalments less those months
    (10, 6, 3, 4, [(5, 0.5)], 16),          # all phases
    (10, 0, 0, 0, [(4, 0.4), (3, 0.8)], 10),
    (10, 0, 2, 7, [(3, 0.5)], 14),          # the phases outlast the contract: one level instalment
    (-6, 8, 0, 3, [(2, 0.9)], 9),           # past its end: extended from now
    (10, 30, 0, 12, [], 40),                # beyond the horizon
]


@pytest.mark.parametrize("share", [1.0, 0.9])
@pytest.mark.parametrize(("maturity", "extension", "holiday", "interest_only", "steps", "end"), CASES)
def test_a_restructuring_with_phases_pays_what_the_pages_say(tmp_path, maturity, extension, holiday, interest_only, steps, end,
                                                             share):
    study = small_study(tmp_path, maturity, share, terms_of(extension, holiday, interest_only, steps))
    months, _ = replayed(study.write().folder, "L000", 0, "mean", "ease", ["ease"])
    due = phases(holiday, interest_only, steps)
    cash, _ = cash_by_month(level_instalment(due, end), due, end, share)
    got = {month: of["borrower"] for month, (_, of, _) in months.items() if "borrower" in of}
    assert set(got) == {month for month, amount in cash.items() if amount and month <= HORIZON}
    for month, amount in got.items():
        assert amount == pytest.approx(cash[month], abs=2 if month == end else 1.01), month
    ends = [month for month, (event, _, _) in months.items() if event == ("maturity", "repaid")]
    assert ends == ([end] if end <= HORIZON else [])
    if interest_only and holiday == 0 and share == 1.0:  # exactly its interest, every month
        interest = round(CLAIM * (RATE - CUT) / 12)
        assert [got[month] for month in range(NOW + 1, NOW + 1 + interest_only)] == [interest] * interest_only


def test_the_expected_engine_refuses_phases_by_name(tmp_path):
    study = small_study(tmp_path, 10, 1.0, "interest_only_months = 6")
    folder = study.write().folder
    answer = subprocess.run([binary(), "check", "study.toml", "--set", "engine=expected"], cwd=folder, capture_output=True,
                            text=True, timeout=60)
    assert answer.returncode == 3
    for said in ("'ease'", "interest_only_months", "the expected engine", 'engine = "loan"'):
        assert said in answer.stdout + answer.stderr


def terms_of(extension, holiday, interest_only, steps):
    rising = ", ".join(f"{{ months = {months}, share_of_instalment = {share} }}" for months, share in steps)
    return f"extend_months = {extension}, holiday_months = {holiday}, interest_only_months = {interest_only}, step_up = [{rising}]"


def small_study(folder, maturity, share, terms):
    study = SmallStudy(folder)
    study.texts |= {"parameters.toml": PARAMETERS.replace("SHARE", str(share)), "ease.toml": option(terms)}
    study.replace("study.toml", '"hold.toml", "court.toml"', '"ease.toml"')
    study.replace("study.toml", 'collateral = "collateral.csv"\n', "")
    years, month = divmod(11 + maturity, 12)
    study.loans = [["L000", "C0", str(CLAIM / 100), "92", "2020-12-31", str(RATE), f"{2020 + years}-{month + 1:02}-28", "EUR"]]
    return study
