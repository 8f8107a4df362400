"""What makes a tape or its results doubtful is told by check, by the log of a run, in the results and in Python."""

import pathlib
import warnings

import h5py
import pytest
from small_study import SmallStudy

AMOUNTS = "looks too small for the costs of the study"
RECOVERY = "mean recoveries are below -20 %"


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path)


def in_lakh(study):
    for row in study.loans:
        row[2] = f"{float(row[2]) / 1e5:.5f}"
    study.replace("study.toml", 'when = "principal_balance >= 20000"', 'when = "principal_balance >= 0.2"')
    return study.write()


def told_once(text, said):
    assert sum(text in line for line in said.splitlines()) == 1, said


def warnings_of(path):
    with h5py.File(path) as file:
        return file["provenance/warnings"][()].decode()


def test_amounts_in_lakh_are_told_everywhere_and_once(study):
    in_lakh(study)
    checked = study.call("check")
    told_once(AMOUNTS, checked.stdout)
    assert "    so 0 of 60 loans reach the principal_balance of 5000 that measure 'legal' of option 'court' asks for" in checked.stdout
    ran = study.call("run")
    assert ran.returncode == 0, ran.stderr
    for said in (ran.stderr, warnings_of(study.out)):
        told_once(AMOUNTS, said)
        told_once(RECOVERY, said)


def test_advice_about_amounts_works_as_written(study):
    in_lakh(study)
    for row in study.loans:
        row[2] = f"{float(row[2]) * 100_000:.2f}"
    study.replace("study.toml", ">= 0.2", ">= 20000")
    study.write()
    ran = study.call("run", "--quiet")
    assert ran.returncode == 0 and "plausibility." not in ran.stderr
    in_lakh(study)
    silenced = study.call("run", "--set", "plausibility.cost_to_claim=false", "plausibility.least_recovery=false",
                          "plausibility.most_collateral_to_claim=false", "--quiet", out=study.folder / "quiet.h5")
    assert silenced.returncode == 0 and "plausibility." not in silenced.stderr, silenced.stderr


def test_every_mean_recovery_is_judged_by_the_threshold_of_the_study(study):
    study.write()
    figures = 2 * 3 * 2  # options, segments with the portfolio, the scenario and the mixture
    for setting, said in (("least_recovery=2.0", "below 200 %"), ("most_recovery=-1.0", "above -100 %")):
        ran = study.call("run", "--set", "paths=8", f"plausibility.{setting}", out=study.folder / f"{setting}.h5")
        assert ran.returncode == 0, ran.stderr
        told_once(f"{figures} of {figures} mean recoveries are {said}", ran.stderr)


def test_python_tells_doubts_before_and_after_a_run(study):
    recoup = pytest.importorskip("recoup")
    in_lakh(study)
    file = study.folder / "study.toml"
    [doubt] = [problem for problem in recoup.check(file) if AMOUNTS in problem.problem]
    assert doubt.severity == "warning" and len(doubt.consequences) >= 2 and "lakh" in doubt.suggestion
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        recoup.run(file, paths=8)
    told = [warning for warning in given if warning.category is recoup.StudyWarning]
    assert sum(AMOUNTS in str(warning.message) for warning in told) == 1
    [after] = [warning for warning in told if RECOVERY in str(warning.message)]
    assert pathlib.Path(after.filename).name == "test_doubts.py", "the caller's own line"


def test_settings_reach_options_and_parameters_from_the_command_line(study):
    study.write()
    answer = study.call("run", "--quiet", "--set", "options.court.measure.legal.costs.fixed=2000",
                        "parameters.large.hazards.default.exits.cured.p=[0.06,0.03]")
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        resolved = file["study/resolved"][()].decode()
        names = [name.decode() for name in file["parameters/parameter"][...]]
        values = dict(zip(names, file["parameters/parameter_value"][...], strict=True))
    assert '"fixed": 2000.0' in resolved
    assert values["large/hazards.default.exits.cured.p[0]"] == 0.06
    assert values["small/hazards.default.exits.cured.p[0]"] == 0.05, "the file is shared, the setting is not"


def test_settings_reach_options_and_parameters_from_python(study):
    recoup = pytest.importorskip("recoup")
    study.write()

    file = study.folder / "study.toml"
    changed = {"options.court.measure.legal.costs.fixed": 2000, "parameters.large.hazards.default.exits.cured.p": [0.06, 0.03],
               "options.court.measure.legal.terms.costs_added_to_claim": True, "options.court.description": "dear",
               "parameters.small.contract": {"repayment": "bullet"}}
    recoup.run(file, paths=8, out=study.out, set=changed)
    with h5py.File(study.out) as results:
        resolved = results["study/resolved"][()].decode()
    for text in ('"fixed": 2000.0', '"costs_added_to_claim": true', '"description": "dear"', '"repayment": "bullet"'):
        assert text in resolved
    with pytest.raises(recoup.InputError, match="there is no option 'cort'. Did you mean 'court'"):
        recoup.run(file, set={"options.cort.description": "x"})


def test_options_in_another_currency_are_converted_and_listed(study):
    study.replace("court.toml", 'currency = "EUR"', 'currency = "INR"\ncountry = "IN"')
    study.replace("court.toml", "fixed = 500.0", "fixed = 50000.0")
    study.replace("court.toml", ">= 5000", ">= 500000")
    study.write()
    refused = study.call("run")
    assert refused.returncode == 3
    assert "`INR = <EUR for one INR>` under [exchange_rates]" in refused.stderr
    study.texts["study.toml"] += "[exchange_rates]\nINR = 0.01\n"
    study.write()
    ran = study.call("run")
    assert ran.returncode == 0, ran.stderr
    told_once("its 2 amounts are converted into EUR", ran.stderr)
    with h5py.File(study.out) as file:
        converted = file["study/converted_amounts"][()].decode().splitlines()
        changed = file["summary/recovery_rate_mean"][...]
    assert converted == ["options.court.measure.legal.who: 500000 INR (IN) = 5000 EUR",
                         "options.court.measure.legal.costs.fixed: 50000 INR (IN) = 500 EUR"]
    plain = SmallStudy(study.folder / "plain")
    plain.folder.mkdir()
    assert plain.write().call("run").returncode == 0
    with h5py.File(plain.out) as file:
        assert (file["summary/recovery_rate_mean"][...] == changed).all(), "the same amounts, the same results"
