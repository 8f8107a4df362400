"""A study that names a jurisdiction: what `check` prints, what the results carry, and what moves."""

import json

import pytest
from small_study import ROOT, SmallStudy, contents

SHIPPED = sorted((ROOT / "scenarios/jurisdictions").glob("*.toml"))


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def of(name):
    return ["--set", f"jurisdiction={ROOT / 'scenarios/jurisdictions' / name}.toml"]


def section(text, title):
    return text[text.index(f"\n{title}\n"):].split("\n\n")[0]


def test_check_prints_the_jurisdiction_and_its_clocks(study):
    said = section(study.call("check", *of("eu")).stdout, "Jurisdiction")
    for line in ("eu, as of 2026-05-31", "more than 90 days past due", "default to cured not before 3 months",
                 "forborne_npe to forborne_pe not before 12 months", "forborne_pe to current not before 24 months",
                 "costs more than 1.0 % of its present value", "[from memory]", "EBA Q&A 2014_1018"):
        assert line in said, line
    window = section(study.call("check", *of("india")).stdout, "Jurisdiction")
    assert "2020-08 to 2020-12, up to 30 days past due: no downgrade" in window


def test_without_one_check_prints_the_boundary_and_whose_it_is(study):
    said = section(study.call("check").stdout, "Jurisdiction")
    assert "none named" in said and "90 days past due or more" in said and "S4-01" in said
    given = json.loads(study.call("check", "--json").stdout)["study"]
    assert given["jurisdiction"] is None and given["default_from_days"] == 90
    given = json.loads(study.call("check", "--json", *of("india")).stdout)["study"]
    assert given["jurisdiction"] == "india" and given["default_from_days"] == 91


def test_every_one_that_ships_says_how_it_is_known():
    assert [file.stem for file in SHIPPED] == ["basel_minimum", "eu", "india", "saudi_arabia", "uk", "us"]
    for file in SHIPPED:
        text = file.read_text()
        assert text.count("\nsource = ") == text.count("\nstatus = ") >= 6, file


def test_results_carry_its_name_and_cures_wait(study):
    assert study.call("run").returncode == 0
    without = contents(study.out)
    assert "study/jurisdiction" not in without
    eu = study.folder / "results_eu.h5"
    assert study.call("run", *of("eu"), out=eu).returncode == 0
    named = contents(eu)
    assert "eu" in named["study/jurisdiction"] and "observation_months" in named["study/resolved"]
    # Loans in default since June have six completed months at cut-off: only those that default later wait.
    assert named["transitions/count"] != without["transitions/count"]
    assert named["macro/growth"] == without["macro/growth"]
    us = study.folder / "results_us.h5"
    assert study.call("run", *of("us"), out=us).returncode == 0
    same = {name: value for name, value in contents(us).items() if not name.startswith(("study/", "@"))}
    assert same == {name: without[name] for name in same}, "no clock holds in default and the boundary is 90 or more"


def test_a_tape_of_the_ninetieth_day(study):
    for loan in study.loans:
        loan[3:5] = ["90", ""]
    study.write()

    def states(*settings):
        answer = json.loads(study.call("check", "--json", *settings).stdout)
        return {row["state"] for row in answer.get("claims", [])}

    assert states() == {"default"} and states(*of("us")) == {"default"}
    # Under more than 90 days they are in arrears, for which the small study has no row.
    refused = study.call("check", *of("eu"))
    assert refused.returncode == 3 and "arrears_61_90" in refused.stderr
