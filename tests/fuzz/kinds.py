"""The kinds of input that are mutated."""

from arguments import Arguments
from parts import Parts
from results import Results
from texts import Csv, MainStudy, Toml

KINDS = {kind.name: kind for kind in (Csv, Toml, MainStudy, Arguments, Parts, Results)}
