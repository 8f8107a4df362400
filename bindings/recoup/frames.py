"""Frames of pandas, polars or Arrow as tapes: typed columns with nulls, handed over when the core asks for them."""

import datetime
import decimal

import narwhals
import numpy

from . import _core

LARGEST_EXACT_INTEGER = 2**53  # of a double


def tape(frame, name):
    """The frame as the core reads it; None stays None. `name` stands for it in messages. A column that neither recoup
    nor the study's rules name is never looked at."""
    if frame is None:
        return None
    try:
        table = narwhals.from_native(frame, eager_only=True)
    except TypeError as error:
        raise TypeError(
            f"{name}, {type(frame).__name__}: not a table of columns. Give a pandas or polars DataFrame or an Arrow table; "
            f"collect a lazy frame first."
        ) from error
    columns = [str(column) for column in table.columns]
    return _core.Frame(name, len(table), columns, lambda place: values_of(table[:, place]), labels(table))


def labels(table):
    """What the frame calls its rows, by place: the index of a pandas frame; others count rows from 0."""
    index = narwhals.maybe_get_index(table)
    return str if index is None else lambda place: str(index[place])


def values_of(series):
    """A column as ("text", strings, "" for null) or (kind, float64 values, nulls) with the kind number, boolean or date
    (days since 1970-01-01; a time of day is not kept). Numbers of Python that are not all integers are numbers.
    Values of other types are told as text: the core says whether it can read them."""
    is_null = series.is_null().to_numpy()
    kind = series.dtype
    if kind.is_numeric() and is_exact(series):
        return "number", series.cast(narwhals.Float64).fill_null(0.0).to_numpy(), is_null
    if kind == narwhals.Boolean:
        return "boolean", series.fill_null(False).to_numpy().astype(float), is_null
    if kind == narwhals.Date or kind == narwhals.Datetime:
        return "date", days_of(series, is_null), is_null
    values = series.to_list()
    if are_numbers([value for value, null in zip(values, is_null) if not null]):
        return "number", numpy.array([0.0 if null else float(value) for value, null in zip(values, is_null)]), is_null
    return "text", ["" if null else text_of(value) for value, null in zip(values, is_null)], is_null


def are_numbers(values):
    """Whether a decimal comma would misread their texts: a point of theirs could be one of thousands. Integers alone
    have none, and may be identifiers."""
    return (all(is_number(value) for value in values)
            and any(not is_integer(value) for value in values)
            and all(abs(value) <= LARGEST_EXACT_INTEGER for value in values if is_integer(value)))


def is_integer(value):
    return isinstance(value, (int, numpy.integer)) and not isinstance(value, bool)


def is_number(value):
    return is_integer(value) or isinstance(value, (float, numpy.floating, decimal.Decimal))


def is_exact(series):
    """Whether a double holds every value as it is: long integers are identifiers."""
    if not series.dtype.is_integer() or series.is_null().all():
        return True
    return -LARGEST_EXACT_INTEGER <= series.min() and series.max() <= LARGEST_EXACT_INTEGER


def days_of(series, is_null):
    if series.dtype == narwhals.Datetime and series.dtype.time_zone:
        series = series.dt.replace_time_zone(None)
    days = numpy.asarray(series.to_numpy()).astype("datetime64[D]").astype("int64")
    return numpy.where(is_null, 0, days).astype(float)


def text_of(value):
    if isinstance(value, (bool, numpy.bool_)):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (float, numpy.floating)) and value.is_integer():
        return str(int(value))
    text = str(value)
    decimals = text.partition(".")[2] if is_number(value) else ""
    return text + "0" if len(decimals) == 3 and decimals.isdigit() else text  # no group of thousands
