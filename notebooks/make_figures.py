"""The picture of README.md, from the results of `make demo`: notebooks/figures/demo.png."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import recoup  # noqa: E402 - after the choice of a backend without a window
from matplotlib import pyplot  # noqa: E402

TARGET = Path(__file__).parent / "figures" / "demo.png"


def main(results_file="out/demo.h5"):
    results = recoup.open(results_file)
    figure = pyplot.figure(figsize=(10.5, 8.4), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=[1.35, 1.0], hspace=0.04)
    results.plot.recoveries(axes=above.subplots())
    results.plot.cash_gain(figure=below)
    TARGET.parent.mkdir(exist_ok=True)
    figure.savefig(TARGET, dpi=120)
    print(TARGET)


if __name__ == "__main__":
    main(*sys.argv[1:])
