"""recoup.open on a synthetic file: what it loads, what it refuses, the comparison and the plots."""

import fcntl
import os
import subprocess

import h5py
import matplotlib
import numpy
import pandas
import pytest
import recoup
import xarray
from recoup.comparison import OptionTable, compare
from small_study import built

matplotlib.use("agg")


def test_groups_are_attributes_with_their_labels(write_results):
    results = recoup.open(write_results())
    value = results.summary["recovery_rate_mean"].sel(scenario="baseline", option="court", segment="portfolio")
    assert value == pytest.approx(0.5, abs=0.01)
    assert results.attributes["path_count"] == 400
    assert set(results.tree.children) == {"summary", "cash_profile", "ledger", "comparison", "paths"}
    with pytest.raises(AttributeError, match="no group 'sumary'. They have: cash_profile, comparison, ledger, paths, summary"):
        results.sumary


def opened_datasets(monkeypatch):
    """Names of the datasets that h5py opens from now on."""
    opened = []
    plain = h5py.Dataset.__init__

    def counting(self, *arguments, **named):
        plain(self, *arguments, **named)
        opened.append(self.name)

    monkeypatch.setattr(h5py.Dataset, "__init__", counting)
    return opened


def test_only_what_is_asked_for_is_read(write_results, monkeypatch):
    path = write_results()
    opened = opened_datasets(monkeypatch)
    results = recoup.open(path)
    assert "cash_profile" in repr(results) and "paths" in results.groups and opened == []
    table = results.compare()
    assert opened and {name.split("/")[1] for name in opened} == {"summary"}
    assert len(opened) == len(set(opened)) == len(results.summary.variables)
    assert results.compare().equals(table) and len(opened) == len(set(opened))  # nothing is read twice
    assert results.cash_profile.sizes["month"] == 60
    assert {name.split("/")[1] for name in opened} == {"summary", "cash_profile"}
    assert set(results.tree.children) == set(results.groups) and any(name.startswith("/paths/") for name in opened)


def test_a_group_is_what_xarray_reads(write_results):
    path = write_results()
    results = recoup.open(path)
    for name, group in xarray.open_groups(path, engine="netcdf4", decode_timedelta=False).items():
        if name != "/":
            xarray.testing.assert_identical(group.load(), results.groups[name.strip("/")])
        group.close()


def test_a_file_that_was_replaced_is_an_error_not_a_mixture(write_results):
    path = write_results()
    results = recoup.open(path)
    assert results.summary.sizes["option"] == 3
    path.rename(path.with_suffix(".old"))
    write_results(seed=numpy.int64(2))
    assert results.summary.sizes["option"] == 3  # read already
    with pytest.raises(recoup.FormatError, match=r"replaced or removed after it was opened.*recoup\.open\("):
        results.cash_profile
    assert recoup.open(path).cash_profile.sizes["month"] == 60
    path.unlink()
    with pytest.raises(recoup.FormatError, match="replaced or removed"):
        results.paths


def test_headline_figures_are_not_in_an_older_file(write_results):
    with pytest.raises(recoup.FormatError, match="headline: not in these results.*Run the study again"):
        recoup.open(write_results()).headline


def test_the_file_is_closed_after_opening(write_results):
    path = write_results()
    results = recoup.open(path)
    assert results.summary.sizes["option"] == 3
    with h5py.File(path, "r+") as file:  # HDF5 refuses to write to a file that is open for reading
        file.attrs["touched"] = 1


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
    with pytest.raises(FileNotFoundError, match="no such file. Check the name and the folder; `recoup run`"):
        recoup.open(tmp_path / "nowhere/none.h5")
    (tmp_path / "text.h5").write_text("not HDF5")
    with pytest.raises(recoup.FormatError, match="not a readable results file"):
        recoup.open(tmp_path / "text.h5")


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "sample.h5"
    subprocess.run([built("write_sample_results"), path, "300"], check=True)
    return path


def test_a_warning_tells_of_a_changed_file_and_check_what_differs(sealed):
    good = recoup.check(sealed)
    assert good.ready and len(good) == 0 and good.results["paths"] == 300 and "As recoup wrote it" in repr(good)
    assert recoup.open(sealed).attributes["path_count"] == 300
    assert good.results["content_sha256"] == recoup.open(sealed).attributes["content_sha256"]
    with h5py.File(sealed, "r+") as file:
        file["summary/recovery_rate_mean"][0, 0, 0] += 1
    with pytest.warns(recoup.StudyWarning, match="was changed since recoup wrote it .*recoup.check.* tells what differs"):
        assert recoup.open(sealed).attributes["path_count"] == 300
    changed = recoup.check(sealed)
    assert not changed.ready and changed.results.empty and "Not confirmed to be as recoup wrote it" in changed._repr_html_()
    assert "what differs: /summary" in changed.problems[0].why
    with pytest.raises(recoup.InputError, match="paths: a results file has none. Leave it out"):
        recoup.check(sealed, paths=8)


def test_what_hdf5_cannot_read_is_an_error_and_no_crash(sealed):
    text = bytearray(sealed.read_bytes())
    with h5py.File(sealed) as file:
        text[file["summary/option"].id.get_offset() + 4 + 6] = 0x7F  # of the address of the first text's heap
    sealed.write_bytes(text)
    with pytest.raises(recoup.OutputError, match="was changed since recoup wrote it .HDF5 cannot read"):
        recoup.open(sealed)


def test_damage_is_an_error_of_ours_wherever_it_is(sealed):
    """Of a file that has no seal: as of format 1.0."""
    whole = sealed.read_bytes().replace(b"recoup-file-sha256:", b"recoup-file-sha___:")
    met = set()
    for at in range(500, len(whole), len(whole) // 60):
        sealed.write_bytes(whole[:at] + b"\xff" * 16 + whole[at + 16:])
        try:
            results = recoup.open(sealed)
            for name in results.groups:
                results.groups[name]
        except recoup.FormatError as error:
            met.add(str(error))
    assert met and all(text.startswith(str(sealed)) for text in met)


def test_a_file_that_is_open_elsewhere_is_said_to_be(write_results):
    path = write_results()
    results = recoup.open(path)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(recoup.OutputError, match=f"{path}: cannot be read .*Another process has this file open"):
            recoup.open(path)
        with pytest.raises(recoup.OutputError, match=f"{path}: cannot be read at the moment .*or try again"):
            results.summary
    assert results.summary.sizes["option"] == 3


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
    cash = results.plot.cash_profile(stock="all")
    assert [panel.get_title("left") for panel in cash.axes] == ["hold", "restructure", "court"]
    drawn = cash.axes[0].get_lines()[0].get_ydata()
    stored = results.cash_profile["cash_mean"].sel(option="hold", scenario="baseline", segment="portfolio")
    assert drawn == pytest.approx(stored.values / 1e3)
    assert len(cash.axes[0].get_legend().get_texts()) == 2  # the mixture is no scenario of its own
    of_segment = results.plot.cash_profile(segment="secured", stock="all")
    assert len(of_segment.axes[0].collections) == 0  # no band but for the portfolio
    for name, figure in {"recoveries": recoveries, "cash": cash}.items():
        figure.savefig(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    matplotlib.pyplot.close("all")


def test_xarray_opens_the_file_without_this_package(write_results):
    with xarray.open_dataset(write_results(), group="summary", engine="netcdf4") as summary:
        assert summary["loss_mean"].attrs["units"] == "USD"


def test_what_this_package_reads_is_what_the_schema_writes(tmp_path):
    subprocess.run([built("write_sample_results"), tmp_path / "sample.h5", "64"], check=True)
    results = recoup.open(tmp_path / "sample.h5")
    assert results.compare().shape == (9, 8)
    assert len(results.plot.recoveries().axes[0].get_yticklabels()) == 3
    assert len(results.plot.cash_profile(stock="all").axes) == 3
    assert len(results.plot.cash_gain().axes) == 2
    # Every type and unit of the schema, dates and counts among them, as netCDF's own library reads it.
    for name, group in xarray.open_groups(tmp_path / "sample.h5", engine="netcdf4", decode_timedelta=False).items():
        same = xarray.testing.assert_equal if name == "/" else xarray.testing.assert_identical
        same(group.load(), results.groups.file.read(name))
        group.close()
    table = results.headline
    assert table.index.names == ["scenario", "option"] and len(table) == 9
    assert table.attrs["units"]["loss_mean"] == "USD" and table.attrs["units"]["recovery_rate_quantile_05"] == "1"
    assert set(results.tree.children) >= {"summary", "distribution", "moments", "ledger", "study", "provenance"}
    matplotlib.pyplot.close("all")


def test_tables_print_in_millions_and_hold_plain_numbers(write_results):
    table = recoup.open(write_results()).compare("baseline")
    printed = str(table)
    for heading in ("recovery rate (%)", "discounted recoveries (USD million)", "loss (USD million)", "time to resolution"):
        assert heading in printed
    assert "40.6 ± 0.2" in printed.split("hold", 1)[1].split("\n")[0]
    assert "mc_error" not in printed and "Monte Carlo standard error" in printed
    assert "40.6 ± 0.2" in table._repr_html_() and "Monte Carlo standard error" in table._repr_html_()
    assert table.loc["hold", "discounted_recoveries"] == pytest.approx(40.6e6, rel=0.01)
    assert all(kind.kind == "f" for kind in table.dtypes)
    assert table.attrs["units"]["discounted_recoveries"] == "USD"
    assert type(table.T) is pandas.DataFrame and type(table[["loss"]]) is pandas.DataFrame  # what is made from it prints as it is
    assert str(table[["loss"]]).count("±") == 0


@pytest.mark.parametrize(("size", "unit"), [(1.0, "USD million"), (1e-4, "USD thousand"), (1e-7, "USD"), (1e3, "USD million")])
def test_the_money_of_a_table_has_one_unit(write_results, size, unit):
    """Recoveries beside a loss of a hundredth of them; shares and months as they are."""
    results = recoup.open(write_results())
    money = {name: results.summary[name] * size * (0.01 if "loss" in name else 1.0)
             for name in ("discounted_recoveries_mean", "loss_mean", "discounted_recoveries_mean_mc_error", "loss_mean_mc_error")}
    summary = results.summary.assign({name: values.assign_attrs(units="USD") for name, values in money.items()})
    headings = list(compare(summary).readable())
    assert headings == ["recovery rate (%)", f"discounted recoveries ({unit})", f"loss ({unit})", "time to resolution (months)"]


def test_a_table_shows_as_many_places_as_its_errors_bear():
    numbers = {"rate": [0.5, 0.25], "rate_mc_error": [0.0004, 0.002], "small": [12.3456, 7.0], "small_mc_error": [0.02, numpy.nan]}
    table = OptionTable(pandas.DataFrame(numbers, index=["hold", "court"]))
    table.attrs["units"] = {"rate": "1", "small": "EUR"}
    shown = table.readable()
    assert list(shown) == ["rate (%)", "small (EUR)"]
    assert shown["rate (%)"].tolist() == ["50.00 ± 0.04", "25.00 ± 0.20"]
    assert shown["small (EUR)"].tolist() == ["12.35 ± 0.02", "7.00"]
