"""What a kind of input is."""

from small_study import digests
from studies import lay_out_small


class Kind:
    """Made once, for all inputs of its kind. Whatever `mutate` writes to by `--out` must lie in its folder."""

    name = ""

    def prepare(self, program, folder):
        """Lays out in `folder`, which is empty, what every input is a mutation of. `program(*arguments)` runs the
        program there and insists that it is done."""
        lay_out_small(folder)

    def mutate(self, random, folder):
        """Changes files in `folder`, a copy of what was prepared; gives the arguments of the program to run there.
        `random` is all that it may draw from: an input follows from seed and number alone."""
        raise NotImplementedError

    def wrong(self, folder, given, arguments, answer):
        """What is wrong beyond what is wrong of every kind (verdict.py), or None. `given`: the folder as it was before
        the program ran."""
        return None


RUN = ["run", "study.toml", "--out", "results.h5", "--threads", "1"]
CHECK = ["check", "study.toml", "--threads", "1"]


def mutate_file(random, file, ways):
    text = file.read_bytes()
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        text = random.choice(ways)(random, text)
    file.write_bytes(text)


def digests_or_why(file):
    """The digests of a results file, or what is wrong with it."""
    try:
        return digests(file)
    except (OSError, KeyError, RuntimeError) as error:
        return str(error)
