"""A restructuring with a payment holiday, worked out from format.md and models/README.md on a loan that nothing happens to:
new maturity = max(max(maturity, now) + extension, now + holiday + 1), interest of the holiday is added to the claim, and what
it has become is repaid over the months that are left."""

import pytest
from replayed_months import replayed
from small_study import SmallStudy

CLAIM = 4_000_000   # minor units
CUT, FORGIVEN = 0.03, 0.10
NOW = 1             # in default at cut-off, `at_once`
HORIZON = 24

PARAMETERS = """recoup_schema = 1
[pedigree]
source = "made up for the tests"
as_of = 2020-12-31
status = "illustrative"
[hazards.default.exits.written_off]
p = [0.5]
earliest = 100
[hazards.forborne_npe.exits.default]
p = [0.5]
earliest = 100
[cash.default]
interest = "suspended"
[cash.forborne_npe]
share_of_instalment = SHARE
"""


def option(extension, holiday):
    return f"""recoup_schema = 1
currency = "EUR"
name = "modify"
[[measure]]
name = "modify"
kind = "restructure"
when = {{ at_once = true }}
terms = {{ extend_months = {extension}, rate_cut = {CUT}, holiday_months = {holiday}, forgive = {FORGIVEN} }}
costs = {{ fixed = 100.0, share_of_claim = 0.01 }}
"""


def worked_out(maturity, extension, holiday, share, rate):
    """Cash of the borrower by month."""
    end = max(max(maturity, NOW) + extension, NOW + holiday + 1)
    i = max(rate - CUT, 0.0) / 12   # a cut ends at zero
    claim = float(round(CLAIM * (1 - FORGIVEN)))
    left = end - NOW - holiday
    instalment = round(claim * (1 + i) ** holiday * i / (1 - (1 + i) ** -left) if i else claim / left)
    cash = {}
    for month in range(NOW + 1, min(end, HORIZON) + 1):
        claim *= 1 + i
        if month == end:
            cash[month] = round(claim)
        elif month > NOW + holiday:
            cash[month] = round(share * instalment)
            claim -= cash[month]
    return {month: amount for month, amount in cash.items() if amount}


# Maturity in months from cut-off, extension, holiday, and when the contract ends by the pages.
CASES = [
    (10, 6, 3, 16),     # the extension counts from the maturity,
    (-6, 6, 3, 7),      # from now where the contract is past it
    (10, 0, 3, 10),     # the holiday ends inside the old contract
    (10, 0, 12, 14),    # the holiday outlasts it: all in the month after the holiday
    (10, 4, 12, 14),    # both alike
    (-6, 0, 5, 7),
    (10, 30, 6, 40),    # beyond the horizon
]


@pytest.mark.parametrize(("share", "rate"), [(1.0, 0.12), (0.9, 0.12), (1.0, 0.02)])
@pytest.mark.parametrize(("maturity", "extension", "holiday", "end"), CASES)
def test_a_restructuring_with_a_holiday_pays_what_the_pages_say(tmp_path, maturity, extension, holiday, end, share, rate):
    study = SmallStudy(tmp_path)
    study.texts |= {"parameters.toml": PARAMETERS.replace("SHARE", str(share)), "modify.toml": option(extension, holiday)}
    study.replace("study.toml", '"hold.toml", "court.toml"', '"modify.toml"')
    study.replace("study.toml", 'collateral = "collateral.csv"\n', "")
    years, month = divmod(11 + maturity, 12)
    study.loans = [["L000", "C0", str(CLAIM / 100), "92", "2020-12-31", str(rate), f"{2020 + years}-{month + 1:02}-28", "EUR"]]
    months, value = replayed(study.write().folder, "L000", 0, "mean", "modify", ["modify"])

    assert months[NOW][0] == ("measure", "forborne_npe")
    assert months[NOW][1] == {"internal_workout": -(10_000 + CLAIM // 100)}  # of the claim before forgiveness
    assert months[NOW][2] == CLAIM * (1 - FORGIVEN)
    cash = worked_out(maturity, extension, holiday, share, rate)
    assert min(cash) == NOW + holiday + 1 and max(cash) == min(end, HORIZON)
    assert {month: of["borrower"] for month, (_, of, _) in months.items() if "borrower" in of} == cash
    ends = [month for month, (event, _, _) in months.items() if event == ("maturity", "repaid")]
    assert ends == ([end] if end <= HORIZON else [])
    posted = {NOW: months[NOW][1]["internal_workout"]} | cash
    assert value == sum(round(amount * 1.10 ** (-month / 12)) for month, amount in posted.items())
