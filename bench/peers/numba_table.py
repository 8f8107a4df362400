"""chain-10k in numba with a table of thresholds per path and step: what a careful quant would run.

Loans sorted by segment, state and age in a byte each, single-precision thresholds, numba's own generator, exps once a
step, paths in parallel.
"""

import numba
import numpy as np

import chain_law as law
from numba_chain import AGE_BUCKET, LAST_SLOT, STATES_OPEN, TARGET, byte_columns, fill_thresholds, macro_multipliers, run

G, X = np.uint8(law.G), np.uint8(law.X)


@numba.njit(parallel=True, fastmath=True)
def kernel(z, index, seed, recoveries, occupancy, segment, ltv, balance, first_state, first_age):
    loans = ltv.size
    for path in numba.prange(z.shape[0]):
        state, age = first_state.copy(), first_age.copy()
        np.random.seed(seed + path)
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
                u = np.random.random()
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


if __name__ == "__main__":
    run("numba_table", kernel, byte_columns())
