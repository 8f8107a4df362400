"""The options of a run side by side."""

import numpy
import pandas

from .errors import FormatError
from .units import SIZES_OF_TABLES, decimals_of, scale_of_money

PORTFOLIO = "portfolio"  # the segment that is the sum of all
MIXTURE = "mixture"  # the scenario that is all of them by their weights
QUANTITIES = ("recovery_rate", "discounted_recoveries", "loss", "time_to_resolution")


ERROR = "_mc_error"
NOTE = "± Monte Carlo standard error. The table's values are numbers in the units of table.attrs[\"units\"]."
UNITS = {"month": "months"}


class OptionTable(pandas.DataFrame):
    """Figures of the options, each with its Monte Carlo error in the column beside it: plain numbers in the units of
    `attrs["units"]`. It prints as people read it: all its money in millions with the currency, or in thousands or units
    where no amount of the table reaches a million. What is made from it is a plain frame."""

    @property
    def _constructor(self):
        return pandas.DataFrame

    def readable(self) -> pandas.DataFrame:
        """What is printed: text, a column for each figure, its unit in the name."""
        units = self.attrs.get("units", {})
        money = {name: unit for name, unit in units.items() if unit not in ("1", *UNITS) and is_numeric(self.get(name))}
        scales = {unit: scale_of_money(self[[name for name in money if money[name] == unit]], unit, SIZES_OF_TABLES)
                  for unit in money.values()}
        columns = {}
        for name in self.columns:
            if not name.endswith(ERROR):
                errors = self[name + ERROR] if name + ERROR in self else None
                heading, texts = readable_column(name, self[name], errors, *scale_of(units.get(name, "1"), scales))
                columns[heading] = texts
        return pandas.DataFrame(columns, index=self.index)

    def __repr__(self):
        return f"{self.readable().to_string()}\n{NOTE}"

    def _repr_html_(self):
        return f"{self.readable().to_html()}<p>{NOTE}</p>"


def is_numeric(values):
    return values is not None and pandas.api.types.is_numeric_dtype(values)


def scale_of(unit, scales_of_money):
    """Factor and unit in which figures of `unit` are printed."""
    if unit == "1":
        return 100.0, "%"
    return (1.0, UNITS[unit]) if unit in UNITS else scales_of_money.get(unit, (1.0, unit))


def readable_column(name, values, errors, scale, unit):
    """Heading and texts of one figure."""
    words = name.replace("_", " ")
    if not is_numeric(values):
        return words, values
    scaled = values.astype(float) * scale
    if errors is None:
        return f"{words} ({unit})", [f"{value:,.1f}" for value in scaled]
    of_scaled = errors.astype(float) * scale
    known = of_scaled[numpy.isfinite(of_scaled) & (of_scaled > 0.0)]
    places = decimals_of(known.min() if len(known) else numpy.nan)
    return f"{words} ({unit})", [
        f"{value:,.{places}f}" + (f" ± {error:,.{places}f}" if numpy.isfinite(error) else "")
        for value, error in zip(scaled, of_scaled)
    ]


def chosen(dataset, dimension, name):
    """`name` if it is one of the dimension's labels; an error that lists them if not."""
    labels = [str(label) for label in dataset[dimension].values]
    if name not in labels:
        raise KeyError(f"{dimension} '{name}': not in these results. They have: {', '.join(labels)}.")
    return name


def compare(summary, scenario=None, segment=None):
    """A table with a row for each option (and scenario, unless one is named); columns `<quantity>` and
    `<quantity>_mc_error`, plain numbers; `table.attrs["units"]` holds the units. Printed as OptionTable says."""
    sources = {name: (summary, f"{name}_mean") for name in QUANTITIES if f"{name}_mean" in summary}
    return table_of(sources, scenario, segment)


def headline(root):
    """The table in the root of a results file; `table.attrs["units"]` holds the units of its columns."""
    if "headline_option" not in root:
        raise FormatError("headline: not in these results, an older version wrote them. Run the study again.")
    rows = {"headline_scenario": "scenario", "headline_option": "option"}
    table = root.to_dataframe().rename(columns=rows).set_index(list(rows.values()))
    table.attrs["units"] = {name: root[name].attrs["units"] for name in table.columns}
    return table


def probability_best(groups, scenario=None, segment=None):
    """The same form: how often each option is best, and its regret. Regret is that of the expected engine where it ran."""
    summary, expected = groups["summary"], groups.get("expected")
    sources = {
        "probability_best": (expected, "probability_best"),
        "realised_wins": (summary, "realised_wins"),
        "hindsight_regret_upper_bound": (summary if expected is None else expected, "hindsight_regret_upper_bound"),
    }
    held = {column: (group, name) for column, (group, name) in sources.items() if group is not None and name in group}
    if not held:
        raise FormatError("probability_best: not in these results, an older version wrote them. Run the study again.")
    return table_of(held, scenario, segment)


def waiting_gain(groups, scenario=None, segment=None):
    """The same form, a row for each option with a best time: what it gains over the best option of fixed time."""
    waiting = groups.get("waiting")
    if waiting is None:
        raise FormatError("waiting_gain: these results have none. It takes a study with an option that has a best time "
                          "(best_from_months) and one that has not; an older version did not write it.")
    sources = {name: (waiting, name) for name in ("gain_lower_bound", "best_fixed_mean")}
    table = table_of(sources, scenario, segment)
    named = table_of({"best_fixed_option": (waiting, "best_fixed_option")}, scenario, segment)
    table.insert(2, "best_fixed_option", named["best_fixed_option"])
    return table


def table_of(sources, scenario, segment):
    """Column -> (group, variable), each with its Monte Carlo error beside it where it has one."""
    first = next(iter(sources.values()))[0]
    place = {"segment": chosen(first, "segment", segment or PORTFOLIO)}
    if scenario is not None:
        place["scenario"] = chosen(first, "scenario", scenario)
    rows = ["option"] if scenario is not None else ["scenario", "option"]
    columns = {}
    for column, (group, name) in sources.items():
        columns[column] = group[name].sel(place)
        if f"{name}_mc_error" in group:
            columns[f"{column}_mc_error"] = group[f"{name}_mc_error"].sel(place)
    table = pandas.DataFrame({name: column.transpose(*rows).to_series() for name, column in columns.items()})
    # The order of the study, which pandas would sort.
    for level in rows:
        table = table.reindex([str(label) for label in first[level].values], level=level if len(rows) > 1 else None)
    table = OptionTable(table)
    table.attrs["units"] = {column: group[name].attrs.get("units", "1") for column, (group, name) in sources.items()}
    return table
