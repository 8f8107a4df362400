"""Question: does another program give the same bits?

    bench/same_bits.py OLD NEW [--studies N] [--seed S] [--except NAME ...]

Runs two programs on the demo, on chain-10k and on N random studies (parameters, costs, two measures with random terms),
and compares every dataset outside /provenance that the old one writes. Prints what differs; ends with 1 where anything
does. A dataset that may move is named with --except, by the beginning of its path.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile

import h5py

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/python"))
from small_study import COURT, SmallStudy, contents  # noqa: E402

# Names of the input, and texts that explain figures: not results.
NOT_RESULTS = ("@identity", "@portfolio_sha256", "@study_sha256", "study/", "parameters/", "ledger/account_meaning")


def random_study(folder, dice):
    """A study of a restructuring and a court, with everything that a file may state drawn."""
    study = SmallStudy(folder)
    pick = dice.choice
    study.texts["study.toml"] = study.texts["study.toml"].replace("seed = 7", f"seed = {dice.randrange(1, 10**9)}").replace(
        '"hold.toml", "court.toml"', '"hold.toml", "court.toml", "both.toml"')
    study.texts["parameters.toml"] += f"""
[hazards.forborne_npe.exits.default]
p = [{pick([0.0, 0.01, 0.05])}]
[hazards.forborne_pe.exits.default]
p = [0.01]
[cash.court]
share_of_claim_per_month = {pick([0.0, 0.002])}
[cash.written_off]
share_of_claim_per_month = {pick([0.0, 0.003])}
interest = "suspended"
[costs.court]
servicing_per_month = {pick([0.0, 7.0])}
upkeep_share_of_value_per_year = {pick([0.0, 0.02])}
[clocks.forborne_npe]
after_months = {pick([3, 12])}
to = "forborne_pe"
[clocks.forborne_pe]
after_months = {pick([6, 24])}
to = "current"
[contract]
repayment = "{pick(["annuity", "bullet"])}"
minimum_term_months_after_cure = {pick([6, 12, 36])}
"""
    legal = COURT.split("[[measure]]")[1].replace("after_months = 3", "after_months = 1").replace(
        "[1.0, 0.0]", str(sorted((round(dice.uniform(0.0, 1.1), 2) for _ in range(dice.randrange(1, 4))), reverse=True)))
    study.texts["both.toml"] = f"""recoup_schema = 1
currency = "EUR"
name = "both"
[[measure]]
name = "modify"
kind = "restructure"
when = {{ after_months = {dice.randrange(0, 6)} }}
who = "principal_balance >= {pick([0, 9000, 30000])}"
terms = {{ extend_months = {pick([0, 24, 60])}, rate_cut = {pick([0.0, 0.02, 0.05])}, holiday_months = {pick([0, 2, 7])}, forgive = {pick([0.0, 0.1])} }}
costs = {{ fixed = {pick([0.0, 120.0])}, share_of_claim = {pick([0.0, 0.01])} }}
[[measure]]{legal}"""
    return study.write()


def run(program, arguments, out):
    done = subprocess.run([program, "run", *arguments, "--out", out, "-q", "--force"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program} {' '.join(map(str, arguments))}:\n{done.stderr}")
    return by_account(contents(out), out)


def by_account(found, out):
    """The ledger account by account, as ledger/money_mean/closing: each may move by itself, and others may join them."""
    with h5py.File(out) as file:
        names = [name.decode() for name in file["ledger/account"][()]]
        for dataset in ("ledger/money_mean", "ledger/money_mean_mc_error"):
            values = file[dataset][()]
            del found[dataset]
            found |= {f"{dataset}/{name}": values[..., place].tobytes() for place, name in enumerate(names)}
    del found["ledger/account"]
    return found


def differences(old, new, allowed):
    return [name for name in sorted(old) if not name.startswith(allowed) and new.get(name) != old[name]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--studies", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--except", dest="allowed", nargs="*", default=[])
    asked = parser.parse_args()
    allowed = (*NOT_RESULTS, *asked.allowed)
    dice = random.Random(asked.seed)
    differing = 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        jobs = [(name, [ROOT / f"scenarios/studies/{name}.toml", "--set", "paths=64"]) for name in ("sba_2025", "chain_10k")]
        for number in range(asked.studies):
            folder = scratch / f"random_{number}"
            folder.mkdir()
            random_study(folder, dice)
            jobs.append((f"random study {number}", [folder / "study.toml"]))
        compared = 0
        for name, arguments in jobs:
            old, new = (run(program, arguments, scratch / f"{side}.h5")
                        for side, program in (("old", asked.old), ("new", asked.new)))
            moved = differences(old, new, allowed)
            compared += len(old)
            differing += len(moved)
            print(f"{name}: " + ("the same" if not moved else f"{len(moved)} datasets differ: " + ", ".join(moved[:8])))
    print(f"{len(jobs)} studies, {compared} datasets and attributes compared, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
