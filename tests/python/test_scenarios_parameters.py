"""Parameter files, options and studies: keys known, pedigree everywhere, levels where their sources put them."""
import csv
import json
import math
import tomllib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PARAMETERS = SCENARIOS / "parameters"
ARCHETYPES = ["us_sme.toml", "us_sme_secured.toml", "us_sme_unsecured.toml", "us_sme_small.toml"]
STUDIES = ["sba_2025.toml", "sba_2026.toml"]


def load(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def merged(under, over):
    both = dict(under)
    for key, value in over.items():
        both[key] = merged(both[key], value) if isinstance(value, dict) and isinstance(both.get(key), dict) else value
    return both


def resolved(name):
    own = load(PARAMETERS / name)
    return merged(resolved(own["inherits"]), own) if "inherits" in own else own


def exit_probabilities(row, months):
    band = sum(months >= edge for edge in row["duration_edges"]) - 1
    return {name: exit["p"][band] if months >= exit.get("earliest", 0) else 0.0 for name, exit in row["exits"].items()}


def cumulative_incidence(steps):
    """Share that has left by each exit after each month; `steps` yields {exit: probability} a month, exits compete."""
    staying, left = 1.0, defaultdict(float)
    for probabilities in steps:
        for name, p in probabilities.items():
            left[name] += staying * p
        staying *= 1 - sum(probabilities.values())
        yield dict(left), staying


# --- D9 -------------------------------------------------------------------------------------------------------------------


def hamp(vintage, column):
    with (PARAMETERS / "data" / "hamp_tier1_redefault_pct.csv").open() as stream:
        return next(float(row[column]) for row in csv.DictReader(stream) if row["vintage"] == vintage)


def test_d9_redefault_at_6_and_12_months():
    """HAMP Tier 1, all vintages: 5.5 % 90+ at 6 months, 13.1 % at 12, with the competing exit to repaid in the row."""
    row = resolved("us_sme.toml")["hazards"]["forborne_npe"]
    course = [left["default"] for left, _ in cumulative_incidence(exit_probabilities(row, m) for m in range(12))]
    assert (hamp("All", "m6_90plus"), hamp("All", "m12_90plus")) == (5.5, 13.1)
    assert course[2] == 0.0  # 90 days cannot have passed
    assert 100 * course[5] == pytest.approx(5.5, abs=0.001)
    assert 100 * course[11] == pytest.approx(13.1, abs=0.001)


def test_d9_redefault_at_24_months_continues_on_probation():
    """12 to 24 months: the rise of the vintages 2009-2015, the last with a 24-month figure, weighted by modifications."""
    hazards = resolved("us_sme.toml")["hazards"]
    with (PARAMETERS / "data" / "hamp_tier1_redefault_pct.csv").open() as stream:
        vintages = [row for row in csv.DictReader(stream) if row["vintage"] != "All" and row["m24_90plus"] != "NA"]
    weight = sum(float(v["permanent_mods_started"]) for v in vintages)
    rise = sum(float(v["permanent_mods_started"]) * (float(v["m24_90plus"]) - float(v["m12_90plus"])) for v in vintages) / weight
    steps = [exit_probabilities(hazards["forborne_npe"], m) for m in range(12)]
    steps += [exit_probabilities(hazards["forborne_pe"], m) for m in range(12)]
    course = [left["default"] for left, _ in cumulative_incidence(steps)]
    assert 100 * (course[23] - course[11]) == pytest.approx(rise, abs=0.01)


# --- entry to default -------------------------------------------------------------------------------------------------------


def test_default_entry_adds_up_to_the_estimated_hazard():
    """Direct exit plus the way through arrears = charge-off hazard / 0.6 in every age band."""
    estimate = json.loads((PARAMETERS / "charge_off_hazard.json").read_text())
    hazards = resolved("us_sme.toml")["hazards"]
    reach_default = 1.0
    for state, onward in (("arrears_1_30", "arrears_31_60"), ("arrears_31_60", "arrears_61_90"), ("arrears_61_90", "default")):
        assert hazards[state]["duration_edges"] == [0]
        exits = exit_probabilities(hazards[state], 0)
        reach_default *= exits[onward] / sum(exits.values())
    for edge in estimate["age_edges"]:
        log_odds = estimate["in_use"][f"age_{edge}"]["log_odds"]
        exits = exit_probabilities(hazards["current"], edge)
        entry = exits["default"] + exits["arrears_1_30"] * reach_default
        assert entry == pytest.approx(1 / (1 + math.exp(-log_odds)) / 0.6, rel=1e-4)


@pytest.mark.parametrize("name, coefficient", [("us_sme_secured.toml", "real_estate"), ("us_sme_small.toml", "small")])
def test_shift_of_an_archetype_is_the_estimated_coefficient(name, coefficient):
    estimate = json.loads((PARAMETERS / "charge_off_hazard.json").read_text())
    for exit in ("default", "arrears_1_30"):
        assert resolved(name)["hazards"]["current"]["exits"][exit]["shift"] == estimate["in_use"][coefficient]["log_odds"]


# --- levels ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ARCHETYPES)
def test_court_takes_between_one_and_a_half_and_three_years(name):
    """Mean months from filing to the end of the auctions for a loan that takes the whole way, at xbar, reference LTV."""
    hazards = resolved(name)["hazards"]
    terms = load(SCENARIOS / "options" / "court.toml")["measure"][0]["terms"]
    months = 0.0
    for stage, onward in (("court_filing", "court"), ("court_judgment", "enforcement")):
        # the way on alone: other exits end the case early
        alone = ({onward: exit_probabilities(hazards[stage], m)[onward]} for m in range(600))
        months += sum(staying for _, staying in cumulative_incidence(alone)) + 1
    shortest = months + terms["months_between_auctions"]
    longest = months + terms["months_between_auctions"] * len(terms["reserve_steps"])
    assert 18 <= shortest and longest <= 36 + 1e-9


@pytest.mark.parametrize("name", ARCHETYPES)
def test_hold_cures_a_fifth_and_lasts_two_to_three_years(name):
    """A new default that is only waited for, at xbar and reference LTV: the levels that scenarios/README.md states."""
    row = resolved(name)["hazards"]["default"]
    course = list(cumulative_incidence(exit_probabilities(row, m) for m in range(row["latest"])))
    assert 0.15 <= course[-1][0]["cured"] <= 0.25
    assert 23 <= 1 + sum(staying for _, staying in course) <= 36


def row_problems(row):
    bands = len(row["duration_edges"])
    for name, exit in row["exits"].items():
        if len(exit["p"]) != bands:
            yield f"{name}: {len(exit['p'])} values for {bands} bands"
    for edge in row["duration_edges"]:
        total = sum(exit_probabilities(row, edge).values())
        if not 0 <= total < 1:
            yield f"at {edge} months: probabilities sum to {total}"


@pytest.mark.parametrize("name", ARCHETYPES)
def test_rows_are_well_formed(name):
    parameters = resolved(name)
    for row_name, row in parameters["hazards"].items():
        assert list(row_problems(row)) == [], row_name
        buckets = len(row.get("ltv_edges", parameters["ltv_edges"])) + 1
        for exit in row["exits"].values():
            ratio = exit.get("ltv_odds_ratio")
            assert ratio is None or (len(ratio) == buckets and ratio[row["reference_ltv_bucket"]] == 1.0), row_name


def test_a_long_run_average_row_is_among_them():
    assert resolved("us_sme.toml")["hazards"]["forborne_npe"]["given_as"] == "long_run_average"


# --- keys and pedigree ------------------------------------------------------------------------------------------------------

KEYS = {
    "file": {"recoup_schema", "inherits", "currency", "country", "ltv_edges", "pedigree", "contract", "hazards", "cash", "costs", "collateral", "clocks"},
    "hazards": {"from", "given_as", "duration_edges", "ltv_edges", "reference_ltv_bucket", "latest", "exits", "pedigree"},
    "exits": {"p", "ltv_odds_ratio", "beta", "shift", "delta", "earliest", "accounts", "pedigree"},
    "cash": {"share_of_instalment", "share_of_claim_per_month", "interest", "pedigree"},
    "costs": {"servicing_per_month", "internal_workout_per_month", "upkeep_share_of_value_per_year", "pedigree"},
    "collateral": {"forced_sale_discount", "discount_slope", "sale_cost_share", "sale_error_sd", "value_sd_per_year", "round_noise_sd", "pedigree"},
    "clocks": {"after_months", "to", "pedigree"},
}


@pytest.mark.parametrize("name", ARCHETYPES + ["us_sme_current.toml"])
def test_keys_are_those_of_the_format(name):
    document = load(PARAMETERS / name)
    assert set(document) <= KEYS["file"]
    for section in ("hazards", "cash", "costs", "collateral", "clocks"):
        for table in document.get(section, {}).values():
            assert set(table) <= KEYS[section]
            for exit in table.get("exits", {}).values():
                assert set(exit) <= KEYS["exits"]


@pytest.mark.parametrize("name", ARCHETYPES + ["us_sme_current.toml"])
def test_every_table_has_a_pedigree(name):
    document = load(PARAMETERS / name)
    rows = list(document.get("hazards", {}).values())
    exits = [exit for row in rows for exit in row.get("exits", {}).values()]
    pedigrees = [table["pedigree"] for table in rows + exits if "pedigree" in table]
    if "pedigree" in document:
        pedigrees.append(document["pedigree"])
    else:
        assert all("pedigree" in table for table in document["hazards"].values())
    for pedigree in pedigrees:
        assert {"source", "as_of", "status"} <= set(pedigree) <= {"source", "as_of", "status", "window", "n", "standard_error"}
        assert pedigree["status"] in ("estimated", "borrowed", "expert", "illustrative")
        assert pedigree["status"] != "illustrative" or "illustrative" in pedigree["source"]


@pytest.mark.parametrize("name", STUDIES)
def test_study_refers_to_files_and_variables_that_exist(name):
    study = load(SCENARIOS / "studies" / name)
    folder = SCENARIOS / "studies"
    files = study["options"] + list(study["portfolio"].values()) + [s["parameters"] for s in study["segment"]]
    files += [study["macro"]["model"]] + [s["path"] for s in study["scenario"]]
    assert all((folder / file).is_file() for file in files)
    assert sum(Decimal(str(s["weight"])) for s in study["scenario"]) == 1
    model = load(folder / study["macro"]["model"])
    variables = {v["name"] for v in model["variable"]}
    classes = {c for index in model["index"] for c in index["classes"]}
    for segment in study["segment"]:
        parameters = resolved(Path(segment["parameters"]).name)
        betas = {b for row in parameters["hazards"].values() for exit in row["exits"].values() for b in exit.get("beta", {})}
        assert betas <= variables
        assert set(parameters["collateral"]) == classes
        for option in study["options"]:
            for measure in load(folder / option).get("measure", []):
                assert set(measure["terms"].get("stages", [])) <= set(parameters["hazards"])


@pytest.mark.parametrize("name", STUDIES)
def test_control_totals_are_those_of_the_tape(name):
    totals = defaultdict(Decimal)
    with (SCENARIOS / "portfolios" / "sba" / "loans.csv").open(newline="") as stream:
        for loan in csv.DictReader(stream):
            small = Decimal(loan["approved_amount"]) < 50_000
            segment = "sme_secured" if loan["real_estate_backed"] == "true" else "sme_small" if small else "sme_unsecured"
            totals[segment] += Decimal(loan["principal_balance"])
    stated = load(SCENARIOS / "studies" / name)["control_totals"]
    assert {key: float(total) for key, total in totals.items()} == {key: table["principal_balance"] for key, table in stated.items()}
