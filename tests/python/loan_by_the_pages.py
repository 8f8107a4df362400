"""What one loan of the SBA study pays under the options `court` and `restructure`, worked out from the documentation alone:
README, sim/input/format.md, models/README.md, scenarios/README.md and the TOML files. Nothing here comes from the source.

Without dispersion the macro path is the scenario's, and without noise a price is the appraised value less the discount,
so that draws of exits are the only chance left. They are taken from `recoup replay`; clocks, measures, auctions, the end
of the contract and every cent are worked out. Amounts are whole minor units."""

import csv
import itertools
import math
import tomllib
from dataclasses import dataclass, field

HORIZON = 120
PERFORMING = {"current", "cured", "forborne_pe", "arrears_1_30", "arrears_31_60", "arrears_61_90"}
CLOSED = {"repaid", "liquidated", "abandoned"}


# ---- files


def merged(below, above):
    """Tables merge by key; all else replaces."""
    return below | {key: merged(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
                    for key, value in above.items()}


def read_parameters(file):
    own = tomllib.loads(file.read_text())
    return merged(read_parameters(file.parent / own["inherits"]), own) if "inherits" in own else own


def read_rows(file):
    with open(file, newline="") as stream:
        return list(csv.DictReader(line for line in stream if not line.startswith("#")))


def months_between(start, end):
    """Calendar months between two ISO dates."""
    (y, m), (year, month) = (map(int, date.split("-")[:2]) for date in (start, end))
    return 12 * (year - y) + month - m


# ---- macro path and price index without shocks


def macro_path(model, rows, scenario):
    """The path of the scenario by quarter, one list of all variables each: its own quarters, then back to the
    long-run mean."""
    level = {(row["scenario"], row["variable"], row["quarter"]): float(row["value"]) for row in rows}
    own = sorted({row["quarter"] for row in rows if row["scenario"] == scenario})
    last_actual = max(row["quarter"] for row in rows if row["scenario"] == "actual" and row["quarter"] < own[0])
    path = []
    for before, quarter in itertools.pairwise([None, *own]):
        x = []
        for variable in model["variable"]:
            here = level[scenario, variable["name"], quarter]
            if variable["transform"] == "log_change":
                place = (scenario, before) if before else ("actual", last_actual)
                here = math.log(here / level[place[0], variable["name"], place[1]])
            x.append(here)
        path.append(x)
    mean = [variable["long_run_mean"] for variable in model["variable"]]
    while 3 * len(path) < HORIZON:
        gap = [x - m for x, m in zip(path[-1], mean)]
        path.append([m + sum(a * g for a, g in zip(row, gap)) for m, row in zip(mean, model["dynamics"]["A"])])
    return path


def index_levels(model, path, collateral_class):
    """By month from cut-off, where the level is 1. A quarter's log change is spread evenly over its months."""
    index = next((i for i in model["index"] if collateral_class in i["classes"]), None)
    names = [variable["name"] for variable in model["variable"]]
    levels, log_level = [1.0], 0.0
    for x in path:
        of = dict(zip(names, x))
        if index is None:
            change = 0.0
        elif "variable" in index:
            change = of[index["variable"]]
        else:
            change = index["alpha"] + sum(beta * of[name] for name, beta in index["beta"].items())
        for _ in range(3):
            log_level += change / 3
            levels.append(math.exp(log_level))
    return levels


# ---- the loan


@dataclass
class Loan:
    row: dict
    collateral: dict | None
    segment: str
    cut_off: str = "2006-12-31"

    def __post_init__(self):
        self.claim = round(100 * float(self.row["legal_balance"]))
        self.rate = float(self.row["current_interest_rate"])
        self.maturity = months_between(self.cut_off, self.row["current_maturity_date"])
        self.value = 100 * float(self.collateral["collateral_value"]) if self.collateral else 0.0
        self.prior_claims = 100 * float(self.collateral["prior_claims"]) if self.collateral else 0.0
        self.collateral_class = self.collateral["collateral_class"] if self.collateral else ""

    def may_take(self, measure):
        """Rules are written as Python writes them. Everything is as at cut-off; a balance is compared in its own currency."""
        known = {"state": "default", "months_in_state": int(self.row["months_in_state"]),
                 "principal_balance": float(self.row["principal_balance"])}
        return eval(measure.get("who", "True"), {}, known)  # rules of the files beside this one


@dataclass
class Month:
    number: int
    event: tuple | None = None                 # (cause, state entered)
    cash: dict = field(default_factory=dict)   # account -> amount, costs negative
    claim: int = 0                             # after the event


class Walk:
    """`measures` are those of the option, `draws` is month -> state drawn. After `run`, `months` holds what happened."""

    def __init__(self, loan, parameters, measures, levels, draws, hurdle):
        self.loan, self.parameters, self.levels, self.draws = loan, parameters, levels, draws
        self.discount = [(1 + hurdle) ** (-month / 12) for month in range(HORIZON + 1)]
        self.claim, self.exact = loan.claim, float(loan.claim)
        self.rate, self.maturity, self.instalment, self.holiday_ends = loan.rate, loan.maturity, 0, 0
        self.state, self.stage = "default", 0
        self.since = -int(loan.row["months_in_state"])
        self.open_measures = [measure for measure in measures if loan.may_take(measure)]  # falls to the next one at once
        self.court = next((measure for measure in measures if measure["kind"] == "court"), None)
        self.has_collateral = loan.collateral is not None
        self.months, self.value_at_cut_off = [], 0

    @property
    def monthly_rate(self):
        return self.rate / 12

    def run(self):
        for number in range(1, HORIZON + 1):
            if self.state in CLOSED:
                break
            self.months.append(Month(number))
            self.live_through(number)
            self.months[-1].claim = self.claim
        return self

    def live_through(self, month):
        if self.ends_contract() and self.maturity <= month:
            # The last payment is the whole claim with the month's interest; that month costs nothing else.
            self.claim = round(self.exact * (1 + self.monthly_rate))
            self.enter("maturity", "repaid", month)
            return
        measure = self.open_measures[0] if self.open_measures and self.state == "default" else None
        due = measure is not None and month > self.since + measure["when"].get("after_months", 0)
        auction = self.state == "enforcement" and month == self.since + self.court["terms"]["months_between_auctions"]
        clock = self.parameters["clocks"].get(self.state, {})
        clock_fires = bool(clock) and month == self.since + clock["after_months"] + 1
        drawn = None if due or auction or clock_fires else self.draws.get(month)
        self.pay_the_month(month, leaves=due or auction or clock_fires or drawn is not None)
        if due:
            self.take(self.open_measures.pop(0), month)
        elif auction:
            self.hold_auction(month)
        elif clock_fires:
            self.enter("clock", clock["to"], month)
        elif drawn is not None:
            self.enter("draw", drawn, month)

    def ends_contract(self):
        return self.state in PERFORMING | {"forborne_npe"}

    # ---- a month in a state

    def cash_rule(self):
        rule = self.parameters["cash"].get(self.state)
        return rule if rule is not None else {"share_of_instalment": 1.0 if self.state in PERFORMING else 0.0}

    def pay_the_month(self, month, leaves):
        rule, costs = self.cash_rule(), self.parameters["costs"].get(self.state, {})
        rate = 0.0 if rule.get("interest", "accrues") == "suspended" else self.monthly_rate
        share = rule.get("share_of_claim_per_month", 0.0)
        instalment = self.instalment if month > self.holiday_ends else 0
        payment = round(rule.get("share_of_instalment", 0.0) * instalment)   # rounded once
        self.exact = max(0.0, self.exact * (1 + rate) * (1 - share) - payment)
        after = round(self.exact)
        interest = round(self.claim * rate)
        if share == 0 and payment > 0 and after > 0:   # the contract's instalment; interest takes what rounding leaves
            self.post(month, self.payment_account(), payment)
        elif share > 0 or payment > 0:
            self.post(month, self.payment_account(), self.claim + interest - after)
        self.claim = after
        self.post(month, "servicing", -round(100 * costs.get("servicing_per_month", 0.0)))
        self.post(month, "internal_workout", -round(100 * costs.get("internal_workout_per_month", 0.0)))
        if self.has_collateral:   # at the index level of the month of the last event
            share = costs.get("upkeep_share_of_value_per_year", 0.0)
            self.post(month, "collateral_upkeep", -round(self.loan.value * self.levels[max(0, self.since)] * share / 12))
        if leaves:   # what is carried on is the claim in minor units
            self.exact = float(self.claim)

    def payment_account(self):
        known = {"residual_claim": "estate", "written_off": "after_write_off"}
        return known.get(self.state, "performing" if self.state in PERFORMING else "borrower")

    def post(self, month, account, amount):
        cash = self.months[-1].cash
        cash[account] = cash.get(account, 0) + amount
        self.value_at_cut_off += round(amount * self.discount[month])   # rounded posting by posting

    # ---- events

    def enter(self, cause, state, month):
        if state == "repaid":
            self.post(month, self.payment_account(), self.claim)
        if state in ("repaid", "abandoned"):
            self.claim = 0
        if state == "cured":   # arrears are capitalised, the instalment is set anew
            least = self.parameters["contract"]["minimum_term_months_after_cure"]
            self.maturity = max(self.maturity, month + least)
            self.set_instalment(self.claim, self.maturity - month)
        self.stage = self.stage + 1 if state == self.state else 0
        self.state, self.since, self.exact = state, month, float(self.claim)
        self.months[-1].event = (cause, state)

    def set_instalment(self, claim, terms):
        i = self.monthly_rate
        self.instalment = round(claim * i / (1 - (1 + i) ** -terms))

    def take(self, measure, month):
        terms, costs = measure["terms"], measure["costs"]
        cost = round(100 * costs["fixed"] + costs["share_of_claim"] * self.claim)   # of the claim before forgiveness
        if measure["kind"] == "court":
            self.post(month, "legal", -cost)
            self.claim += cost if terms["costs_added_to_claim"] else 0
            self.enter("measure", "court", month)
            return
        self.post(month, "internal_workout", -cost)
        self.claim = round(self.claim * (1 - terms["forgive"]))
        self.rate -= terms["rate_cut"]
        holiday = terms["holiday_months"]
        self.maturity = max(max(self.maturity, month) + terms["extend_months"], month + holiday + 1)
        self.holiday_ends = month + holiday
        # Interest of the holiday is added to the claim; what it has become is repaid over the months that are left.
        self.set_instalment(self.claim * (1 + self.monthly_rate) ** holiday, self.maturity - self.holiday_ends)
        self.enter("measure", "forborne_npe", month)

    def hold_auction(self, month):
        reserves = self.court["terms"]["reserve_steps"]
        if not self.has_collateral:
            self.enter("auction: not sold", "residual_claim", month)
            return
        rules = self.parameters["collateral"][self.loan.collateral_class]
        appraised = self.loan.value * self.levels[month]
        fall = 1 - self.levels[month] / max(self.levels[:month + 1])
        price = appraised * (1 - rules["forced_sale_discount"] - rules["discount_slope"] * fall)
        if price < reserves[self.stage] * appraised:   # tested on the price after the discount
            last = self.stage + 1 == len(reserves)
            self.enter("auction: not sold", "residual_claim" if last else "enforcement", month)
            return
        left = round(price) - min(round(price), round(min(self.loan.prior_claims, price)))
        cost = min(left, round(price * rules["sale_cost_share"]))   # on the whole price, before the claim caps it
        proceeds = min(self.claim + cost, left)
        self.post(month, "collateral", proceeds)
        self.post(month, "sale_cost", -cost)
        self.claim += cost - proceeds
        self.has_collateral = False
        self.enter("auction: sold", "residual_claim" if self.claim > 0 else "liquidated", month)
