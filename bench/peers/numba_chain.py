"""What the numba peers of chain-10k share: a generator, the kernel with a table, the tape's columns, warm-up and timing."""

import time

import numba
import numpy as np

import chain_law as law
from chain_report import arguments, emit

STATES_OPEN = 5
AGES = law.OLDEST + 1
LAST_SLOT = law.SLOTS - 1
BETA = law.BETA[:STATES_OPEN].copy()
STATIC_ODDS = law.static_odds()[:, :STATES_OPEN].copy()
TARGET = law.TARGET.astype(np.uint8)
AGE_BUCKET = law.AGE_BUCKET.astype(np.uint8)
G, X = np.uint8(law.G), np.uint8(law.X)
WEYL = np.uint64(0x9E3779B97F4A7C15)
TO_UNIT = np.float32(2.0**-24)


@numba.njit(inline="always")
def mix(z):
    """The finaliser of splitmix64: with a Weyl sequence a generator of two multiplications, cheap and good enough."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@numba.njit(inline="always")
def uniform(counter):
    return np.float32(mix(counter) >> np.uint64(40)) * TO_UNIT


@numba.njit
def macro_multipliers(z):
    """exp(beta z) by [state, slot]."""
    return np.exp(BETA * z)


@numba.njit(fastmath=True)
def fill_thresholds(table, multipliers):
    """Cumulative exit probabilities by [segment, state, age bucket, LTV bucket, slot]."""
    for g in range(4):
        for s in range(STATES_OPEN):
            for a in range(4):
                for b in range(8):
                    first = STATIC_ODDS[g, s, a, b, 0] * multipliers[s, 0]
                    second = first + STATIC_ODDS[g, s, a, b, 1] * multipliers[s, 1]
                    third = second + STATIC_ODDS[g, s, a, b, 2] * multipliers[s, 2]
                    scale = 1 / (1 + third)
                    table[g, s, a, b, 0] = first * scale
                    table[g, s, a, b, 1] = second * scale
                    table[g, s, a, b, 2] = third * scale


def table_kernel(start, advance, uniform_of):
    """The kernel with a table of thresholds per path and step, exps once a step, paths in parallel.

    The generator is three compiled functions: start(seed, path) gives a path's first counter, advance(counter) the next
    one, uniform_of(counter) its number. Numba compiles them into the loop.
    """

    @numba.njit(parallel=True, fastmath=True)
    def kernel(z, index, seed, recoveries, occupancy, segment, ltv, balance, first_state, first_age):
        loans = ltv.size
        for path in numba.prange(z.shape[0]):
            state, age = first_state.copy(), first_age.copy()
            counter = start(seed, path)
            table = np.empty((4, STATES_OPEN, 4, 8, law.SLOTS), np.float32)
            edges = np.empty((4, 7), np.float32)
            net = np.empty(4, np.float32)
            recoveries[path] = 0.0
            for t in range(law.STEPS):
                fill_thresholds(table, macro_multipliers(z[path, t]))
                for g in range(4):
                    net[g] = index[path, t, g] * (1 - law.HAIRCUT[g])
                    for k in range(7):
                        edges[g, k] = law.LTV_EDGES[k] * index[path, t, g]
                paid = 0.0
                for i in range(loans):
                    s = state[i]
                    if s == X:
                        continue
                    g = segment[i]
                    bucket = 0
                    for k in range(7):
                        bucket += ltv[i] >= edges[g, k]
                    row = table[g, s, AGE_BUCKET[age[i]], bucket]
                    counter = advance(counter)
                    u = uniform_of(counter)
                    if u >= row[LAST_SLOT]:
                        age[i] = min(age[i] + 1, law.OLDEST)
                        continue
                    target = TARGET[s, (u >= row[0]) + (u >= row[1])]
                    if s == G and target == X:
                        paid += min(balance[i], balance[i] / ltv[i] * net[g])
                    state[i] = target
                    age[i] = 0
                recoveries[path] += paid * law.DISCOUNT_PER_STEP ** (t + 1)
                counts = np.zeros(6, np.int64)
                for i in range(loans):
                    counts[state[i]] += 1
                occupancy[path, t] = counts / loans

    return kernel


def byte_columns():
    """segment, LTV, balance, state and age, loans sorted by segment, in the smallest types."""
    tape = law.build_tape()
    tape = tape.reordered(np.argsort(tape.segment, kind="stable"))
    single = np.float32
    return (tape.segment.astype(np.uint8), tape.ltv.astype(single), tape.balance.astype(single),
            tape.state.astype(np.uint8), tape.age.astype(np.uint8))


def run(name, kernel, columns):
    """Times kernel(z, index, seed, recoveries, occupancy, *columns) after a warm-up that compiles it."""
    options = arguments(name)
    numba.set_num_threads(options.threads)

    def simulate(paths):
        begin = time.perf_counter()
        z, index = law.macro_paths(paths, options.seed)
        recoveries, occupancy = np.empty(paths), np.empty((paths, law.STEPS, 6))
        kernel(z, index, np.uint64(options.seed), recoveries, occupancy, *columns)
        return time.perf_counter() - begin, recoveries, occupancy

    simulate(2 * options.threads)
    emit(name, options.threads, *simulate(options.paths))
