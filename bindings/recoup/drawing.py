"""Pieces that the pictures of `plots` are made of."""

import numpy
from matplotlib import patches, pyplot, ticker, transforms

INK = "#222222"
FAINT = "#8a8a8a"
INCHES_A_HANDLE = 2.0
NARROWEST = 0.01  # of the width of a picture: what spreads less is a line, beside which no density could be seen
TOO_FEW_PATHS = "too few paths for 5 % bars"


def densities(values):
    """Place -> density of its values, which are finite; None where they spread too little to have one in the picture of
    them all: nothing was recovered on any path, say."""
    ends = [end for of_place in values.values() if of_place.size for end in (of_place.min(), of_place.max())]
    narrowest = NARROWEST * (max(ends) - min(ends)) if ends else 0.0
    return {place: density(of_place) if of_place.size and of_place.std() > narrowest else None
            for place, of_place in values.items()}


def density(values):
    """A Gaussian kernel estimate (Silverman's bandwidth) of values that are not all the same, on a grid over them. Where
    none of them is negative, nor is the grid: what the kernel would put below zero is folded back."""
    spread = min(values.std(), (numpy.quantile(values, 0.75) - numpy.quantile(values, 0.25)) / 1.349) or values.std()
    bandwidth = 0.9 * spread * values.size**-0.2
    low, high = values.min() - 2.5 * bandwidth, values.max() + 2.5 * bandwidth
    folded = values.min() >= 0.0 and low < 0.0
    grid = numpy.linspace(0.0 if folded else low, high, 400)
    counts, edges = numpy.histogram(values, bins=2000)
    middles = (edges[1:] + edges[:-1]) / 2
    kernel = numpy.exp(-0.5 * ((grid[:, None] - middles[None, :]) / bandwidth) ** 2)
    if folded:
        kernel += numpy.exp(-0.5 * ((grid[:, None] + middles[None, :]) / bandwidth) ** 2)
    return grid, kernel @ counts / (values.size * bandwidth * numpy.sqrt(2 * numpy.pi))


def moving_average(values, months):
    if months <= 1:
        return values
    kernel = numpy.ones(months)
    return numpy.convolve(values, kernel, "same") / numpy.convolve(numpy.ones_like(values), kernel, "same")


def payback_month(gain):
    """The month from which a cumulative gain stays at or above zero, after having been below; None where there is none.
    `gain` starts with month 1."""
    below = numpy.flatnonzero(gain < 0.0)
    return None if below.size == 0 or below[-1] + 1 == len(gain) else int(below[-1]) + 2


def draw_ridge(axes, grid, heights, base, colour):
    axes.fill_between(grid, base, base + heights, color=colour, alpha=0.30, linewidth=0, zorder=2)
    axes.plot(grid, base + heights, color=colour, linewidth=1.3, zorder=3)


def draw_spike(axes, value, base, height, colour):
    """In place of a ridge: all paths are there."""
    axes.vlines(value, base, base + height, color=colour, linewidth=1.8, zorder=3)


def draw_paths(axes, values, base, height, colour):
    """One dot a path, moved up and down by its place in the list so that they do not hide each other."""
    spread = numpy.arange(len(values)) * 0.618034 % 1.0
    axes.plot(values, base + height * spread, "o", color=colour, markersize=3.2, alpha=0.65, markeredgewidth=0, zorder=3)


def draw_interval(axes, of_row, height, scale, colour, bars):
    """The mean with two Monte Carlo errors; with `bars` the quantiles around it."""
    if bars:
        quantile = of_row["discounted_recoveries_quantile"] * scale
        low, first, third, high = (float(quantile.sel(quantile=q, method="nearest")) for q in (0.05, 0.25, 0.75, 0.95))
        axes.hlines(height, low, high, color=colour, linewidth=1.0, zorder=3)
        axes.hlines(height, first, third, color=colour, linewidth=4.0, zorder=3)
    mean = float(of_row["discounted_recoveries_mean"]) * scale
    error = float(of_row["discounted_recoveries_mean_mc_error"]) * scale
    axes.errorbar(mean, height, xerr=2 * error if numpy.isfinite(error) else None, fmt="o", color="white",
                  markeredgecolor=colour, ecolor=INK, markersize=6, zorder=4)


def draw_end(axes, place, mean, low_high, paths, colour):
    """Beside the end of a line: nine in ten of the paths, or each of them where they are few, and their mean."""
    if low_high is not None:
        axes.vlines(place, *low_high, color=colour, linewidth=1.4)
    else:
        axes.plot(numpy.full(len(paths), place), paths, "_", color=colour, markersize=7, alpha=0.5)
    axes.plot(place, mean, "o", color="white", markeredgecolor=colour, markersize=5)


def mark_payback(axes, month, months_per_year, colour, above):
    """A dot where the line comes back to zero, with the month beside it."""
    axes.plot(month / months_per_year, 0.0, "o", color=colour, markersize=5, zorder=5)
    axes.annotate(f"month {month}", (month / months_per_year, 0.0), xytext=(-6, 7) if above else (7, -8),
                  textcoords="offset points", ha="right" if above else "left", va="bottom" if above else "top",
                  color=colour, fontsize=9)


def scenario_handles(colours, words, filled=False):
    if filled:
        return [patches.Patch(facecolor=colour, alpha=0.6, label=words(name)) for name, colour in colours.items()]
    return [pyplot.Line2D([], [], color=colour, linewidth=1.8, label=words(name)) for name, colour in colours.items()]


def interval_handles(bars):
    mean = pyplot.Line2D([], [], color=INK, linewidth=1.0, marker="o", markerfacecolor="white", markeredgecolor=FAINT,
                         label="mean ± 2 Monte Carlo errors")
    if not bars:
        return [mean]
    return [mean, pyplot.Line2D([], [], color=FAINT, linewidth=4.0, label="half of the paths"),
            pyplot.Line2D([], [], color=FAINT, linewidth=1.0, label="nine paths in ten")]


def legend_below(axes, handles, **style):
    """Half an inch below the axes, under the label of the horizontal one; in two rows where one would be too wide."""
    inches = axes.figure.bbox.width / axes.figure.dpi
    columns = len(handles) if inches >= INCHES_A_HANDLE * len(handles) else (len(handles) + 1) // 2
    below = axes.transAxes + transforms.ScaledTranslation(0.0, -0.48, axes.figure.dpi_scale_trans)
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), bbox_transform=below, ncols=columns,
                columnspacing=1.4, handlelength=1.6, borderaxespad=0.0, **style)


def say_too_few(axes, what_is_a_path, place):
    """The note of a picture with few paths: right of the title, or in a corner of a panel."""
    x, y = {"title": (1.0, 1.015), "lower": (0.985, 0.02), "upper": (0.985, 0.93)}[place]
    axes.annotate(f"{TOO_FEW_PATHS}{what_is_a_path}", (x, y), xycoords="axes fraction", ha="right", va="bottom", color=FAINT,
                  fontsize=9, style="italic")


def new_figure(width, height):
    figure = pyplot.figure(figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
    return figure


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
