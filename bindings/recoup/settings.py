"""Settings that replace those of a study: `{"rates.hurdle": 0.12}` as the TOML that `--set` of the program takes."""

import datetime
import json
import os

import numpy

from .errors import refusal


def settings(changed, paths):
    """(dotted key, TOML text) of each. `paths` is short for the setting of that name."""
    both = dict(changed or {}) | ({} if paths is None else {"paths": paths})
    return [(key, text_of(key, value)) for key, value in both.items()]


def text_of(key, value):
    try:
        text = toml_text(value)
    except RecursionError:
        raise refusal(where="set", field=repr(key), problem="nests too deep", suggestion="No setting does") from None
    if not is_unicode(key + text):
        raise refusal(where="set", field=repr(key), problem="the text is not Unicode: a lone surrogate")
    return text


def is_unicode(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def quoted(text):
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # which JSON takes as it is and TOML does not


def toml_text(value):
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (str, os.PathLike)):
        return quoted(os.fspath(value))
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {toml_text(inner)}" for key, inner in value.items()) + "}"
    raise TypeError(f"set, {value!r}: a {type(value).__name__} has no form in TOML. Give a number, text, date, list or dict.")
