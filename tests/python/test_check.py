"""recoup.check from Python, and what is refused: as exceptions that carry their problems."""

import warnings

import pandas
import pytest
import recoup
from python_runs import columns_of, run
from small_study import SmallStudy


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


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
    assert answer.unused_columns == [] and "Columns not used: none" in text
    assert "loans.principal_balance = principal_balance" in answer.column_mapping
    named = recoup.check(study.folder / "study.toml", loans=loans.assign(**{"<b>": "Ann"}), estimate=False)
    assert named.unused_columns == ["loans.<b>"] and "Columns not used: loans.<b>" in repr(named)
    assert "<p>Columns not used: loans.&lt;b&gt;</p>" in named._repr_html_()
    assert "<table" in page and "&lt;b&gt;Small" in page and "<b>Small</b>" not in page


def test_check_of_what_cannot_be_used_has_empty_frames(study):
    study.replace("study.toml", "seed = 7", "sead = 7")
    study.write()
    answer = recoup.check(study.folder / "study.toml")
    assert not answer.ready and len(answer) > 0 and answer[0].severity == "error"
    assert answer.claims.empty and answer.eligibility.empty and answer.estimate.empty
    assert answer.claims.index.names == ["segment", "state"]
    assert answer.unused_columns == [] and "Columns not used" not in repr(answer), "nothing was read"
    assert repr(answer).startswith("Not ready to run") and "sead" in answer._repr_html_()


def test_check_of_a_study_above_its_limit_says_so(study):
    answer = recoup.check(study.folder / "study.toml", set={"limits.memory_gb": 1e-6})
    assert not answer.ready and "memory" in str(answer[0]) and answer.claims["loans"].sum() == 60


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
