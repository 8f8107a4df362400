"""recoup.open on a synthetic file: what it loads, what it refuses, the comparison and the plots."""

import os
import subprocess
from pathlib import Path

import h5py
import matplotlib
import numpy
import pytest
import recoup
import xarray

matplotlib.use("agg")

SAMPLE_WRITER = Path(__file__).parents[2] / "build/release/tests/write_sample_results"


def test_groups_are_attributes_with_their_labels(write_results):
    results = recoup.open(write_results())
    value = results.summary["recovery_rate_mean"].sel(scenario="baseline", option="court", segment="portfolio")
    assert value == pytest.approx(0.5, abs=0.01)
    assert results.attributes["path_count"] == 400
    assert set(results.tree.children) == {"summary", "cash_profile", "paths"}
    with pytest.raises(AttributeError, match="no group 'sumary'. They have: cash_profile, paths, summary"):
        results.sumary


def test_the_file_is_closed_after_opening(write_results):
    path = write_results()
    results = recoup.open(path)
    with h5py.File(path, "r+") as file:  # HDF5 refuses to write to a file that is open for reading
        file.attrs["touched"] = 1
    assert results.summary.sizes["option"] == 3


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"format_version": numpy.array([2, 0])}, r"format_version, 2\.0: unknown major version.*Update the Python package"),
        ({"format_version": numpy.array([0, 9])}, r"format_version, 0\.9: unknown major version.*Run the study again"),
        ({"filetype": "statepoint"}, "not a results file"),
        ({"status": "running"}, "not finished.*--resume"),
    ],
)
def test_refuses_what_it_does_not_know(write_results, changed, message):
    with pytest.raises(recoup.FormatError, match=message):
        recoup.open(write_results(**changed))


def test_a_newer_minor_version_is_read(write_results):
    assert recoup.open(write_results(format_version=numpy.array([1, 7]))).summary.sizes["scenario"] == 3


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_is_refused_at_once(tmp_path, make):
    make(tmp_path / "results.h5")
    with pytest.raises(recoup.FormatError, match="not a file"):
        recoup.open(tmp_path / "results.h5")


def test_a_missing_and_a_foreign_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file. `recoup run"):
        recoup.open(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("not HDF5")
    with pytest.raises(recoup.FormatError, match="not a readable HDF5 file"):
        recoup.open(tmp_path / "text.h5")


def test_compare_keeps_the_order_of_the_study(write_results):
    results = recoup.open(write_results())
    table = results.compare("severely_adverse")
    assert list(table.index) == ["hold", "restructure", "court"]
    chosen = results.summary.sel(scenario="severely_adverse", segment="portfolio", option="restructure")
    for quantity in ("recovery_rate", "discounted_recoveries", "loss", "time_to_resolution"):
        assert table.loc["restructure", quantity] == chosen[f"{quantity}_mean"]
        assert table.loc["restructure", f"{quantity}_mc_error"] == chosen[f"{quantity}_mean_mc_error"]
    assert list(results.compare().index)[:2] == [("baseline", "hold"), ("baseline", "restructure")]
    with pytest.raises(KeyError, match="scenario 'adverse': not in these results. They have: baseline, severely_adverse"):
        results.compare("adverse")


def test_the_best_option_is_not_in_an_older_file(write_results):
    with pytest.raises(recoup.FormatError, match="probability_best: not in these results.*Run the study again"):
        recoup.open(write_results()).probability_best()


def test_the_plots_show_every_option_and_scenario(write_results, tmp_path):
    results = recoup.open(write_results())
    recoveries = results.plot.recoveries()
    assert [label.get_text() for label in recoveries.axes[0].get_yticklabels()] == ["hold", "restructure", "court"]
    cash = results.plot.cash_profile()
    assert [panel.get_title("left") for panel in cash.axes] == ["hold", "restructure", "court"]
    drawn = cash.axes[0].get_lines()[0].get_ydata()
    stored = results.cash_profile["cash_mean"].sel(option="hold", scenario="baseline", segment="portfolio")
    assert drawn == pytest.approx(stored.values / 1e3)
    assert len(cash.axes[0].get_legend().get_texts()) == 2  # the mixture is no scenario of its own
    assert len(results.plot.cash_profile(segment="secured").axes[0].collections) == 0  # no band but for the portfolio
    for name, figure in {"recoveries": recoveries, "cash": cash}.items():
        figure.savefig(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    matplotlib.pyplot.close("all")


def test_xarray_opens_the_file_without_this_package(write_results):
    with xarray.open_dataset(write_results(), group="summary", engine="netcdf4") as summary:
        assert summary["loss_mean"].attrs["units"] == "USD"


@pytest.mark.skipif(not SAMPLE_WRITER.exists(), reason="the program that writes a sample by the schema is not built")
def test_what_this_package_reads_is_what_the_schema_writes(tmp_path):
    subprocess.run([SAMPLE_WRITER, tmp_path / "sample.h5", "64"], check=True)
    results = recoup.open(tmp_path / "sample.h5")
    assert results.compare().shape == (9, 8)
    assert len(results.plot.recoveries().axes[0].get_yticklabels()) == 3
    assert len(results.plot.cash_profile().axes) == 3
    assert len(results.plot.cash_gain().axes) == 2
    assert set(results.tree.children) >= {"summary", "distribution", "moments", "ledger", "study", "provenance"}
    matplotlib.pyplot.close("all")
