"""recoup.run from Python: frames as tapes, errors as exceptions, other HDF5 libraries."""

import datetime
import decimal
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


AMOUNTS = {
    "floats": (float, 500.125),
    "floats as objects": (object, 500.125),
    "decimals": (object, decimal.Decimal("500.125")),
    "decimals and integers": (object, [500, decimal.Decimal("500.125")]),
}


@pytest.mark.parametrize("kind", AMOUNTS)
def test_numbers_of_a_frame_have_no_decimal_comma(study, kind):
    dtype, amounts = AMOUNTS[kind]
    loans = columns_of(study, "loans.csv")
    values = amounts if isinstance(amounts, list) else [amounts] * 2
    loans["principal_balance"] = pandas.Series(values * (len(loans) // 2), dtype=dtype)
    file = study.folder / "study.toml"
    claims = [recoup.check(file, loans=loans, estimate=False, set={"portfolio.decimal_comma": comma}).claims["claim"].sum()
              for comma in (False, True)]
    assert claims[0] == claims[1] == pytest.approx(30 * (float(values[0]) + float(values[1])), abs=0.6)


def test_numbers_between_texts_of_a_decimal_comma_are_not_misread(study):
    loans = columns_of(study, "loans.csv").astype({"principal_balance": object})
    loans.loc[3, "principal_balance"] = "1.500,25"
    loans.loc[4, "principal_balance"] = 500.125
    with pytest.raises(recoup.InputError, match="has a decimal point"):
        run(study, loans=loans, set={"portfolio.decimal_comma": True})


@pytest.mark.parametrize("kind", [as_pandas, as_polars, as_arrow, as_nullable, as_text])
def test_what_means_no_value_does_so_in_every_column_of_a_frame(study, kind):
    tape = study.folder / "loans.csv"
    lines = tape.read_text().replace(",0,,", ",0,1900-01-01,").splitlines()
    tape.write_text(f"{lines[0]},months_since_npe\n" + "".join(f"{line},9999\n" for line in lines[1:]))
    study.replace("study.toml", "[portfolio]", '[portfolio]\nmissing = ["1900-01-01", "9999"]')
    (study.folder / "study.toml").write_text(study.texts["study.toml"])
    assert study.call("run", "--quiet").returncode == 0
    loans = columns_of(study, "loans.csv")
    loans["date_of_default"] = pandas.to_datetime(loans["date_of_default"])
    assert loans["months_since_npe"].dtype.kind == "i"
    out = study.folder / "frame.h5"
    run(study, loans=kind(loans), out=out)
    assert contents(out) == contents(study.out)
    assert "date_of_default: a text of `missing` is read as no value (30 rows)" in contents(out)["study/repairs"]


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


def test_rows_of_a_frame_are_named_as_the_frame_names_them(study):
    loans = columns_of(study, "loans.csv").astype({"principal_balance": float})
    loans.loc[4, "principal_balance"] = -5.0
    labelled = loans.set_index(pandas.Index([f"A-{i}" for i in range(len(loans))]))
    for frame, name in ((loans, "4"), (labelled, "A-4"), (loans.iloc[::-1], "4"), (polars.from_pandas(loans), "4"),
                        (polars.from_pandas(loans.iloc[::-1]), "55"), (as_arrow(loans), "4")):
        with pytest.raises(recoup.InputError) as refused:
            run(study, loans=frame)
        assert [problem.where for problem in refused.value.problems] == [f"loans frame row {name} (L004)"]
    run(study, loans=labelled, out=study.out, set={"on_error_rows": "exclude"})
    assert (study.folder / "results.h5.excluded.csv").read_text().splitlines()[1].startswith("L004,loans frame,A-4,")


def test_problems_of_many_rows_are_one_with_their_count(study):
    loans = columns_of(study, "loans.csv").assign(current_interest_rate=5.25)
    with pytest.raises(recoup.InputError) as refused:
        run(study, loans=loans)
    problem, = refused.value.problems
    assert (problem.count, problem.where, problem.value) == (60, "loans frame row 0 (L000)", "5.25")
    assert problem.suggestion == "Set `percent = true` under [portfolio]"
    fractions = run(study, loans=loans.assign(current_interest_rate=0.0525))
    per_cent = run(study, loans=loans, set={"portfolio.percent": True})
    assert per_cent.attributes["portfolio_sha256"] == fractions.attributes["portfolio_sha256"]


def test_columns_that_are_not_used_are_listed(study):
    loans = columns_of(study, "loans.csv").assign(borrower_name="Ann", grade=3)
    results = run(study, loans=loans)
    assert str(results.study["unused_columns"].values).split() == ["loans.borrower_name", "loans.grade"]
    with pytest.raises(recoup.InputError, match="Legal Balance: the name is nearly 'legal_balance'"):
        run(study, loans=loans.rename(columns={"grade": "Legal Balance"}))
    with pytest.raises(recoup.InputError, match=r"4\.1: the name is nearly '4\.10'"):
        run(study, collateral=columns_of(study, "collateral.csv").assign(**{"4.1": 0}))


def test_a_frames_integers_are_no_codes(study):
    loans = columns_of(study, "loans.csv").assign(naics=11110)
    rule = {"segment.large.when": 'naics == "11110"'}
    with pytest.raises(recoup.InputError, match=r"dtype={\"naics\": str}"):
        run(study, loans=loans, set=rule)
    run(study, loans=loans.astype({"naics": str}), set=rule)


def test_texts_of_a_frame_are_what_a_file_may_hold(study):
    frame = columns_of(study, "loans.csv")
    for wrong, said in (("a\0b", "holds a NUL"), ("a\ud800", "lone surrogate"), ("a\ufeff", "byte order mark")):
        spoilt = frame.astype({"loan_identifier": object})
        spoilt.loc[3, "loan_identifier"] = wrong
        with pytest.raises(recoup.InputError, match=rf"loans frame row 3, loan_identifier: the text .*{said}"):
            run(study, loans=spoilt)
        with pytest.raises(recoup.InputError, match=f"names of columns: the text .*{said}"):
            run(study, loans=frame.set_axis(pandas.Index([*frame.columns[:-1], wrong], dtype=object), axis=1))
        with pytest.raises(recoup.InputError, match=said):
            run(study, set={"title": wrong})


def test_check_tells_settings_that_no_study_can_be_given(study):
    nested = []
    for _ in range(3_000):
        nested = [nested]
    for settings, field, said in (({"title": "a\ud800"}, "'title'", "lone surrogate"), ({"\ud800": 1}, r"'\ud800'", "lone surrogate"),
                                  ({"title": nested}, "'title'", "nests too deep")):
        answer = recoup.check(study.folder / "study.toml", set=settings)
        assert not answer.ready and len(answer) == 1
        assert (answer[0].severity, answer[0].where, answer[0].field) == ("error", "set", field) and said in answer[0].problem
        with pytest.raises(recoup.InputError) as refused:
            run(study, set=settings)
        assert str(refused.value) == str(answer[0])


def test_every_refusal_has_its_problems(study):
    for call in (lambda: run(study, resume=True), lambda: recoup.replay(study.folder / "study.toml", 0, "L001", option="a\ud800")):
        with pytest.raises(recoup.InputError) as refused:
            call()
        assert [str(problem) for problem in refused.value.problems] == [str(refused.value)]


def test_messages_cannot_steer_a_terminal_or_flood_it(study):
    frame = columns_of(study, "loans.csv")
    frame["principal_balance"] = frame["principal_balance"].astype(str)
    frame.loc[3, "principal_balance"] = "1\x1b[2J" + "y" * 100_000
    with pytest.raises(recoup.InputError) as refused:
        run(study, loans=frame)
    text = str(refused.value)
    assert "\\x1b[2J" in text and "\x1b" not in text and len(text) < 2_000
    assert "\x1b" not in repr(refused.value.problems[0]) and refused.value.problems[0].value.startswith("1\x1b[2J")


def test_no_nesting_ends_python(study):
    deep = ".".join(["a"] * 12_000)
    for setting in ({deep: 1}, {"rates": {deep: 1}}):
        with pytest.raises(recoup.InputError):
            run(study, set=setting)
    nested = 1
    for _ in range(100):
        nested = [nested]
    with pytest.raises(recoup.InputError, match="nests more than 64 levels"):
        run(study, set={"title": nested})
    nested.append(nested)
    with pytest.raises(recoup.InputError, match="'title': nests too deep"):
        run(study, set={"title": nested})
    (study.folder / "macro.toml").write_text(f"recoup_schema = 1\n{deep} = 1\n")
    with pytest.raises(recoup.InputError, match="macro.toml:2: nests more than 64 levels deep"):
        run(study)


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
        left = ledger["money_mean"].sel(account=rest).sum("quarter")
        assert float(abs(left).max()) > 1000
        assert float(abs(total(name) - left).max()) < 1e-6, name
    assert all(len(meaning) > 10 for meaning in ledger["account_meaning"].values)


def test_the_headline_is_the_portfolio_of_the_summary(study):
    results = run(study)
    table = results.headline
    assert table.index.tolist() == [("mean", "hold"), ("mean", "court"), ("mixture", "hold"), ("mixture", "court")]
    for scenario, option in table.index:
        chosen = results.summary.sel(scenario=scenario, option=option, segment="portfolio")
        for quantity in ("recovery_rate", "discounted_recoveries", "loss", "time_to_resolution"):
            assert table.loc[(scenario, option), f"{quantity}_mean"] == float(chosen[f"{quantity}_mean"])


# ---- what was read


def test_check_gives_frames_of_what_was_read(study):
    file = study.folder / "study.toml"
    answer = recoup.check(file, set={"paths": 16})
    assert answer.ready and list(answer) == answer.problems and len(answer) == len(answer.problems)
    balances = columns_of(study, "loans.csv")["principal_balance"]
    assert answer.claims.index.names == ["segment", "state"] and answer.claims["loans"].sum() == 60
    assert answer.claims["claim"].sum() == balances.sum() and answer.claims.attrs["units"]["claim"] == "EUR"
    large = answer.claims.loc["large"]
    assert large["claim"].sum() == balances[balances >= 20000].sum() and set(large.index) == {"current", "default"}
    assert large.loc["default", "claim_non_performing"] == large.loc["default", "claim"]
    legal = answer.eligibility.loc[("court", "legal", "small")]
    small = balances[balances < 20000]
    assert (legal["loans"], legal["of_loans"]) == ((small >= 5000).sum(), len(small))
    assert legal["claim"] == small[small >= 5000].sum() and legal["when"] == "3 months in default"
    assert answer.pedigree.loc["portfolio", "illustrative"] == 1.0
    assert "large/hazards.default.exits.cured.p[0]" in answer.parameters.index
    assert answer.study["paths"] == 16 and answer.estimate["seconds"] > 0 and answer.estimate["memory_gb"] > 0
    assert pandas.isna(recoup.check(file, estimate=False).estimate["seconds"])
    assert answer.parameters.loc["large/hazards.default.exits.cured.p[0]", "status"] == "illustrative"
    assert answer.parameters["standard_error"].dtype == float


def test_check_reads_frames_and_shows_itself(study):
    loans = columns_of(study, "loans.csv").iloc[:10]
    study.texts["study.toml"] = study.texts["study.toml"].replace('collateral = "collateral.csv"\n', "")
    study.replace("study.toml", '"Small"', '"<b>Small</b>"')
    study.write()
    answer = recoup.check(study.folder / "study.toml", loans=loans, estimate=False)
    assert answer.claims["loans"].sum() == 10 and answer.collateral.empty
    text, page = repr(answer), answer._repr_html_()
    assert text.startswith("Ready to run: 0 errors") and "Who may take which option" in text and "legal" in text
    assert "<table" in page and "&lt;b&gt;Small" in page and "<b>Small</b>" not in page


def test_check_of_what_cannot_be_used_has_empty_frames(study):
    study.replace("study.toml", "seed = 7", "sead = 7")
    study.write()
    answer = recoup.check(study.folder / "study.toml")
    assert not answer.ready and len(answer) > 0 and answer[0].severity == "error"
    assert answer.claims.empty and answer.eligibility.empty and answer.estimate.empty
    assert answer.claims.index.names == ["segment", "state"]
    assert repr(answer).startswith("Not ready to run") and "sead" in answer._repr_html_()


def test_check_of_a_study_above_its_limit_says_so(study):
    answer = recoup.check(study.folder / "study.toml", set={"limits.memory_gb": 1e-6})
    assert not answer.ready and "memory" in str(answer[0]) and answer.claims["loans"].sum() == 60


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
