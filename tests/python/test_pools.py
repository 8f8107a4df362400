"""A row of many loans: counted with its number, and run by the loan engine as loans of their own."""

import csv
import json
import os
import re
import subprocess

import h5py
import pytest
from small_study import SmallStudy, contents

INPUT, LIMIT = 3, 5
POOLS = {"L000": 7, "L003": 3, "L033": 6, "L050": 11}
# What a file says of the tape as it was written.
OF_THE_TAPE = {"@identity", "@portfolio_sha256", "study/column_mapping", "study/repairs"}


def table(path):
    with path.open() as file:
        return list(csv.reader(file))


def write(path, header, rows):
    path.write_text("".join(",".join(row) + "\n" for row in [header, *rows]))


def dealt(amount, loans):
    """An amount in cents, given in units, shared out as cards are."""
    cents = round(float(amount) * 100)
    shares = [cents // loans + (place < cents % loans) for place in range(loans)]
    assert sum(shares) == cents
    return [f"{share // 100}.{share % 100:02}" for share in shares]


class PooledStudy:
    """The small study with pools in the place of four loans; and the same with a row for each of their loans."""

    def __init__(self, folder):
        self.pools, self.rows = (SmallStudy(folder / name) for name in ("pools", "rows"))
        for study in (self.pools, self.rows):
            study.folder.mkdir()
            study.write()
        header, *loans = table(self.pools.folder / "loans.csv")
        pooled = [[row[0], "", *row[2:], str(POOLS[row[0]])] if row[0] in POOLS else [*row, ""] for row in loans]
        write(self.pools.folder / "loans.csv", [*header, "number_of_loans"], pooled)
        by_loan = [
            [f"{row[0]}#{k}", f"B{k}", share, *row[3:]] if row[0] in POOLS else row
            for row in loans
            for k, share in enumerate(dealt(row[2], POOLS.get(row[0], 1)), 1)
        ]
        write(self.rows.folder / "loans.csv", header, reversed(by_loan))
        header, *collateral = table(self.rows.folder / "collateral.csv")
        by_loan = [
            [f"{row[0]}#{k}", f"{row[1]}#{k}", row[2], share, *row[4:]] if row[1] in POOLS else row
            for row in collateral
            for k, share in enumerate(dealt(row[3], POOLS.get(row[1], 1)), 1)
        ]
        write(self.rows.folder / "collateral.csv", header, by_loan)


@pytest.fixture
def pooled(tmp_path):
    return PooledStudy(tmp_path)


def results(study, *arguments, name="results.h5"):
    out = study.folder / name
    answer = study.call("run", "--quiet", *arguments, out=out)
    assert answer.returncode == 0, answer.stderr
    return {key: value for key, value in contents(out).items() if key not in OF_THE_TAPE}


@pytest.mark.parametrize("engine", ["expected", "loan"])
def test_loans_of_a_pool_are_counted_one_by_one(pooled, engine):
    results(pooled.pools, "--set", f'engine="{engine}"', "paths=8")
    with h5py.File(pooled.pools.out) as file:
        labels = [label.decode() for label in file["summary/segment"][:]]
        counts = dict(zip(labels, file["summary/loan_count"][:]))
        claims = dict(zip(labels, file["summary/claim_at_cut_off"][:]))
    assert counts["portfolio"] == 56 + sum(POOLS.values())
    assert counts["large"] + counts["small"] == counts["portfolio"]
    assert claims["portfolio"] == sum(1000 + 911 * i for i in range(60))


def test_a_pool_is_its_loans_in_rows_of_their_own(pooled):
    by_row = results(pooled.rows, "--threads", "2")
    assert len(by_row) > 100
    assert results(pooled.pools, "--threads", "1") == by_row


def test_parts_of_a_run_with_pools_are_merged(pooled):
    whole = results(pooled.pools)
    halves = []
    for first in (0, 32):
        halves.append(pooled.pools.folder / f"half{first}.h5")
        answer = pooled.pools.call("run", "--quiet", "--paths", f"{first}:{first + 32}", out=halves[-1])
        assert answer.returncode == 0, answer.stderr
    merged = pooled.pools.folder / "merged.h5"
    answer = pooled.pools.call("merge", "--quiet", *halves, out=merged)
    assert answer.returncode == 0, answer.stderr
    found = contents(merged)
    assert {key: found[key] for key in whole} == whole


def test_both_engines_see_their_own_view(pooled):
    both = results(pooled.pools, "--set", 'engine="both"', name="both.h5")
    loan = results(pooled.pools, name="loan.h5")
    assert set(loan) < set(both)
    assert {key for key in loan if both[key] != loan[key]} == {"@study_sha256", "study/resolved"}
    alone = results(pooled.pools, "--set", 'engine="expected"', name="expected.h5")
    figures = {name: name.replace("expected/", "summary/") for name in both if name.startswith("expected/")}
    shared = {name: of for name, of in figures.items() if of in alone}
    assert len(shared) > 100 and all(both[name] == alone[of] for name, of in shared.items())


def test_check_tells_the_loans_and_their_memory(pooled):
    def checked(study):
        return json.loads(study.call("check", "--json", "--threads", "1").stdout)

    facts = [checked(study) for study in (pooled.pools, pooled.rows)]
    loans = [sum(row["loans"] for row in each["claims"]) for each in facts]
    assert loans == [56 + sum(POOLS.values())] * 2
    big = pooled.pools.folder / "loans.csv"
    big.write_text(big.read_text().replace(",7\n", ",90000\n"))
    assert checked(pooled.pools)["estimate"]["memory_gb"] > facts[0]["estimate"]["memory_gb"] + 0.02


def test_what_a_pool_takes_is_told_before_it_is_made(pooled):
    big = pooled.pools.folder / "loans.csv"
    big.write_text(big.read_text().replace("1000,0,,", "1000000,0,,").replace(",7\n", ",500000\n"))
    answer = pooled.pools.call("check", "--set", "limits.memory_gb=0.001")
    assert answer.returncode == LIMIT, answer.stderr
    told = float(re.search(r"needs about ([\d.]+) GB", answer.stderr)[1])
    command = pooled.pools.command("replay", "--path", "0", "--loan", "nobody")  # fails once all is ready
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == INPUT
    # What threads reserve beside it comes and goes: half as much again was met on a busy machine.
    assert told / 1.3 < usage.ru_maxrss * 1024 / 1e9 < told * 1.8


def test_a_pool_that_memory_cannot_hold_is_refused_before_it_is_made(pooled):
    big = pooled.pools.folder / "loans.csv"
    big.write_text(big.read_text().replace("1000,0,,", "1000000000,0,,").replace(",7\n", ",1000000000\n"))
    for verb, *arguments in (["check"], ["run"], ["replay", "--path", "0", "--loan", "L001"]):
        answer = pooled.pools.call(verb, *arguments)
        assert answer.returncode == LIMIT, answer.stderr
        assert "follows each loan of a pool, 1000000076 loans in all" in answer.stderr
        assert 'Write engine = "expected" in the study' in answer.stderr
    assert pooled.pools.call("check", "--set", 'engine="expected"').returncode == 0


def test_loans_of_a_pool_are_replayed_by_name(pooled):
    told = [study.call("replay", "--path", "3", "--loan", "L003#3") for study in (pooled.pools, pooled.rows)]
    assert told[0].returncode == 0, told[0].stderr
    assert told[0].stdout == told[1].stdout
    assert "Loan L003#3" in told[0].stdout and "claim EUR 1,244.33" in told[0].stdout
    for loan, engine in (("L003", "loan"), ("L003#4", "loan"), ("L003", "expected"), ("L003#3", "expected")):
        answer = pooled.pools.call("replay", "--path", "3", "--loan", loan, "--set", f'engine="{engine}"')
        assert answer.returncode == INPUT and "of L003#1 to L003#3" in answer.stderr
    assert pooled.pools.call("replay", "--path", "3", "--loan", "L004", "--set", 'engine="expected"').returncode == 0
