"""Amounts and rates as people read them."""

import math

import numpy

SIZES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
SIZES_OF_TABLES = SIZES[1:]  # the columns of a table have one scale, and books are compared in millions


def scale_of_money(amounts, currency, sizes=SIZES):
    """A factor and a unit such that the amounts print with few digits: 1e-6 and 'USD million'."""
    values = numpy.abs(numpy.asarray(amounts, dtype=float))
    largest = float(values[numpy.isfinite(values)].max(initial=0.0))
    for size, word in sizes:
        if largest >= size:
            return 1.0 / size, f"{currency} {word}".strip()
    return 1.0, currency


def decimals_of(error, fewest=0, most=4):
    """Places after the point that show the first digit of an error; one where there is none to go by."""
    if not math.isfinite(error) or error <= 0.0:
        return 1
    return min(most, max(fewest, -math.floor(math.log10(error))))
