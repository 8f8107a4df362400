"""Runs of the small study from Python."""

import warnings

import pandas
import recoup


def run(study, **arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recoup.StudyWarning)
        return recoup.run(study.folder / "study.toml", progress=False, **arguments)


def columns_of(study, name):
    """A tape of the study with the types that a person's frame has."""
    frame = pandas.read_csv(study.folder / name)
    for column in frame.columns:
        if "date" in column and column != "date_of_default":
            frame[column] = pandas.to_datetime(frame[column])
    return frame
