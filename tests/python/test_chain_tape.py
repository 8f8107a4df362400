"""The chain-10k study (bench/README.md): its tape and its files say what the problem says, and the problem's stated answer
follows from them by a program that shares nothing with the engine: occupancy and value conditional on the macro path."""

import csv
import hashlib
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
PORTFOLIO = SCENARIOS / "portfolios" / "chain_10k"
sys.path[:0] = [str(ROOT / "bench" / "peers"), str(PORTFOLIO)]

import build_tape  # noqa: E402
import chain_expected  # noqa: E402
import chain_law as law  # noqa: E402
import numpy_table  # noqa: E402
from chain_report import ANSWER  # noqa: E402

STATE_NAMES = ("current", "default", "forborne_npe", "court", "cured")
ALLOWED_ERRORS = 4.0


def rows(name):
    with (PORTFOLIO / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(path):
    """A TOML file with what it inherits: tables merge by key, arrays replace."""
    with path.open("rb") as file:
        own = tomllib.load(file)
    return merged(table(path.parent / own.pop("inherits")), own) if "inherits" in own else own


def merged(base, own):
    both = {key: merged(base[key], own[key]) if isinstance(own[key], dict) else own[key] for key in base.keys() & own.keys()}
    return base | own | both


def within(value, error, expected, what):
    z = (value - expected) / error
    print(f"{what}: {value:.5f}, expected {expected:.5f}, standard error {error:.5f}, z {z:+.2f}")
    assert abs(z) < ALLOWED_ERRORS, what


# ---- the tape


def test_uniforms_are_those_of_splitmix64():
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]  # first outputs for the seed 1234567
    assert law.splitmix_uniforms(1234567, 3).tolist() == [(word >> 11) * 2.0**-53 for word in published]


def test_tape_in_the_repository_is_what_the_script_builds(tmp_path):
    build_tape.build(tmp_path)
    for name, sha256 in SHA256.items():
        assert hashlib.sha256((PORTFOLIO / name).read_bytes()).hexdigest() == sha256, name
        assert (tmp_path / name).read_bytes() == (PORTFOLIO / name).read_bytes(), name


SHA256 = {
    "loans.csv": "a18670487b232ced354e6926d069121e1c2db312cd0b133470ee588a09a3f10a",
    "collateral.csv": "f983baeb45da1c53713f7fb71b76c09c96e3e46ac3ad76639c8320006ba14a74",
}


def test_tape_holds_the_loans_of_the_problem():
    tape, loans, collateral = law.build_tape(), rows("loans.csv"), rows("collateral.csv")
    assert len(loans) == len(collateral) == law.LOANS == 10_000
    assert [int(row["principal_balance"]) for row in loans] == tape.balance.tolist()
    assert [row["workout_state"] for row in loans] == [STATE_NAMES[state] for state in tape.state]
    assert [int(row["months_in_state"]) for row in loans] == tape.age.tolist()
    assert [int(row["chain_segment"]) for row in loans] == tape.segment.tolist()
    assert [row["loan_identifier"] for row in collateral] == [row["loan_identifier"] for row in loans]
    classes = build_tape.COLLATERAL_CLASSES
    assert [row["collateral_class"] for row in collateral] == [classes[segment] for segment in tape.segment]
    # The value is rounded to cents.
    ltv = tape.balance / [float(row["collateral_value"]) for row in collateral]
    assert np.abs(ltv / tape.ltv - 1).max() < 3e-7


# ---- the files of the study


@pytest.mark.parametrize("segment", range(4))
def test_parameters_give_the_law_of_the_problem(segment):
    parameters = table(SCENARIOS / "parameters" / f"chain_segment_{segment}.toml")
    assert parameters["ltv_edges"] == law.LTV_EDGES.tolist()
    odds = law.static_odds()[segment]
    exits_found = 0
    for state, name in enumerate(STATE_NAMES):
        row = parameters["hazards"][name]
        assert row["duration_edges"] == [0, 2, 4, 8] and row["from"] == name
        for slot, target in enumerate(law.TARGET[state]):
            if target == state:
                continue  # no exit
            closed = "repaid" if state == law.P else "liquidated"
            given = row["exits"][closed if target == law.X else STATE_NAMES[target]]
            eta = np.add.outer(given["log_odds"], given["ltv_log_odds"]) + given.get("shift", 0.0)
            np.testing.assert_allclose(eta, np.log(odds[state, :, :, slot]), atol=1e-12)
            assert given["beta"] == {"z": law.BETA[state, slot]}
            assert given.get("accounts", True) == (state == law.G and target == law.X)
            exits_found += 1
    assert exits_found == len(law.EXITS) == sum(len(row["exits"]) for row in parameters["hazards"].values())
    collateral = parameters["collateral"][build_tape.COLLATERAL_CLASSES[segment]]
    assert collateral.pop("forced_sale_discount") == law.HAIRCUT[segment]
    assert set(collateral.values()) == {0.0}


def test_macro_model_and_study_are_those_of_the_problem():
    macro = table(SCENARIOS / "macro" / "chain_z.toml")
    assert macro["frequency"] == "month"
    assert macro["dynamics"]["A"] == [[law.PERSISTENCE]]
    assert macro["dynamics"]["Sigma"][0][0] == pytest.approx(1 - law.PERSISTENCE**2, abs=1e-15)
    assert [index["alpha"] for index in macro["index"]] == law.INDEX_DRIFT.tolist()
    assert [index["beta"]["z"] for index in macro["index"]] == law.INDEX_BETA.tolist()
    assert [index["classes"] for index in macro["index"]] == [[name] for name in build_tape.COLLATERAL_CLASSES]
    study = table(SCENARIOS / "studies" / "chain_10k.toml")
    assert (study["paths"], study["recovery_horizon_months"]) == (1000, law.STEPS)
    assert study["macro"]["centre"] == "median"  # ln I = mu t + ..., without a correction for convexity
    assert (1 + study["rates"]["hurdle"]) ** (-1 / 12) == pytest.approx(law.DISCOUNT_PER_STEP, rel=1e-15)


# ---- the answer


@pytest.fixture(scope="module")
def expected():
    return chain_expected.solve(law.build_tape(), *law.macro_paths(500, seed=1))


def test_recoveries_given_the_macro_path_average_to_the_stated_answer(expected):
    millions = expected.mean / 1e6
    paths, (answer, answer_error) = millions.size, ANSWER["mean"]
    within(millions.mean(), np.hypot(millions.std(ddof=1) / np.sqrt(paths), answer_error), answer, "E[R]")
    within(millions.std(ddof=1), 9.05 / np.sqrt(2 * paths), 9.05, "sd given the macro path")
    loan_level = np.sqrt(millions.var(ddof=1) + expected.variance.mean() / 1e12)
    within(loan_level, np.hypot(9.36 / np.sqrt(2 * paths), ANSWER["sd"][1]), ANSWER["sd"][0], "sd")


def test_occupancy_is_the_stated_one(expected):
    for step, stated in ANSWER["occupancy"].items():
        shares = expected.occupancy[:, int(step) - 1]
        own_errors = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
        for state, share, own_error, answer in zip(law.STATES, shares.mean(axis=0), own_errors, stated):
            error = np.hypot(own_error, ANSWER["occupancy_standard_error"])
            within(share, error, answer, f"occupancy of {state} after step {step}")


def test_loans_exit_twice_and_a_sixth_of_the_exits_pay(expected):
    exits = expected.exits / law.LOANS
    error = np.hypot(exits.std(ddof=1) / np.sqrt(exits.size), 0.005)  # stated with two decimals
    within(exits.mean(), error, 1.98, "exits a loan")
    assert expected.liquidations.mean() / expected.exits.mean() == pytest.approx(1 / 6, abs=0.005)


def test_value_solved_backwards_is_the_cash_run_forwards():
    tape = law.build_tape()
    z, index = law.macro_paths(1, seed=2)
    ltv_values, ltv_number = chain_expected.cells(tape)
    mass = np.zeros((4, ltv_values.size, 5, chain_expected.AGES))
    np.add.at(mass, (tape.segment, ltv_number, tape.state, tape.age), tape.balance)
    cash = 0.0
    for t in range(law.STEPS):
        p = chain_expected.exit_probabilities(law.static_odds(), z[0, t], index[0, t], ltv_values)
        mass, _, sold = chain_expected.step_forward(p, mass)
        cash += np.sum(sold * chain_expected.unit_payoff(index[0, t], ltv_values, t))
    assert chain_expected.solve(tape, z, index).mean[0] == pytest.approx(cash, rel=1e-12)


def test_drawn_loans_agree_with_their_expectation_path_by_path():
    """On the same macro paths: nothing but the loans' own luck is left, so that the law is tested at a quarter of the noise."""
    paths = 160
    drawn, _ = numpy_table.simulate(paths, seed=3)
    given_path = chain_expected.solve(law.build_tape(), *law.macro_paths(paths, seed=3))
    surprise = (drawn - given_path.mean) / np.sqrt(given_path.variance)
    within(surprise.mean(), 1 / np.sqrt(paths), 0.0, "mean surprise in standard deviations")
    within(surprise.var(), np.sqrt(2 / paths), 1.0, "variance of the surprise")
