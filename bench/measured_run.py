"""Runs a command for what it costs."""

import os
import subprocess
import time


def measured_run(command):
    """Wall seconds and peak gigabytes of a run of recoup; ends the benchmark with its message where it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"recoup ended with {os.waitstatus_to_exitcode(status)}:\n{complaint}")
    return time.perf_counter() - begin, usage.ru_maxrss * 1024 / 1e9
