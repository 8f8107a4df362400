"""Pictures of the results. Each function returns its matplotlib figure."""

import itertools

import numpy
from matplotlib import pyplot, ticker
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from .comparison import MIXTURE, PORTFOLIO, chosen

Canvas = Figure | SubFigure
# Told apart by readers without red or green sight, and in grey.
SCENARIO_COLOURS = ("#2b6ca3", "#c8553d", "#6a994e", "#8d5a97", "#b08900")
INK = "#222222"
FAINT = "#8a8a8a"
MONTHS_PER_YEAR = 12


class Plots:
    """`results.plot`."""

    def __init__(self, results):
        self._results = results

    def recoveries(self, segment: str | None = None, scenarios: list[str] | None = None, axes: Axes | None = None) -> Figure:
        """The distribution over paths of discounted recoveries, by option and scenario. Dot: the mean with its Monte
        Carlo error; thick bar: half of the paths; thin bar: nine in ten."""
        summary = at_segment(self._results.summary, segment)
        colours = colours_of(summary, scenarios)
        options = labels(summary, "option")
        per_path = at_segment(self._results.paths, segment)["discounted_recoveries"]
        scale, unit = scale_of_money(summary["discounted_recoveries_mean"])
        axes = axes or pyplot.figure(figsize=(8.5, 1.1 + 1.25 * len(options)), layout="constrained").subplots()
        plain_frame(axes)
        axes.spines["left"].set_visible(False)
        densities = {
            (option, scenario): density(per_path.sel(option=option, scenario=scenario).values * scale)
            for option in options
            for scenario in colours
        }
        tallest = max(heights.max() for _, heights in densities.values())
        for row, option in enumerate(options):
            for order, (scenario, colour) in enumerate(colours.items()):
                grid, heights = densities[option, scenario]
                of_row = summary.sel(option=option, scenario=scenario)
                draw_ridge(axes, grid, heights * 0.62 / tallest, -row, colour)
                draw_interval(axes, of_row, -row - 0.09 * (order + 1), scale, colour)
        handles = [pyplot.Line2D([], [], color=colour, label=words(scenario))
                   for scenario, colour in colours.items()]
        axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(colours), borderaxespad=0.3,
                    frameon=False, labelcolor="linecolor", handlelength=0, fontsize=11)
        axes.set_yticks([-row for row in range(len(options))], [words(option) for option in options])
        axes.tick_params(axis="y", length=0, labelsize=11)
        axes.set_ylim(-len(options) + 1 - 0.14 - 0.09 * len(colours), 0.78)
        axes.set_xlabel(f"recoveries discounted at the hurdle rate, {unit}")
        title(axes, "What each option recovers, over all paths")
        return axes.figure

    def cash_profile(
        self,
        scenario: str | None = None,
        segment: str | None = None,
        years: float | None = None,
        smooth_months: int = 1,
        figure: Canvas | None = None,
    ) -> Canvas:
        """The net cash of each month, by option: mean and, for the portfolio, the 5-95 % band of the paths.
        `smooth_months` averages over that many months; `years` ends the axis early."""
        profile = at_segment(self._results.cash_profile, segment)
        has_band = segment in (None, PORTFOLIO)  # the file holds quantiles of the whole book only
        colours = colours_of(profile, [scenario] if scenario else None)
        options = labels(profile, "option")
        scale, unit = scale_of_money(profile["cash_mean"])
        figure = figure or pyplot.figure(figsize=(3.3 * len(options) + 0.6, 3.3), layout="constrained")
        panels = figure.subplots(1, len(options), sharey=True, squeeze=False)[0]
        time = profile["month"].values / MONTHS_PER_YEAR
        for panel, option in zip(panels, options):
            plain_frame(panel)
            for name, colour in colours.items():
                line = profile[["cash_mean", "cash_quantile"]].sel(option=option, scenario=name) * scale
                if has_band:
                    low, high = (line["cash_quantile"].sel(quantile=q, method="nearest") for q in (0.05, 0.95))
                    panel.fill_between(time, moving_average(low.values, smooth_months),
                                       moving_average(high.values, smooth_months), color=colour, alpha=0.18, linewidth=0)
                mean = moving_average(line["cash_mean"].values, smooth_months)
                panel.plot(time, mean, color=colour, linewidth=1.6, label=words(name))
            panel.axhline(0.0, color=INK, linewidth=0.6)
            panel.set_xlim(0, years or time.max())
            panel.set_xlabel("years after cut-off")
            title(panel, words(option))
        panels[0].set_ylabel(f"net cash a month, {unit}")
        panels[0].legend(frameon=False, loc="upper right", labelcolor="linecolor", handlelength=0, fontsize=10)
        return figure

    def cash_gain(
        self,
        versus: str | None = None,
        segment: str | None = None,
        figure: Canvas | None = None,
    ) -> Canvas:
        """What each option brings beyond `versus` (the study's first option, unless said): the difference in net cash,
        summed up month by month, in the mean over paths. Where a line crosses zero, the option has paid back what it
        cost. The bar at the end holds nine in ten of the paths, on the same random numbers; the dot is the mean."""
        cash = at_segment(self._results.cash_profile, segment)["cash_mean"]
        options = labels(cash, "option")
        versus = chosen(cash, "option", versus or options[0])
        others = [option for option in options if option != versus]
        colours = colours_of(cash)
        gain = (cash - cash.sel(option=versus)).cumsum("month").assign_attrs(cash.attrs)
        in_the_end = at_segment(self._results.comparison, segment).sel(option_versus=versus)
        scale, unit = scale_of_money(gain)
        figure = figure or pyplot.figure(figsize=(4.6 * len(others) + 0.6, 3.3), layout="constrained")
        panels = figure.subplots(1, len(others), sharey=True, squeeze=False)[0]
        time = gain["month"].values / MONTHS_PER_YEAR
        end = time.max()
        for panel, option in zip(panels, others):
            plain_frame(panel)
            for order, (name, colour) in enumerate(colours.items()):
                line = gain.sel(option=option, scenario=name).values * scale
                panel.plot(time, line, color=colour, linewidth=1.8, label=words(name))
                draw_end(panel, in_the_end.sel(option=option, scenario=name), end * (1.03 + 0.025 * order), scale, colour)
            panel.axhline(0.0, color=INK, linewidth=0.8)
            panel.set_xlim(0, end * (1.04 + 0.025 * len(colours)))
            panel.xaxis.set_major_locator(ticker.MultipleLocator(max(1, round(end / 5))))
            panel.set_xlabel("years after cut-off")
            title(panel, f"{words(option)}: cash beyond {words(versus)}")
        panels[0].set_ylabel(f"cumulative net cash less {words(versus)}'s, {unit}")
        panels[0].legend(frameon=False, loc="upper left", labelcolor="linecolor", handlelength=0, fontsize=10)
        return figure


def at_segment(dataset, segment):
    return dataset.sel(segment=chosen(dataset, "segment", segment or PORTFOLIO))


def colours_of(dataset, scenarios=None):
    """Scenario -> colour, the same one whichever others are shown."""
    single = [name for name in labels(dataset, "scenario") if name != MIXTURE]
    colours = dict(zip(single, itertools.cycle(SCENARIO_COLOURS)))
    return {name: colours[chosen(dataset, "scenario", name)] for name in scenarios or single}


def labels(dataset, dimension):
    return [str(label) for label in dataset[dimension].values]


def words(label):
    return label.replace("_", " ")


def scale_of_money(amounts):
    """A factor and a unit such that the amounts print with few digits."""
    currency = amounts.attrs.get("units", "")
    largest = float(numpy.nanmax(numpy.abs(amounts.values)))
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if largest >= size:
            return 1.0 / size, f"{word} {currency}".strip()
    return 1.0, currency


def density(values):
    """A Gaussian kernel estimate (Silverman's bandwidth), on a grid over the values."""
    values = values[numpy.isfinite(values)]
    spread = min(values.std(), (numpy.quantile(values, 0.75) - numpy.quantile(values, 0.25)) / 1.349) or values.std()
    bandwidth = 0.9 * max(spread, 1e-9 * max(abs(values).max(), 1e-300)) * values.size**-0.2
    grid = numpy.linspace(values.min() - bandwidth, values.max() + bandwidth, 400)
    counts, edges = numpy.histogram(values, bins=2000)
    middles = (edges[1:] + edges[:-1]) / 2
    kernel = numpy.exp(-0.5 * ((grid[:, None] - middles[None, :]) / bandwidth) ** 2)
    return grid, kernel @ counts / (values.size * bandwidth * numpy.sqrt(2 * numpy.pi))


def moving_average(values, months):
    if months <= 1:
        return values
    kernel = numpy.ones(months)
    return numpy.convolve(values, kernel, "same") / numpy.convolve(numpy.ones_like(values), kernel, "same")


def draw_ridge(axes, grid, heights, base, colour):
    axes.fill_between(grid, base, base + heights, color=colour, alpha=0.30, linewidth=0, zorder=2)
    axes.plot(grid, base + heights, color=colour, linewidth=1.3, zorder=3)


def draw_interval(axes, of_row, height, scale, colour):
    quantile = of_row["discounted_recoveries_quantile"] * scale
    low, first, third, high = (float(quantile.sel(quantile=q, method="nearest")) for q in (0.05, 0.25, 0.75, 0.95))
    mean = float(of_row["discounted_recoveries_mean"]) * scale
    error = float(of_row["discounted_recoveries_mean_mc_error"]) * scale
    axes.hlines(height, low, high, color=colour, linewidth=1.0, zorder=3)
    axes.hlines(height, first, third, color=colour, linewidth=4.0, zorder=3)
    axes.errorbar(mean, height, xerr=2 * error, fmt="o", color="white", markeredgecolor=colour, ecolor=INK, markersize=6,
                  zorder=4)


def draw_end(axes, of_row, place, scale, colour):
    quantile = of_row["net_cash_difference_quantile"] * scale
    low, high = (float(quantile.sel(quantile=q, method="nearest")) for q in (0.05, 0.95))
    axes.vlines(place, low, high, color=colour, linewidth=1.4)
    axes.plot(place, float(of_row["net_cash_difference_mean"]) * scale, "o", color="white", markeredgecolor=colour, markersize=5)


def plain_frame(axes):
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(ticker.MaxNLocator(6))


def title(axes, text):
    axes.set_title(text, loc="left", fontsize=11, fontweight="bold", color=INK)
