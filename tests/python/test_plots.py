"""The pictures: what they draw by default, with few paths, and the one of the README."""

import importlib.util

import conftest
import matplotlib
import numpy
import pytest
import recoup
import xarray
from recoup.drawing import densities, density, payback_month
from small_study import ROOT

matplotlib.use("agg")
TOO_FEW = "too few paths for 5 % bars"


@pytest.fixture
def results(write_results):
    yield recoup.open(write_results())
    matplotlib.pyplot.close("all")


@pytest.fixture
def few(results):
    """The same with 64 of its paths: too few for ten beyond a 5 % quantile, which the file then leaves open."""
    groups = dict(results.groups)
    groups["paths"] = groups["paths"].isel(path=slice(64))
    for group in ("summary", "cash_profile", "comparison"):
        held = {name: xarray.full_like(variable, numpy.nan) for name, variable in groups[group].items()
                if name.endswith("_quantile")}
        groups[group] = groups[group].assign(held)
    flags = groups["summary"]["quantile_flagged"]
    groups["summary"] = groups["summary"].assign(quantile_flagged=flags.where(False, 1))
    return recoup.Results(None, groups, results.attributes)


def texts_of(axes):
    return " ".join(text.get_text() for text in axes.texts)


def points_of(axes, marker):
    return [line for line in axes.get_lines() if line.get_marker() == marker and line.get_linestyle() == "None"]


def test_a_density_is_not_below_zero_where_no_value_is():
    values = numpy.concatenate([numpy.zeros(300), numpy.linspace(0.0, 5.0, 100)])
    grid, heights = density(values)
    assert grid[0] == 0.0 and heights.min() >= 0.0
    assert numpy.trapezoid(heights, grid) == pytest.approx(1.0, abs=0.02)  # what the kernel put below zero is folded back
    grid, heights = density(values - 1.0)
    assert grid[0] < -1.0
    assert numpy.trapezoid(heights, grid) == pytest.approx(1.0, abs=0.02)


def ridges_and_spikes(axes):
    """Heights of the filled densities, and places and heights of the lines that stand for none."""
    ridges = [path.get_extents().height for drawn in axes.collections if isinstance(drawn, matplotlib.collections.PolyCollection)
              for path in drawn.get_paths()]
    spikes = [(segment[0][0], segment[1][1] - segment[0][1]) for drawn in axes.collections
              if isinstance(drawn, matplotlib.collections.LineCollection) for segment in drawn.get_segments()
              if segment[0][0] == segment[1][0] and segment[0][1] != segment[1][1]]
    return ridges, spikes


@pytest.mark.parametrize("amount", [0.0, 20e6])
@pytest.mark.filterwarnings("error")
def test_an_option_that_recovers_the_same_on_every_path_empties_no_picture(results, amount):
    recoveries = results.paths["discounted_recoveries"].copy(deep=True)
    recoveries.loc[{"option": "hold"}] = amount
    results.groups = {**results.groups, "paths": results.paths.assign(discounted_recoveries=recoveries)}
    before = ridges_and_spikes(results.plot.recoveries(segment="portfolio").axes[0])
    ridges, spikes = before
    assert len(ridges) == 4 and min(ridges) > 0.2 and max(ridges) == pytest.approx(0.62)
    assert spikes == [(pytest.approx(amount / 1e6), pytest.approx(0.62))] * 2


@pytest.mark.filterwarnings("error")
def test_a_segment_of_which_nothing_is_recovered_or_known_has_a_picture(results):
    for value, spikes in ((0.0, 6), (numpy.nan, 0)):
        recoveries = results.paths["discounted_recoveries"].copy(deep=True)
        recoveries.loc[{"segment": "secured"}] = value
        results.groups = {**results.groups, "paths": results.paths.assign(discounted_recoveries=recoveries)}
        ridges, drawn = ridges_and_spikes(results.plot.recoveries(segment="secured").axes[0])
        assert ridges == [] and len(drawn) == spikes


def test_what_hardly_spreads_is_a_line_beside_what_does():
    wide = numpy.linspace(0.0, 100.0, 400)
    found = densities({"wide": wide, "narrow": 50.0 + 1e-4 * wide, "none": wide[:0]})
    assert found["wide"] is not None and found["narrow"] is None and found["none"] is None
    assert densities({"narrow": 50.0 + 1e-4 * wide})["narrow"] is not None, "alone it is the picture"


@pytest.mark.parametrize(("gain", "month"), [
    ([-2.0, -1.0, 0.0, 1.0], 3), ([-1.0, 1.0, -1.0, 2.0, 3.0], 4), ([-1.0, -2.0], None), ([1.0, 2.0], None), ([1.0, -1.0], None)])
def test_the_month_that_pays_back_is_the_first_without_a_later_one_below(gain, month):
    assert payback_month(numpy.array(gain)) == month


def test_the_month_that_pays_back_is_marked(write_results, results):
    profile = results.cash_profile["cash_mean"].copy(deep=True)
    month = profile["month"].values
    profile.loc[{"option": "court", "scenario": "baseline"}] = numpy.where(month <= 10, -1e6, 2e6)
    profile.loc[{"option": "hold", "scenario": "baseline"}] = 0.0
    results.groups = {**results.groups, "cash_profile": results.cash_profile.assign(cash_mean=profile)}
    panel = results.plot.cash_gain().axes[1]
    assert "month 15" in texts_of(panel)  # ten months of -1, five of +2
    assert any(line.get_xydata().tolist() == [[15 / 12, 0.0]] for line in panel.get_lines())


def test_with_few_paths_each_of_them_is_drawn_and_no_bar(few):
    axes = few.plot.recoveries().axes[0]
    assert TOO_FEW in texts_of(axes)
    drawn = points_of(axes, "o")
    assert [len(line.get_xdata()) for line in drawn if len(line.get_xdata()) > 1] == [64] * 6  # three options, two scenarios
    stored = few.paths["discounted_recoveries"].sel(option="hold", scenario="baseline", segment="portfolio")
    assert drawn[0].get_xdata() == pytest.approx(stored.values / 1e6)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "baseline", "severely adverse", "mean ± 2 Monte Carlo errors"]
    gain = few.plot.cash_gain()
    assert TOO_FEW in texts_of(gain.axes[-1])
    ends = [line for line in points_of(gain.axes[0], "_") if len(line.get_ydata()) == 64]
    assert len(ends) == 2
    at = {"scenario": "baseline", "segment": "portfolio"}
    net_cash = few.paths["net_cash"].sel(at)
    difference = net_cash.sel(option="restructure") - net_cash.sel(option="hold")
    assert ends[0].get_ydata() == pytest.approx(difference.values / 1e6)
    cash = few.plot.cash_profile(stock="all")
    assert TOO_FEW in texts_of(cash.axes[-1]) and len(cash.axes[0].collections) == 0


def test_with_two_hundred_paths_the_bars_are_drawn(results):
    results.groups = {**results.groups, "paths": results.paths.isel(path=slice(200))}
    axes = results.plot.recoveries().axes[0]
    assert TOO_FEW not in texts_of(axes)
    assert [text.get_text() for text in axes.get_legend().get_texts()][-2:] == ["half of the paths", "nine paths in ten"]
    assert TOO_FEW not in texts_of(results.plot.cash_gain().axes[-1])


def test_the_cash_profile_is_that_of_the_non_performing_loans(results):
    figure = results.plot.cash_profile()
    panel = figure.axes[0]
    assert "non-performing at cut-off, USD million" in panel.get_ylabel().replace("\n", " ")
    assert panel.get_lines()[0].get_ydata() == pytest.approx(numpy.arange(1.0, 13.0))
    assert panel.get_lines()[0].get_xdata()[[0, -1]] == pytest.approx([0.25, 3.0])
    assert "after year 3: +30.0" in texts_of(panel)  # the last bucket is no quarter of its own
    later = results.plot.cash_profile(stock="inflow").axes[0]
    assert later.get_lines()[0].get_ydata() == pytest.approx(-0.1 * numpy.arange(1.0, 13.0))
    with pytest.raises(ValueError, match="stock, 'npl': not a stock of loans. There are: npe, inflow, all"):
        results.plot.cash_profile(stock="npl")
    with pytest.raises(ValueError, match='smooth_months, 3: cash of stock .npe. is held by quarter.*take stock="all"'):
        results.plot.cash_profile(smooth_months=3)


def test_the_picture_of_the_readme_says_that_it_is_illustrative(write_results, tmp_path, monkeypatch):
    place = importlib.util.spec_from_file_location("make_figures", ROOT / "notebooks/make_figures.py")
    make_figures = importlib.util.module_from_spec(place)
    place.loader.exec_module(make_figures)
    make_figures.main(str(write_results()), tmp_path / "figures/demo.png")
    assert (tmp_path / "figures/demo.png").stat().st_size > 30_000
    figure = matplotlib.pyplot.gcf()
    said = [text.get_text() for part in figure.subfigs for text in part.texts]
    assert any(text.startswith("Illustrative:") for text in said)
    assert "illustrative" in (ROOT / "README.md").read_text().split("figures/demo.png", 1)[1].split("##", 1)[0].lower()
    for part in figure.subfigs[:2]:  # legends with a colour beside each name
        legend = part.axes[0].get_legend()
        assert [text.get_text() for text in legend.get_texts()][:2] == ["baseline", "severely adverse"]
        assert len(legend.legend_handles) == len(legend.get_texts())
    assert conftest.SCENARIOS == ["baseline", "severely_adverse"]
