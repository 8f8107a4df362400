"""Puts a benchmark's table between its markers in bench/README.md."""

from pathlib import Path

README = Path(__file__).with_name("README.md")


def update(name, text):
    """Replaces what stands between `<!-- NAME table: begin -->` and `<!-- NAME table: end -->`."""
    begin, end = f"<!-- {name} table: begin -->", f"<!-- {name} table: end -->"
    before, rest = README.read_text(encoding="utf-8").split(begin)
    README.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")
