"""The chain-10k problem as data: the tape, the macro factor and the law of the exits. Stated in bench/README.md."""

from typing import NamedTuple

import numpy as np

LOANS = 10_000
STEPS = 20
STATES = "PDRGCX"  # performing, default, restructured, legal, cured, closed
P, D, R, G, C, X = range(6)
TAPE_SEED = 20240601
DISCOUNT_PER_STEP = 1.0 / 1.015
PERSISTENCE = 0.85

# One value per segment.
INDEX_DRIFT = np.array([0.004, 0.002, 0.0, 0.003])
INDEX_BETA = np.array([0.015, 0.020, 0.030, 0.010])
HAIRCUT = np.array([0.20, 0.30, 0.35, 0.25])
SHIFT = np.array([0.0, 0.15, 0.25, -0.10])

LTV_EDGES = np.array([0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2])  # an edge belongs to the higher bucket
LTV_LEVELS = np.array([0.3, 0.5, 0.65, 0.75, 0.85, 0.95, 1.1, 1.4])
AGE_BUCKET = np.array([0, 0, 1, 1, 2, 2, 2, 2, 3])  # of the completed steps in the state, capped at 8
OLDEST = 8


class Exit(NamedTuple):
    source: int
    target: int
    a: float
    beta: float
    gamma: float
    sign: float
    delta: tuple  # by age bucket


EXITS = (
    Exit(P, D, -3.6, -0.50, 1.2, 1.0, (0.0, 0.1, 0.0, -0.3)),
    Exit(P, X, -3.2, 0.10, -0.3, -1.0, (0.0, 0.0, 0.0, 0.2)),
    Exit(D, G, -2.0, -0.20, 0.5, 1.0, (-0.6, 0.2, 0.5, 0.6)),
    Exit(D, R, -2.2, 0.15, -0.4, -1.0, (0.3, 0.1, -0.2, -0.6)),
    Exit(D, C, -2.7, 0.40, -1.0, -1.0, (0.4, 0.0, -0.4, -0.9)),
    Exit(R, D, -2.9, -0.40, 0.9, 1.0, (0.3, 0.2, -0.1, -0.5)),
    Exit(R, C, -2.6, 0.25, -0.5, -1.0, (-2.0, -0.8, 0.6, 0.8)),
    Exit(G, X, -2.5, 0.20, -0.3, -1.0, (-1.5, -0.5, 0.3, 0.6)),
    Exit(G, C, -4.2, 0.30, -0.6, -1.0, (0.0, 0.0, 0.0, -0.3)),
    Exit(G, R, -4.0, 0.10, -0.2, -1.0, (0.2, 0.0, -0.2, -0.4)),
    Exit(C, D, -3.3, -0.45, 1.0, 1.0, (0.4, 0.2, 0.0, -0.4)),
    Exit(C, P, -1.8, 0.10, -0.2, -1.0, (-3.0, -1.0, 0.5, 1.0)),
)
SLOTS = 3  # most exits of a state; an unused slot has zero odds and leads nowhere

# The exits by [state, slot]: target, a, beta, gamma, sign, and delta by age bucket.
TARGET = np.repeat(np.arange(6, dtype=np.int8)[:, None], SLOTS, axis=1)
LOG_ODDS = np.full((6, SLOTS), -np.inf)
BETA = np.zeros((6, SLOTS))
GAMMA = np.zeros((6, SLOTS))
SIGN = np.zeros((6, SLOTS))
DELTA = np.zeros((6, SLOTS, 4))
for _state in range(6):
    for _slot, _exit in enumerate(e for e in EXITS if e.source == _state):
        TARGET[_state, _slot] = _exit.target
        LOG_ODDS[_state, _slot] = _exit.a
        BETA[_state, _slot] = _exit.beta
        GAMMA[_state, _slot] = _exit.gamma
        SIGN[_state, _slot] = _exit.sign
        DELTA[_state, _slot] = _exit.delta


class Tape(NamedTuple):
    segment: np.ndarray
    ltv: np.ndarray
    balance: np.ndarray
    state: np.ndarray
    age: np.ndarray

    def reordered(self, order):
        return Tape(*(column[order] for column in self))


def splitmix_uniforms(seed, count):
    """u(seed, k), k = 0..count-1: splitmix64's finaliser on a Weyl sequence, the top 53 bits."""
    k = np.arange(1, count + 1, dtype=np.uint64)
    z = np.uint64(seed) + k * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def build_tape():
    u = splitmix_uniforms(TAPE_SEED, 6 * LOANS).reshape(LOANS, 6)
    state_edges = [0.30, 0.70, 0.80, 0.95]
    return Tape(
        segment=np.floor(4 * u[:, 0]).astype(np.int8),
        ltv=0.30 + 0.045 * np.floor(16 * (u[:, 1] + u[:, 2])),
        balance=np.floor(40000 * (1 - u[:, 3]) ** -0.4),
        state=np.searchsorted(state_edges, u[:, 4], side="right").astype(np.int8),
        age=np.floor(9 * u[:, 5]).astype(np.int8),
    )


def macro_paths(paths, seed):
    """(z[path, step], index[path, step, segment]); the first step is t = 1 and already shocked."""
    shocks = np.random.default_rng(seed).standard_normal((paths, STEPS)) * np.sqrt(1 - PERSISTENCE**2)
    z = np.empty_like(shocks)
    previous = np.zeros(paths)
    for t in range(STEPS):
        previous = z[:, t] = PERSISTENCE * previous + shocks[:, t]
    return z, np.exp(np.cumsum(INDEX_DRIFT + INDEX_BETA * z[:, :, None], axis=1))


def static_odds():
    """exp(eta) at z = 0 by [segment, state, age bucket, LTV bucket, slot]: eta is additive, so z comes as a factor."""
    eta = (
        LOG_ODDS[None, :, None, None, :]
        + SIGN[None, :, None, None, :] * SHIFT[:, None, None, None, None]
        + GAMMA[None, :, None, None, :] * (LTV_LEVELS - 0.8)[None, None, None, :, None]
        + DELTA.transpose(0, 2, 1)[None, :, :, None, :]
    )
    return np.exp(eta)
