"""Settings that replace those of a study: `{"rates.hurdle": 0.12}` as the TOML that `--set` of the program takes."""

import datetime
import json
import os

import numpy


def settings(changed, paths):
    """(dotted key, TOML text) of each. `paths` is short for the setting of that name."""
    both = dict(changed or {}) | ({} if paths is None else {"paths": paths})
    return [(key, toml_text(value)) for key, value in both.items()]


def toml_text(value):
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (str, os.PathLike)):
        return json.dumps(os.fspath(value), ensure_ascii=False)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml_text(inner)}" for key, inner in value.items()) + "}"
    raise TypeError(f"set, {value!r}: a {type(value).__name__} has no form in TOML. Give a number, text, date, list or dict.")
