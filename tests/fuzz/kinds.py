"""The kinds of input that are mutated. A kind is a class with a `name`, registered in KINDS, whose

    mutate(random, folder) -> arguments of the program

changes files of a study laid out in `folder` (it may add some) and gives the command line to run there. `random` is
all that it may draw from: an input follows from seed and number alone. Whatever it writes to by `--out` must lie in
`folder`."""

import shutil

import mutations

RUN = ["run", "study.toml", "--out", "results.h5", "--threads", "1"]
CHECK = ["check", "study.toml", "--threads", "1"]
REPLAY = ["replay", "study.toml", "--path", "3", "--loan", "L003"]


def mutate_file(random, file, ways):
    text = file.read_bytes()
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        text = random.choice(ways)(random, text)
    file.write_bytes(text)


def any_verb(random):
    # `check` times a second of paths where a study is right, and most studies are not.
    return random.choice([RUN, RUN, RUN, RUN, REPLAY, CHECK])


class Csv:
    name = "csv"

    def mutate(self, random, folder):
        for file in random.choice([["loans.csv"], ["loans.csv"], ["collateral.csv"], ["paths.csv"], ["loans.csv", "collateral.csv"]]):
            mutate_file(random, folder / file, mutations.CSV)
        more = random.choice([[], [], ["--set", 'on_error_rows="exclude"']])
        return any_verb(random) + more


class Toml:
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
        return any_verb(random)


class Arguments:
    name = "arguments"

    KEYS = [b"paths", b"seed", b"title", b"rates.hurdle", b"rates", b"segment.large.name", b"segment.0.when", b"segment.9.when",
            b"scenario.0.weight", b"macro.dispersion", b"engine", b"options", b"portfolio.loans", b"limits.memory_gb", b"expected.ltv_nodes",
            b"recovery_horizon_months", b"output.histogram_bins", b"currency", b"", b".", b"a.b.c", b".".join([b"k"] * 200)]
    FILES = [b"study.toml", b"macro.toml", b"loans.csv", b"none.toml", b".", b"..", b"", b"/dev/null", b"/dev/zero", b"/proc/self/mem",
             b"/proc/version", b"x" * 300, b"caf\xe9.toml", b"\xe2\x80\xaestudy.toml", b"study.toml/x", b"/dev/stdin"]
    # Where results go is never left to chance.
    OUT = [b"results.h5", b"results.h5", b"results.h5", b"none/results.h5", b"", b".", b"y" * 300, b"study.toml", b"r\x1b[2J.h5"]
    WORDS = [b"--help", b"--version", b"-q", b"--resume", b"--keep-parts", b"--all", b"--threads", b"--threads=0", b"--threads=1", b"--threads=99999",
             b"--paths", b"--paths=0:8", b"--paths=8:0", b"--paths=0:1000000", b"--paths=:", b"--path=3", b"--path=-1", b"--path=99999999999999999999",
             b"--loan", b"--loan=L003", b"--loan=\x1b[2J", b"--scenario=mean", b"--option=none", b"--set", b"--", b"-", b"---", b"--=", b"--set=", b"=",
             b"--nonsense", b"--" + b"n" * 50_000, b"check", b"run", b"merge", b"replay"]

    def setting(self, random):
        value = random.choice(mutations.NUMBERS + mutations.VALUES + mutations.TEXTS + [b'"' + text + b'"' for text in mutations.TEXTS])
        return [b"--set", random.choice(self.KEYS) + b"=" + value]

    def mutate(self, random, folder):
        verb = random.choice([b"run", b"run", b"run", b"check", b"replay", b"merge", b"chekc"])
        arguments = [verb, random.choice(self.FILES) if random.random() < 0.3 else b"study.toml"]
        if verb in (b"run", b"merge"):
            arguments += [b"--out", random.choice(self.OUT)]
        if verb == b"replay":
            arguments += [b"--path", random.choice(mutations.NUMBERS), b"--loan", random.choice([b"L003", *mutations.TEXTS])]
        if verb == b"merge":
            arguments.append(random.choice(self.FILES))
        for _ in range(random.randrange(4)):
            arguments += self.setting(random) if random.random() < 0.6 else [random.choice(self.WORDS)]
        if random.random() < 0.2 and b"--out" not in arguments:
            random.shuffle(arguments)
        return [argument.replace(b"\x00", b"") for argument in arguments]  # which no program can be given


KINDS = {kind.name: kind for kind in (Csv(), Toml(), Arguments())}
