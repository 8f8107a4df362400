"""chain-10k in NumPy, directly: the logits of every open loan at every step."""

import numpy as np

import chain_law as law
from chain_report import arguments, emit, in_processes

TAPE = law.build_tape()
COLLATERAL = TAPE.balance / TAPE.ltv


def step_loans(state, age, z, index, uniforms):
    """Moves the open loans by one step, in place; returns the loans that left court by liquidation."""
    open_loans = np.flatnonzero(state != law.X)
    s = state[open_loans]
    segment = TAPE.segment[open_loans]
    ltv_level = law.LTV_LEVELS[np.searchsorted(law.LTV_EDGES, TAPE.ltv[open_loans] / index[segment], side="right")]
    age_bucket = law.AGE_BUCKET[age[open_loans]]
    eta = (
        law.LOG_ODDS[s]
        + law.SIGN[s] * law.SHIFT[segment][:, None]
        + law.BETA[s] * z
        + law.GAMMA[s] * (ltv_level - 0.8)[:, None]
        + law.DELTA[s, :, age_bucket]
    )
    odds = np.cumsum(np.exp(eta), axis=1)
    slot = np.sum(uniforms[: s.size, None] * (1.0 + odds[:, -1:]) >= odds, axis=1)
    leaves = slot < law.SLOTS
    moved = open_loans[leaves]
    target = law.TARGET[s[leaves], slot[leaves]]
    age[open_loans] = np.minimum(age[open_loans] + 1, law.OLDEST)
    state[moved] = target
    age[moved] = 0
    return moved[(s[leaves] == law.G) & (target == law.X)]


def simulate(paths, seed):
    z, index = law.macro_paths(paths, seed)
    random = np.random.Generator(np.random.SFC64([seed, 1]))
    recoveries = np.zeros(paths)
    occupancy = np.empty((paths, law.STEPS, 6))
    for path in range(paths):
        state, age = TAPE.state.copy(), TAPE.age.copy()
        for t in range(law.STEPS):
            sold = step_loans(state, age, z[path, t], index[path, t], random.random(law.LOANS))
            net_share = (index[path, t] * (1 - law.HAIRCUT))[TAPE.segment[sold]]
            paid = np.minimum(TAPE.balance[sold], COLLATERAL[sold] * net_share).sum()
            recoveries[path] += paid * law.DISCOUNT_PER_STEP ** (t + 1)
            occupancy[path, t] = np.bincount(state, minlength=6) / law.LOANS
    return recoveries, occupancy


if __name__ == "__main__":
    options = arguments(__doc__, default_paths=200)
    emit("numpy_direct", options.threads, *in_processes(simulate, options.paths, options.threads, options.seed))
