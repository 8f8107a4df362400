#!/usr/bin/env python3
"""Does the expected engine's time depend on the number of loans? chain-10k's law drawn for more loans.

    bench/run_expected_scale.py [BINARY] [--paths 1000] [--runs 3] [--update]

Loan i of the problem is defined for every i (`scenarios/portfolios/chain_10k/build_tape.py`), so a larger tape holds other loans, not
copies. One thread. `--update` writes the table into bench/README.md.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import h5py

import readme_table
from measured_run import measured_run

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "scenarios" / "studies" / "chain_10k.toml"
sys.path.insert(0, str(ROOT / "scenarios" / "portfolios" / "chain_10k"))
import build_tape  # noqa: E402

LOANS = (10_000, 100_000, 1_000_000)


def write_tape(folder, loans):
    build_tape.write(folder / "loans.csv", build_tape.LOAN_COLUMNS, (build_tape.loan(i)[0] for i in range(loans)))
    build_tape.write(folder / "collateral.csv", build_tape.COLLATERAL_COLUMNS, (build_tape.loan(i)[1] for i in range(loans)))


def run(binary, folder, paths):
    """Milliseconds a path of the engine, seconds and gigabytes of the whole run."""
    out = folder / "out.h5"
    command = [binary, "run", STUDY, "--out", out, "--quiet", "--threads", "1", "--set", f"paths={paths}", "--set", 'engine="expected"',
               "--set", f'portfolio.loans="{folder / "loans.csv"}"', "--set", f'portfolio.collateral="{folder / "collateral.csv"}"']
    seconds, gigabytes = measured_run(command)
    with h5py.File(out) as file:
        stages = [name.decode() for name in file["provenance/stage"][...]]
        engine = float(file["provenance/stage_seconds"][stages.index("expected_engine")])
    out.unlink()
    return 1e3 * engine / paths, seconds, gigabytes


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary", nargs="?", type=Path, default=ROOT / "build" / "release" / "recoup")
    parser.add_argument("--paths", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    lines = [f"chain-10k's law, {options.paths} paths of 20 months, one thread, medians of {options.runs} runs; the engine in milliseconds a path, "
             "the whole run with tape and file in seconds.", "",
             "| loans | engine ms a path | times 10,000 loans | whole run s | peak GB |", "| ---: | ---: | ---: | ---: | ---: |"]
    first = None
    with tempfile.TemporaryDirectory(prefix="expected_scale_") as name:
        folder = Path(name)
        for loans in LOANS:
            write_tape(folder, loans)
            runs = [run(options.binary, folder, options.paths) for _ in range(options.runs)]
            milliseconds, seconds, gigabytes = (statistics.median(figure) for figure in zip(*runs))
            first = first or milliseconds
            lines.append(f"| {loans:,} | {milliseconds:.2f} | {milliseconds / first:.2f} | {seconds:.1f} | {gigabytes:.2f} |")
            print(lines[-1], flush=True)
    if options.update:
        readme_table.update("expected scale", "\n".join(lines))


if __name__ == "__main__":
    main()
