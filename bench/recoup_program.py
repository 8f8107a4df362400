"""Runs the recoup program on chain-10k and reads from its results file what the peers print."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "peers"))
import chain_law as law  # noqa: E402
from chain_report import QUANTILES, STEPS_REPORTED  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "scenarios" / "studies" / "chain_10k.toml"

# The states of the results file behind each state of the problem.
STATES = {"P": ("current",), "D": ("default",), "R": ("forborne_npe",), "G": ("court",), "C": ("cured",),
          "X": ("repaid", "liquidated")}


def labels(file, name):
    return [label.decode() if isinstance(label, bytes) else label for label in file[name][...]]


def recoveries(file):
    """Of the whole book in millions, by path: one option, one scenario, discounted at the hurdle rate."""
    dataset = file["paths/discounted_recoveries"]  # path option scenario segment
    whole_book = labels(file, "paths/segment").index("portfolio")
    return dataset[:, 0, 0, whole_book].astype(np.float64) / 1e6


def occupancy(file):
    """Mean share of the loans by state, in the order of law.STATES, after the steps reported."""
    group = file["transitions"]
    names, whole_book = labels(file, "transitions/state"), labels(file, "transitions/segment").index("portfolio")
    loans = group["occupancy_mean"][0, 0, whole_book]  # month state
    shares = np.stack([sum(loans[:, names.index(name)] for name in STATES[state] if name in names)
                       for state in law.STATES], axis=1) / law.LOANS
    months = group["month"][...].tolist()
    return {str(step): shares[months.index(step)].tolist() for step in STEPS_REPORTED}


def read_results(path):
    with h5py.File(path) as file:
        millions = recoveries(file)
        return {
            "paths": millions.size,
            "mean": millions.mean(),
            "mean_standard_error": millions.std(ddof=1) / np.sqrt(millions.size),
            "sd": millions.std(ddof=1),
            "quantiles": np.quantile(millions, QUANTILES).tolist(),
            "occupancy": occupancy(file),
            # Processor time, all threads together.
            "stage_seconds": dict(zip(labels(file, "provenance/stage"), file["provenance/stage_seconds"][...].tolist())),
        }


def run(binary, threads, seed):
    """One run, from the start of the program to the file being published: the peers' JSON line and the time by stage."""
    with tempfile.TemporaryDirectory(prefix="chain_10k_") as folder:
        out = Path(folder) / "chain_10k.h5"
        command = [binary, "run", STUDY, "--out", out, "--threads", str(threads), "--set", f"seed={seed}"]
        begin = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status != 0:
            raise SystemExit(f"recoup ended with {os.waitstatus_to_exitcode(status)}:\n{complaint}")
        result = read_results(out)
    if result["paths"] * law.LOANS * law.STEPS != 200_000_000:
        raise SystemExit(f"{STUDY} has {result['paths']} paths; chain-10k has 1,000.")
    result.update(threads=threads, seconds_total=seconds, peak_memory_mb=usage.ru_maxrss / 1024)
    return result
