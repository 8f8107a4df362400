"""`--json` and `--log json`: every answer and every line follows sim/report/json_schema.json, and says what the text says."""

import json
import re
import shlex
import signal
import subprocess
import time

import h5py
import jsonschema
import pytest
from small_study import ROOT, SmallStudy, binary

SCHEMA = json.loads((ROOT / "sim/report/json_schema.json").read_text())
EVENTS = {"progress", "stage", "problem", "excluded", "done", "stopped", "error"}


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def follows(value, kind):
    jsonschema.validate(value, {"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]})
    return value


def answer(process, kind, code=0):
    assert process.returncode == code, process.stderr
    given = follows(json.loads(process.stdout), kind)
    assert given["exit_code"] == code
    return given


def lines(text):
    return [follows(json.loads(line), "log_line") for line in text.splitlines()]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["log_line"]["properties"]["event"]["enum"]) == EVENTS


def test_check_tells_what_it_read(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-1"
    study.write()
    text = study.call("check").stdout
    given = answer(study.call("check", "--json"), "check")
    assert given["ready"] and given["schema"] == 1
    assert sum(row["loans"] for row in given["claims"]) == 59
    assert {(row["segment"], row["state"]) for row in given["claims"]} == {
        (segment, state) for segment in ("large", "small") for state in ("current", "default")}
    total = sum(row["claim"] for row in given["claims"])
    assert f"{total:,.0f}" in re.search(r"portfolio +59 +(\S+)", text).group(1)
    legal = {row["segment"]: row for row in given["eligibility"] if row["measure"] == "legal"}
    assert legal["large"]["loans"] == legal["large"]["of_loans"]
    small = [float(row[2]) for row in study.loans if 0 < float(row[2]) < 20000]
    assert legal["small"]["loans"] == sum(balance >= 5000 for balance in small) and legal["small"]["of_loans"] == len(small)
    assert legal["small"]["claim"] == sum(balance for balance in small if balance >= 5000)
    hold = [row for row in given["eligibility"] if row["option"] == "hold"]
    assert all(row["measure"] == "" and row["loans"] == row["of_loans"] for row in hold)
    assert [row["illustrative"] for row in given["pedigree"]] == [1.0, 1.0, 1.0]
    assert given["excluded"]["rows"] == 1 and given["excluded"]["by_reason"][0]["rows"] == 1
    assert given["estimate"]["seconds"] > 0 and given["estimate"]["probed_paths"] > 0


def test_check_tells_the_columns_that_nothing_reads(study):
    tape = study.folder / "loans.csv"
    header, *rows = tape.read_text().splitlines()
    tape.write_text("\n".join([header + ",borrower_name", *(row + ",Ann" for row in rows)]) + "\n")
    given = answer(study.call("check", "--json"), "check")
    assert given["unused_columns"] == ["loans.borrower_name"]
    assert "columns not used: borrower_name" in study.call("check").stdout


def test_a_study_above_its_limit_is_told_whole(study):
    given = answer(study.call("check", "--json", "--set", "limits.memory_gb=1e-6"), "check", 5)
    assert not given["ready"] and given["claims"] and given["estimate"]["seconds"] is None
    assert given["problems"][0]["severity"] == "error" and "memory" in given["problems"][0]["text"]


@pytest.mark.parametrize("verb", ["check", "run"])
def test_what_cannot_be_used_is_a_list_of_problems(study, verb):
    study.replace("study.toml", "seed = 7", "sead = 7")
    study.write()
    text = study.call(verb)
    given = answer(study.call(verb, "--json"), "refusal", 3)
    assert [f"error: {problem['text']}" for problem in given["problems"]] == [
        line for line in text.stderr.splitlines() if line.startswith("error:")]
    assert any("sead" in problem["field"] for problem in given["problems"])


def test_a_run_answers_with_its_headline_figures(study):
    given = answer(study.call("run", "--json", "--threads", "2"), "run")
    assert given["out"] == str(study.out) and given["paths"] == {"first": 0, "end": 64, "of": 64}
    assert given["threads"] == 2 and given["seconds"] > 0 and len(given["study"]["identity"]) == 64
    with h5py.File(study.out) as file:
        rows = given["headline"]["rows"]
        assert [row["option"] for row in rows] == list(file["headline_option"].asstr()) == ["hold", "court"] * 2
        assert [row["scenario"] for row in rows] == ["mean", "mean", "mixture", "mixture"]
        for name, unit in given["headline"]["units"].items():
            stored = [None if value != value else value for value in file[name][()].tolist()]
            assert [row[name] for row in rows] == stored, name
            assert unit == file[name].attrs["units"].decode()
    assert {"recovery_rate_mean", "loss_mean_mc_error", "time_to_resolution_quantile_95"} < set(given["headline"]["units"])


def test_the_log_and_the_answer_tell_one_time(study):
    def told(verb, *arguments, out=None):
        called = study.call(verb, *arguments, "--json", "--log", "json", out=out)
        (line,) = [line for line in map(json.loads, called.stderr.splitlines()) if line["event"] == "done"] or [None]
        given = json.loads(called.stdout)
        assert line is None or line["seconds"] == given["seconds"]
        return given["seconds"], given["seconds_of_all_runs"]

    first = time.monotonic()
    seconds, of_all_runs = told("run")
    assert 0 < of_all_runs < seconds < time.monotonic() - first
    seconds, of_all_runs = told("run", "--resume")
    assert seconds > 0 and of_all_runs is None
    _, of_part = told("run", "--paths", "0:64", out=study.folder / "a.h5")
    seconds, of_all_runs = told("merge", "a.h5", "--force")
    assert of_part > 0 and seconds > 0 and of_all_runs > 0


def test_parts_and_their_merge(study):
    for name, paths in (("a.h5", "0:24"), ("b.h5", "24:64")):
        part = answer(study.call("run", "--json", "--paths", paths, out=study.folder / name), "run")
        assert part["headline"] is None and part["out"].endswith(f"{name}.parts")
    merged = answer(study.call("merge", "--json", "a.h5", "b.h5"), "run")
    assert merged["command"] == "merge" and len(merged["headline"]["rows"]) == 4


def test_excluded_rows_name_their_list(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-1"
    study.write()
    process = study.call("run", "--json", "--log", "json")
    given = answer(process, "run")
    assert given["excluded"]["file"] == str(study.out) + ".excluded.csv"
    told = [line for line in lines(process.stderr) if line["event"] == "excluded"]
    assert [(line["rows"], line["file"]) for line in told] == [(1, given["excluded"]["file"])]


def test_the_log_is_one_object_a_line(study):
    process = study.call("run", "--log", "json")
    told = lines(process.stderr)
    assert process.returncode == 0
    assert "hold" in process.stdout  # the answer stays text
    assert {"progress", "stage", "done"} <= {line["event"] for line in told}
    progress = [line for line in told if line["event"] == "progress"]
    assert progress[-1]["done"] == progress[-1]["of"] == 64 and progress[-1]["work"] == "paths"
    assert {line["event"] for line in told} <= EVENTS


def test_errors_are_lines_too(study):
    study.replace("study.toml", "seed = 7", 'seed = "{seven}"')
    study.write()
    process = study.call("run", "--log", "json")
    told = lines(process.stderr)
    assert process.returncode == 3 and {(line["event"], line["level"]) for line in told} == {("problem", "error")}
    assert any("{seven}" in line["message"] for line in told) and process.stdout == ""


def test_a_stopped_run_answers_too(study):
    with subprocess.Popen(study.command("run", "--json", "--log", "json", "--set", "paths=8000"), stderr=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as running:
        seen = []
        for line in running.stderr:
            seen.append(line)
            if '"event":"progress"' in line:
                running.send_signal(signal.SIGTERM)
                break
        rest, out = running.stderr.read(), running.stdout.read()
    assert running.returncode == 143
    told = lines("".join(seen) + rest)
    assert told[-1]["event"] == "stopped" and 0 < told[-1]["paths_done"] < told[-1]["paths_of"] == 8000
    given = follows(json.loads(out), "refusal")
    stop = given["problems"][0]
    assert given["exit_code"] == 143 and stop["problem"].startswith("Stopped by SIGTERM after ")
    assert stop["suggestion"] == f"Go on with `{shlex.join(['recoup', *running.args[1:], '--resume'])}`"
    assert "\n" not in stop["problem"] and "\\n" not in stop["text"]


def test_the_document_names_every_exit_code():
    codes = re.findall(r"^ +\w+ = (\d+),", (ROOT / "sim/cli/exit_codes.hpp").read_text(), re.MULTILINE)
    named = re.search(r"exit codes ([\d, ]+)\)", (ROOT / "sim/report/json_schema.md").read_text()).group(1).split(", ")
    assert set(codes) - {"0"} == set(named)


def test_what_was_told_during_a_run_is_in_the_answer(study):
    assert study.call("run", "--quiet", "--paths", "0:32").returncode == 0
    next((study.folder / "results.h5.parts").glob("part-*.h5")).unlink()
    process = study.call("run", "--json", "--log", "json", "--resume")
    given = answer(process, "run")
    assert any("its paths are simulated again" in problem["problem"] for problem in given["problems"])
    assert [line["message"] for line in lines(process.stderr) if line["event"] == "problem"] == [
        problem["text"] for problem in given["problems"]]
    again = answer(study.call("run", "--json", "--resume"), "run")
    assert ("warning", "holds all paths of this study already; nothing was changed") in [
        (problem["severity"], problem["problem"]) for problem in again["problems"]]


def check_of(file, *arguments):
    return subprocess.run([binary(), "check", file, *arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("seed", [7, 2**63 + 5])
def test_check_of_a_results_file_answers_too(study, seed):
    assert study.call("run", "--quiet", "--set", f'seed="{seed}"').returncode == 0
    results = answer(check_of(study.out, "--json"), "checked_results")["results"]
    with h5py.File(study.out) as file:
        assert int(file.attrs["seed"]) == results["seed"] == seed
        for name in ("title", "created_at", "identity", "content_sha256"):
            assert results[name] == file.attrs[name].decode(), name
    assert results["file"] == str(study.out) and results["paths"] == 64
    refused = answer(check_of(study.out, "--json", "--set", "paths=8"), "refusal", 3)
    assert refused["problems"][0]["field"] == "--set"
    study.out.write_bytes(study.out.read_bytes()[:-5])
    assert "is truncated" in answer(check_of(study.out, "--json"), "refusal", 4)["problems"][0]["problem"]


def test_a_command_that_is_not_understood(study):
    process = study.call("run", "--json", "--thread", "2")
    problem = answer(process, "refusal", 2)["problems"][0]
    assert problem["where"] == "recoup run" and problem["problem"] == "--thread: no such option"
    assert problem["suggestion"] == "Did you mean '--threads'? See `recoup run --help`" and "--threads" in process.stderr
    process = subprocess.run([binary(), "run", "study.toml", "--json"], capture_output=True, text=True, timeout=60)
    text = answer(process, "refusal", 2)["problems"][0]["text"]
    assert text.endswith("See `recoup run --help`.") and "\\n" not in text and ".." not in text
