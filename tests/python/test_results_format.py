"""The results file as other programs read it: every rule of sim/output/results_format.md seen from outside, on a file
with all groups and variables of the schema (made-up numbers)."""

import re
import shutil
import subprocess

import h5py
import netCDF4
import numpy
import pytest
import xarray
from small_study import ROOT, built

PATHS = 10000  # large enough for packed arrays
STATISTICS = ("mean", "mean_mc_error", "sd", "sd_mc_error", "quantile", "quantile_mc_error", "expected_shortfall")
TIMEDELTA_UNITS = {"days", "hours", "minutes", "seconds"}
CREATION_ORDER = h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    writer = built("write_sample_results")
    path = tmp_path_factory.mktemp("results") / "sample.h5"
    subprocess.run([writer, path, str(PATHS)], check=True)
    return path


def variables_of(file):
    """Every dataset that netCDF calls a variable: not the dimensions without labels."""
    found = {}

    def visit(name, thing):
        if isinstance(thing, h5py.Dataset) and not thing.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension"):
            found[name] = thing

    file.visititems(visit)
    return found


def groups_of(file):
    return [thing for thing in file.values() if isinstance(thing, h5py.Group)]


def datasets_of(group):
    return {name: thing for name, thing in group.items() if isinstance(thing, h5py.Dataset)}


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_xarray_reads_names_labels_units_and_values(sample, engine):
    with xarray.open_datatree(sample, engine=engine) as tree:
        summary = tree["summary"].to_dataset()
        assert set(summary.coords) == {"option", "scenario", "segment", "quantile", "tail_level"}
        assert list(summary.option.values) == ["hold", "restructure", "court"]
        assert summary.scenario.values[-1] == "mixture"
        assert summary.segment.values[-1] == "portfolio"
        assert {f"loss_{name}" for name in STATISTICS} < set(summary.data_vars)
        assert summary.loss_mean.dims == ("option", "scenario", "segment")
        assert summary.loss_mean.attrs["units"] == "USD"
        assert summary.loss_mean.attrs["ancillary_variables"] == "loss_mean_mc_error"
        numpy.testing.assert_array_equal(summary.loss_mean.values.ravel(), numpy.arange(27))
        assert summary.loss_mean.sel(option="court", scenario="mixture", segment="portfolio") == 26


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_the_path_dimension_is_no_variable_and_counts_stay_integers(sample, engine):
    with xarray.open_datatree(sample, engine=engine) as tree:
        paths = tree["paths"].to_dataset()
        assert paths.sizes["path"] == PATHS
        assert "path" not in paths.variables
        assert paths.loss.dtype == numpy.float32
        numpy.testing.assert_array_equal(paths.loss.values.ravel()[:200], numpy.arange(200) % 97)
        assert tree["transitions"]["count"].dtype == numpy.int64
        assert tree["distribution"]["loss_count"].dtype == numpy.int64
        assert tree["summary"]["open_share_flagged"].dtype == numpy.int8


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_only_dates_are_read_as_times(sample, engine):
    with xarray.open_datatree(sample, engine=engine) as tree:
        times = {f"{group.path}/{name}" for group in tree.subtree for name, variable in group.variables.items()
                 if variable.dtype.kind in "mM"}
        assert times == {f"/{group}/{name}" for group, name in
                         [("cash_profile", "month_end"), ("ledger", "quarter_end"), ("macro", "month_end"),
                          ("collateral", "month_end")]}
        assert tree["cash_profile"]["month_end"].values[1] == numpy.datetime64("2007-01-01")


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_both_engines_see_the_same(sample, engine):
    with xarray.open_datatree(sample, engine=engine) as tree, h5py.File(sample) as file:
        seen = {f"{group.path}/{name}".lstrip("/") for group in tree.subtree for name in group.variables}
        assert seen == set(variables_of(file))


def test_the_root_is_a_flat_table_that_any_reader_shows(sample):
    with xarray.open_dataset(sample) as root:
        table = root.to_dataframe()
        assert list(table.index.names) == ["headline"] and len(table) == 9
        assert {"headline_scenario", "headline_option", "recovery_rate_mean", "loss_mean_mc_error",
                "discounted_recoveries_quantile_05", "time_to_resolution_quantile_95_mc_error"} < set(table.columns)
        assert not root.coords  # labels here would be inherited by every group
        assert root["loss_mean"].attrs["units"] == "USD"
    shown = subprocess.run(["ncdump", "-v", "headline_option,loss_mean", sample], capture_output=True, text=True)
    assert shown.returncode == 0 and "loss_mean = 0, 1, 2, 3, 4, 5, 6, 7, 8" in shown.stdout


def test_texts_are_unicode_scalars_and_labels(sample):
    with xarray.open_datatree(sample, engine="h5netcdf") as tree:
        assert tree["study"]["given"].values.item() == "é text"
        assert tree["macro"]["real_gdp_growth"].attrs["long_name"] == "Real GDP-growth"


def test_every_variable_has_units_and_meaning_and_no_time_difference(sample):
    with h5py.File(sample) as file:
        for name, variable in variables_of(file).items():
            assert variable.attrs["units"], name
            assert variable.attrs["long_name"], name
            assert variable.attrs["units"].decode() not in TIMEDELTA_UNITS, name
            assert name.split("/")[-1] == name.split("/")[-1].lower(), name


def test_texts_of_attributes_have_fixed_length_and_are_not_empty(sample):
    with h5py.File(sample) as file:
        for holder in [file, *file.values(), *variables_of(file).values()]:
            for key in holder.attrs:
                kind = holder.attrs.get_id(key).get_type()
                if isinstance(kind, h5py.h5t.TypeStringID):
                    assert not kind.is_variable_str() and kind.get_size() > 1, (holder.name, key)
                    assert kind.get_strpad() == h5py.h5t.STR_NULLTERM, (holder.name, key)


def test_creation_order_is_tracked_everywhere(sample):
    with h5py.File(sample) as file:
        for group in [file["/"], *groups_of(file)]:
            order = group.id.get_create_plist()
            assert order.get_link_creation_order() == CREATION_ORDER, group.name
            assert order.get_attr_creation_order() == CREATION_ORDER, group.name
        for name, variable in variables_of(file).items():
            assert variable.id.get_create_plist().get_attr_creation_order() == CREATION_ORDER, name


def test_every_axis_has_one_scale_and_every_scale_its_number(sample):
    numbers = []
    with h5py.File(sample) as file:
        for group in [file, *groups_of(file)]:
            for name, dataset in datasets_of(group).items():
                if dataset.is_scale:
                    numbers.append(int(dataset.attrs["_Netcdf4Dimid"]))
                    assert all(len(axis) == 0 for axis in dataset.dims), dataset.name
                else:
                    assert all(len(axis) == 1 for axis in dataset.dims), dataset.name
                    assert (dataset.dtype.kind == "f") == ("_FillValue" in dataset.attrs), dataset.name
    assert sorted(numbers) == list(range(len(numbers)))


def test_per_path_arrays_are_packed_by_filters_that_every_reader_has(sample):
    with h5py.File(sample) as file:
        loss = file["paths/loss"]
        filters = loss.id.get_create_plist()
        assert [filters.get_filter(i)[0] for i in range(filters.get_nfilters())] == [
            h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_FLETCHER32]
        assert 2**19 <= numpy.prod(loss.chunks) * loss.dtype.itemsize <= 2**20
        assert file["summary/loss_mean"].chunks is None


def test_netcdf_can_append(sample, tmp_path):
    copy = shutil.copy(sample, tmp_path / "copy.h5")
    with netCDF4.Dataset(copy, "a") as file:
        added = file["summary"].createVariable("own_view", "f8", ("option",))
        added[:] = [1, 2, 3]
        file["summary"].note = "added"
    with xarray.open_dataset(copy, group="summary", engine="h5netcdf") as summary:
        assert list(summary.own_view.values) == [1, 2, 3]


@pytest.mark.parametrize("command", [["ncdump"], ["ncdump", "-k"], ["h5dump", "-pH"], ["h5dump", "-d", "/summary/loss_mean"]])
def test_command_line_tools_read_it(sample, command):
    assert shutil.which(command[0]), f"{command[0]} is not installed (make setup)"
    shown = subprocess.run([*command, sample], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert shown.stderr == ""
    if command == ["ncdump", "-k"]:
        assert shown.stdout.strip() == "netCDF-4"


@pytest.mark.parametrize("command", [["ncdump", "-v", "/summary/option"], ["h5dump", "-d", "/summary/option"]])
def test_command_line_tools_show_labels(sample, command):
    shown = subprocess.run([*command, sample], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert all(f'"{option}"' in shown.stdout for option in ("hold", "restructure", "court"))


def test_h5py_reads_labels_and_finds_them_by_axis(sample):
    with h5py.File(sample) as file:
        scale = file["summary/loss_mean"].dims[0][0]
        assert list(scale.asstr()[:]) == ["hold", "restructure", "court"]


@pytest.mark.parametrize("document", ["README.md", "sim/output/results_format.md"])
def test_readers_that_no_test_runs_are_not_promised(document):
    sentences = re.split(r"(?<=[.:])\s", (ROOT / document).read_text().replace("\n", " "))
    named = [sentence for sentence in sentences if re.search(r"\b(Octave|MATLAB|Julia|R)\b,? ", sentence)]
    assert named and all("not tested" in sentence or "reverse order" in sentence for sentence in named), named


def test_old_readers_are_not_shut_out(sample):
    with h5py.File(sample) as file:
        version = int.from_bytes(sample.read_bytes()[8:9], "little")
        assert version <= 2  # superblock: 3 needs HDF5 1.10
        assert file.attrs["Conventions"] == b"CF-1.10"
        assert file.attrs["status"] == b"complete"
        assert list(file.attrs["format_version"]) == [1, 1]


def script_of_the_documentation():
    """The program that results_format.md gives to third parties, as it stands there."""
    text = (ROOT / "sim/output/results_format.md").read_text()
    found = {}
    exec(text.split("## Digests")[1].split("```python\n")[1].split("```")[0], found)
    return found


def test_a_third_party_verifies_content_and_seal_by_the_documented_script(sample, tmp_path):
    script = script_of_the_documentation()
    copy = copied(sample, tmp_path)
    assert script["seal_is_intact"](copy)
    with h5py.File(copy) as file:
        groups = [file, *(node for node in file.values() if isinstance(node, h5py.Group))]
        assert len(groups) > 12
        for group in groups:
            assert script["content_digest"](group) == group.attrs["content_sha256"].decode(), group.name


def copied(sample, folder):
    return shutil.copy(sample, folder / "copy.h5")


@pytest.mark.parametrize("change", ["value", "attribute", "dimension", "label"])
def test_the_script_notices_a_change_of_content(sample, tmp_path, change):
    script = script_of_the_documentation()
    copy = copied(sample, tmp_path)
    with h5py.File(copy, "r+") as file:
        if change == "value":
            file["summary/loss_mean"][0, 0, 0] = 17
        elif change == "attribute":
            file["summary/loss_mean"].attrs["units"] = "EUR"
        elif change == "label":
            file["summary/option"][0] = "other"
        else:
            axes = file["comparison/loss_difference_mean"].dims
            axes[0].detach_scale(file["comparison/option"])
            axes[0].attach_scale(file["comparison/option_versus"])
    assert not script["seal_is_intact"](copy)
    with h5py.File(copy) as file:
        differing = [name for name, group in file.items() if isinstance(group, h5py.Group)
                     and script["content_digest"](group) != group.attrs["content_sha256"].decode()]
    assert differing == ["comparison" if change == "dimension" else "summary"]


def test_repacking_keeps_the_content_and_breaks_the_seal(sample, tmp_path):
    script = script_of_the_documentation()
    packed = tmp_path / "packed.h5"
    subprocess.run(["h5repack", "-f", "paths/loss:GZIP=9", sample, packed], check=True, capture_output=True)
    with h5py.File(packed) as file:
        assert script["content_digest"](file) == file.attrs["content_sha256"].decode()
