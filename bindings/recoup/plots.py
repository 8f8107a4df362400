"""Pictures of the results. Each function returns its matplotlib figure."""

import itertools

import numpy
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from .comparison import MIXTURE, PORTFOLIO, chosen
from .drawing import (
    INK,
    densities,
    draw_end,
    draw_interval,
    draw_paths,
    draw_ridge,
    draw_spike,
    interval_handles,
    legend_below,
    mark_payback,
    moving_average,
    new_figure,
    payback_month,
    plain_frame,
    say_too_few,
    scenario_handles,
    title,
)
from .units import scale_of_money

Canvas = Figure | SubFigure
# Told apart by readers without red or green sight, and in grey.
SCENARIO_COLOURS = ("#2b6ca3", "#c8553d", "#6a994e", "#8d5a97", "#b08900")
MONTHS_PER_YEAR = 12
QUARTERS_PER_YEAR = 4
LEGEND = {"frameon": False, "fontsize": 9.5}
# What `cash_profile` can show, and the account of the ledger behind it.
STOCKS = {"npe": "net_cash_npe", "inflow": "net_cash_inflow", "all": None}
RIDGE = 0.62  # height of the tallest density, where options are 1 apart
STOCK_WORDS = {"npe": "non-performing at cut-off", "inflow": "that default later"}


class Plots:
    """`results.plot`."""

    def __init__(self, results):
        self._results = results

    def recoveries(self, segment: str | None = None, scenarios: list[str] | None = None, axes: Axes | None = None) -> Figure:
        """The distribution over paths of discounted recoveries, by option and scenario. Dot: the mean with two Monte
        Carlo errors; thick bar: half of the paths; thin bar: nine in ten. Below 200 paths, which leave fewer than ten
        beyond a 5 % quantile, every path is a dot."""
        summary = at_segment(self._results.summary, segment)
        colours = colours_of(summary, scenarios)
        options = labels(summary, "option")
        per_path = at_segment(self._results.paths, segment)["discounted_recoveries"]
        bars = self._has_bars()
        scale, unit = scale_of(summary["discounted_recoveries_mean"])
        axes = axes or new_figure(8.5, 1.6 + 1.25 * len(options)).subplots()
        plain_frame(axes)
        axes.spines["left"].set_visible(False)
        places = [(option, scenario) for option in options for scenario in colours]
        values = {place: finite(per_path.sel(option=place[0], scenario=place[1])) * scale for place in places}
        ridges = densities(values)
        tallest = max((ridge[1].max() for ridge in ridges.values() if ridge is not None), default=1.0)
        for row, option in enumerate(options):
            for order, (scenario, colour) in enumerate(colours.items()):
                of_paths, ridge = values[option, scenario], ridges[option, scenario]
                if not bars:
                    draw_paths(axes, of_paths, -row, 0.5, colour)
                elif ridge is not None:
                    draw_ridge(axes, ridge[0], ridge[1] * RIDGE / tallest, -row, colour)
                elif of_paths.size:
                    draw_spike(axes, of_paths.mean(), -row, RIDGE, colour)
                of_row = summary.sel(option=option, scenario=scenario)
                draw_interval(axes, of_row, -row - 0.09 * (order + 1), scale, colour, bars)
        handles = scenario_handles(colours, words, filled=True) + interval_handles(bars)
        legend_below(axes, handles, **LEGEND)
        axes.set_yticks([-row for row in range(len(options))], [words(option) for option in options])
        axes.tick_params(axis="y", length=0, labelsize=11)
        axes.set_ylim(-len(options) + 1 - 0.14 - 0.09 * len(colours), 0.78)
        axes.set_xlabel(f"recoveries discounted at the hurdle rate, {unit}")
        title(axes, "What each option recovers, over all paths")
        if not bars:
            say_too_few(axes, ": every dot is a path", "title")
        return axes.figure

    def cash_profile(
        self,
        scenario: str | None = None,
        segment: str | None = None,
        years: float | None = None,
        smooth_months: int = 1,
        figure: Canvas | None = None,
        stock: str = "npe",
    ) -> Canvas:
        """When the cash arrives, by option, in the mean over paths.

        stock = "npe"     net cash of the loans that are non-performing at cut-off, by quarter to the reporting horizon, as
                          /ledger holds it, with two Monte Carlo errors; what comes later stands in the panel as one number
        stock = "inflow"  the same of loans that default later
        stock = "all"     net cash of all loans, performing ones included, by month, with the 5-95 % band of the paths for
                          the portfolio; `smooth_months` averages over that many months. By month and by path the file
                          holds no other cash.

        `years` ends the axis early."""
        if stock not in STOCKS:
            raise ValueError(f"stock, '{stock}': not a stock of loans. There are: {', '.join(STOCKS)}.")
        if stock != "all" and smooth_months != 1:
            raise ValueError(f"smooth_months, {smooth_months}: cash of stock '{stock}' is held by quarter. "
                             'Leave it out, or take stock="all".')
        if stock == "all":
            return self._monthly_cash(scenario, segment, years, smooth_months, figure)
        return self._quarterly_cash(stock, scenario, segment, years, figure)

    def _monthly_cash(self, scenario, segment, years, smooth_months, figure):
        profile = at_segment(self._results.cash_profile, segment)
        bars = self._has_bars()
        has_band = bars and segment in (None, PORTFOLIO)  # the file holds quantiles of the whole book only
        colours = colours_of(profile, [scenario] if scenario else None)
        scale, unit = scale_of(profile["cash_mean"])
        figure, panels = panels_of(labels(profile, "option"), figure)
        time = profile["month"].values / MONTHS_PER_YEAR
        for option, panel in panels.items():
            for name, colour in colours.items():
                line = profile[["cash_mean", "cash_quantile"]].sel(option=option, scenario=name) * scale
                if has_band:
                    low, high = (line["cash_quantile"].sel(quantile=q, method="nearest") for q in (0.05, 0.95))
                    panel.fill_between(time, moving_average(low.values, smooth_months),
                                       moving_average(high.values, smooth_months), color=colour, alpha=0.18, linewidth=0)
                mean = moving_average(line["cash_mean"].values, smooth_months)
                panel.plot(time, mean, color=colour, linewidth=1.6, label=words(name))
            panel.set_xlim(0, years or time.max())
        finish_cash(panels, colours, f"net cash a month\nof all loans, {unit}")
        if not bars:
            say_too_few(list(panels.values())[-1], ", means alone", "upper")
        return figure

    def _quarterly_cash(self, stock, scenario, segment, years, figure):
        ledger = at_segment(self._results.ledger, segment)
        cash = ledger[["money_mean", "money_mean_mc_error"]].sel(account=chosen(ledger, "account", STOCKS[stock]))
        colours = colours_of(ledger, [scenario] if scenario else None)
        scale, unit = scale_of(cash["money_mean"].isel(quarter=slice(None, -1)).assign_attrs(ledger["money_mean"].attrs))
        figure, panels = panels_of(labels(ledger, "option"), figure)
        shown = ledger.sizes["quarter"] - 1  # the last one holds everything later
        time = numpy.arange(1, shown + 1) / QUARTERS_PER_YEAR
        for option, panel in panels.items():
            later = []
            for name, colour in colours.items():
                line = cash.sel(option=option, scenario=name) * scale
                mean, error = (line[variable].values for variable in ("money_mean", "money_mean_mc_error"))
                panel.errorbar(time, mean[:-1], yerr=2 * numpy.nan_to_num(error[:-1]), color=colour, linewidth=1.6,
                               marker="o", markersize=3.5, elinewidth=1.0)
                later.append((f"{mean[-1]:+,.1f}", colour))
            panel.set_xlim(0, years or time.max() + 0.1)
            for order, (text, colour) in enumerate(later):
                panel.annotate(f"after year {time.max():g}: {text}" if order == 0 else text,
                               (0.98, 0.03 + 0.08 * (len(later) - 1 - order)),
                               xycoords="axes fraction", ha="right", va="bottom", color=colour, fontsize=9.5)
        finish_cash(panels, colours, f"net cash a quarter of loans\n{STOCK_WORDS[stock]}, {unit}")
        return figure

    def cash_gain(
        self,
        versus: str | None = None,
        segment: str | None = None,
        figure: Canvas | None = None,
    ) -> Canvas:
        """What each option brings beyond `versus` (the study's first option, unless said): the difference in net cash,
        summed up month by month, in the mean over paths. The dot on the zero line is the month from which the option has
        paid back what it cost. The bar at the end holds nine in ten of the paths, on the same random numbers; the dot is
        the mean. Below 200 paths each of them is a dash."""
        cash = at_segment(self._results.cash_profile, segment)["cash_mean"]
        options = labels(cash, "option")
        versus = chosen(cash, "option", versus or options[0])
        others = [option for option in options if option != versus]
        colours = colours_of(cash)
        gain = (cash - cash.sel(option=versus)).cumsum("month").assign_attrs(cash.attrs)
        scale, unit = scale_of(gain)
        bars = self._has_bars()
        figure, panels = panels_of(others, figure, width=4.6)
        time = gain["month"].values / MONTHS_PER_YEAR
        end = time.max()
        for option, panel in panels.items():
            for order, (name, colour) in enumerate(colours.items()):
                line = gain.sel(option=option, scenario=name).values * scale
                panel.plot(time, line, color=colour, linewidth=1.8)
                month = payback_month(line)
                if month is not None:
                    mark_payback(panel, month, MONTHS_PER_YEAR, colour, above=order % 2 == 0)
                draw_end(panel, end * (1.03 + 0.025 * order), *self._gain_in_the_end(option, versus, name, segment, scale, bars),
                         colour)
            panel.set_xlim(0, end * (1.04 + 0.025 * len(colours)))
            title(panel, f"{words(option)}: cash beyond {words(versus)}")
        finish_cash(panels, colours, f"cumulative net cash less {words(versus)}'s, {unit}")
        if not bars:
            say_too_few(panels[others[-1]], ": every dash is a path", "lower")
        return figure

    def _has_bars(self):
        """Whether enough paths lie beyond the 5 % and 95 % quantiles, as the file says."""
        flags = self._results.summary["quantile_flagged"].sel(quantile=[0.05, 0.95], method="nearest")
        return not bool(flags.sel(scenario=flags["scenario"] != MIXTURE).any())

    def _gain_in_the_end(self, option, versus, scenario, segment, scale, bars):
        """Mean, nine-in-ten interval (with `bars`) and paths of the difference in net cash at the recovery horizon."""
        paired = at_segment(self._results.comparison, segment).sel(option_versus=versus, option=option, scenario=scenario)
        mean = float(paired["net_cash_difference_mean"]) * scale
        if bars:
            quantile = paired["net_cash_difference_quantile"] * scale
            return mean, [float(quantile.sel(quantile=q, method="nearest")) for q in (0.05, 0.95)], None
        net_cash = at_segment(self._results.paths, segment)["net_cash"].sel(scenario=scenario)
        return mean, None, (net_cash.sel(option=option) - net_cash.sel(option=versus)).values * scale


def panels_of(options, figure, width=3.3):
    """A figure with a panel for each option, side by side on one scale."""
    figure = figure or new_figure(width * len(options) + 0.6, 3.6)
    panels = dict(zip(options, figure.subplots(1, len(options), sharey=True, squeeze=False)[0]))
    for option, panel in panels.items():
        plain_frame(panel)
        title(panel, words(option))
    return figure, panels


def finish_cash(panels, colours, label):
    first = next(iter(panels.values()))
    first.set_ylabel(label)
    for panel in panels.values():
        panel.axhline(0.0, color=INK, linewidth=0.8)
        panel.set_xlabel("years after cut-off")
        panel.xaxis.set_major_locator(ticker.MultipleLocator(max(1, round(panel.get_xlim()[1] / 5))))
    first.legend(handles=scenario_handles(colours, words), loc="best", **LEGEND)


def at_segment(dataset, segment):
    return dataset.sel(segment=chosen(dataset, "segment", segment or PORTFOLIO))


def colours_of(dataset, scenarios=None):
    """Scenario -> colour, the same one whichever others are shown."""
    single = [name for name in labels(dataset, "scenario") if name != MIXTURE]
    colours = dict(zip(single, itertools.cycle(SCENARIO_COLOURS)))
    return {name: colours[chosen(dataset, "scenario", name)] for name in scenarios or single}


def labels(dataset, dimension):
    return [str(label) for label in dataset[dimension].values]


def finite(amounts):
    """The values that are defined, in full precision: the file may hold them in half of it."""
    values = amounts.values.astype(float)
    return values[numpy.isfinite(values)]


def words(label):
    return label.replace("_", " ")


def scale_of(amounts):
    return scale_of_money(amounts.values, amounts.attrs.get("units", ""))
