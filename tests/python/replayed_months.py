"""What `recoup replay --all` shows of one loan under one option, as numbers. Amounts are whole minor units."""

import re
import subprocess

from small_study import binary


def minor(text):
    return round(100 * float(text.replace(",", "")))


def state_of(node, measures):
    """The node without the measure before it and the stage behind."""
    return re.sub(rf"^(?:{'|'.join(measures)})\.|\.\d+$", "", node)


def replayed(folder, loan, path, scenario, option, measures):
    """Months as (event, cash by account, claim after the event), and the value at cut-off."""
    command = [binary(), "replay", "study.toml", "--loan", loan, "--path", str(path), "--scenario", scenario, "--option", option,
               "--all"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    months = {}
    for line in answer.stdout.splitlines():
        found = re.match(r" +(\d+)  \d{4}-\d\d  (.*)", line)
        if found:
            event = re.search(r"(draw|clock|measure|maturity|auction: (?:not )?sold) -> (\S+) +([\d,.]+)", line)
            cash = {account: minor(amount) for account, amount in re.findall(r"([a-z_]+) (-?[\d,]+\.\d\d)(?=, |$)", line)}
            months[int(found[1])] = (event and (event[1], state_of(event[2], measures)), cash, event and minor(event[3]))
    value = re.search(r"its value at cut-off, hurdle rate +(\S+)", answer.stdout)
    return months, minor(value[1])
