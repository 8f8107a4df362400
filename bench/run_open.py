#!/usr/bin/env python3
"""What does it cost to open a results file and compare its options? Processor time, medians of fresh interpreters, in turn.

    bench/run_open.py FILE.h5 [--runs 7] [--update]

FILE is what `make demo` leaves in out/demo.h5. Imports are not counted. `--update` writes the table into bench/README.md.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

import readme_table

BEFORE = "import sys, time; file = sys.argv[1]; "
AFTER = "; print(time.process_time() - start)"
WAYS = {
    "`recoup.open(file).compare()`": "import recoup; start = time.process_time(); recoup.open(file).compare()",
    "`recoup.open(file).tree`, every group": "import recoup; start = time.process_time(); recoup.open(file).tree",
    '`xarray.open_datatree(file, engine="netcdf4")`, nothing loaded':
        'import xarray; start = time.process_time(); xarray.open_datatree(file, engine="netcdf4")',
    'the same, loaded': 'import xarray; start = time.process_time(); xarray.open_datatree(file, engine="netcdf4").load()',
    '`xarray.open_groups(file, engine="h5netcdf")`, loaded':
        'import xarray; start = time.process_time(); '
        '[group.load() for group in xarray.open_groups(file, engine="h5netcdf").values()]',
}


def seconds(code, file):
    answer = subprocess.run([sys.executable, "-c", BEFORE + code + AFTER, file], capture_output=True, text=True, check=True)
    return float(answer.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    taken = {way: [] for way in WAYS}
    for _ in range(options.runs):
        for way, code in WAYS.items():
            taken[way].append(seconds(code, options.file))
    lines = [f"A file of {options.file.stat().st_size / 1e6:.1f} MB, medians of {options.runs} fresh interpreters, imports not "
             "counted.", "", "| way | processor seconds |", "| --- | ---: |"]
    lines += [f"| {way} | {statistics.median(each):.2f} |" for way, each in taken.items()]
    print("\n".join(lines))
    if options.update:
        readme_table.update("open", "\n".join(lines))


if __name__ == "__main__":
    main()
