"""chain-10k conditional on the macro path, without a draw per loan: forward occupancy and backward value, in NumPy.

Given z, loans move independently, so that the mean and the variance of a path's recoveries follow exactly from
  V_t(s, a) = sum_k p_k V_{t+1}(to_k, 0) + p_stay V_{t+1}(s, a + 1),  with the payoff in place of V on G -> X,
and the same recursion on squared payoffs (a loan is paid at most once). The payoff of a unit of balance depends on
segment and LTV alone: min(1, I (1 - h) / LTV0) 1.015^-t. A second reference for the engine, made of other steps.
"""

from typing import NamedTuple

import numpy as np

import chain_law as law
from chain_report import arguments

AGES = law.OLDEST + 1


class Expected(NamedTuple):
    mean: np.ndarray  # [path] expected recoveries given the macro path
    variance: np.ndarray  # [path] of the recoveries given the macro path
    occupancy: np.ndarray  # [path, step, state] expected share of the loans
    value: np.ndarray  # [segment, LTV, state, age] expected recovery of a unit of balance, mean over paths
    liquidations: np.ndarray  # [path] expected G -> X exits, in loans
    exits: np.ndarray  # [path] expected exits of any kind, in loans


def cells(tape):
    """(LTV values, LTV number of each loan)."""
    return np.unique(tape.ltv, return_inverse=True)


def exit_probabilities(odds, z, index, ltv_values):
    """p[segment, LTV, state, age, slot] at one step."""
    bucket = np.searchsorted(law.LTV_EDGES, ltv_values[None, :] / index[:, None], side="right")
    by_bucket = np.moveaxis(odds, 3, 1)  # [segment, bucket, state, age bucket, slot]
    here = by_bucket[np.arange(4)[:, None], bucket][:, :, :5, law.AGE_BUCKET]
    here = here * np.exp(law.BETA[:5] * z)[:, None, :]
    return here / (1 + here.sum(axis=-1, keepdims=True))


def unit_payoff(index, ltv_values, t):
    proceeds = (index * (1 - law.HAIRCUT))[:, None] / ltv_values[None, :]
    return np.minimum(1.0, proceeds) * law.DISCOUNT_PER_STEP ** (t + 1)


def step_back(probabilities, payoff, value):
    """V_t from V_{t+1}, both [segment, LTV, state, age], closed worth nothing."""
    older = np.minimum(np.arange(AGES) + 1, law.OLDEST)
    before = (1 - probabilities.sum(axis=-1)) * value[..., older]
    for state in range(5):
        for slot in range(law.SLOTS):
            target = law.TARGET[state, slot]
            p = probabilities[:, :, state, :, slot]
            if target != law.X:
                before[:, :, state] += p * value[:, :, target, 0][..., None]
            elif state == law.G:
                before[:, :, state] += p * payoff[..., None]
    return before


def step_forward(probabilities, mass):
    """(mass[segment, LTV, state, age] after the step, moved mass in all, liquidated mass[segment, LTV])."""
    after = np.zeros_like(mass)
    stays = mass * (1 - probabilities.sum(axis=-1))
    after[..., 1:] = stays[..., :-1]
    after[..., law.OLDEST] += stays[..., law.OLDEST]
    flows = mass[..., None] * probabilities
    for state in range(5):
        for slot in range(law.SLOTS):
            target = law.TARGET[state, slot]
            if target != law.X:
                after[:, :, target, 0] += flows[:, :, state, :, slot].sum(axis=-1)
    return after, flows.sum(), flows[:, :, law.G, :, 0].sum(axis=2)


def solve(tape, z, index):
    """The exact conditional answer on each macro path z[path, step], index[path, step, segment]."""
    paths = z.shape[0]
    ltv_values, ltv_number = cells(tape)
    place = (tape.segment, ltv_number, tape.state, tape.age)
    shape = (4, ltv_values.size, 5, AGES)
    count = np.zeros(shape)
    np.add.at(count, place, 1.0)
    odds = law.static_odds()
    mean, variance, liquidations, exits = (np.zeros(paths) for _ in range(4))
    occupancy = np.empty((paths, law.STEPS, 6))
    mean_value = np.zeros(shape)
    for path in range(paths):
        p = [exit_probabilities(odds, z[path, t], index[path, t], ltv_values) for t in range(law.STEPS)]
        mass = count
        for t in range(law.STEPS):
            mass, moved, sold = step_forward(p[t], mass)
            occupancy[path, t, :5] = mass.sum(axis=(0, 1, 3)) / law.LOANS
            exits[path] += moved
            liquidations[path] += sold.sum()
        value, square = np.zeros(shape), np.zeros(shape)
        for t in reversed(range(law.STEPS)):
            payoff = unit_payoff(index[path, t], ltv_values, t)
            value, square = step_back(p[t], payoff, value), step_back(p[t], payoff**2, square)
        mean[path] = np.sum(tape.balance * value[place])
        variance[path] = np.sum(tape.balance**2 * (square[place] - value[place] ** 2))
        mean_value += value / paths
    occupancy[:, :, law.X] = 1 - occupancy[:, :, :5].sum(axis=2)
    return Expected(mean, variance, occupancy, mean_value, liquidations, exits)


def main():
    options = arguments(__doc__, default_paths=500)
    tape = law.build_tape()
    answer = solve(tape, *law.macro_paths(options.paths, options.seed))
    millions = answer.mean / 1e6
    error = millions.std(ddof=1) / np.sqrt(options.paths)
    loan_level = np.sqrt(millions.var(ddof=1) + answer.variance.mean() / 1e12)
    print(f"E[R] {millions.mean():.3f} (se {error:.3f}); sd given the macro path {millions.std(ddof=1):.3f}, "
          f"loan level {loan_level:.3f}; exits a loan {answer.exits.mean() / law.LOANS:.4f}, "
          f"of them paid {answer.liquidations.mean() / answer.exits.mean():.4f}")
    for step in (1, 5, 10, 20):
        shares = answer.occupancy[:, step - 1]
        errors = shares.std(axis=0, ddof=1) / np.sqrt(options.paths)
        print(f"step {step:2d}  " + "  ".join(
            f"{state} {share:.5f} (se {error:.5f})" for state, share, error in zip(law.STATES, shares.mean(axis=0), errors)))


if __name__ == "__main__":
    main()
