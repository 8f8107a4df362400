"""Frames as tapes of recoup.run: they read as the file does, and what is wrong in them is named as they name it."""

import datetime
import decimal

import pandas
import polars
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


def test_what_is_no_frame_is_refused(study):
    for wrong in ([1, 2], polars.LazyFrame({"a": [1]})):
        with pytest.raises(TypeError, match="loans frame, .*: not a table of columns"):
            run(study, loans=wrong)


def test_dates_of_a_frame_have_no_time_of_day():
    from recoup.frames import text_of

    assert text_of(datetime.datetime(2020, 12, 31, 13, 45)) == "2020-12-31"
    assert text_of(datetime.date(2020, 12, 31)) == "2020-12-31"
