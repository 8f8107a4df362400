"""Runs that are cut short, split, put together, or meet a full disk: the same results or a clear refusal."""

import contextlib
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import time

import pytest
from small_study import SmallStudy, contents

INPUT, OUTPUT = 3, 4
# Long enough to be met in the middle, a few seconds for the whole.
MANY = ["--set", "paths=8000", "output.macro_paths_kept=4"]


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    study = SmallStudy(tmp_path_factory.mktemp("whole")).write()
    answer = study.call("run", "--quiet", *MANY)
    assert answer.returncode == 0, answer.stderr
    return contents(study.out)


def stop_in_the_middle(study, how, *arguments):
    """Sends the signal at the first progress line; returns exit code and all of standard error. On a busy machine a run
    may be over before it is met: it is begun anew."""
    for _ in range(5):
        running = subprocess.Popen(study.command("run", *MANY, *arguments), stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, text=True)
        seen = ""
        for line in running.stderr:
            seen += line
            if re.search(r"[1-9]0 %", line):
                running.send_signal(how)
                break
        seen += running.stderr.read()
        running.stderr.close()
        if running.wait(timeout=60) != 0:
            break
        study.out.unlink()
    return running.returncode, seen


def test_run_reports_progress_summary_and_place(study):
    answer = study.call("run")
    assert answer.returncode == 0, answer.stderr
    assert "100 %  64 of 64 paths" in answer.stderr and "Took" in answer.stderr
    assert "\r" not in answer.stderr and "\x1b" not in answer.stderr
    assert "hold" in answer.stdout and "results.h5" in answer.stdout and "recoup.open" in answer.stdout
    assert study.left_over() == ["results.h5"]


def test_quiet_run_prints_warnings_only(study):
    answer = study.call("run", "--quiet")
    assert answer.returncode == 0 and answer.stdout == ""
    assert all(line.startswith("warning:") for line in answer.stderr.splitlines())


@pytest.mark.parametrize("how, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_stopped_run_is_resumed_to_the_same_results(study, uninterrupted, how, code):
    stopped, said = stop_in_the_middle(study, how)
    assert stopped == code, said
    assert "Stopped by " + how.name in said and "--resume" in said
    assert study.left_over() == ["results.h5.parts"]
    assert not list(study.folder.glob("results.h5.parts/*.partial"))
    resumed = study.call("run", "--resume", *MANY)
    assert resumed.returncode == 0, resumed.stderr
    assert study.left_over() == ["results.h5"]
    assert contents(study.out) == uninterrupted


@pytest.mark.parametrize("how, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_while_the_results_are_written_keeps_the_parts(study, uninterrupted, how, code):
    running = subprocess.Popen(study.command("run", "--quiet", *MANY), stderr=subprocess.PIPE, text=True)
    half_written = study.folder / "results.h5.partial"
    while not half_written.exists():
        assert running.poll() is None, "ended before it could be stopped"
        time.sleep(0.001)
    running.send_signal(how)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == code, said
    assert "Stopped by " + how.name + " while the results were written; all 8,000 paths are kept" in said, said
    assert study.left_over() == ["results.h5.parts"]
    resumed = study.call("run", "--resume", *MANY)
    assert resumed.returncode == 0, resumed.stderr
    assert study.left_over() == ["results.h5"]
    assert contents(study.out) == uninterrupted


def test_a_stopped_merge_leaves_the_parts_as_they_were(study, uninterrupted):
    assert study.call("run", "--quiet", "--paths", "0:8000", *MANY).returncode == 0
    out = study.folder / "merged.h5"
    running = subprocess.Popen(study.command("merge", "results.h5", *MANY, out=out), cwd=study.folder, text=True,
                               stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while not (study.folder / "merged.h5.partial").exists():
        assert running.poll() is None, "ended before it could be stopped"
        time.sleep(0.001)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 130 and "parts are as they were" in said, said
    assert not list(study.folder.glob("merged.h5*"))
    assert study.call("merge", "results.h5", *MANY, out=out).returncode == 0
    assert contents(out) == uninterrupted


def test_a_killed_run_is_resumed_to_the_same_results(study, uninterrupted):
    stop_in_the_middle(study, signal.SIGINT)
    parts = set(study.folder.glob("results.h5.parts/*.h5"))
    killed, _ = stop_in_the_middle(study, signal.SIGKILL, "--resume")
    assert killed == -signal.SIGKILL and parts
    assert parts <= set(study.folder.glob("results.h5.parts/*.h5")) and not study.out.exists()
    # As a kill in the middle of writing would leave it.
    (study.folder / "results.h5.parts/part-0000007992-0000000008.h5.partial").write_bytes(b"half")
    (study.folder / "results.h5.partial").write_bytes(b"half")
    assert study.call("run", "--quiet", "--resume", *MANY).returncode == 0
    assert contents(study.out) == uninterrupted
    assert study.left_over() == ["results.h5"]


def test_parts_in_the_way_are_not_overwritten(study):
    assert study.call("run", "--paths", "0:8").returncode == 0
    answer = study.call("run")
    assert answer.returncode == INPUT and "--resume" in answer.stderr
    assert study.left_over() == ["results.h5.parts"]


def test_ranges_merge_to_the_same_results(study):
    whole = study.folder / "whole.h5"
    assert study.call("run", "--quiet", "--threads", "1", out=whole).returncode == 0
    for name, paths in (("a.h5", "0:24"), ("b.h5", "24:64")):
        answer = study.call("run", "--paths", paths, "--threads", "2", out=study.folder / name)
        assert answer.returncode == 0, answer.stderr
        assert "recoup merge" in answer.stdout and not (study.folder / name).exists()
    merged = study.call("merge", "b.h5", "a.h5.parts")
    assert merged.returncode == 0, merged.stderr
    assert "hold" in merged.stdout
    assert contents(study.out) == contents(whole)
    assert (study.folder / "a.h5.parts").is_dir()


@pytest.mark.parametrize("ranges, said", [
    ([("a.h5", "0:24"), ("b.h5", "32:64")], "24:32"),
    ([("a.h5", "0:32"), ("b.h5", "24:64")], "overlaps"),
])
def test_gaps_and_overlaps_are_refused(study, ranges, said):
    for name, paths in ranges:
        assert study.call("run", "--quiet", "--paths", paths, out=study.folder / name).returncode == 0
    answer = study.call("merge", "a.h5", "b.h5")
    assert answer.returncode == OUTPUT and said in answer.stderr
    assert study.left_over() == []


@pytest.mark.parametrize("paths", ["4:16", "0:12", "64:72", "0:72"])
def test_ranges_that_do_not_fit_the_batches_are_refused(study, paths):
    answer = study.call("run", "--paths", paths)
    assert answer.returncode == INPUT and "--paths" in answer.stderr and paths in answer.stderr
    assert study.left_over() == []


def test_ranges_at_the_same_time_leave_the_list_of_excluded_rows_to_the_run_that_ends_them(study):
    """With one --out between them a range may be refused, but what is there is whole."""
    study.replace("study.toml", 'currency = "EUR"', 'currency = "EUR"\non_error_rows = "exclude"')
    study.loans[4][2] = "-1"
    study.write()
    running = [subprocess.Popen(study.command("run", "--quiet", "--paths", paths), stderr=subprocess.PIPE, text=True)
               for paths in ("0:32", "32:64")]
    said = [(answer.communicate(timeout=60)[1], answer.returncode) for answer in running]
    assert any(code == 0 for _, code in said)
    assert all("another run" in text or "--resume" in text for text, code in said if code != 0)
    assert study.left_over() == ["results.h5.parts"], "a range writes no list"
    assert study.call("run", "--quiet", "--resume").returncode == 0
    listed = (study.folder / "results.h5.excluded.csv").read_text()
    assert listed.count("\n") == 2 and "L004" in listed


def test_parts_of_another_study_are_refused(study):
    assert study.call("run", "--quiet", "--paths", "0:32").returncode == 0
    resumed = study.call("run", "--resume", "--set", "seed=8")
    assert resumed.returncode == OUTPUT and "another study" in resumed.stderr
    other = study.folder / "other.h5"
    assert study.call("run", "--quiet", "--paths", "32:64", "--set", "seed=8", out=other).returncode == 0
    merged = study.call("merge", "results.h5", "other.h5", out=study.folder / "both.h5")
    assert merged.returncode == OUTPUT and "another study" in merged.stderr
    assert not (study.folder / "both.h5").exists()
    assert study.left_over() == ["results.h5.parts"]


def test_merge_without_parts_is_an_input_error(study):
    answer = study.call("merge", "nothing.h5")
    assert answer.returncode == INPUT and "nothing.h5" in answer.stderr


def test_a_full_disk_leaves_the_old_results(study):
    """A limit on the size of files stands for a full disk: writes fail in the middle of a file."""
    assert study.call("run", "--quiet").returncode == 0
    before = contents(study.out)

    def small_files_only():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    answer = study.call("run", "--force", "--set", "seed=8", preexec_fn=small_files_only)
    assert answer.returncode == OUTPUT, answer.stderr
    assert "results.h5" in answer.stderr and "error:" in answer.stderr
    assert contents(study.out) == before
    assert not list(study.folder.rglob("*.partial"))


def on_a_small_disk(folder, size, *commands):
    """Runs the commands with a file system of `size` mounted on `folder`, seen by them alone. After each of them comes a
    line `exit CODE: files in the folder`; the second one finds room again."""
    lines = [f"mount -t tmpfs -o size={size} tmpfs {folder} || exit 77"]
    for command in commands:
        lines += [f"{shlex.join(command)}; echo \"exit $?: $(ls -A {folder} | tr '\\n' ' ')\"",
                  f"mount -o remount,size=64m tmpfs {folder}"]
    refused = "unshare is not installed"
    for namespace in ("-m", "-rm") if os.geteuid() == 0 else ("-rm",):
        with contextlib.suppress(FileNotFoundError):
            answer = subprocess.run(["unshare", namespace, "sh", "-c", "\n".join(lines)], capture_output=True, text=True,
                                    timeout=120)
            if "exit " in answer.stdout:
                return [line for line in answer.stdout.splitlines() if line.startswith("exit ")], answer.stderr
            refused = answer.stderr.strip()
    pytest.skip(f"no small file system can be mounted here: {refused}")


@pytest.mark.parametrize("size", ["48k", "400k"])
def test_a_really_full_disk_leaves_nothing_half_written(study, size):
    """48 kB do not hold a part, 400 kB hold the parts but not the results. With room again, --resume goes on."""
    disk = study.folder / "disk"
    disk.mkdir()
    out = disk / "results.h5"
    run = study.command("run", "--quiet", "--set", "limits.disk_gb=1000", out=out)
    codes, said = on_a_small_disk(disk, size, run, [*run, "--resume"])
    assert "No space left on device" in said and "results.h5" in said and "Free some space" in said, said
    assert codes[0] in (f"exit {OUTPUT}: ", f"exit {OUTPUT}: results.h5.parts "), codes
    assert (codes[0] == f"exit {OUTPUT}: ") == (size == "48k"), codes
    assert codes[1] == "exit 0: results.h5 ", codes


def test_a_disk_too_small_for_the_estimate_is_refused_before_work(study):
    disk = study.folder / "disk"
    disk.mkdir()
    codes, said = on_a_small_disk(disk, "400k", study.command("run", out=disk / "results.h5"))
    assert codes == ["exit 5: "] and "needs about" in said and "disk" in said, said


def peak_memory_of(running):
    """MB, read until the process ends. What wait4 says would count the memory of the process that started it."""
    peak = 0
    while running.poll() is None:
        with contextlib.suppress(OSError, AttributeError):
            status = pathlib.Path(f"/proc/{running.pid}/status").read_text()
            peak = max(peak, int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) * 1024 / 1e6)
        time.sleep(0.002)
    return peak


@pytest.mark.parametrize("paths", [64, 20000])
def test_the_estimate_of_memory_and_disk_is_right_within_half(study, paths):
    setting = ["--set", f"paths={paths}", "output.macro_paths_kept=4"]
    said = study.call("check", *setting).stdout
    memory, disk = (int(re.search(rf"{name} +about (\d+) MB", said).group(1)) for name in ("memory", "disk"))
    running = subprocess.Popen(study.command("run", "--quiet", "--keep-parts", *setting), stderr=subprocess.DEVNULL)
    used = peak_memory_of(running)
    assert running.returncode == 0
    written = sum(path.stat().st_size for path in study.folder.rglob("*.h5")) / 1e6
    print(f"memory {memory} MB, used {used:.1f}; disk {disk} MB, written {written:.1f}")
    assert used / 1.5 < memory < used * 1.5
    assert written / 1.5 < disk < written * 1.5 + 2


def test_order_of_rows_and_threads_do_not_change_results(study):
    assert study.call("run", "--quiet", "--threads", "1").returncode == 0
    before = contents(study.out)
    study.loans.reverse()
    assert study.write().call("run", "--quiet", "--threads", "4").returncode == 0
    changed = {name for name, value in contents(study.out).items() if before.get(name) != value}
    assert changed == set()
