"""Optimal waiting through the program: the same bits for any threads, its gain, progress and stop, its refusals."""

import re
import signal
import subprocess
import time

import h5py
import pytest
import recoup
from small_study import COURT, SmallStudy, contents

INPUT, LIMIT = 3, 5


@pytest.fixture
def study(tmp_path):
    small = SmallStudy(tmp_path)
    small.texts["wait.toml"] = COURT.replace('name = "court"', 'name = "wait"', 1).replace(
        "{ after_months = 3 }", "{ best_from_months = 0, best_to_months = 12 }")
    small.replace("study.toml", '"court.toml"]', '"court.toml", "wait.toml"]')
    small.texts["study.toml"] += "[expected]\nltv_nodes = 10\nmaturity_step_months = 24\nnoise_strata = 2\n"
    return small


@pytest.mark.parametrize("engine", ["loan", "both"])
def test_threads_do_not_change_a_bit(study, engine):
    study.write()
    found = []
    for threads in (1, 3):
        out = study.folder / f"{engine}_{threads}.h5"
        answer = study.call("run", "--quiet", "--threads", threads, "--set", f'engine="{engine}"', "paths=24", out=out)
        assert answer.returncode == 0, answer.stderr
        found.append(contents(out))
    assert found[0] == found[1]


def test_the_gain_stands_beside_the_best_fixed_option(study):
    answer = study.write().call("run", "--threads", "2", "--set", "paths=200")
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        options = list(file["summary/option"].asstr())
        mean = file["summary/discounted_recoveries_mean"][()]
        best = max(range(2), key=lambda option: mean[option, 0, -1])
        gain, error = (file[f"waiting/{name}"][0, 0, -1] for name in ("gain_lower_bound", "gain_lower_bound_mc_error"))
        assert gain == file["comparison/discounted_recoveries_difference_mean"][2, best, 0, -1]
        assert file["waiting/best_fixed_option"].asstr()[0, 0, -1] == options[best]
        assert b"lower bound" in file["waiting/gain_lower_bound"].attrs["comment"]
    assert options == ["hold", "court", "wait"]
    before_footer, _ = answer.stdout.split("\nResults: ")
    heading, table = before_footer.split("Optimal waiting: what the best time of a measure gains")
    assert "over the best option of fixed time" in table
    line = next(line for line in table.splitlines() if line.startswith("  wait"))
    assert options[best] in line and f"{gain:,.0f} ± {error:,.0f}" in line
    assert gain > -4.0 * error


def test_python_has_the_gain(study):
    answer = study.write().call("run", "--quiet", "--set", 'engine="both"', "paths=16")
    assert answer.returncode == 0, answer.stderr
    results = recoup.open(study.out)
    table = results.waiting_gain()
    assert table.index.tolist() == [("mean", "wait"), ("mixture", "wait")]
    assert table.columns.tolist() == ["gain_lower_bound", "gain_lower_bound_mc_error", "best_fixed_option", "best_fixed_mean",
                                      "best_fixed_mean_mc_error"]
    row = results.waiting_gain(scenario="mixture", segment="large").loc["wait"]
    mean = results.expected["discounted_recoveries_mean"].sel(scenario="mixture", segment="large")
    assert row["best_fixed_option"] == "court" and row["best_fixed_mean"] == mean.sel(option="court")
    assert row["gain_lower_bound"] == pytest.approx(float(mean.sel(option="wait") - mean.sel(option="court")))
    assert table.attrs["units"] == {"gain_lower_bound": "EUR", "best_fixed_mean": "EUR"}


def test_no_word_of_waiting_without_a_choice(tmp_path):
    study = SmallStudy(tmp_path).write()
    answer = study.call("run", "--set", "paths=16")
    assert answer.returncode == 0 and "Optimal waiting" not in answer.stdout
    with h5py.File(study.out) as file:
        assert "waiting" not in file
    with pytest.raises(recoup.FormatError, match="waiting_gain: these results have none.*best_from_months"):
        recoup.open(study.out).waiting_gain()


def test_policies_have_a_progress_of_their_own_and_the_clock_of_the_paths_starts_after_them(study):
    finer = "expected.ltv_nodes=200"
    answer = study.write().call("run", "--keep-parts", "--threads", "1", "--set", finer)
    assert answer.returncode == 0, answer.stderr
    lines = [line for line in answer.stderr.splitlines() if " info: " in line]
    assert lines[0].endswith("optimal waiting: 8 policies on 1 thread to solve before the paths")
    solved = next(place for place, line in enumerate(lines) if "100 %  8 of 8 policies" in line)
    assert all("policies" in line for line in lines[:solved]) and all("64 paths" in line for line in lines[solved + 1:])

    def seconds(line):
        return float(re.search(r"(?:policies|paths)  (?:under )?([0-9.]+) s", line)[1])

    print(lines[solved], lines[solved + 1], sep="\n")
    assert seconds(lines[solved + 1]) < seconds(lines[solved])
    resumed = study.call("run", "--resume", "--set", finer)
    assert resumed.returncode == 0 and " info: " not in resumed.stderr, "no path is left that would need one"


def test_check_estimates_policies_without_solving_them(study):
    """A run of minutes, most of them policies; on a smaller one the estimate is right to a small factor."""
    study.replace("study.toml", "recovery_horizon_months = 24", "recovery_horizon_months = 120")
    study.replace("wait.toml", "best_to_months = 12", "best_to_months = 96")
    study.write()
    fine = ["expected.ltv_nodes=200", "expected.maturity_step_months=3", "expected.workout_maturity_step_months=6"]
    began = time.monotonic()
    checked = study.call("check", "--threads", "1", "--set", *fine)
    took = time.monotonic() - began
    print(checked.stdout[checked.stdout.index("Estimate of a run"):], f"check took {took:.1f} s", sep="")
    assert checked.returncode == 0 and "for the policies of optimal waiting" in checked.stdout
    assert took < 20 and checked.stderr == ""

    fair = ["expected.ltv_nodes=60", "recovery_horizon_months=60", "paths=8"]
    estimate = study.call("check", "--threads", "1", "--set", *fair).stdout
    said = re.search(r"of it (?:about )?(?:(\d+) min )?(?:under )?([0-9.]+) s for the policies", estimate)
    estimated = 60 * int(said[1] or 0) + float(said[2])
    lines = study.call("run", "--threads", "1", "--set", *fair).stderr.splitlines()
    solved = next(line for line in lines if "100 %  8 of 8 policies" in line)
    took = re.search(r"policies  (?:(\d+) min )?(?:under )?([0-9.]+) s", solved)
    solving = 60 * int(took[1] or 0) + float(took[2])
    print(f"estimated {estimated} s, took {solving} s")
    assert solving / 3 < estimated < solving * 3


def test_a_signal_stops_in_the_middle_of_a_policy(study):
    study.replace("study.toml", "recovery_horizon_months = 24", "recovery_horizon_months = 120")
    study.replace("wait.toml", "best_to_months = 12", "best_to_months = 96")
    study.write()
    fine = ["expected.ltv_nodes=200", "expected.maturity_step_months=3", "expected.workout_maturity_step_months=6"]
    run = subprocess.Popen(study.command("run", "--threads", "1", "--set", *fine), stderr=subprocess.PIPE, text=True,
                           stdout=subprocess.DEVNULL)
    while "to solve before the paths" not in run.stderr.readline():
        pass
    time.sleep(0.3)
    sent = time.monotonic()
    run.send_signal(signal.SIGTERM)
    said = run.communicate(timeout=60)[1]
    took = time.monotonic() - sent
    print(f"stopped after {took:.2f} s")
    assert run.returncode == 128 + signal.SIGTERM and "before any further path was finished" in said
    assert took < 1.0


def test_policies_that_do_not_fit_are_refused_before_work(study):
    study.replace("study.toml", "ltv_nodes = 10", "ltv_nodes = 400")
    answer = study.write().call("run", "--set", "limits.memory_gb=0.03")
    assert answer.returncode == LIMIT
    assert "limits.memory_gb of the study, 0.03 GB: the tables of expected values need about" in answer.stderr
    assert "Lower expected.ltv_nodes (now 400)" in answer.stderr
    assert not (study.folder / "results.h5.parts").exists()


def test_a_copula_is_refused_by_name(study):
    study.texts["parameters.toml"] += ('[hazards.current.copula]\nexit = "default"\npd_annual = 0.02\nrho = 0.15\n'
                                       'weights = { growth = 1.0 }\n')
    study.replace("parameters.toml", "beta = { growth = -0.1 }\n", "")
    study.replace("parameters.toml", "[hazards.current.exits.default]\np = [0.02]\n", "")
    study.write()
    for engine in ("loan", "expected", "both"):
        answer = study.call("check", "--set", f'engine="{engine}"')
        assert answer.returncode == INPUT, answer.stdout
        assert "hazards.current.copula" in answer.stderr and "backward induction" in answer.stderr
        assert "not adapted" in answer.stderr and "one sale a loan" not in answer.stderr
        assert "Give the row a hazard with betas, or the measures a fixed time, when = { after_months = 6 }" in answer.stderr
