"""chain-10k as `numba_table`, with a generator of its own (splitmix64) instead of numba's Mersenne twister: what a quant
who profiles would run next.
"""

import numba
import numpy as np

from numba_chain import WEYL, byte_columns, mix, run, table_kernel, uniform


@numba.njit(inline="always")
def start(seed, path):
    return mix(seed + np.uint64(path + 1) * WEYL)


@numba.njit(inline="always")
def advance(counter):
    return counter + WEYL


if __name__ == "__main__":
    run("numba_table_tuned", table_kernel(start, advance, uniform), byte_columns())
