"""A results file as another program would write it: names and shapes of sim/output/results_schema_tables.hpp, made-up numbers."""

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
BY = ("option", "scenario", "segment")


def recoveries_per_path():
    generator = numpy.random.default_rng(7)
    total = numpy.empty((len(OPTIONS), len(SCENARIOS), len(SEGMENTS), PATHS))
    for o, option in enumerate(OPTIONS):
        for s, scenario in enumerate(SCENARIOS):
            portfolio = MEANS[option, scenario] + 4e6 * (1 + s) * generator.standard_normal(PATHS)
            total[o, s] = numpy.stack([0.6 * portfolio, 0.4 * portfolio, portfolio])
    return total


def with_mixture(values):
    """The scenarios and, last, all of their paths together."""
    both = numpy.concatenate([values[:, 0], values[:, 1]], axis=-1)
    return [values[:, 0], values[:, 1], both]


def statistics_of(name, values, units):
    scenarios = with_mixture(values)

    def over_paths(statistic):
        return numpy.stack([statistic(paths) for paths in scenarios], axis=1)

    def quantiles(paths):
        return numpy.moveaxis(numpy.quantile(paths, QUANTILES, axis=-1), 0, -1)

    return {
        f"{name}_mean": (BY, over_paths(lambda paths: paths.mean(-1)), {"units": units}),
        f"{name}_mean_mc_error": (
            BY, over_paths(lambda paths: paths.std(-1, ddof=1) / numpy.sqrt(paths.shape[-1])), {"units": units}),
        f"{name}_quantile": ((*BY, "quantile"), over_paths(quantiles), {"units": units}),
    }


def cash_profile():
    month = numpy.arange(1, MONTHS + 1)
    peak = {"hold": 10, "restructure": 25, "court": 32}
    shape = numpy.stack([month / peak[o] * numpy.exp(-month / peak[o]) for o in OPTIONS])
    portfolio = 2e6 * numpy.stack([shape, 0.7 * shape, 0.85 * shape], axis=1)
    mean = numpy.stack([0.6 * portfolio, 0.4 * portfolio, portfolio], axis=2)
    band = numpy.stack([portfolio * (1 + 0.8 * (q - 0.5)) for q in QUANTILES], axis=-1)
    return {
        "cash_mean": ((*BY, "month"), mean, {"units": "USD"}),
        "cash_mean_mc_error": ((*BY, "month"), 0.01 * mean, {"units": "USD"}),
        "cash_quantile": (("option", "scenario", "month", "quantile"), band, {"units": "USD"}),
        "month_end": ("month", (30.4 * month).astype("i4"), {"units": "days since 2006-12-31 00:00:00"}),
    }


def ledger():
    """Twelve quarters of 1, 2, ... million and a bucket of 30 for all that comes later; costs of the inflow."""
    cash = numpy.broadcast_to(1e6 * numpy.array([*range(1, 13), 30.0])[:, None], (len(OPTIONS), 3, len(SEGMENTS), 13, 1))
    money = numpy.concatenate([cash, -0.1 * cash], axis=-1)
    return {"money_mean": ((*BY, "quarter", "account"), money, {"units": "USD"}),
            "money_mean_mc_error": ((*BY, "quarter", "account"), 0.01 * abs(money), {"units": "USD"})}


def comparison_of(recoveries):
    """Paired differences of net cash, which here are those of the recoveries."""
    pairs = recoveries[:, None] - recoveries[None, :]
    quantile = numpy.moveaxis(numpy.quantile(pairs, QUANTILES, axis=-1), 0, -1)
    by = ("option", "option_versus", "scenario", "segment")
    return xarray.Dataset({"net_cash_difference_mean": (by, pairs.mean(-1), {"units": "USD"}),
                           "net_cash_difference_quantile": ((*by, "quantile"), quantile, {"units": "USD"})},
                          {**labels_of(*BY, "quantile", scenarios=SCENARIOS), "option_versus": OPTIONS})


def labels_of(*names, scenarios=(*SCENARIOS, "mixture")):
    known = {"scenario": list(scenarios), "option": OPTIONS, "segment": SEGMENTS, "quantile": QUANTILES,
             "month": numpy.arange(1, MONTHS + 1), "quarter": numpy.arange(1, 14),
             "account": ["net_cash_npe", "net_cash_inflow"]}
    return {name: known[name] for name in names}


def groups_of_results():
    recoveries = recoveries_per_path()
    summary = {**statistics_of("discounted_recoveries", recoveries, "USD"),
               **statistics_of("recovery_rate", recoveries / 100e6, "1"),
               **statistics_of("loss", 100e6 - recoveries, "USD"),
               **statistics_of("time_to_resolution", recoveries / 2e6, "month"),
               "quantile_flagged": (("scenario", "quantile"), numpy.zeros((3, len(QUANTILES)), "i1"), {"units": "1"})}
    per_path = (("path", *BY), numpy.moveaxis(recoveries, -1, 0).astype("f4"), {"units": "USD"})
    paths = {"discounted_recoveries": per_path, "net_cash": per_path}
    return {
        "summary": xarray.Dataset(summary, labels_of(*BY, "quantile")),
        "cash_profile": xarray.Dataset(cash_profile(), labels_of(*BY, "month", "quantile")),
        "ledger": xarray.Dataset(ledger(), labels_of(*BY, "quarter", "account")),
        "comparison": comparison_of(recoveries),
        "paths": xarray.Dataset(paths, labels_of(*BY, scenarios=SCENARIOS)),
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
