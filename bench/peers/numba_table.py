"""chain-10k in numba with a table of thresholds per path and step: what a careful quant would run.

Loans sorted by segment, state and age in a byte each, single-precision thresholds, numba's own generator, exps once a
step, paths in parallel.
"""

import numba
import numpy as np

from numba_chain import byte_columns, run, table_kernel


@numba.njit(inline="always")
def start(seed, path):
    np.random.seed(seed + path)
    return seed


@numba.njit(inline="always")
def same(state):
    """Numba keeps the state of its generator itself."""
    return state


@numba.njit(inline="always")
def twister(_):
    return np.random.random()


if __name__ == "__main__":
    run("numba_table", table_kernel(start, same, twister), byte_columns())
