#!/usr/bin/env python3
"""Is the cost linear in loans, paths and months, and is the estimate right? The demo's loans copied up to a million.

    bench/run_scale.py [BINARY] [--threads 2] [--full] [--update]

Every row is one run of the demo's three options under one scenario; what `recoup check` said before stands beside it. `--full`
adds a million loans on 2,000 paths. `--update` writes the table into bench/README.md.
"""

import argparse
import csv
import re
import subprocess
import tempfile
from pathlib import Path

import readme_table
from measured_run import measured_run

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
TAPE = SCENARIOS / "portfolios" / "sba"
# (loans, paths, months): each of the three moved on its own
ROWS = [(1_000_000, 16, 24), (250_000, 32, 24), (125_000, 32, 24), (125_000, 64, 24), (125_000, 32, 48)]
FULL = (1_000_000, 2_000, 24)
UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0, "MB": 1e-3, "GB": 1.0}


def write_tape(folder, loans):
    """The demo's tape over and over, every copy with identifiers of its own."""
    with (TAPE / "loans.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    with (TAPE / "collateral.csv").open(newline="") as file:
        collateral_head, *collateral = csv.reader(file)
    by_loan = {}
    for row in collateral:
        by_loan.setdefault(row[1], []).append(row)
    with (folder / "loans.csv").open("w", newline="") as loan_file, \
            (folder / "collateral.csv").open("w", newline="") as collateral_file:
        loan_writer, collateral_writer = csv.writer(loan_file), csv.writer(collateral_file)
        loan_writer.writerow(head)
        collateral_writer.writerow(collateral_head)
        for place in range(loans):
            copy, row = place // len(rows), rows[place % len(rows)]
            loan_writer.writerow([f"{row[0]}-{copy}", f"{row[1]}-{copy}", *row[2:]])
            for item in by_loan.get(row[0], ()):
                collateral_writer.writerow([f"{item[0]}-{copy}", f"{item[1]}-{copy}", *item[2:]])


def write_study(folder, months):
    text = (SCENARIOS / "studies" / "sba_2025.toml").read_text(encoding="utf-8")
    text = re.sub(r"# Sums of the committed tape.*", "", text, flags=re.S)  # control totals of the tape as it ships
    text = re.sub(r"\[\[scenario\]\]\nname = \"severely_adverse\".*?\n\n", "", text, flags=re.S)
    text = text.replace("weight = 0.6", "weight = 1.0")
    text = re.sub(r"^recovery_horizon_months = .*$", f"recovery_horizon_months = {months}", text, flags=re.M)
    text = re.sub(r"^reporting_horizon_quarters = .*$", f"reporting_horizon_quarters = {min(12, months // 3)}", text,
                  flags=re.M)
    text = text.replace('"../portfolios/sba/', f'"{folder}/').replace('"../', f'"{SCENARIOS}/')
    study = folder / f"study_{months}.toml"
    study.write_text(text, encoding="utf-8")
    return study


def amount(text):
    number, unit = re.match(r"([\d.,]+) (\w+)", text).groups()
    return float(number.replace(",", "")) * UNITS[unit]


def estimate(binary, study, settings):
    """Seconds and gigabytes that `recoup check` expects of a run."""
    output = subprocess.run([binary, "check", study, *settings], check=True, capture_output=True, text=True).stdout
    return (amount(re.search(r"time +about ([\d.,]+ \w+)", output).group(1)),
            amount(re.search(r"memory +about ([\d.,]+ \w+)", output).group(1)))


def run(binary, study, settings, folder):
    """Wall seconds and peak gigabytes of one run, tape read and file published."""
    command = [binary, "run", study, "--out", folder / "out.h5", "--quiet", *settings]
    cost = measured_run(command)
    (folder / "out.h5").unlink()
    return cost


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary", nargs="?", type=Path, default=ROOT / "build" / "release" / "recoup")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    lines = [f"Three options, one scenario, {options.threads} threads. Seconds and gigabytes of the whole run, tape read and file "
             "published; nanoseconds a loan, path and month of all options together, both threads; estimates by `recoup check`.", "",
             "| loans | paths | months | seconds | ns | estimate / truth | peak GB | estimate / truth |",
             "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    with tempfile.TemporaryDirectory(prefix="scale_") as name:
        folder, written = Path(name), 0
        for loans, paths, months in ROWS + [FULL] * options.full:
            if loans != written:
                write_tape(folder, loans)
                written = loans
            study = write_study(folder, months)
            settings = ["--threads", str(options.threads), "--set", f"paths={paths}"]
            expected_seconds, expected_gb = estimate(options.binary, study, settings)
            seconds, gigabytes = run(options.binary, study, settings, folder)
            nanoseconds = 1e9 * seconds / (loans * paths * months)
            lines.append(f"| {loans:,} | {paths:,} | {months} | {seconds:.1f} | {nanoseconds:.1f} | "
                         f"{expected_seconds / seconds:.2f} | {gigabytes:.2f} | {expected_gb / gigabytes:.2f} |")
            print(lines[-1], flush=True)
    if options.update:
        readme_table.update("scale", "\n".join(lines))


if __name__ == "__main__":
    main()
