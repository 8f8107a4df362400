"""recoup.run from Python: results, settings and parts, memory, other HDF5 libraries."""

import itertools
import json
import subprocess
import sys
import warnings

import pandas
import psutil
import pytest
import recoup
from python_runs import columns_of, run
from small_study import SmallStudy, contents


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def test_results_are_in_memory_and_nothing_stays_behind(study, monkeypatch):
    temporary = study.folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    results = run(study, paths=16, set={"rates.hurdle": 0.12, "title": 'A "quoted" title'})
    assert results.path is None and list(temporary.iterdir()) == [] and results.groups.read == {}
    assert results.ledger.sizes["option"] == 2  # from memory: the file is gone
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
    run(study, out=out, force=True)
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


def test_the_ledger_says_how_its_accounts_count(study):
    """By the signs that the file states: cash adds up to the cash profile, exposures and claims to what is left."""
    results = run(study, set={"recovery_horizon_months": 12})  # the ledger's quarters are those of the cash
    ledger = results.ledger
    sums, signs = ledger["account_sum"].values, ledger["account_sign"].values
    signed = ledger["money_mean"] * signs

    def total(name):
        return signed[..., sums == name].sum(["account", "quarter"])

    cash = results.cash_profile["cash_mean"].sum("month")
    assert float(abs(cash).max()) > 1000
    assert float(abs(total("net_cash") - cash).max()) < 1e-6
    for name, rest in (("claim", "claim_closing"), ("non_performing_exposure", "closing")):
        left = ledger["money_mean"].sel(account=rest)
        so_far = signed[..., sums == name].sum("account").cumsum("quarter")
        assert float(abs(left).min()) > 0, "opening plus flows is closing in every quarter"
        assert float(abs(so_far - left).max()) < 1e-6, name
    units = dict(zip(ledger["account"].values, ledger["account_unit"].values))
    assert units["closing"] == "EUR" and units["claim_months_to_resolution"] == "EUR month"
    assert all(len(meaning) > 10 for meaning in ledger["account_meaning"].values)


def test_the_headline_is_the_portfolio_of_the_summary(study):
    results = run(study)
    table = results.headline
    assert table.index.tolist() == [("mean", "hold"), ("mean", "court"), ("mixture", "hold"), ("mixture", "court")]
    for scenario, option in table.index:
        chosen = results.summary.sel(scenario=scenario, option=option, segment="portfolio")
        for quantity in ("recovery_rate", "discounted_recoveries", "loss", "time_to_resolution"):
            assert table.loc[(scenario, option), f"{quantity}_mean"] == float(chosen[f"{quantity}_mean"])


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
