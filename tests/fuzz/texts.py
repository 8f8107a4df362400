"""Tables and TOML files."""

import shutil

import mutations
from kind import CHECK, RUN, Kind, mutate_file
from studies import lay_out_main
from table_forms import rewrite

REPLAY = ["replay", "study.toml", "--path", "3", "--loan", "L003"]


def any_verb(random):
    # `check` times a second of paths where a study is right, and most studies are not.
    return random.choice([RUN, RUN, RUN, RUN, REPLAY, CHECK]).copy()


def another_engine(random):
    return random.choice([[], [], [], [], [], ["--set", 'engine="expected"'], ["--set", 'engine="both"']])


class Csv(Kind):
    name = "csv"

    def mutate(self, random, folder):
        if random.random() < 0.5:
            rewrite(random, folder)
        for file in random.choice([["loans.csv"], ["loans.csv"], ["collateral.csv"], ["paths.csv"], ["loans.csv", "collateral.csv"]]):
            mutate_file(random, folder / file, mutations.CSV)
        more = random.choice([[], [], ["--set", 'on_error_rows="exclude"']])
        return any_verb(random) + more


class Toml(Kind):
    name = "toml"

    def mutate(self, random, folder):
        files = sorted(folder.glob("*.toml"))
        for _ in range(random.choice([1, 1, 2])):
            if random.random() < 0.05:
                one, other = random.choice(files), random.choice(sorted(folder.iterdir()))
                if one != other:
                    shutil.copyfile(other, one)
            else:
                mutate_file(random, random.choice(files), mutations.TOML)
        verb = any_verb(random)
        return verb + (another_engine(random) if verb[0] == "run" else [])


class MainStudy(Kind):
    """Files that the small study has none of: inherited parameters, profiles of covariates, measures in a row, several
    scenarios of one file."""

    name = "main_study"

    def prepare(self, program, folder):
        lay_out_main(folder)

    def mutate(self, random, folder):
        file = random.choice(sorted(folder.iterdir()))
        mutate_file(random, file, mutations.TOML if file.suffix == ".toml" else mutations.CSV)
        waits = random.random() < 0.1
        return [*random.choice([RUN, RUN, CHECK]), *(["--set", 'options=["wait_court.toml"]'] if waits else [])]
