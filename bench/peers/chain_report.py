"""What every peer program of chain-10k reports: one JSON line of statistics, and how it is held against the known answer."""

import argparse
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from chain_law import LOANS, STATES, STEPS

PROGRAM_START = time.perf_counter()
QUANTILES = (0.01, 0.05, 0.50, 0.95, 0.99)
STEPS_REPORTED = (1, 5, 10, 20)

# The answer, amounts in millions (bench/README.md): mean from 24,000 conditional paths, sd and quantiles from 3,000
# loan-level paths. A standard error of an occupancy is such that four of them are the stated 0.0005.
ANSWER = {
    "mean": (141.66, 0.06),
    "sd": (9.36, 9.36 / np.sqrt(2 * 3000)),
    "quantiles": ((118.9, 126.2, 141.8, 156.3, 162.3), 3000),
    "occupancy": {
        "1": (0.2824, 0.3146, 0.1158, 0.2029, 0.0640, 0.0204),
        "5": (0.2310, 0.1510, 0.1273, 0.2862, 0.0922, 0.1122),
        "10": (0.2013, 0.0908, 0.1034, 0.2540, 0.0986, 0.2519),
        "20": (0.1721, 0.0546, 0.0600, 0.1487, 0.0674, 0.4972),
    },
    "occupancy_standard_error": 0.0005 / 4,
}


def arguments(description, default_paths=1000):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--paths", type=int, default=default_paths)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def statistics(recoveries, occupancy):
    """Of recoveries[path] in currency units and occupancy[path, step, state] as shares of the loans."""
    paths = recoveries.size
    millions = recoveries / 1e6
    chosen = occupancy[:, [step - 1 for step in STEPS_REPORTED]]
    errors = chosen.std(axis=0, ddof=1) / np.sqrt(paths)
    return {
        "paths": paths,
        "mean": millions.mean(),
        "mean_standard_error": millions.std(ddof=1) / np.sqrt(paths),
        "sd": millions.std(ddof=1),
        "quantiles": np.quantile(millions, QUANTILES).tolist(),
        "occupancy": dict(zip(map(str, STEPS_REPORTED), chosen.mean(axis=0).tolist())),
        "occupancy_standard_error": dict(zip(map(str, STEPS_REPORTED), errors.tolist())),
    }


def peak_memory_mb(threads):
    """Of this process, and of its `threads` worker processes where it had any."""
    with open("/proc/self/status", encoding="ascii") as status:
        own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return (own + threads * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def emit(name, threads, seconds, recoveries, occupancy):
    """Prints the JSON line. `seconds` is the simulation: macro paths, transitions, cash, statistics by path."""
    line = {
        "name": name,
        "threads": threads,
        "seconds": seconds,
        "nanoseconds_per_loan_step": seconds * 1e9 / (LOANS * STEPS * recoveries.size),
        "seconds_total": time.perf_counter() - PROGRAM_START,
        "peak_memory_mb": peak_memory_mb(threads),
        **statistics(recoveries, occupancy),
    }
    print(json.dumps(line))


def in_processes(simulate, paths, threads, seed):
    """(seconds, recoveries, occupancy) of simulate(paths, seed) shared by `threads` processes that are already up."""
    if threads == 1:
        begin = time.perf_counter()
        recoveries, occupancy = simulate(paths, seed)
        return time.perf_counter() - begin, recoveries, occupancy
    shares = [(paths * (k + 1)) // threads - (paths * k) // threads for k in range(threads)]
    with ProcessPoolExecutor(threads) as pool:
        list(pool.map(simulate, [1] * threads, range(threads)))
        begin = time.perf_counter()
        parts = list(pool.map(simulate, shares, [seed * 1000 + k for k in range(threads)]))
        seconds = time.perf_counter() - begin
    return seconds, *(np.concatenate(part) for part in zip(*parts))


def z_scores(result):
    """How many standard errors each statistic lies from the answer; both errors count."""
    paths = result["paths"]
    mean, mean_error = ANSWER["mean"]
    sd, sd_error = ANSWER["sd"]
    scores = {
        "mean": (result["mean"] - mean) / np.hypot(result["sd"] / np.sqrt(paths), mean_error),
        "sd": (result["sd"] - sd) / np.hypot(result["sd"] / np.sqrt(2 * paths), sd_error),
    }
    values, reference_paths = ANSWER["quantiles"]
    for level, value, expected in zip(QUANTILES, result["quantiles"], values):
        # The error of an order statistic, sqrt(p (1-p) / n) / density, with the density of a normal law of this sd.
        distance = (expected - mean) / sd
        density = np.exp(-0.5 * distance**2) / (sd * np.sqrt(2 * np.pi))
        error = np.sqrt(level * (1 - level) * (1 / paths + 1 / reference_paths)) / density
        scores[f"quantile_{level:g}"] = (value - expected) / error
    for step, expected in ANSWER["occupancy"].items():
        own_errors = result["occupancy_standard_error"][step]
        for state, value, own_error, stated in zip(STATES, result["occupancy"][step], own_errors, expected):
            error = np.hypot(own_error, ANSWER["occupancy_standard_error"])
            scores[f"occupancy_{step}_{state}"] = (value - stated) / error
    return scores


if __name__ == "__main__":
    for text in sys.stdin:
        result = json.loads(text)
        scores = z_scores(result)
        worst = max(scores, key=lambda key: abs(scores[key]))
        print(
            f"{result['name']}: mean {result['mean']:.2f} (se {result['mean_standard_error']:.2f}), "
            f"z of the mean {scores['mean']:+.2f}, of the sd {scores['sd']:+.2f}, "
            f"farthest of {len(scores)}: {worst} {scores[worst]:+.2f}; "
            f"{result['nanoseconds_per_loan_step']:.2f} ns a loan-step, {result['seconds']:.2f} s, "
            f"{result['peak_memory_mb']:.0f} MB"
        )
