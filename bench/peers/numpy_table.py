"""chain-10k in NumPy with a table: cumulative thresholds of every cell once a step, then one gather for the loans."""

import numpy as np

import chain_law as law
from chain_report import arguments, emit, in_processes

TAPE = law.build_tape()
COLLATERAL = TAPE.balance / TAPE.ltv
# Cell of a loan = segment row + state and age + LTV bucket; the state and its age are one number, 9 state + age.
CODES = 6 * (law.OLDEST + 1)
STATIC_ODDS = np.ascontiguousarray(
    law.static_odds()[:, :, law.AGE_BUCKET].reshape(4, CODES, 8, law.SLOTS), dtype=np.float32
)
BETA = np.repeat(law.BETA, law.OLDEST + 1, axis=0)
NEXT = np.empty((CODES, law.SLOTS + 1), dtype=np.uint8)  # by slot; the last column is staying
for _code in range(CODES):
    _state, _age = divmod(_code, law.OLDEST + 1)
    NEXT[_code, : law.SLOTS] = law.TARGET[_state] * (law.OLDEST + 1)
    NEXT[_code, law.SLOTS] = _code if _state == law.X else _state * 9 + min(_age + 1, law.OLDEST)
NEXT = NEXT.ravel()
CLOSED = law.X * (law.OLDEST + 1)
GRID, GRID_OF_LOAN = np.unique(TAPE.ltv, return_inverse=True)  # few distinct LTVs: one bucket each and segment
PLACE = (TAPE.segment.astype(np.int32) * GRID.size + GRID_OF_LOAN).astype(np.int16)


def thresholds(z):
    """Cumulative probabilities [slot, cell]."""
    odds = np.cumsum(STATIC_ODDS * np.exp(BETA * z).astype(np.float32)[None, :, None, :], axis=3)
    return (odds / (1 + odds[..., -1:])).reshape(-1, law.SLOTS).T.copy()


def cell_offsets(index):
    """Segment and LTV part of the cell number, by place = (segment, LTV on the tape)."""
    bucket = np.searchsorted(law.LTV_EDGES, GRID[None, :] / index[:, None], side="right")
    return (np.arange(4)[:, None] * CODES * 8 + bucket).astype(np.int32).ravel()


def simulate(paths, seed):
    z, index = law.macro_paths(paths, seed)
    random = np.random.Generator(np.random.SFC64([seed, 1]))
    recoveries = np.zeros(paths)
    occupancy = np.empty((paths, law.STEPS, 6))
    start = (TAPE.state * 9 + TAPE.age).astype(np.uint8)
    for path in range(paths):
        loans, code = np.arange(law.LOANS), start
        for t in range(law.STEPS):
            cumulative = thresholds(z[path, t])
            cell = cell_offsets(index[path, t])[PLACE[loans]] + code.astype(np.int32) * 8
            u = random.random(loans.size, dtype=np.float32)
            slot = (u >= cumulative[0][cell]).view(np.int8)
            slot = slot + (u >= cumulative[1][cell]) + (u >= cumulative[2][cell])
            after = NEXT[code.astype(np.int16) * 4 + slot]
            closed = after == CLOSED
            sold = loans[closed & (code >= law.G * 9) & (code < law.C * 9)]
            net_share = (index[path, t] * (1 - law.HAIRCUT))[TAPE.segment[sold]]
            paid = np.minimum(TAPE.balance[sold], COLLATERAL[sold] * net_share).sum()
            recoveries[path] += paid * law.DISCOUNT_PER_STEP ** (t + 1)
            loans, code = loans[~closed], after[~closed]
            occupancy[path, t] = np.bincount(code // 9, minlength=6) / law.LOANS
            occupancy[path, t, law.X] = 1 - loans.size / law.LOANS
    return recoveries, occupancy


if __name__ == "__main__":
    options = arguments(__doc__, default_paths=200)
    emit("numpy_table", options.threads, *in_processes(simulate, options.paths, options.threads, options.seed))
