"""The same study gives the same bits: by threads, by the processor's instructions, by parts, beside another option or loan."""

import os

import h5py
import numpy
import pytest
from small_study import COURT, SmallStudy, contents

INPUT, OUTPUT = 3, 4
# glibc then chooses the variants of its functions that an older processor would run.
OLD_PROCESSOR = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX2_Usable,-FMA4"}


@pytest.fixture
def study(tmp_path):
    return SmallStudy(tmp_path).write()


def results(study, *arguments, name="results.h5", **settings):
    out = study.folder / name
    answer = study.call("run", "--quiet", *arguments, out=out, **settings)
    assert answer.returncode == 0, answer.stderr
    return contents(out)


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.mark.parametrize("threads", [2, 4, 7])
def test_threads_do_not_change_a_bit(study, threads):
    one = results(study, "--threads", "1")
    assert len(one) > 100
    assert differing(one, results(study, "--threads", threads, name="results_again.h5")) == []


def test_the_instructions_of_the_processor_do_not_change_a_bit(study):
    before = results(study)
    after = results(study, name="results_old.h5", env=os.environ | OLD_PROCESSOR)
    assert differing(before, after) == []


def test_twenty_paths_in_two_parts_merge_to_the_same_bits(study):
    twenty = ["--set", "paths=20"]
    whole = results(study, *twenty, "--threads", "3", name="results_whole.h5")
    for name, paths in (("results_a.h5", "0:8"), ("results_b.h5", "8:20")):
        answer = study.call("run", "--quiet", "--paths", paths, *twenty, out=study.folder / name)
        assert answer.returncode == 0, answer.stderr
    merged = study.call("merge", "results_b.h5", "results_a.h5", "--quiet", *twenty)
    assert merged.returncode == 0, merged.stderr
    assert differing(whole, contents(study.out)) == []


def test_parts_of_another_number_of_paths_are_refused_before_work_starts(study):
    """With 20 paths the last batch holds four; 48 paths must not count it as a whole one."""
    answer = study.call("run", "--quiet", "--set", "paths=20", "--paths", "8:20")
    assert answer.returncode == 0, answer.stderr
    parts = study.folder / "results.h5.parts"
    before = {path.name: path.read_bytes() for path in parts.iterdir()}
    assert before
    resumed = study.call("run", "--resume", "--set", "paths=48")
    assert resumed.returncode in (INPUT, OUTPUT), resumed.stderr
    assert "paths" in resumed.stderr and "%" not in resumed.stderr
    assert {path.name: path.read_bytes() for path in parts.iterdir() if path.suffix == ".h5"} == {
        name: data for name, data in before.items() if name.endswith(".h5")}
    assert not study.out.exists()


def tables(path):
    """Numbers of a results file as {name: (names of the dimensions, values, labels)}, outside /provenance."""
    found = {}
    with h5py.File(path) as file:

        def visit(name, node):
            if name.startswith("provenance") or not isinstance(node, h5py.Dataset) or node.shape in (None, ()):
                return
            if node.dtype.kind not in "if" or "DIMENSION_LIST" not in node.attrs:
                return
            scales = [file[reference[0]] for reference in node.attrs["DIMENSION_LIST"]]
            dimensions = tuple(scale.name.split("/")[-1] for scale in scales)
            labels = [scale[()].tolist() for scale in scales]
            found[name] = dimensions, node[()], labels

        file.visititems(visit)
    return found


def same_at_shared_labels(before, after):
    """Names of the tables whose numbers differ where both files have the labels, and how many were compared.

    `before` has fewer labels: those of `after` are picked by name along every dimension.
    """
    changed = []
    for name, (dimensions, values, labels) in before.items():
        assert after[name][0] == dimensions
        picked = after[name][1]
        for axis, wanted in enumerate(labels):
            there = after[name][2][axis]
            if wanted != there:
                picked = numpy.take(picked, [there.index(label) for label in wanted], axis=axis)
        if picked.tobytes() != values.tobytes():
            changed.append(name)
    return changed


def test_another_option_changes_no_other_number(study):
    results(study)
    before = tables(study.out)
    study.texts["study.toml"] = study.texts["study.toml"].replace('"hold.toml", "court.toml"',
                                                                  '"hold.toml", "sooner.toml", "court.toml"')
    study.texts["sooner.toml"] = COURT.replace('"court"\n[[measure]]', '"sooner"\n[[measure]]', 1).replace(
        "after_months = 3", "after_months = 1")
    results(study.write(), name="results_more.h5")
    after = tables(study.folder / "results_more.h5")
    assert "sooner" in str(after["summary/loss_mean"][2][0])
    # The bins of a histogram and its counts span all options, and which option is best is a matter of all. The root repeats
    # figures of /summary in rows without labels.
    of_all = ("distribution/", "summary/realised_wins", "summary/hindsight_regret_upper_bound")
    changed = [name for name in same_at_shared_labels(before, after) if "/" in name and not name.startswith(of_all)]
    assert changed == []


def test_another_loan_changes_no_number_of_the_other_segment(study):
    """The new loan is `small`, in the middle of the tape; every number of `large` and the macro paths stay."""
    results(study)
    before = tables(study.out)
    small = ["L005x", "C999", "4321", "184", "2020-06-30", "0.05", "2028-12-31", "EUR"]
    study.loans.insert(6, small)
    results(study.write(), name="results_more.h5")
    after = tables(study.folder / "results_more.h5")

    def of_large(found):
        kept = {}
        for name, (dimensions, values, labels) in found.items():
            if "segment" not in dimensions:
                if name.split("/")[0] in ("macro", "collateral"):
                    kept[name] = dimensions, values, labels
                continue
            axis = dimensions.index("segment")
            place = next(i for i, label in enumerate(labels[axis]) if label in ("large", b"large"))
            only = [[labels[i][place]] if i == axis else each for i, each in enumerate(labels)]
            kept[name] = dimensions, numpy.take(values, [place], axis=axis), only
        return kept

    large = of_large(before)
    assert len(large) > 100 and "macro/growth" in large
    assert same_at_shared_labels(large, of_large(after)) == []
    changed = same_at_shared_labels(before, after)
    assert "summary/loss_mean" in changed, "the new loan shows in its own segment"
