#!/usr/bin/env python3
"""The chain-10k comparison: every peer and recoup in turn, in one sitting, medians of at least five runs.

    bench/run_chain_10k.py [BINARY] [--runs 5] [--threads 1 2] [--peers-only] [--rivals-only] [--update]

`--rivals-only` leaves out the slow peers, that no ratio is taken against: a short sitting for a machine whose
neighbours come and go.
A peer whose mean lies more than 4 standard errors from the answer voids the comparison. `--update` writes the table
into bench/README.md and the numbers behind it into bench/chain_10k.json.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))
import chain_law as law  # noqa: E402
import readme_table  # noqa: E402
import recoup_program  # noqa: E402
from chain_report import ANSWER, z_scores  # noqa: E402

PEERS = HERE / "peers"
PLAIN = HERE.parent / "build" / "bench" / "plain"
# Fewer paths for the slow programs, scaled to 200 million loan-steps: their cost is the same for every path.
PATHS = {"numpy_direct": 200, "numpy_table": 400, "numba_direct": 1000, "numba_table": 1000,
         "numba_table_tuned": 1000, "numba_table_sorted": 1000, "plain_cpp": 400}
RIVALS = ("numba_table", "numba_table_tuned", "numba_table_sorted")
LOAN_STEPS = law.LOANS * law.STEPS * 1000
ALLOWED_ERRORS = 4.0
LARGEST_BUSY_SHARE = 0.05


def build_plain():
    PLAIN.parent.mkdir(parents=True, exist_ok=True)
    compiler = os.environ.get("CXX", "g++")
    command = [compiler, "-O3", "-march=native", "-std=c++20", "-pthread", PEERS / "plain.cpp", "-o", PLAIN]
    subprocess.run(list(map(str, command)), check=True)


def run_peer(name, threads, seed):
    program = [PLAIN] if name == "plain_cpp" else [sys.executable, PEERS / f"{name}.py"]
    command = [*program, "--paths", PATHS[name], "--threads", threads, "--seed", seed]
    output = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout
    result = json.loads(output)
    result["seconds"] *= LOAN_STEPS / (law.LOANS * law.STEPS * result["paths"])
    return [result]


def run_recoup(binary, threads, seed):
    """Two rows of one run: the transitions stage, and the whole program."""
    run = recoup_program.run(binary, threads, seed)
    stages = run["stage_seconds"]
    if "transitions" not in stages:
        raise SystemExit(f"recoup reports no stage `transitions`; its stages: {', '.join(stages)}")
    return [{**run, "name": "recoup, transitions", "seconds": stages["transitions"] / threads},
            {**run, "name": "recoup, whole run", "seconds": run["seconds_total"]}]


def check(result):
    """Raises where the mean is not the answer's; says where another statistic is far from it."""
    answer, answer_error = ANSWER["mean"]
    error = (result["mean_standard_error"] ** 2 + answer_error**2) ** 0.5
    z = (result["mean"] - answer) / error
    if abs(z) > ALLOWED_ERRORS:
        raise SystemExit(f"{result['name']}: mean {result['mean']:.2f} is {z:+.1f} standard errors ({error:.2f}) from "
                         f"{answer}: the comparison is void")
    result["z_mean"] = z
    scores = z_scores(result)
    worst = max(scores, key=lambda key: abs(scores[key]))
    if abs(scores[worst]) > ALLOWED_ERRORS:
        print(f"note: {result['name']}: {worst} is {scores[worst]:+.1f} standard errors from the answer")


def sit(programs, runs, threads):
    """{name: [result of each run]}, the programs in turn."""
    results = {}
    for seed in range(1, runs + 1):
        for program in programs:
            for result in program(threads, seed):
                # recoup reports no error of an occupancy; a peer with as many paths has the same.
                if "occupancy_standard_error" not in result:
                    result["occupancy_standard_error"] = results["numba_table"][-1]["occupancy_standard_error"]
                check(result)
                results.setdefault(result["name"], []).append(result)
                print(f"{threads} threads, run {seed}: {result['name']:22s} {result['seconds']:8.3f} s, "
                      f"mean {result['mean']:.2f} (z {result['z_mean']:+.1f})", flush=True)
    return results


def median(results, key):
    return statistics.median(result[key] for result in results)


def table(results, threads):
    rivals = [median(results[name], "seconds") for name in RIVALS]
    lines = [f"| {threads} thread{'s' if threads > 1 else ''} | seconds | range | million loan-steps/s | "
             + " | ".join(f"times `{name}`" for name in RIVALS) + " | peak MB | mean (se), z |",
             "| --- |" + " ---: |" * (4 + len(RIVALS)) + " --- |"]
    for name, runs in sorted(results.items(), key=lambda item: -median(item[1], "seconds")):
        seconds = [run["seconds"] for run in runs]
        middle = statistics.median(seconds)
        ratios = " | ".join(f"{rival / middle:.2f}" for rival in rivals)
        last = runs[-1]
        lines.append(f"| {name} | {middle:.3f} | {min(seconds):.3f}-{max(seconds):.3f} | {LOAN_STEPS / middle / 1e6:.0f} | "
                     f"{ratios} | {median(runs, 'peak_memory_mb'):.0f} | "
                     f"{last['mean']:.2f} ({last['mean_standard_error']:.2f}), {last['z_mean']:+.1f} |")
    return lines


def stage_lines(runs, threads):
    """Share of the work by stage, of all threads together."""
    stages = {name: statistics.median(run["stage_seconds"][name] for run in runs) for name in runs[0]["stage_seconds"]}
    total = sum(stages.values())
    shares = ", ".join(f"{name} {100 * seconds / total:.1f} %" for name, seconds in stages.items())
    return [f"Share of recoup's time by stage, {threads} thread{'s' if threads > 1 else ''}: {shares}."]


def speedup_lines(by_threads):
    if not {1, 2} <= by_threads.keys():
        return []
    gains = (f"{name} {median(by_threads[1][name], 'seconds') / median(by_threads[2][name], 'seconds'):.2f}"
             for name in by_threads[1])
    return ["Two threads against one: " + ", ".join(gains) + "."]


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 platform.machine())
    import numba
    import numpy
    compiler = subprocess.run([os.environ.get("CXX", "g++"), "--version"], capture_output=True, text=True).stdout
    return (f"{model}, {os.cpu_count()} cores; {compiler.splitlines()[0]}; Python {platform.python_version()}, "
            f"NumPy {numpy.__version__}, numba {numba.__version__}")


def busy_share(seconds=2.0):
    """Of the processors, by other programs, before the sitting."""

    def ticks():
        fields = [int(x) for x in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
        return sum(fields) - fields[3] - fields[4], sum(fields)

    busy, total = ticks()
    time.sleep(seconds)
    busy_after, total_after = ticks()
    return (busy_after - busy) / (total_after - total)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=HERE.parent / "build" / "release" / "recoup", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peers-only", action="store_true")
    parser.add_argument("--rivals-only", action="store_true")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    if options.update and options.rivals_only:
        parser.error("--update writes the table of all peers: leave out --rivals-only")
    if not options.peers_only and not options.binary.exists():
        parser.error(f"{options.binary} does not exist: build it (`make build`), name another, or use --peers-only")

    build_plain()
    busy = busy_share()
    if busy > LARGEST_BUSY_SHARE:
        print(f"warning: other programs use {100 * busy:.0f} % of the processors: the ratios, above all those of two "
              "threads, will not hold", file=sys.stderr)
    programs = [lambda threads, seed, name=name: run_peer(name, threads, seed)
                for name in (RIVALS if options.rivals_only else PATHS)]
    if not options.peers_only:
        programs.append(lambda threads, seed: run_recoup(options.binary, threads, seed))
    by_threads = {threads: sit(programs, options.runs, threads) for threads in options.threads}

    lines = [f"{machine()}. Medians of {options.runs} runs; "
             f"other programs used {100 * busy:.0f} % of the processors before.", ""]
    for threads, results in by_threads.items():
        lines += table(results, threads) + [""]
        if not options.peers_only:
            lines += stage_lines(results["recoup, whole run"], threads) + [""]
    text = "\n".join(lines + speedup_lines(by_threads))
    print("\n" + text)
    if options.update:
        readme_table.update("chain-10k", text)
        (HERE / "chain_10k.json").write_text(json.dumps(by_threads, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
