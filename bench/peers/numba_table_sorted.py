"""chain-10k in numba with everything that this problem allows: a table, and loans sorted by segment and LTV.

Balances and collateral never change here and a segment has one index, so that at each step the loans of one LTV bucket
are a contiguous range and need no bucket of their own; closed loans are compacted away (the order is kept); state and
age are one byte; uniforms are made in bulk, 32 bits each, in a loop that the compiler vectorises. A real study
breaks the first assumption (claims amortise); this peer is shown so that nobody can say that numba was held back.
"""

import numba
import numpy as np

import chain_law as law
from numba_chain import AGE_BUCKET, AGES, STATES_OPEN, STATIC_ODDS, WEYL, macro_multipliers, mix, run

CODES = STATES_OPEN * AGES  # state and age as one number
CLOSED = CODES
FIRST_LEGAL = law.G * AGES  # of the two states with an exit to closed, G comes after P
STAY = np.array([c // AGES * AGES + min(c % AGES + 1, law.OLDEST) for c in range(CODES)], dtype=np.uint8)
NEXT = np.array([law.TARGET[c // AGES] * AGES for c in range(CODES)], dtype=np.uint8)
UNIT = 2.0**32


@numba.njit
def fill_uniforms(words, count, key):
    """words[i] = a 32-bit integer hash (Wellons' lowbias32 constants) of the counter key + i."""
    for i in range(count):
        v = np.uint32(key + np.uint32(i))
        v = np.uint32((v ^ (v >> np.uint32(16))) * np.uint32(0x7FEB352D))
        v = np.uint32((v ^ (v >> np.uint32(15))) * np.uint32(0x846CA68B))
        words[i] = v ^ (v >> np.uint32(16))


@numba.njit(fastmath=True)
def fill_thresholds(table, multipliers, segment, bucket):
    """Cumulative exit probabilities times 2^32 by [state and age, slot], for one segment and LTV bucket."""
    for s in range(STATES_OPEN):
        for age in range(AGES):
            odds = STATIC_ODDS[segment, s, AGE_BUCKET[age], bucket]
            first = odds[0] * multipliers[s, 0]
            second = first + odds[1] * multipliers[s, 1]
            third = second + odds[2] * multipliers[s, 2]
            scale = UNIT / (1 + third)
            row = table[s * AGES + age]
            row[0], row[1], row[2] = np.uint32(first * scale), np.uint32(second * scale), np.uint32(third * scale)


@numba.njit
def range_end(ltv, loan, begin, end, edge):
    """The first place in [begin, end) whose loan has an LTV of at least `edge`."""
    while begin < end:
        middle = (begin + end) // 2
        if ltv[loan[middle]] < edge:
            begin = middle + 1
        else:
            end = middle
    return begin


@numba.njit(parallel=True, fastmath=True)
def kernel(z, index, seed, recoveries, occupancy, segment_start, ltv, balance, first_code):
    loans = ltv.size
    for path in numba.prange(z.shape[0]):
        code, loan = first_code.copy(), np.arange(loans).astype(np.int16)
        start = segment_start.copy()
        words = np.empty(loans, np.uint32)
        table = np.empty((CODES, law.SLOTS), np.uint32)
        key = mix(seed + np.uint64(path + 1) * WEYL)
        recoveries[path] = 0.0
        for t in range(law.STEPS):
            key = mix(key + WEYL)
            fill_uniforms(words, start[4], np.uint32(key))
            multipliers = macro_multipliers(z[path, t])
            counts = np.zeros(CODES, np.int64)
            paid, kept, place = 0.0, 0, 0
            for g in range(4):
                net = np.float32(index[path, t, g] * (1 - law.HAIRCUT[g]))
                end = start[g + 1]
                start[g] = kept
                for b in range(8):
                    edge = np.float32(law.LTV_EDGES[min(b, 6)] * index[path, t, g])
                    range_stop = range_end(ltv, loan, place, end, edge) if b < 7 else end
                    if range_stop == place:
                        continue
                    fill_thresholds(table, multipliers, g, b)
                    for i in range(place, range_stop):
                        c, u = code[i], words[i]
                        after = STAY[c]
                        if u < table[c, 2]:
                            after = NEXT[c, np.int64(u >= table[c, 0]) + np.int64(u >= table[c, 1])]
                            if after == CLOSED:
                                if c >= FIRST_LEGAL:
                                    j = loan[i]
                                    paid += min(balance[j], balance[j] / ltv[j] * net)
                                continue
                        code[kept], loan[kept] = after, loan[i]
                        kept += 1
                        counts[after] += 1
                    place = range_stop
            start[4] = kept
            recoveries[path] += paid * law.DISCOUNT_PER_STEP ** (t + 1)
            for s in range(STATES_OPEN):
                occupancy[path, t, s] = counts[s * AGES : (s + 1) * AGES].sum() / loans
            occupancy[path, t, law.X] = 1 - kept / loans


def columns():
    tape = law.build_tape()
    tape = tape.reordered(np.lexsort((tape.ltv, tape.segment)))
    code = (tape.state * AGES + tape.age).astype(np.uint8)
    return (np.searchsorted(tape.segment, np.arange(5)), tape.ltv.astype(np.float32),
            tape.balance.astype(np.float32), code)


if __name__ == "__main__":
    run("numba_table_sorted", kernel, columns())
