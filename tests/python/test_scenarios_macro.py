"""The committed macro files are what their scripts make, and the models are usable (stable, positive definite)."""
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

MACRO = Path(__file__).parents[2] / "scenarios" / "macro"
MODELS = ["us_var_2025.toml", "us_var_2026.toml"]
sys.path.insert(0, str(MACRO))
import estimate_var  # noqa: E402


def run(script, out):
    subprocess.run([sys.executable, MACRO / script, "--out", out], check=True, stdout=subprocess.DEVNULL)


def test_long_csv_files_are_reproduced(tmp_path):
    run("convert_frb.py", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (MACRO / path.name).read_bytes(), path.name
    assert len(list(tmp_path.iterdir())) == 4


def test_estimation_is_reproduced(tmp_path):
    run("estimate_var.py", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (MACRO / path.name).read_bytes(), path.name
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("name", MODELS)
def test_model_is_stable_and_its_covariance_positive_definite(name):
    model = tomllib.loads((MACRO / name).read_text())
    a, sigma = np.array(model["dynamics"]["A"]), np.array(model["dynamics"]["Sigma"])
    assert a.shape == sigma.shape == (len(model["variable"]),) * 2
    assert max(abs(np.linalg.eigvals(a))) <= estimate_var.LARGEST_SPECTRAL_RADIUS + 1e-6
    assert np.array_equal(sigma, sigma.T)
    assert np.linalg.eigvalsh(sigma).min() > 0


def test_spectral_radius_above_the_bound_is_scaled():
    """Since 1976 the weighted fit has a radius of 0.99: the rule of the script must bite there."""
    history = estimate_var.read_long(MACRO / "frb_2025.csv")["actual"]
    fit = estimate_var.estimate(history, first=estimate_var.FULL_HISTORY)
    assert fit["weighted_radius"] > 0.98
    assert fit["radius"] == pytest.approx(0.97, abs=1e-12)
    assert np.allclose(fit["A"] * fit["weighted_radius"] / 0.97, fit["weighted"])


def test_long_run_mean_is_the_end_of_the_baseline():
    baseline = estimate_var.read_long(MACRO / "frb_2025.csv")["baseline"]
    model = tomllib.loads((MACRO / "us_var_2025.toml").read_text())
    stated = {v["name"]: v["long_run_mean"] for v in model["variable"]}
    assert stated["unemployment_rate"] == list(baseline["unemployment_rate"].values())[-1] == 4.2
    growth = list(baseline["house_price_index"].values())
    assert stated["house_price_index"] == pytest.approx(np.log(growth[-1] / growth[-5]) / 4, rel=1e-7)
