"""Parts of a run that were damaged, mixed up or forged, put together by `merge` and `run --resume`."""

import contextlib
import hashlib
import re
import shutil

import forgery
import mutations
from kind import Kind, digests_or_why, mutate_file
from small_study import digests
from studies import lay_out_small

FOLDERS = ("first.h5.parts", "second.h5.parts", "results.h5.parts")
MANIFEST = "manifest.sha256"
MERGE = ["merge", "study.toml", "--out", "results.h5"]
RESUME = ["run", "study.toml", "--out", "results.h5", "--resume", "--threads", "1"]


def is_plain(file):
    """Not what `lead_elsewhere` made."""
    return file.is_file() and not file.is_symlink()


def parts_in(folder):
    return sorted(filter(is_plain, folder.glob("part-*.h5")))


def put(text, file):
    file.unlink(missing_ok=True)  # no link is followed
    file.write_bytes(text)


def sign(folder):
    """A manifest of what lies there."""
    lines = [f"{hashlib.sha256(part.read_bytes()).hexdigest()}  {part.name}\n" for part in parts_in(folder)]
    put("".join(lines).encode(), folder / MANIFEST)


def any_part(random, folder):
    if not parts_in(folder):
        raise FileNotFoundError
    return random.choice(parts_in(folder))


def damage(random, folder):
    mutate_file(random, any_part(random, folder), mutations.BINARY)


def edit_manifest(random, folder):
    if is_plain(folder / MANIFEST):
        mutate_file(random, folder / MANIFEST, mutations.MANIFEST)


def remove(random, folder):
    file = random.choice([*parts_in(folder), folder / MANIFEST])
    file.unlink(missing_ok=True)


def rename(random, folder):
    part = any_part(random, folder)
    name = random.choice(["part-0000000000-0000000008.h5", "part-0000000016-0000000008.h5", "part-0000000000-0000000024.h5", "part-1-2.h5",
                          part.name + ".partial"])
    text = part.read_bytes()
    if random.random() < 0.5:
        part.unlink()
    put(text, folder / name)
    if random.random() < 0.5:
        sign(folder)


def swap(random, folder):
    """A part of the same run, or of a run with another seed, in its place."""
    part = any_part(random, folder)
    other = any_part(random, folder.parent / random.choice([*FOLDERS, "foreign.h5.parts"]))
    put(other.read_bytes(), random.choice([part, folder / other.name]))
    if random.random() < 0.7:
        sign(folder)


def other_folder(random, folder):
    """The parts of a run with another seed, whole."""
    shutil.rmtree(folder)
    shutil.copytree(folder.parent / "foreign.h5.parts", folder)


def lead_elsewhere(random, folder):
    part = random.choice([any_part(random, folder), any_part(random, folder), folder / MANIFEST])
    part.unlink(missing_ok=True)
    target = random.choice(["/dev/zero", "/dev/null", "/proc/self/mem", part.name, "..", "../study.toml", f"../second.h5.parts/{part.name}"])
    if random.random() < 0.2:
        part.mkdir()
    else:
        part.symlink_to(target)


def put_beside(random, folder):
    (folder / random.choice(["notes.txt", "manifest.sha256.partial", "part-0000000000-0000000008.h5.partial", "lock"])).write_text("mine\n")


def forge(random, folder):
    """Changed by somebody who also writes the manifest."""
    part = any_part(random, folder)
    forgery.change(random, part)
    sign(folder)


WAYS = [damage] * 5 + [edit_manifest] * 3 + [forge] * 4 + [swap] * 3 + [remove, rename, other_folder, lead_elsewhere, put_beside]


class Parts(Kind):
    name = "parts"

    def prepare(self, program, folder):
        lay_out_small(folder, paths=24)
        run = ("run", "study.toml", "--quiet", "--threads", "1", "--out")
        program(*run, "results.h5")
        self.fault_free = digests(folder / "results.h5")
        (folder / "results.h5").unlink()
        program(*run, "first.h5", "--paths", "0:8")
        program(*run, "second.h5", "--paths", "8:24")
        program(*run, "foreign.h5", "--paths", "8:24", "--set", "seed=8")
        program(*run, "results.h5", "--paths", "0:8")
        program(*run, "results.h5", "--paths", "16:24", "--resume")
        self.written = {hashlib.sha256(part.read_bytes()).hexdigest() for part in folder.glob("*.parts/part-*.h5")}

    def mutate(self, random, folder):
        resumes = random.random() < 0.5
        parts = folder / ("results.h5.parts" if resumes else random.choice(FOLDERS[:2]))
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            with contextlib.suppress(OSError):  # what a change before it took away
                random.choice(WAYS)(random, parts)
        if resumes:
            return RESUME
        sources = random.sample(["first.h5", "second.h5", "first.h5.parts", "second.h5.parts"], k=4)
        sources = [source for i, source in enumerate(sources) if source.removesuffix(".parts") not in
                   [one.removesuffix(".parts") for one in sources[:i]]]
        return [*MERGE, *sources]

    def is_forged(self, given):
        """A part that recoup did not write stands in a manifest by its digest."""
        manifests = b"".join(file.read_bytes() for file in filter(is_plain, given.glob(f"*.parts/{MANIFEST}")))
        listed = set(re.findall(rb"[0-9a-f]{64}", manifests))
        there = {hashlib.sha256(part.read_bytes()).hexdigest() for folder in given.glob("*.parts") for part in parts_in(folder)}
        return any(digest.encode() in listed for digest in there - self.written)

    def wrong(self, folder, given, arguments, answer):
        for kept in given.glob("*.parts/notes.txt"):
            if not (folder / kept.relative_to(given)).exists():
                return "removed a file that it had not written"
        forged = self.is_forged(given)  # its figures may look like those of a study that is out of reason
        if answer.code == 0:
            same = forged or digests_or_why(folder / "results.h5") == self.fault_free
            return None if same else "results that differ from those of whole parts"
        # Parts under names that recoup gives none are none to it.
        none = not all(parts_in(given / name) for name in FOLDERS) or b"no parts found" in answer.error
        if answer.code != 4 and not (answer.code == 3 and (forged or none)):
            return f"exit code {answer.code} for parts that cannot be used"
        return "left results.h5" if (folder / "results.h5").exists() else None
