#!/usr/bin/env python3
"""What do more options cost? The demo's loans under 1, 3 and 8 options, in turn, medians of at least five runs.

    bench/run_options.py [BINARY] [--runs 5] [--paths 32] [--update]

Options share draws, macro paths and the trunk (what a loan does before the options part); the table says how much of
the rest each further option costs. `--update` writes it into bench/README.md.
"""

import argparse
import re
import statistics
import subprocess
import tempfile
from pathlib import Path

import h5py

import readme_table

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
# Eight options made from the three that ship: other terms, other names. The first is what "one option" means.
VARIANTS = [
    ("court", {}),
    ("hold", {}),
    ("restructure", {}),
    ("restructure", {"extend_months = 60": "extend_months = 24"}),
    ("restructure", {"forgive = 0.05": "forgive = 0.20"}),
    ("restructure", {"holiday_months = 6": "holiday_months = 12"}),
    ("court", {"months_between_auctions = 3": "months_between_auctions = 6"}),
    ("court", {"reserve_steps = [1.0, 0.85, 0.70, 0.0]": "reserve_steps = [0.9, 0.0]"}),
]


def write_study(folder, count):
    """The demo's study with the first `count` variants, its files named by absolute paths."""
    text = (SCENARIOS / "studies" / "sba_2025.toml").read_text(encoding="utf-8")
    names = []
    for number, (name, changes) in enumerate(VARIANTS[:count]):
        option = (SCENARIOS / "options" / f"{name}.toml").read_text(encoding="utf-8")
        for old, new in changes.items():
            if old not in option:
                raise SystemExit(f"scenarios/options/{name}.toml no longer says `{old}`")
            option = option.replace(old, new)
        option = option.replace(f'name = "{name}"', f'name = "{name}_{number}"', 1)
        file = folder / f"option_{number}.toml"
        file.write_text(option, encoding="utf-8")
        names.append(f'"{file}"')
    text = re.sub(r"^options = \[.*?\]", f"options = [{', '.join(names)}]", text, flags=re.M | re.S)
    text = text.replace('"../', f'"{SCENARIOS}/')
    study = folder / "study.toml"
    study.write_text(text, encoding="utf-8")
    return study


def run(binary, study, paths, folder):
    """Processor seconds by stage of one run with one thread."""
    out = folder / "out.h5"
    subprocess.run([str(binary), "run", str(study), "--out", str(out), "--threads", "1", "--set", f"paths={paths}"],
                   check=True, capture_output=True)
    with h5py.File(out) as file:
        names = [name.decode() if isinstance(name, bytes) else name for name in file["provenance/stage"][...]]
        return dict(zip(names, file["provenance/stage_seconds"][...].tolist()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary", nargs="?", type=Path, default=ROOT / "build" / "release" / "recoup")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--paths", type=int, default=32)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    counts = (1, 3, len(VARIANTS))
    seconds = {count: [] for count in counts}
    for _ in range(options.runs):
        for count in counts:
            with tempfile.TemporaryDirectory() as name:
                stages = run(options.binary, write_study(Path(name), count), options.paths, Path(name))
            seconds[count].append(stages)
            print(f"{count} options: {sum(stages.values()):.2f} s", flush=True)

    def middle(count, pick):
        return statistics.median(pick(stages) for stages in seconds[count])

    lines = [f"The demo's 12,121 loans, 2 scenarios, 120 months, {options.paths} paths, one thread; processor seconds, "
             f"medians of {options.runs} runs.", "",
             "| options | transitions | recovery cash flows | all stages | times one option |",
             "| ---: | ---: | ---: | ---: | ---: |"]
    one = middle(1, lambda stages: sum(stages.values()))
    for count in counts:
        total = middle(count, lambda stages: sum(stages.values()))
        lines.append(f"| {count} | {middle(count, lambda s: s['transitions']):.2f} | "
                     f"{middle(count, lambda s: s['recovery_cash_flows']):.2f} | {total:.2f} | {total / one:.2f} |")
    print("\n".join(lines))
    if options.update:
        readme_table.update("options", "\n".join(lines))


if __name__ == "__main__":
    main()
