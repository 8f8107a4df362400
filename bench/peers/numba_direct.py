"""chain-10k in numba, directly: the logits of every open loan, paths in parallel."""

import numba
import numpy as np

import chain_law as law
from numba_chain import AGE_BUCKET, TARGET, WEYL, mix, run, uniform

EXIT_COUNT = np.isfinite(law.LOG_ODDS).sum(axis=1)
A, SIGN, GAMMA = (x.astype(np.float32) for x in (law.LOG_ODDS, law.SIGN, law.GAMMA))
DELTA = law.DELTA.astype(np.float32)
SHIFT = law.SHIFT.astype(np.float32)
ABOVE_REFERENCE = (law.LTV_LEVELS - 0.8).astype(np.float32)
G, X = np.uint8(law.G), np.uint8(law.X)


@numba.njit(parallel=True, fastmath=True)
def kernel(z, index, seed, recoveries, occupancy, segment, ltv, balance, first_state, first_age):
    loans = ltv.size
    for path in numba.prange(z.shape[0]):
        state, age = first_state.copy(), first_age.copy()
        counter = mix(seed + np.uint64(path + 1) * WEYL)
        odds = np.empty(law.SLOTS, np.float32)
        edges = np.empty((4, 7), np.float32)
        net = np.empty(4, np.float32)
        recoveries[path] = 0.0
        for t in range(law.STEPS):
            for g in range(4):
                net[g] = index[path, t, g] * (1 - law.HAIRCUT[g])
                for k in range(7):
                    edges[g, k] = law.LTV_EDGES[k] * index[path, t, g]
            factor = (law.BETA * z[path, t]).astype(np.float32)
            paid = 0.0
            for i in range(loans):
                s = state[i]
                if s == X:
                    continue
                g = segment[i]
                bucket = 0
                for k in range(7):
                    bucket += ltv[i] >= edges[g, k]
                total = np.float32(1.0)
                for k in range(EXIT_COUNT[s]):
                    eta = A[s, k] + SIGN[s, k] * SHIFT[g] + factor[s, k]
                    eta += GAMMA[s, k] * ABOVE_REFERENCE[bucket] + DELTA[s, k, AGE_BUCKET[age[i]]]
                    odds[k] = np.exp(eta)
                    total += odds[k]
                counter += WEYL
                u = uniform(counter) * total - np.float32(1.0)
                age[i] = min(age[i] + 1, law.OLDEST)
                if u < 0:
                    continue  # the first part of the unit interval is staying
                slot = 0
                while slot < EXIT_COUNT[s] - 1 and u >= odds[slot]:
                    u -= odds[slot]
                    slot += 1
                target = TARGET[s, slot]
                if s == G and target == X:
                    paid += min(balance[i], balance[i] / ltv[i] * net[g])
                state[i] = target
                age[i] = 0
            recoveries[path] += paid * law.DISCOUNT_PER_STEP ** (t + 1)
            counts = np.zeros(6, np.int64)
            for i in range(loans):
                counts[state[i]] += 1
            occupancy[path, t] = counts / loans


def columns():
    tape = law.build_tape()
    single = np.float32
    return (tape.segment.astype(np.uint8), tape.ltv.astype(single), tape.balance.astype(single),
            tape.state.astype(np.uint8), tape.age.astype(np.uint8))


if __name__ == "__main__":
    run("numba_direct", kernel, columns())
