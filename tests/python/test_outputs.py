"""What a run may replace, and what it must not: inputs, results of other studies, files of others."""

import os
import shlex
import signal
import subprocess

import h5py
import pytest
from small_study import SmallStudy, binary, contents, fault_double

INPUT, OUTPUT, LIMIT = 3, 4, 5


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["study.toml", "loans.csv", "collateral.csv", "parameters.toml", "macro.toml", "hold.toml"])
@pytest.mark.parametrize("verb", ["run", "merge"])
def test_no_input_is_replaced_by_results(study, name, verb):
    assert study.call("run", "--quiet", "--paths", "0:64", out=study.folder / "parts.h5").returncode == 0
    before = files_of(study.folder)
    for force in ([], ["--force"]):
        answer = study.call(verb, *(["parts.h5"] if verb == "merge" else []), *force, out=name)
        assert answer.returncode == OUTPUT and "a file that is read" in answer.stderr, answer.stderr
    assert files_of(study.folder) == before


def test_nor_through_links(study):
    (study.folder / "link.h5").symlink_to("loans.csv")
    os.link(study.folder / "loans.csv", study.folder / "hard.h5")
    before = files_of(study.folder)
    for name in ("link.h5", "hard.h5", "./loans.csv", f"../{study.folder.name}/loans.csv"):
        assert study.call("run", "--force", out=name).returncode == OUTPUT
    assert files_of(study.folder) == before


def test_results_of_another_study_are_replaced_only_by_force(study):
    assert study.call("run", "--quiet").returncode == 0
    before = study.out.read_bytes()
    refused = study.call("run", "--quiet", "--set", "seed=8")
    assert refused.returncode == OUTPUT and "another study" in refused.stderr and "--force" in refused.stderr
    assert "seed 7" in refused.stderr
    assert contents_equal(study.out, before)
    assert study.left_over() == ["results.h5"]
    assert study.call("run", "--quiet", "--force", "--set", "seed=8").returncode == 0
    assert not contents_equal(study.out, before)


def test_a_seed_above_the_signed_numbers_is_told_everywhere(study):
    seed = 2**63 + 5
    shown = study.call("run", "--set", f'seed="{seed}"')
    assert shown.returncode == 0 and f"seed {seed};" in shown.stdout, shown.stderr
    for verb in ("check", "show"):
        told = subprocess.run([binary(), verb, study.out], capture_output=True, text=True, timeout=60)
        assert f"seed {seed}," in told.stdout, told.stderr
    refused = study.call("run", "--quiet")
    assert refused.returncode == OUTPUT and f"with seed {seed};" in refused.stderr


def contents_equal(path, before):
    other = path.parent / "before.h5"
    other.write_bytes(before)
    return contents(path) == contents(other)


def test_a_file_that_is_no_results_file_is_not_lost(study):
    study.out.write_text("a letter")
    refused = study.call("run", "--quiet")
    assert refused.returncode == OUTPUT and "is no results file of recoup" in refused.stderr
    assert study.out.read_text() == "a letter"


def results_and_what_is_said(study, *options, **faults):
    before = files_of(study.folder)
    answer = study.call("run", "--quiet", *options, env=os.environ | faults)
    assert answer.returncode == OUTPUT and "--force" not in answer.stderr, answer
    assert files_of(study.folder) == before
    return answer.stderr


@pytest.mark.parametrize("options", [(), ("--resume",)])
def test_results_that_cannot_be_read_at_the_moment_are_not_called_worthless(study, options):
    assert study.call("run", "--quiet").returncode == 0
    with h5py.File(study.out, "r+"):
        assert "close it there, then try again" in results_and_what_is_said(study, *options)
    for fault, said in (("read_eio:1", "see the system's log"), ("open_emfile:1", "ulimit -n")):
        faults = {"LD_PRELOAD": str(fault_double()), "RECOUP_FAULT": fault, "RECOUP_FAULT_IN": str(study.out)}
        assert said in results_and_what_is_said(study, *options, **faults)
    assert study.call("run", "--quiet", *options).returncode == 0


def test_a_link_to_where_nothing_is_yet_is_followed(study):
    (study.folder / "data").mkdir()
    study.out.symlink_to("data/new.h5")
    assert study.call("run", "--quiet").returncode == 0
    assert study.out.is_symlink() and (study.folder / "data/new.h5").is_file()


def test_resuming_what_is_finished_changes_nothing_and_says_so(study):
    assert study.call("run", "--quiet").returncode == 0
    before = files_of(study.folder)
    again = study.call("run", "--quiet", "--resume")
    assert again.returncode == 0 and "holds all paths of this study already; nothing was changed" in again.stderr
    assert files_of(study.folder) == before


def test_more_paths_are_not_replaced_by_fewer_without_force(study):
    assert study.call("run", "--quiet").returncode == 0
    before = files_of(study.folder)
    for options in ([], ["--resume"], ["--resume", "--force"]):
        refused = study.call("run", "--quiet", *options, "--set", "paths=32")
        assert refused.returncode == OUTPUT and "it holds 64, the study now has 32" in refused.stderr, refused.stderr
        assert files_of(study.folder) == before
    assert study.call("run", "--quiet", "--force", "--set", "paths=32").returncode == 0
    assert study.call("run", "--quiet").returncode == 0, "more paths replace fewer"


def excluding(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-1"
    return study.write()


def test_resuming_completes_what_a_kill_after_the_results_left_undone(study):
    assert excluding(study).call("run", "--quiet", "--keep-parts").returncode == 0
    results, list_file = study.out.read_bytes(), study.folder / "results.h5.excluded.csv"
    listed = list_file.read_text()
    list_file.unlink()
    kept = study.call("run", "--quiet", "--resume", "--keep-parts")
    assert kept.returncode == 0 and "was not there and is written" in kept.stderr
    assert list_file.read_text() == listed and (study.folder / "results.h5.parts").is_dir()
    assert study.call("run", "--quiet").returncode == INPUT, "parts are in the way"
    resumed = study.call("run", "--quiet", "--resume")
    assert resumed.returncode == 0 and "which are removed" in resumed.stderr
    assert study.left_over() == ["results.h5", "results.h5.excluded.csv"] and study.out.read_bytes() == results
    assert study.call("run", "--quiet").returncode == 0


def test_resuming_what_is_finished_takes_no_parts_of_another_study_away(study):
    assert study.call("run", "--quiet").returncode == 0
    assert study.call("run", "--quiet", "--paths", "0:8", "--set", "seed=8").returncode == 0
    before = files_of(study.folder)
    assert study.call("run", "--quiet", "--resume").returncode == OUTPUT
    assert files_of(study.folder) == before


def test_the_list_is_written_before_the_results(study):
    answer = excluding(study).call("run", "--quiet", env=os.environ | {
        "LD_PRELOAD": str(fault_double()), "RECOUP_FAULT": "rename_kill_after:1",
        "RECOUP_FAULT_IN": str(study.folder / "results.h5.excluded.csv")})
    assert answer.returncode == -signal.SIGKILL
    assert "results.h5.excluded.csv" in study.left_over() and "results.h5" not in study.left_over()
    assert study.call("run", "--quiet", "--resume").returncode == 0
    assert study.left_over() == ["results.h5", "results.h5.excluded.csv"]


def test_a_range_of_another_study_leaves_the_list_beside_the_results(study):
    assert excluding(study).call("run", "--quiet").returncode == 0
    listed = (study.folder / "results.h5.excluded.csv").read_text()
    study.loans[4][2] = "1000"
    for row in (4, 5):
        ranged = study.write().call("run", "--paths", "0:8")
        assert ranged.returncode == 0 and "listed in" not in ranged.stdout + ranged.stderr, ranged.stderr
        assert (study.folder / "results.h5.excluded.csv").read_text() == listed
        study.loans[5][2] = "-1"
        for part in (study.folder / "results.h5.parts").iterdir():
            part.unlink()


def test_a_linked_folder_of_parts_keeps_its_paths(study):
    (study.folder / "scratch").mkdir()
    link = study.folder / "results.h5.parts"
    link.symlink_to("scratch")
    assert study.call("run", "--quiet", "--paths", "0:8").returncode == 0
    assert link.is_symlink() and list((study.folder / "scratch").glob("part-*.h5"))
    assert study.call("run", "--quiet", "--resume").returncode == 0
    assert link.is_symlink() and list((study.folder / "scratch").iterdir()) == []


def test_parts_of_others_stay(study):
    assert study.call("run", "--quiet", "--paths", "0:32").returncode == 0
    parts = study.folder / "results.h5.parts"
    (parts / "part-of-a-book.txt").write_text("mine")
    assert study.call("run", "--quiet", "--resume").returncode == 0
    assert [path.name for path in parts.iterdir()] == ["part-of-a-book.txt"]


def test_a_foreign_list_beside_the_results_stays(study):
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    mine = study.folder / "results.h5.excluded.csv"
    mine.write_text("my,notes\n")
    assert study.write().call("run", "--quiet").returncode == 0
    assert mine.read_text() == "my,notes\n"
    study.loans[4][2] = "-1"
    refused = study.write().call("run", "--quiet", "--force")
    assert refused.returncode == OUTPUT and "excluded.csv: is in the way" in refused.stderr
    assert mine.read_text() == "my,notes\n"


@pytest.mark.parametrize("name", ["results.h5.partial", "results.h5.parts/lock"])
def test_no_link_is_followed_into_another_file(study, name):
    mine = study.folder / "mine.txt"
    mine.write_text("mine")
    link = study.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(mine)
    refused = study.call("run", "--quiet")
    assert refused.returncode == OUTPUT and "link" in refused.stderr, refused.stderr
    assert mine.read_text() == "mine" and not study.out.exists()


@pytest.mark.parametrize("change, said", [
    (("macro.toml", 'name = "office_prices"', 'name = "path"'), "price index, path: the name is taken"),
    (("macro.toml", 'name = "office_prices"', 'name = "Scenario"'), "price index, Scenario: the name is taken"),
    (("macro.toml", 'name = "growth"', 'name = "month_end"'), "macro variable, month_end: the name is taken"),
    (("study.toml", 'name = "small"', 'name = "LARGE"'), "segment, LARGE: cannot be told from 'large'"),
    (("court.toml", 'name = "court"', 'name = "Hold"'), "option, Hold: cannot be told from 'hold'"),
    (("study.toml", 'name = "mean"', 'name = "Mixture"'), "scenario, Mixture: the name is taken"),
    (("court.toml", 'name = "court"', f'name = "{"c" * 300}"'), "the name is too long"),
])
def test_names_that_do_not_go_into_the_results_are_refused_by_check(study, change, said):
    name, old, new = change
    study.replace(name, old, new)
    if "month_end" in new:
        study.texts = {file: text.replace("growth", "month_end") for file, text in study.texts.items()}
    study.write()
    for verb in ("check", "run"):
        answer = study.call(verb)
        assert answer.returncode == INPUT and said in answer.stderr, answer.stderr
    assert study.left_over() == []


def test_provenance_tells_who_where_under_which_job_and_why(study):
    answer = study.call("run", "--quiet", "--note", "ICAAP 2025, second draft", env=os.environ | {"SLURM_JOB_ID": "4711"})
    assert answer.returncode == 0, answer.stderr
    with h5py.File(study.out) as file:
        told = {name: file[f"provenance/{name}"][()].decode() for name in ("user", "host", "job", "note")}
    assert told["job"] == "SLURM_JOB_ID=4711" and told["note"] == "ICAAP 2025, second draft"
    assert told["user"] and told["host"] == os.uname().nodename


def test_a_note_is_kept_or_refused(study):
    refused = study.call("run", "--quiet", "--paths", "0:8", "--note", "a draft")
    assert refused.returncode == INPUT and study.left_over() == [], refused.stderr
    assert "--note: there are no results to keep it in" in refused.stderr and "give it to the merge" in refused.stderr
    assert study.call("run", "--quiet", "--paths", "0:64", out=study.folder / "a.h5").returncode == 0
    assert study.call("merge", "a.h5", "--quiet", "--note", "a draft").returncode == 0
    with h5py.File(study.out) as file:
        assert file["provenance/note"][()] == b"a draft"


def test_words_of_a_seal_in_the_study_are_words(study):
    words = f"recoup-file-sha256:{'0' * 64}"
    study.replace("study.toml", 'title = "Small"', f'title = "{words}"')
    assert study.write().call("run", "--quiet", "--note", words).returncode == 0
    checked = subprocess.run([binary(), "check", study.out], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0 and words in checked.stdout, checked.stderr
    with h5py.File(study.out) as file:
        assert file["provenance/note"][()].decode() == words == file.attrs["title"].decode()


def figures_of_time(path):
    with h5py.File(path) as file:
        group = file["provenance"]
        stages = dict(zip((name.decode() for name in group["stage"][()]), group["stage_seconds"][()], strict=True))
        return stages, int(group["loan_months"][()]), float(group["wall_seconds"][()])


def test_merged_results_tell_the_threads_of_their_parts(study):
    """As the seconds beside them are those of the parts."""
    for name, paths, threads in (("a.h5", "0:8", 1), ("b.h5", "8:40", 3), ("c.h5", "40:64", 2)):
        part = study.call("run", "--quiet", "--threads", str(threads), "--paths", paths, out=study.folder / name)
        assert part.returncode == 0, part.stderr
    merged = study.call("merge", "a.h5", "b.h5", "c.h5")
    assert merged.returncode == 0, merged.stderr
    with h5py.File(study.out) as file:
        assert file.attrs["threads"] == 3
    shown = subprocess.run([binary(), "show", study.out], capture_output=True, text=True, timeout=60)
    assert " s on 3 threads" in shown.stdout, shown.stdout


def test_results_that_were_resumed_tell_the_threads_of_all_their_paths(study):
    first = study.call("run", "--quiet", "--threads", "2", "--paths", "0:40")
    assert first.returncode == 0, first.stderr
    assert study.call("run", "--quiet", "--threads", "1", "--resume").returncode == 0
    with h5py.File(study.out) as file:
        assert file.attrs["threads"] == 2


def test_merged_results_tell_the_time_of_their_parts(study):
    whole = study.folder / "whole.h5"
    assert study.call("run", "--quiet", "--threads", "1", out=whole).returncode == 0
    for name, paths in (("a.h5", "0:24"), ("b.h5", "24:64")):
        assert study.call("run", "--quiet", "--threads", "1", "--paths", paths, out=study.folder / name).returncode == 0
    merged = study.call("merge", "a.h5", "b.h5.parts", "--quiet")
    assert merged.returncode == 0, merged.stderr
    stages, loan_months, wall = figures_of_time(study.out)
    stages_of_whole, loan_months_of_whole, _ = figures_of_time(whole)
    assert loan_months == loan_months_of_whole > 0
    assert stages.keys() == stages_of_whole.keys()
    assert stages["transitions"] > 0 and wall >= sum(stages[name] for name in ("transitions", "recovery_cash_flows"))
    twice = study.call("merge", "a.h5", "a.h5.parts", "b.h5", "--quiet")
    assert twice.returncode == INPUT and "its parts are given twice" in twice.stderr


def test_control_totals_compare_what_was_read_and_state_what_was_left_out(study):
    total = sum(int(row[2]) for row in study.loans if int(row[2]) >= 20000)
    study.texts["study.toml"] += f"[control_totals.large]\nprincipal_balance = {total}\n"
    study.loans[30][5] = "not a rate"  # of `large`, with a balance that can be read
    study.write()
    answer = study.call("check", "--set", 'on_error_rows="exclude"')
    assert answer.returncode == 0, answer.stderr
    assert "control totals met; tape less study: large 0.00; rows left out are counted in" in answer.stdout
    assert f"{int(study.loans[30][2])}.00 of it is in rows that are left out" in answer.stdout
    study.loans.pop(31)
    missing = study.write().call("check", "--set", 'on_error_rows="exclude"')
    assert missing.returncode == INPUT and "away" in missing.stderr
    assert f"{int(study.loans[30][2])}.00 of excluded rows is counted in" in missing.stderr


# ---- signals and streams


def shell(command, study):
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, cwd=study.folder)


@pytest.mark.parametrize("streams, code", [("2>&-", 0), (">&-", OUTPUT), ("<&- 2>&-", 0), (">&- 2>&- <&-", OUTPUT)])
def test_closed_streams_neither_crash_nor_fall_into_the_results(study, streams, code):
    answer = shell(f"{shlex.join(study.command('run'))} {streams}; echo code $? >code.txt", study)
    assert (study.folder / "code.txt").read_text() == f"code {code}\n", answer
    whole = study.folder / "whole.h5"
    assert study.call("run", "--quiet", out=whole).returncode == 0
    assert contents(study.out) == contents(whole)


def into_a_pipe_that_nobody_reads(command, stream):
    """The read end is closed before the program begins: its first write meets the broken pipe."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {stream: write_end}
    answer = subprocess.run(command, text=True, timeout=60, **streams)
    os.close(write_end)
    return answer


@pytest.mark.parametrize("more", [(), ("--json",), ("--log", "json")])
def test_a_pipe_that_nobody_reads_is_no_crash(study, more):
    whole = study.folder / "whole.h5"
    assert study.call("run", "--quiet", out=whole).returncode == 0
    command = study.command("run", *more)
    silent = into_a_pipe_that_nobody_reads(command, "stderr")
    assert silent.returncode == 0 and silent.stdout, "the answer is there; who does not read warnings misses them"
    assert contents(study.out) == contents(whole)
    study.out.unlink()
    unheard = into_a_pipe_that_nobody_reads(command, "stdout")
    assert unheard.returncode == OUTPUT, unheard.stderr
    assert "standard output: cannot be written (Broken pipe, errno 32)" in unheard.stderr
    assert study.left_over() == ["results.h5"] and contents(study.out) == contents(whole)


@pytest.mark.parametrize("verb", ["check", "show"])
def test_nor_for_what_reads_results(study, verb):
    assert study.call("run", "--quiet").returncode == 0
    unheard = into_a_pipe_that_nobody_reads([str(binary()), verb, str(study.out)], "stdout")
    assert unheard.returncode == OUTPUT and "standard output: cannot be written" in unheard.stderr


def test_a_limit_on_the_size_of_files_is_an_error_and_no_signal(study):
    """Nobody ignores SIGXFSZ for the program: it does so itself."""
    answer = shell(f"ulimit -f 20; exec {shlex.join(study.command('run', '--quiet'))}", study)
    assert answer.returncode == OUTPUT, answer
    assert "File too large" in answer.stderr and "raise the quota or limit" in answer.stderr


# ---- check of a results file


def test_check_says_whether_a_results_file_is_as_it_was_written(study):
    assert study.call("run", "--quiet").returncode == 0

    def check():
        return subprocess.run([binary(), "check", study.out], capture_output=True, text=True, timeout=60)

    good = check()
    assert good.returncode == 0 and "valid, as recoup" in good.stdout and "seed 7" in good.stdout, good.stderr
    whole = study.out.read_bytes()
    with h5py.File(study.out, "r+") as file:
        file["summary/loss_mean"][0, 0, 0] += 1
    changed = check()
    assert changed.returncode == OUTPUT and "what differs: /summary" in changed.stderr
    study.out.write_bytes(whole[:-5])
    assert "is truncated" in check().stderr
    study.out.write_bytes(b"hello")
    assert check().returncode == OUTPUT
    study.out.unlink()
    assert check().returncode == OUTPUT


@pytest.mark.parametrize("bit", range(12))
def test_a_part_with_a_flipped_bit_never_gets_into_results(study, bit):
    assert study.call("run", "--quiet", "--paths", "0:64").returncode == 0
    part = next((study.folder / "results.h5.parts").glob("part-*.h5"))
    damaged = bytearray(part.read_bytes())
    damaged[(len(damaged) // 12) * bit + 7 * bit] ^= 1 << bit % 8
    part.write_bytes(damaged)
    merged = study.call("merge", "results.h5", out=study.folder / "merged.h5")
    assert merged.returncode == OUTPUT and "is not the part that was written" in merged.stderr
    resumed = study.call("run", "--resume")
    assert resumed.returncode == OUTPUT and part.name in resumed.stderr
    part.unlink()
    assert study.call("run", "--quiet", "--resume").returncode == 0
    assert study.left_over() == ["results.h5"]
