"""A results file as another program would write it: the shape of sim/output/results_schema.hpp with made-up numbers."""

import numpy
import pytest
import xarray

SCENARIOS = ["baseline", "severely_adverse"]
OPTIONS = ["hold", "restructure", "court"]
SEGMENTS = ["secured", "unsecured", "portfolio"]
QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95]
PATHS = 400
MONTHS = 60
MEANS = {("hold", "baseline"): 41e6, ("restructure", "baseline"): 55e6, ("court", "baseline"): 50e6,
         ("hold", "severely_adverse"): 33e6, ("restructure", "severely_adverse"): 44e6, ("court", "severely_adverse"): 36e6}
BY = ("scenario", "option", "segment")


def recoveries_per_path():
    generator = numpy.random.default_rng(7)
    total = numpy.empty((len(SCENARIOS), len(OPTIONS), len(SEGMENTS), PATHS))
    for s, scenario in enumerate(SCENARIOS):
        for o, option in enumerate(OPTIONS):
            portfolio = MEANS[option, scenario] + 4e6 * (1 + s) * generator.standard_normal(PATHS)
            total[s, o] = numpy.stack([0.6 * portfolio, 0.4 * portfolio, portfolio])
    return total


def statistics_of(name, values, units):
    return {
        f"{name}_mean": (BY, values.mean(-1), {"units": units}),
        f"{name}_mean_mc_error": (BY, values.std(-1, ddof=1) / numpy.sqrt(values.shape[-1]), {"units": units}),
        f"{name}_quantile": ((*BY, "quantile"), numpy.moveaxis(numpy.quantile(values, QUANTILES, axis=-1), 0, -1), {"units": units}),
    }


def labels_of(*names):
    known = {"scenario": SCENARIOS, "option": OPTIONS, "segment": SEGMENTS, "quantile": QUANTILES,
             "month": numpy.arange(1, MONTHS + 1)}
    return {name: known[name] for name in names}


def groups_of_results():
    recoveries = recoveries_per_path()
    summary = {**statistics_of("discounted_recoveries", recoveries, "USD"),
               **statistics_of("recovery_rate", recoveries / 100e6, "1"),
               **statistics_of("loss", 100e6 - recoveries, "USD"),
               **statistics_of("time_to_resolution", recoveries / 2e6, "month")}
    month = numpy.arange(1, MONTHS + 1)
    peak = {"hold": 10, "restructure": 25, "court": 32}
    shape = numpy.stack([month / peak[o] * numpy.exp(-month / peak[o]) for o in OPTIONS])
    mean = 2e6 * numpy.stack([shape, 0.7 * shape])
    band = numpy.stack([mean * (1 + 0.4 * (q - 0.5) * 2) for q in QUANTILES], axis=-1)
    profile = {"cash_mean": (("scenario", "option", "month"), mean, {"units": "USD"}),
               "cash_mean_mc_error": (("scenario", "option", "month"), 0.01 * mean, {"units": "USD"}),
               "cash_quantile": (("scenario", "option", "month", "quantile"), band, {"units": "USD"})}
    return {
        "summary": xarray.Dataset(summary, labels_of(*BY, "quantile")),
        "cash_profile": xarray.Dataset(profile, labels_of("scenario", "option", "month", "quantile")),
        "paths": xarray.Dataset({"discounted_recoveries": ((*BY, "path"), recoveries, {"units": "USD"})}, labels_of(*BY)),
    }


@pytest.fixture
def write_results(tmp_path):
    """A function that writes the synthetic file, with changed attributes where asked."""

    def write(**changed):
        attributes = {"filetype": "recoup-results", "format_version": numpy.array([1, 0]), "status": "complete",
                      "title": "Synthetic", "seed": numpy.int64(1), "path_count": numpy.int64(PATHS)} | changed
        path = tmp_path / "results.h5"
        xarray.Dataset(attrs=attributes).to_netcdf(path, engine="h5netcdf")
        for name, group in groups_of_results().items():
            group.to_netcdf(path, mode="a", group=name, engine="h5netcdf")
        return path

    return write
