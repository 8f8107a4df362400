"""recoup.run from Python: other threads go on, Ctrl-C stops and leaves what can be resumed."""

import _thread
import itertools
import os
import signal
import threading
import time
import warnings

import pandas
import pytest
import recoup
from python_runs import columns_of, run
from small_study import SmallStudy, contents

# Seconds of work on two processors: long enough to be met in the middle.
LONG = {"paths": 40_000, "output.macro_paths_kept": 4}


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def test_other_threads_of_python_go_on_during_a_run(study):
    beats, ended = [], threading.Event()

    def beat():
        while not ended.is_set():
            beats.append(time.monotonic())
            time.sleep(0.002)

    heart = threading.Thread(target=beat)
    heart.start()
    start = time.monotonic()
    run(study, paths=8_000, set={"output.macro_paths_kept": 4}, threads=1)
    took = time.monotonic() - start
    ended.set()
    heart.join()
    longest = max(later - earlier for earlier, later in itertools.pairwise(beats))
    print(f"run {took:.2f} s, {len(beats)} beats, longest silence {longest:.3f} s")
    assert took > 0.3, "too short to tell"
    assert longest < max(0.25, took / 4)


def test_two_runs_at_a_time_wait_for_each_other(study):
    results, failures = {}, []

    def simulate(paths):
        try:
            results[paths] = recoup.run(study.folder / "study.toml", paths=paths, progress=False).attributes["path_count"]
        except Exception as error:
            failures.append(error)

    both = [threading.Thread(target=simulate, args=(paths,)) for paths in (64, 128)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recoup.StudyWarning)
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    assert (results, failures) == ({64: 64, 128: 128}, [])


def interrupted_after(seconds):
    """What Ctrl-C does: a signal to this process while the main thread is in recoup.run."""
    sent = []

    def send():
        time.sleep(seconds)
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=send).start()
    return sent


def test_ctrl_c_stops_within_a_second_and_resume_goes_on(study):
    sent = interrupted_after(1.0)
    with pytest.raises(KeyboardInterrupt, match="resume=True") as stopped:
        run(study, set=LONG, out=study.out)
    delay = time.monotonic() - sent[0]
    print(f"stopped {delay:.3f} s after the signal: {stopped.value}")
    assert isinstance(stopped.value, recoup.Interrupted)
    assert delay < 1.0
    assert study.left_over() == ["results.h5.parts"]
    assert not list(study.folder.rglob("*.partial"))


def test_ctrl_c_stops_within_a_second_where_a_batch_takes_longer(study):
    loans, collateral = (columns_of(study, name) for name in ("loans.csv", "collateral.csv"))
    many = pandas.concat([loans.assign(loan_identifier=loans["loan_identifier"] + f"-{copy}") for copy in range(500)])
    start = time.monotonic()
    run(study, loans=many, collateral=collateral.head(0), paths=8, threads=1)
    print(f"one batch takes {time.monotonic() - start:.2f} s")
    sent = interrupted_after(2.0)
    with pytest.raises(KeyboardInterrupt):
        run(study, loans=many, collateral=collateral.head(0), paths=8000, set={"recovery_horizon_months": 180})
    delay = time.monotonic() - sent[0]
    print(f"stopped {delay:.3f} s after the signal")
    assert delay < 1.0


def test_resumed_results_are_those_of_an_uninterrupted_run(study):
    settings = {"paths": 4_000, "output.macro_paths_kept": 4}
    run(study, set=settings, out=study.folder / "whole.h5")
    interrupted_after(0.2)
    try:
        run(study, set=settings, out=study.out, threads=1)
    except KeyboardInterrupt:
        run(study, set=settings, out=study.out, resume=True)
    assert contents(study.out) == contents(study.folder / "whole.h5")


def test_ctrl_c_without_a_file_leaves_nothing(study, monkeypatch):
    temporary = study.folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    sent = interrupted_after(0.5)
    with pytest.raises(KeyboardInterrupt, match="stopped after"):
        run(study, set=LONG)
    assert time.monotonic() - sent[0] < 1.0
    assert list(temporary.iterdir()) == []


def test_an_interrupt_without_a_signal_stops_too(study):
    """As a notebook's front end may send it."""
    timer = threading.Timer(0.5, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run(study, set=LONG)


def test_ctrl_c_stops_a_merge_and_leaves_the_parts(study):
    settings = {"paths": 8000, "output.macro_paths_kept": 4}
    file, out = study.folder / "study.toml", study.folder / "merged.h5"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recoup.StudyWarning)
        parts = recoup.run_part(file, 0, 8000, out=study.out, set=settings, progress=False)
        before = sorted(path.name for path in parts.iterdir())

        def interrupt_once_it_writes():
            while not (study.folder / "merged.h5.partial").exists():
                time.sleep(0.001)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt_once_it_writes, daemon=True).start()
        with pytest.raises(recoup.Interrupted, match="parts are as they were"):
            recoup.merge(file, [parts], out, set=settings)
    assert not list(study.folder.glob("merged.h5*"))
    assert sorted(path.name for path in parts.iterdir()) == before
