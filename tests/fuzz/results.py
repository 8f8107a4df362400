"""A results file that was damaged, cut, lengthened or edited, given to whatever reads one."""

import shutil

import forgery
import mutations
from kind import RUN, Kind, digests_or_why, mutate_file
from small_study import digests
from studies import lay_out_small

READ = [["check", "results.h5"], ["check", "results.h5", "--json"], ["show", "results.h5"], ["show", "results.h5", "--segment", "small"]]
WRITE = [RUN, [*RUN, "--resume"], [*RUN, "--force"]]


def damage(random, file):
    mutate_file(random, file, mutations.BINARY)


def other_file(random, file):
    shutil.copyfile(random.choice(sorted(one for one in file.parent.iterdir() if one.is_file() and one != file)), file)


class Results(Kind):
    name = "results"

    def prepare(self, program, folder):
        lay_out_small(folder)
        program(*RUN, "--quiet")
        self.fault_free = digests(folder / "results.h5")
        self.written = (folder / "results.h5").read_bytes()

    def mutate(self, random, folder):
        file = folder / "results.h5"
        way = random.choice([damage] * 6 + [lambda random, file: forgery.change(random, file)] * 4 + [other_file])
        way(random, file)
        return random.choice(READ * 2 + WRITE)

    def wrong(self, folder, given, arguments, answer):
        before, after = (given / "results.h5").read_bytes(), (folder / "results.h5").read_bytes()
        if arguments[0] != "run" or answer.code != 0:
            if after != before:
                return "changed a results file that it only reads"
            if arguments[0] == "check" and (answer.code == 0) != (before == self.written):
                return f"exit code {answer.code} for a file that was {'not ' if before == self.written else ''}changed"
            return None
        if digests_or_why(folder / "results.h5") != self.fault_free and not (arguments[-1] == "--resume" and before == self.written):
            return "results that differ from those without a file in their place"
        return None
