"""One loan on one path as a table: the reasons behind a number."""

import pandas

from . import _core
from .errors import refusal
from .settings import settings
from .simulation import File, Frame, Settings, load


def replay(
    study: File,
    path: int,
    loan: str,
    scenario: str | None = None,
    option: str | None = None,
    *,
    loans: Frame | None = None,
    collateral: Frame | None = None,
    paths: int | None = None,
    set: Settings | None = None,  # noqa: A002 - as `--set` of the program
) -> pandas.DataFrame:
    """What happens to one loan on one path, month by month: the engine and the accounting of a run, told in words.

    `loan` is its loan_identifier; "P#3" is the third loan of the pool P.

    A DataFrame with a row for each scenario (or the one named), option (or the one named) and month:

    scenario, option, month, month_end
    node            where the loan stands at the start of the month: step of the option and state
    entered, cause  where it goes in this month and why; empty where it stays
    ltv             claim over collateral after the move (fraction; infinite without collateral), else NaN
    claim_before, claim_after
                    at a move, in units of the reporting currency, else NaN
    net_cash        of the month, and behind it a column for each account that moves; costs are negative

    `table.attrs` holds the currency and, by (scenario, option), the sum `net_cash` and its value at cut-off at the hurdle
    rate `pv_hurdle`: to the minor unit what a run posts for this loan. Other arguments as in `run`.
    """
    loaded = load(study, loans, collateral, settings(set, paths), warn=False)
    tables, net_cash, pv_hurdle = [], {}, {}
    for place, name in enumerate(loaded.scenarios):
        if name not in asked(scenario, loaded.scenarios, "scenario"):
            continue
        for outcome in _core.replay(loaded, str(loan), path, place):
            if outcome.option in asked(option, loaded.options, "option"):
                tables.append(months_of(outcome, name, loaded.cut_off))
                net_cash[name, outcome.option] = units(outcome.net_cash)
                pv_hurdle[name, outcome.option] = units(outcome.pv_hurdle)
    table = pandas.concat(tables, ignore_index=True)
    accounts = table.columns[table.columns.get_loc("net_cash") :]
    table[accounts] = table[accounts].fillna(0.0)
    table.attrs = {"units": loaded.currency, "net_cash": net_cash, "pv_hurdle": pv_hurdle}
    return table


def asked(name, known, what):
    if name is None:
        return known
    if name not in known:
        raise refusal(where="replay", field=what, value=name, problem=f"the study has no such {what}",
                      suggestion=f"It has: {', '.join(known)}")
    return [name]


def units(minor):
    return minor / _core.minor_units_per_unit


def months_of(outcome, scenario, cut_off):
    table = pandas.DataFrame(outcome.columns())
    moved = table["entered"] != ""
    for claim in ("claim_before", "claim_after"):
        table[claim] = units(table[claim]).where(moved)
    table["net_cash"] = units(table["net_cash"])
    for month, account, amount in outcome.postings():
        sign = -1 if account in _core.cash_out_accounts else 1
        table.loc[table["month"] == month, account] = sign * units(amount)
    end = pandas.Timestamp(*cut_off)
    table.insert(1, "month_end", [end + pandas.offsets.MonthEnd(month) for month in table["month"]])
    table.insert(0, "option", outcome.option)
    table.insert(0, "scenario", scenario)
    return table
