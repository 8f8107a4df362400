"""The program on the command line: what it says, its exit codes, and bad input that leaves nothing behind."""

import os
import subprocess

import pytest
from small_study import SmallStudy, binary

USAGE, INPUT, OUTPUT, LIMIT = 2, 3, 4, 5


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path)


def program(*arguments):
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=60)


def test_help_shows_verbs_examples_and_exit_codes():
    answer = program("--help")
    assert answer.returncode == 0 and answer.stderr == ""
    for word in ("check", "run", "merge", "replay", "--resume", "Exit codes", "130, 143"):
        assert word in answer.stdout
    assert program("run", "--help").returncode == 0


def test_version_names_version_and_commit():
    answer = program("--version")
    assert answer.returncode == 0 and answer.stdout.startswith("recoup 0.")


@pytest.mark.parametrize("arguments, said", [
    ([], "Usage"),
    (["chekc"], "Did you mean 'check'?"),
    (["run", "x.toml", "--ouy", "f"], "Did you mean '--out'?"),
    (["run", "x.toml"], "--out is required"),
    (["run", "x.toml", "--out", "f", "--paths", "8"], "--paths 0:256"),
    (["run", "x.toml", "--out", "f", "--paths", "8:8"], "not a range"),
    (["run", "x.toml", "--out", "f", "--threads", "0"], "--threads"),
    (["run", "x.toml", "--out", "f", "--set", "paths"], "key=value"),
    (["merge", "x.toml", "--out", "f"], "SOURCE"),
    (["replay", "x.toml", "--path", "-1", "--loan", "L"], "--path"),
])
def test_usage_errors_say_what_was_meant(arguments, said):
    answer = program(*arguments)
    assert answer.returncode == USAGE
    assert said in answer.stderr and answer.stdout == ""


def test_check_prints_what_was_read(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-1"
    answer = study.write().call("check", "--threads", "1")
    assert answer.returncode == 0, answer.stderr
    for said in ("59", "large", "default", "office_prices", "legal", "3 months in default", "spectral radius 0.8000",
                 "illustrative", "excluded: 1 row", "weight", "Warnings", "probe", "memory", "disk", "ready to run"):
        assert said in answer.stdout, said
    assert study.left_over() == []


def test_check_says_when_a_limit_would_refuse_the_run(study):
    answer = study.write().call("check", "--set", "limits.memory_gb=0.001", "limits.disk_gb=0.000001")
    assert answer.returncode == LIMIT
    assert "limits.memory_gb" in answer.stderr and "limits.disk_gb" in answer.stderr
    assert "office_prices" in answer.stdout


def in_tape(column, value, row=3):
    def change(study):
        study.loans[row][column] = value
    return change


def in_file(name, old, new):
    return lambda study: study.replace(name, old, new)


BAD_INPUTS = {
    "missing tape": (in_file("study.toml", '"loans.csv"', '"laons.csv"'), ["laons.csv"]),
    "missing option": (in_file("study.toml", '"hold.toml"', '"hodl.toml"'), ["hodl.toml"]),
    "empty tape": (lambda study: study.loans.clear(), ["loans.csv"]),
    "NaN balance": (in_tape(2, "NaN"), ["loans.csv:5", "L003", "principal_balance", "NaN"]),
    "negative balance": (in_tape(2, "-5"), ["L003", "principal_balance", "-5"]),
    "duplicate id": (in_tape(0, "L001"), ["L001", "loan_identifier"]),
    "no segment": (in_file("study.toml", "principal_balance >= 0", "principal_balance < 0"), ["segment"]),
    "currency without a rate": (in_tape(7, "CHF"), ["CHF", "exchange_rates"]),
    "default after cut-off": (in_tape(4, "2021-01-31"), ["date_of_default", "2021-01-31"]),
    "cut-off inside a quarter": (in_file("study.toml", "2020-12-31", "2020-11-30"), ["cut_off", "quarter"]),
    "probability above one": (in_file("parameters.toml", "p = [0.10]", "p = [1.10]"), ["hazards.court", "1.1"]),
    "probabilities above one": (in_file("parameters.toml", "p = [0.05, 0.02]", "p = [0.995, 0.02]"), ["hazards.default"]),
    "no exit": (in_file("parameters.toml", "[hazards.court.exits.enforcement]\np = [0.10]\n", ""), ["court"]),
    "unstable VAR": (in_file("macro.toml", "A = [[0.8]]", "A = [[1.01]]"), ["macro.toml", "spectral radius"]),
    "covariance": (in_file("macro.toml", "Sigma = [[0.5]]", "Sigma = [[-0.5]]"), ["Sigma", "positive definite"]),
    "absent variable": (in_file("parameters.toml", "growth = -0.1", "grwth = -0.1"), ["grwth", "growth"]),
    "horizon zero": (in_file("study.toml", "months = 24", "months = 0"), ["recovery_horizon_months", "0"]),
    "unknown key": (in_file("study.toml", "seed = 7", "sede = 7"), ["study.toml:4", "seed"]),
    "not TOML": (in_file("study.toml", "paths = 64", "paths = = 64"), ["study.toml:5"]),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_is_named_and_leaves_nothing(study, case):
    change, said = BAD_INPUTS[case]
    change(study)
    answer = study.write().call("run")
    assert answer.returncode == INPUT, answer.stderr
    for words in said:
        assert words in answer.stderr, answer.stderr
    assert "error:" in answer.stderr and answer.stdout == ""
    assert study.left_over() == []


def test_a_missing_study_is_an_input_error(study):
    answer = study.call("check")
    assert answer.returncode == INPUT and "study.toml" in answer.stderr


def test_problems_are_told_by_column_and_cause_and_counted(study):
    for row in study.loans:
        row[2] = "-1"
        row[5] = "x"
    answer = study.write().call("check")
    assert answer.returncode == INPUT
    assert answer.stderr.count("error:") == 2
    assert "120 errors of 2 kinds." in answer.stderr
    assert "loans.csv:2 (L000), principal_balance, -1: is negative (60 rows, next " in answer.stderr
    assert "loans.csv:3 (L001), " in answer.stderr


def test_the_first_fifty_kinds_are_shown(study):
    study.replace("study.toml", "[rates]", "[rates]\n" + "".join(f"x{i} = 1\n" for i in range(60)))
    answer = study.write().call("check")
    assert answer.returncode == INPUT
    assert answer.stderr.count("error:") == 50
    assert "60 errors, the first 50 shown" in answer.stderr


def test_excluded_rows_are_written_beside_the_results(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-12345"
    answer = study.write().call("run")
    assert answer.returncode == 0, answer.stderr
    lines = (study.folder / "results.h5.excluded.csv").read_text().splitlines()
    assert lines[0] == "identifier,file,row,reason" and len(lines) == 2
    assert lines[1].startswith("L004,") and ",6," in lines[1] and "principal_balance" in lines[1]
    assert "C2" not in lines[1]
    study.loans[4][2] = "12345"
    assert study.write().call("run", "--force").returncode == 0
    assert study.left_over() == ["results.h5"]


def test_a_read_error_is_not_the_end_of_the_tape(study):
    study.replace("study.toml", '"loans.csv"', '"/proc/self/mem"')
    answer = study.write().call("run")
    assert answer.returncode == INPUT and "/proc/self/mem: the file cannot be read: Input/output error" in answer.stderr
    assert study.left_over() == []


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "pipe", "link", "."])
def test_what_is_not_a_file_is_refused_at_once(study, name):
    study.write()
    os.mkfifo(study.folder / "pipe")
    (study.folder / "link").symlink_to("pipe")
    for arguments in (["--set", f'portfolio.loans="{name}"'], ["--set", f'macro.model="{name}"']):
        answer = study.call("run", *arguments)
        assert answer.returncode == INPUT and ", not a file" in answer.stderr, answer.stderr
    answer = subprocess.run([binary(), "check", name], cwd=study.folder, capture_output=True, text=True, timeout=10)
    assert answer.returncode == INPUT and ", not a file" in answer.stderr


def test_a_file_that_is_no_tape_is_not_quoted(study):
    answer = study.write().call("check", "--set", 'portfolio.loans="/etc/passwd"')
    assert answer.returncode == INPUT and "/etc/passwd: does not look like a tape" in answer.stderr
    assert "root" not in answer.stderr and answer.stderr.count("\n") == 1


HOSTILE = "L\x1b[2J\u202e\u009b\x07\x7f"


def test_what_would_steer_a_terminal_is_shown_escaped(study):
    study.loans[4][0] = HOSTILE
    study.loans[4][2] = "1\x1b[31m"
    answer = study.write().call("check")
    assert answer.returncode == INPUT
    assert "(L\\x1b[2J\\u202e\\u009b\\x07\\x7f)" in answer.stderr and "1\\x1b[31m" in answer.stderr
    study.loans[4][2] = "1000"
    replayed = study.write().call("replay", "--path", "3", "--loan", HOSTILE)
    assert replayed.returncode == 0 and "Loan L\\x1b[2J" in replayed.stdout
    title = study.call("check", "--set", 'title="a\\u001b[2J"', 'segment.large.name="b\\u001b\\nc"')
    assert title.returncode == 0 and "a\\x1b[2J" in title.stdout and "b\\x1b\\nc" in title.stdout
    usage = [program(HOSTILE), program("check", "study.toml", f"--{HOSTILE}"), program("check", HOSTILE),
             program("check", "study.toml", HOSTILE), program("run", "s", "--out", "o", "--paths", HOSTILE),
             program("run", "s", "--out", "o", "--set", HOSTILE), program("replay", "s", "--path", HOSTILE, "--loan", "x"),
             study.call("replay", "--path", "3", "--loan", HOSTILE + "x"), study.call("check", "--set", f"{HOSTILE}=1")]
    for said in (answer, replayed, title, *usage):
        for steering in "\x1b\u202e\u009b\x07\x7f":
            assert steering not in said.stdout + said.stderr
    assert all(said.returncode in (USAGE, INPUT) and "\\x1b" in said.stderr for said in usage), [said.stderr for said in usage]


def test_long_texts_are_cut_and_nothing_is_compared_with_them(study):
    long = "n" * 100_000
    study.loans[3][2] = "y" * 2_000_000
    study.replace("parameters.toml", "growth = -0.1", f"{'x' * 900} = -0.1")
    study.replace("hold.toml", 'name = "hold"', f'name = "{"h" * 2_000_000}"\n{"k" * 900} = 1')
    answers = [study.write().call("check"), program(long), program("check", "study.toml", f"--{long}"),
               program("check", long), study.call("check", "--set", f"{long}=1"), study.call("check", "--set", f"rates.{long}=1"),
               study.call("check", "--set", f'engine="{long}"'), study.call("check", "--set", f'portfolio.columns.x="{long}"')]
    for answer in answers:
        assert answer.returncode in (USAGE, INPUT)
        assert all(len(line) < 2_000 for line in answer.stderr.splitlines()), len(answer.stderr)
        assert 0 < len(answer.stderr) < 20_000 and answer.stdout == ""


def test_an_argument_that_is_not_utf8_is_refused(study):
    study.write()
    answer = subprocess.run([binary(), "run", b"caf\xe9.toml", "--out", "r.h5"], capture_output=True, text=True, timeout=60)
    assert answer.returncode == USAGE and "caf\\xe9.toml: the argument is not UTF-8" in answer.stderr


def test_an_excluded_identifier_is_no_formula(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][0], study.loans[4][2] = "=cmd|' /C calc'!A0", "-1"
    study.loans[5][0], study.loans[5][2] = "-12345", "-1"
    assert study.write().call("run").returncode == 0
    lines = (study.folder / "results.h5.excluded.csv").read_text().splitlines()
    assert lines[1].startswith("'=cmd|' /C calc'!A0,") and lines[2].startswith("-12345,")


@pytest.mark.parametrize("target", ["/proc/results.h5", "no/such/folder/results.h5", "."])
def test_unwritable_target(study, target):
    answer = study.write().call("run", out=target)
    assert answer.returncode == OUTPUT and "error:" in answer.stderr
    assert study.left_over() == []


def test_more_memory_or_disk_than_the_limit_is_refused_before_work(study):
    for limit in ("limits.memory_gb=0.001", "limits.disk_gb=0.000001"):
        answer = study.write().call("run", "--set", limit)
        assert answer.returncode == LIMIT and limit.split("=")[0] in answer.stderr
        assert study.left_over() == []


def test_output_that_cannot_be_printed(study):
    with open("/dev/full", "w") as full:
        answer = subprocess.run(study.write().command("check"), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert answer.returncode == OUTPUT and "standard output" in answer.stderr


def test_replay_shows_events_cash_and_totals(study):
    answer = study.write().call("replay", "--path", "3", "--loan", "L051")
    assert answer.returncode == 0, answer.stderr
    for said in ("L051", "option hold", "option court", "net cash", "servicing", "2021-"):
        assert said in answer.stdout
    every_month = study.call("replay", "--path", "3", "--loan", "L051", "--option", "hold", "--all")
    assert "option court" not in every_month.stdout
    assert all(f" {month}  20" in every_month.stdout for month in range(1, 25))


@pytest.mark.parametrize("arguments, said", [
    (["--path", "3", "--loan", "L999"], "no such loan"),
    (["--path", "64", "--loan", "L001"], "no such path"),
    (["--path", "3", "--loan", "L001", "--option", "cuort"], "Did you mean 'court'?"),
    (["--path", "3", "--loan", "L001", "--scenario", "men"], "Did you mean 'mean'?"),
])
def test_replay_of_what_is_not_there(study, arguments, said):
    answer = study.write().call("replay", *arguments)
    assert answer.returncode == INPUT and said in answer.stderr
