"""The studies that inputs are mutations of, laid out in a folder that is there and empty, and their keys."""

import pathlib
import shutil
import tomllib

from small_study import ROOT, SmallStudy

PATHS_FILE = ("scenario,quarter,variable,value,unit\n" +
              "".join(f"mean,{2021 + i // 4}Q{i % 4 + 1},growth,{1.5 + i / 10},percent\n" for i in range(8)))
# Best times and the expected engine in seconds.
COARSE = """[expected]
ltv_nodes = 6
rate_nodes = 1
noise_strata = 4
pilot_paths = 256
maturity_step_months = 24
value_state = "central"
"""
# Behind its tables: what the small study leaves at its default.
MORE_TABLES = """[limits]
memory_gb = 2.0
disk_gb = 0.2
[exchange_rates]
USD = 0.9
[control_totals.large]
principal_balance = 1496900.0
tolerance = 1e9
[output]
macro_paths_kept = 8
histogram_bins = 10
[plausibility]
highest_rate = 0.60
totals = false
"""
CASES = ROOT / "tests/cases/hostile/base"
OF_MAIN_STUDY = ["macro/frb_2025.csv", "macro/us_var_2025.toml", "options/hold.toml", "options/court.toml",
                 "options/restructure.toml", "options/wait_court.toml", "parameters/us_sme.toml",
                 "parameters/us_sme_current.toml", "parameters/us_sme_secured.toml", "parameters/us_sme_small.toml",
                 "parameters/us_sme_unsecured.toml"]


def lay_out_small(folder, paths=8):
    """Every table of a study file is there to be spoilt."""
    study = SmallStudy(folder)
    study.replace("study.toml", "weight = 1.0", 'weight = 1.0\npath = "paths.csv"')
    study.replace("study.toml", "paths = 64", f'paths = {paths}\njurisdiction = "india.toml"')
    study.texts["study.toml"] += MORE_TABLES + COARSE
    study.write()
    (folder / "paths.csv").write_text(PATHS_FILE)
    shutil.copy(ROOT / "scenarios/jurisdictions/india.toml", folder)


def lay_out_main(folder):
    """The main study's macro model, scenarios, options and parameters with their inheritance, profiles of covariates,
    stages and clocks, on the first loans of a tape and with few paths."""
    for name in OF_MAIN_STUDY:
        shutil.copy(ROOT / "scenarios" / name, folder)
    for name, lines in (("loans.csv", 31), ("collateral.csv", None), ("study.toml", None)):
        text = (CASES / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join(text[:lines]))
    of_loans = {line.split(",")[0] for line in (folder / "loans.csv").read_text().splitlines()}
    rows = (folder / "collateral.csv").read_text().splitlines(keepends=True)
    loan = rows[0].strip().split(",").index("loan_identifier")
    (folder / "collateral.csv").write_text("".join(row for row in rows if row.strip().split(",")[loan] in of_loans))
    study = (folder / "study.toml").read_text()
    for old, new in (("paths = 64", "paths = 8"), ("recovery_horizon_months = 60", "recovery_horizon_months = 24"),
                     ("reporting_horizon_quarters = 12", "reporting_horizon_quarters = 4")):
        assert old in study
        study = study.replace(old, new)
    (folder / "study.toml").write_text(study + COARSE)


def keys_in(table, before=""):
    """(key as --set names it, value) of a TOML table, tables and elements of arrays with them."""
    for key, value in table.items():
        name = f"{before}{key}"
        yield name, value
        if isinstance(value, dict):
            yield from keys_in(value, f"{name}.")
        elif isinstance(value, list):
            for place, element in enumerate(value):
                if isinstance(element, dict):
                    yield from keys_in(element, f"{name}.{element.get('name', place)}.")


def keys_of(folder: pathlib.Path):
    """Every key of the small study, of its options and of its parameters, and its value, as --set takes them."""
    def read(name):
        return tomllib.loads((folder / name).read_text())

    found = list(keys_in(read("study.toml")))
    for option in ("hold", "court"):
        found += keys_in(read(f"{option}.toml"), f"options.{option}.")
    for segment in ("large", "small"):
        found += keys_in(read("parameters.toml"), f"parameters.{segment}.")
    return found
