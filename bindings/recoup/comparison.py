"""The options of a run side by side."""

import pandas

PORTFOLIO = "portfolio"  # the segment that is the sum of all
MIXTURE = "mixture"  # the scenario that is all of them by their weights
QUANTITIES = ("recovery_rate", "discounted_recoveries", "loss", "time_to_resolution")


def chosen(dataset, dimension, name):
    """`name` if it is one of the dimension's labels; an error that lists them if not."""
    labels = [str(label) for label in dataset[dimension].values]
    if name not in labels:
        raise KeyError(f"{dimension} '{name}': not in these results. They have: {', '.join(labels)}.")
    return name


def compare(summary, scenario=None, segment=None):
    """A table with a row for each option (and scenario, unless one is named); columns `<quantity>` and
    `<quantity>_mc_error`; `table.attrs["units"]` holds the units."""
    means = summary.sel(segment=chosen(summary, "segment", segment or PORTFOLIO))
    if scenario is not None:
        means = means.sel(scenario=chosen(summary, "scenario", scenario))
    names = [name for name in QUANTITIES if f"{name}_mean" in summary]
    columns = {}
    for name in names:
        columns[name] = means[f"{name}_mean"]
        columns[f"{name}_mc_error"] = means[f"{name}_mean_mc_error"]
    rows = ["option"] if scenario is not None else ["scenario", "option"]
    table = pandas.DataFrame({name: column.transpose(*rows).to_series() for name, column in columns.items()})
    # The order of the study, which pandas would sort.
    for level in rows:
        table = table.reindex([str(label) for label in summary[level].values], level=level if len(rows) > 1 else None)
    table.attrs["units"] = {name: summary[f"{name}_mean"].attrs.get("units", "1") for name in names}
    return table
