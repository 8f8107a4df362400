"""The command line."""

import mutations
from kind import Kind
from studies import keys_of


def as_toml(value):
    """A value of a key as --set takes it."""
    if isinstance(value, bool):
        return str(value).lower().encode()
    if isinstance(value, list):
        return b"[" + b", ".join(map(as_toml, value)) + b"]"
    if isinstance(value, dict):
        return b"{ " + b", ".join(name.encode() + b" = " + as_toml(inner) for name, inner in value.items()) + b" }"
    return f'"{value}"'.encode() if isinstance(value, str) else str(value).encode()


class Arguments(Kind):
    name = "arguments"

    STRANGE_KEYS = [b"title", b"segment.0.when", b"segment.9.when", b"scenario.0.weight", b"macro.dispersion", b"macro.centre",
                    b"macro.student_t_degrees_of_freedom", b"rates", b"portfolio.columns.principal_balance", b"portfolio.separator",
                    b"portfolio.missing", b"portfolio.decimal_comma", b"on_error_rows", b"options", b"parameters", b"parameters.large",
                    b"options.none.measure.legal.costs.fixed", b"options.court.measure.0.terms", b"options.\"court\".name",
                    b"parameters.large.hazards.current.copula", b"parameters.large.inherits", b"parameters.none.ltv_edges",
                    b"parameters.large.pedigree", b"parameters.small.collateral.villa.sale_cost_share", b"plausibility", b"plausibility.x",
                    b"control_totals.small.principal_balance", b"exchange_rates.XXX", b"recoup_schema", b"", b".", b"a.b.c", b'"', b'a."b',
                    b".".join([b"k"] * 200)]
    FILES = [b"study.toml", b"macro.toml", b"loans.csv", b"none.toml", b".", b"..", b"", b"/dev/null", b"/dev/zero", b"/proc/self/mem",
             b"/proc/version", b"x" * 300, b"caf\xe9.toml", b"\xe2\x80\xaestudy.toml", b"study.toml/x", b"/dev/stdin", b"loans.h5"]
    # Where results go is never left to chance.
    OUT = [b"results.h5", b"results.h5", b"results.h5", b"none/results.h5", b"", b".", b"y" * 300, b"study.toml", b"r\x1b[2J.h5"]
    WORDS = [b"--help", b"--version", b"-q", b"--resume", b"--keep-parts", b"--all", b"--threads", b"--threads=0", b"--threads=1", b"--threads=99999",
             b"--paths", b"--paths=0:8", b"--paths=8:0", b"--paths=0:1000000", b"--paths=:", b"--path=3", b"--path=-1", b"--path=99999999999999999999",
             b"--loan", b"--loan=L003", b"--loan=\x1b[2J", b"--scenario=mean", b"--option=none", b"--segment=large", b"--set", b"--", b"-", b"---",
             b"--=", b"--set=", b"=", b"--force", b"--note", b"--note=monthly", b"--note=\x1b[2J\xe9", b"--json", b"--log", b"--log=json", b"--log=xml",
             b"--nonsense", b"--" + b"n" * 50_000, b"check", b"run", b"merge", b"replay", b"show"]

    def prepare(self, program, folder):
        super().prepare(program, folder)
        self.keys = keys_of(folder)

    def setting(self, random):
        if random.random() < 0.6:
            key, value = random.choice(self.keys)
            key, value = key.encode(), as_toml(value)
        else:
            key, value = random.choice(self.STRANGE_KEYS), b"1"
        ways = [mutations.delete_span, mutations.flip_bit, mutations.insert_token, mutations.repeat_span]
        if random.random() < 0.2:
            key = random.choice(ways)(random, key)
        if random.random() < 0.3:
            value = random.choice(ways)(random, value)
        elif random.random() < 0.7:
            value = random.choice(mutations.NUMBERS + mutations.VALUES + mutations.TEXTS + [b'"' + text + b'"' for text in mutations.TEXTS])
        return [b"--set", key + b"=" + value]

    def mutate(self, random, folder):
        verb = random.choice([b"run", b"run", b"run", b"run", b"check", b"replay", b"merge", b"show", b"chekc"])
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
