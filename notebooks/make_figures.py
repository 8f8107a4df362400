"""The picture of README.md, from the results of `make demo`: notebooks/figures/demo.png."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import recoup  # noqa: E402 - after the choice of a backend without a window
from matplotlib import pyplot  # noqa: E402

TARGET = Path(__file__).parent / "figures" / "demo.png"
CAPTION = ("Illustrative: the default stock and most parameters of this study are made up or borrowed\n"
           "(scenarios/README.md). The picture shows the method, not a forecast for any bank.")


def main(results_file="out/demo.h5", target=TARGET):
    results = recoup.open(results_file)
    figure = pyplot.figure(figsize=(10.5, 9.2), layout="constrained")
    above, below, caption = figure.subfigures(3, 1, height_ratios=[1.35, 1.0, 0.1], hspace=0.04)
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
    results.plot.recoveries(axes=above.subplots())
    results.plot.cash_gain(figure=below)
    caption.text(0.5, 0.5, CAPTION, ha="center", va="center", fontsize=9, style="italic", color="#555555")
    Path(target).parent.mkdir(exist_ok=True)
    figure.savefig(target, dpi=120)
    print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
