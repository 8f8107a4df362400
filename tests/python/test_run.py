"""recoup.run from Python: frames as tapes, errors as exceptions, other HDF5 libraries."""

import datetime
import itertools
import json
import subprocess
import sys
import warnings

import pandas
import polars
import psutil
import pyarrow
import pytest
import recoup
from python_runs import columns_of, run
from small_study import SmallStudy, contents


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def as_pandas(frame):
    return frame


def as_polars(frame):
    return polars.from_pandas(frame).with_columns(polars.col("current_maturity_date").cast(polars.Date)) \
        if "current_maturity_date" in frame else polars.from_pandas(frame)


def as_arrow(frame):
    return pyarrow.Table.from_pandas(frame, preserve_index=False)


def as_nullable(frame):
    return frame.convert_dtypes()


def as_text(frame):
    return frame.astype(object).where(frame.notna(), None)


# ---- frames


@pytest.mark.parametrize("kind", [as_pandas, as_polars, as_arrow, as_nullable, as_text])
def test_a_frame_gives_the_results_of_the_file(study, kind):
    assert study.call("run", "--quiet").returncode == 0
    loans, collateral = (columns_of(study, name) for name in ("loans.csv", "collateral.csv"))
    assert loans["principal_balance"].dtype.kind == "i" and loans["current_maturity_date"].dtype.kind == "M"
    out = study.folder / "frame.h5"
    results = run(study, loans=kind(loans), collateral=kind(collateral), out=out)
    assert contents(out) == contents(study.out)
    assert results.path == out and results.attributes["path_count"] == 64


def test_the_file_is_read_where_no_frame_is_given(study):
    assert study.call("run", "--quiet", "--threads", "1").returncode == 0
    out = study.folder / "python.h5"
    run(study, out=out, threads=2)
    assert contents(out) == contents(study.out)


def test_columns_that_nothing_names_are_not_looked_at(study):
    class Unreadable:
        def __str__(self):
            raise AssertionError("was read")

    loans = columns_of(study, "loans.csv")
    loans["borrower_name"] = [Unreadable()] * len(loans)
    run(study, loans=loans)


def test_mapping_of_the_study_applies_to_frames(study):
    loans = columns_of(study, "loans.csv").rename(columns={"principal_balance": "UPB"})
    with pytest.raises(recoup.InputError, match="principal_balance: the column is missing"):
        run(study, loans=loans)
    run(study, loans=loans, set={"portfolio.columns": {"principal_balance": "UPB"}})


def test_long_integer_identifiers_stay_what_they_are(study):
    loans = columns_of(study, "loans.csv")
    loans["loan_identifier"] = range(2**60 + 1, 2**60 + 1 + len(loans))
    study.texts["study.toml"] = study.texts["study.toml"].replace('collateral = "collateral.csv"\n', "")
    study.write()
    table = recoup.replay(study.folder / "study.toml", 0, 2**60 + 3, loans=loans)
    assert len(table) == 2 * 24


def test_bad_rows_of_a_frame_are_named_by_row_and_identifier(study):
    loans = columns_of(study, "loans.csv").astype({"principal_balance": float})
    loans.loc[4, "principal_balance"] = -5.0
    loans.loc[7, "current_interest_rate"] = None
    with pytest.raises(recoup.InputError) as refused:
        run(study, loans=loans)
    told = [(problem.where, problem.field, problem.value) for problem in refused.value.problems]
    assert told == [("loans frame row 4 (L004)", "principal_balance", "-5"),
                    ("loans frame row 7 (L007)", "current_interest_rate", "")]


def test_what_is_no_frame_is_refused(study):
    for wrong in ([1, 2], polars.LazyFrame({"a": [1]})):
        with pytest.raises(TypeError, match="loans frame, .*: not a table of columns"):
            run(study, loans=wrong)


# ---- results, settings, parts


def test_results_are_in_memory_and_nothing_stays_behind(study, monkeypatch):
    temporary = study.folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    results = run(study, paths=16, set={"rates.hurdle": 0.12, "title": 'A "quoted" title'})
    assert results.path is None and list(temporary.iterdir()) == []
    assert results.attributes["path_count"] == 16 and results.attributes["title"] == 'A "quoted" title'
    assert results.compare(scenario="mean").index.tolist() == ["hold", "court"]
    assert json.loads(str(results.study["resolved"].values))
    assert study.left_over() == []


def test_the_best_option_by_either_engine(study):
    """Both engines: three figures; one of them: what it knows. Regret is the expected engine's where it ran."""
    coarse = {"ltv_nodes": 6, "maturity_step_months": 24, "noise_strata": 2}
    figures = ["probability_best", "realised_wins", "hindsight_regret_upper_bound"]
    known = {"both": figures, "loan": figures[1:], "expected": [figures[0], figures[2]]}
    for engine, columns in known.items():
        results = run(study, paths=16, set={"engine": engine, "expected": coarse})
        table = results.probability_best(scenario="mean")
        assert table.columns.tolist() == [name for column in columns for name in (column, f"{column}_mc_error")]
        assert table.index.tolist() == ["hold", "court"]
        assert table[[name for name in columns if name != figures[2]]].sum().tolist() == pytest.approx([1.0] * (len(columns) - 1))
        assert table.attrs["units"][figures[2]] == "EUR"
        regret = (results.expected if engine != "loan" else results.summary)["hindsight_regret_upper_bound"]
        assert "upper bound" in regret.attrs["comment"] and "upper bound" in regret.attrs["long_name"]
        assert table.loc["hold", figures[2]] == float(regret.sel(option="hold", scenario="mean", segment="portfolio"))
    shown = study.call("run", out=study.folder / "shown.h5").stdout
    assert "best as it" in shown and "upper bound" in shown and "of macro paths" not in shown


def test_history_holds_the_call(study):
    loans, out = columns_of(study, "loans.csv"), study.folder / "results.h5"
    results = run(study, loans=loans, out=out, paths=16, set={"rates.hurdle": 0.12})
    assert results.attributes["history"].endswith(
        f" recoup.run({str(study.folder / 'study.toml')!r}, loans=<DataFrame>, out={str(out)!r}, paths=16, "
        "set={'rates.hurdle': 0.12})")


def test_results_of_another_study_are_replaced_only_by_force(study):
    run(study, out=study.out, paths=16)
    before = study.out.read_bytes()
    with pytest.raises(recoup.OutputError, match="holds the results of another study.*force=True"):
        run(study, out=study.out, paths=16, set={"seed": 8})
    assert study.out.read_bytes() == before
    assert run(study, out=study.out, paths=16, set={"seed": 8}, force=True).attributes["seed"] == 8
    with pytest.raises(recoup.OutputError, match="a file that is read"):
        run(study, out=study.folder / "loans.csv", paths=16, force=True)


def test_resuming_what_is_finished_changes_nothing_and_says_so(study):
    run(study, out=study.out, paths=16)
    before = study.out.read_bytes()
    with pytest.warns(recoup.StudyWarning, match="holds all paths of this study already; nothing was changed"):
        recoup.run(study.folder / "study.toml", out=study.out, paths=16, resume=True, progress=False)
    assert study.out.read_bytes() == before


def test_provenance_tells_the_frames_and_what_the_run_is_for(study):
    loans = columns_of(study, "loans.csv")

    def provenance_of(frame):
        found = run(study, loans=frame, paths=8, note="a draft").provenance
        named = dict(zip(found["input"].values.tolist(), found["input_sha256"].values.tolist(), strict=True))
        return found, named["loans frame, 60 rows, 8 columns"]

    provenance, digest = provenance_of(loans)
    assert provenance["note"].item() == "a draft" and len(digest) == 64
    assert provenance_of(loans[loans.columns[::-1]])[1] == digest, "the order of columns means nothing"
    loans.loc[3, "principal_balance"] += 1
    assert provenance_of(loans)[1] != digest


def test_excluded_rows_are_written_beside_the_results(study):
    loans, out = columns_of(study, "loans.csv"), study.folder / "results.h5"
    loans.loc[4, "principal_balance"] = -12345
    results = run(study, loans=loans, out=out, set={"on_error_rows": "exclude"})
    assert study.left_over() == ["results.h5", "results.h5.excluded.csv"]
    lines = (study.folder / "results.h5.excluded.csv").read_text().splitlines()
    assert lines[0] == "identifier,file,row,reason" and len(lines) == 2 and lines[1].startswith("L004,loans frame,4,")
    by_reason = results.provenance[["excluded_rows_by_reason", "excluded_amount_by_reason"]]
    assert by_reason["reason"].values.tolist() == [lines[1].split(",", 3)[3].strip('"')]
    assert by_reason["excluded_rows_by_reason"].values.tolist() == [1]
    assert "loans.principal_balance = principal_balance" in str(results.study["column_mapping"].values)
    run(study, out=out)
    assert study.left_over() == ["results.h5"]


def test_parts_merge_to_the_results_of_one_run(study):
    assert study.call("run", "--quiet").returncode == 0
    file = study.folder / "study.toml"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recoup.StudyWarning)
        folders = [recoup.run_part(file, first, end, out=study.folder / f"{first}.h5", progress=False)
                   for first, end in ((0, 24), (24, 64))]
        merged = recoup.merge(file, folders, study.folder / "merged.h5")
    assert contents(merged.path) == contents(study.out)


def test_replay_is_what_the_run_posted(study):
    """One loan alone: its net cash on a path is the portfolio's."""
    loans = columns_of(study, "loans.csv").iloc[[9]]
    collateral = columns_of(study, "collateral.csv").query("loan_identifier == 'L009'")
    results = run(study, loans=loans, collateral=collateral)
    table = recoup.replay(study.folder / "study.toml", 17, "L009")
    assert table.columns[:12].tolist() == ["scenario", "option", "month", "month_end", "node", "entered", "cause", "ltv",
                                          "claim_before", "claim_after", "net_cash", *table.columns[11:12]]
    assert table["month_end"].iloc[0] == pandas.Timestamp(2021, 1, 31)
    for option, months in table.groupby("option"):
        ran = results.paths.sel(option=option, scenario="mean", segment="portfolio").isel(path=17)
        assert months["net_cash"].sum() == pytest.approx(float(ran["net_cash"]), rel=1e-6)  # published as float32
        assert table.attrs["net_cash"]["mean", option] == pytest.approx(months["net_cash"].sum(), abs=0.005)
        assert table.attrs["pv_hurdle"]["mean", option] == pytest.approx(float(ran["discounted_recoveries"]), rel=1e-6)
        accounts = months.loc[:, "net_cash":].drop(columns="net_cash")
        assert accounts.sum(axis=1).tolist() == pytest.approx(months["net_cash"].tolist(), abs=0.005)


# ---- errors


def test_errors_carry_their_problems(study):
    study.replace("study.toml", "seed = 7", "sead = 7")
    study.replace("study.toml", "hurdle = 0.10", 'hurdle = "ten"')
    study.write()
    with pytest.raises(recoup.InputError) as refused:
        run(study)
    assert isinstance(refused.value, ValueError)
    text = str(refused.value)
    assert "sead" in text and "hurdle" in text and "study.toml" in text
    problems = recoup.check(study.folder / "study.toml")
    assert [str(problem) for problem in problems] == [str(problem) for problem in refused.value.problems]
    sead = next(problem for problem in problems if "sead" in problem.field)
    assert sead.severity == "error" and "seed" in sead.suggestion and "study.toml:4" in sead.where


def test_each_error_has_its_class(study):
    with pytest.raises(recoup.InputError, match="no such|cannot be"):
        recoup.run(study.folder / "none.toml")
    with pytest.raises(recoup.OutputError, match="none") as unwritable:
        run(study, out=study.folder / "none" / "results.h5")
    assert isinstance(unwritable.value, OSError) and unwritable.value.problems
    with pytest.raises(recoup.LimitError, match="memory"):
        run(study, set={"limits.memory_gb": 1e-6})
    with pytest.raises(recoup.InputError, match="resume"):
        run(study, resume=True)
    with pytest.raises(recoup.InputError, match="no such loan"):
        recoup.replay(study.folder / "study.toml", 0, "L999")
    with pytest.raises(recoup.InputError, match="no such scenario. It has: mean"):
        recoup.replay(study.folder / "study.toml", 0, "L001", scenario="meen")
    with pytest.raises(TypeError, match="no form in TOML"):
        run(study, set={"title": object()})
    assert study.left_over() == []


def test_check_tells_warnings_and_run_gives_them(study):
    study.replace("parameters.toml", "office", "retail")
    study.write()
    told = [str(problem) for problem in recoup.check(study.folder / "study.toml")]
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        try:
            recoup.run(study.folder / "study.toml", paths=8)
        except recoup.InputError as error:
            assert told == [str(problem) for problem in error.problems]
        else:
            assert told == [str(warning.message) for warning in given if warning.category is recoup.StudyWarning]


# ---- memory and other copies of HDF5


def test_memory_does_not_grow_from_run_to_run(study):
    process = psutil.Process()

    def resident():
        run(study, paths=64)
        return process.memory_info().rss

    resident(), resident()
    before = resident()
    after = [resident() for _ in range(6)][-1]
    print(f"resident {before / 1e6:.0f} MB, six runs later {after / 1e6:.0f} MB")
    assert after - before < 20e6


EACH = """
import sys, warnings
warnings.simplefilter("ignore")
import {0}
import {1}
import {2}
import numpy

study, folder = sys.argv[1:]

def with_h5py():
    for mode in ("w", "r"):
        with h5py.File(folder + "/h5py.h5", mode) as file:
            if mode == "w":
                file["x"] = numpy.arange(3.0)
                file["x"].make_scale("x")
                file["y"] = numpy.ones(3)
                file["y"].dims[0].attach_scale(file["x"])
            assert file["y"].dims[0]["x"][2] == 2.0

def with_netcdf4():
    with netCDF4.Dataset(folder + "/netcdf4.nc", "w") as file:
        file.createDimension("x", 3)
        file.createVariable("x", "f8", ("x",))[:] = numpy.arange(3.0)
        file.createVariable("y", "f8", ("x",))[:] = 1.0
    with netCDF4.Dataset(folder + "/netcdf4.nc") as file:
        assert file["y"].dimensions == ("x",) and file["x"][2] == 2.0

def with_recoup():
    results = recoup.run(study, out=folder + "/recoup.h5", paths=8, progress=False)
    assert results.summary.sizes["option"] == 2
    with netCDF4.Dataset(folder + "/recoup.h5") as file:
        assert file["summary/net_cash_mean"].dimensions[0] == "option"
    with h5py.File(folder + "/recoup.h5") as file:
        assert file["summary/net_cash_mean"].dims[0][0].name.endswith("option")

uses = {{"h5py": with_h5py, "netCDF4": with_netcdf4, "recoup": with_recoup}}
for _ in range(2):
    for name in ("{0}", "{1}", "{2}"):
        uses[name]()
"""


@pytest.mark.parametrize("order", list(itertools.permutations(["recoup", "h5py", "netCDF4"])), ids="-".join)
def test_every_order_of_import_writes_and_reads_with_scales(study, order):
    answer = subprocess.run([sys.executable, "-c", EACH.format(*order), study.folder / "study.toml", study.folder],
                            capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr


def test_dates_of_a_frame_have_no_time_of_day():
    from recoup.frames import text_of

    assert text_of(datetime.datetime(2020, 12, 31, 13, 45)) == "2020-12-31"
    assert text_of(datetime.date(2020, 12, 31)) == "2020-12-31"
