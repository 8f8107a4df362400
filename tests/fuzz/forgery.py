"""What h5py can do to an HDF5 file of recoup that leaves it an HDF5 file: values, shapes, types, attributes, links."""

import h5py
import numpy

VALUES = [float("nan"), float("inf"), -1.0, -1e300, 1e300, 0.0, 5e-324, 2.0**62]
INTEGERS = [-1, 0, 1, 7, 2**31, 2**62, -2**63, 2**63 - 1]
NAMES = ["a", "x" * 300, "é", "\x1b[2J", "..", "summary2"]


def datasets_of(file):
    found = []
    file.visititems(lambda name, node: found.append(name) if isinstance(node, h5py.Dataset) and node.shape is not None else None)
    return found


def holders_of(file):
    """(object, attribute) of which one is changed."""
    nodes = [file]
    file.visititems(lambda name, node: nodes.append(node))
    return [(node, name) for node in nodes for name in node.attrs if name not in ("DIMENSION_LIST", "REFERENCE_LIST")]


def one_value(random, file):
    name = random.choice(datasets_of(file))
    dataset = file[name]
    if dataset.size and dataset.dtype.kind in "iuf":
        place = tuple(random.randrange(extent) for extent in dataset.shape)
        choice = random.choice(VALUES) if dataset.dtype.kind == "f" else random.choice(INTEGERS)
        limits = None if dataset.dtype.kind == "f" else numpy.iinfo(dataset.dtype)
        dataset[place] = choice if limits is None else min(max(choice, limits.min), limits.max)


def replace(file, name, **how):
    if name in file:
        del file[name]
    file.create_dataset(name, **how)


def other_shape(random, file):
    name = random.choice(datasets_of(file))
    shape, dtype = file[name].shape, file[name].dtype
    if dtype.kind in "iuf":
        replace(file, name, dtype=dtype, shape=random.choice([(), (0,), (1,), (*shape, 1), tuple(2 * n for n in shape), shape[:-1] or (3,)]))


def other_type(random, file):
    name = random.choice(datasets_of(file))
    dtype = random.choice(["f4", "i4", "i1", "u8", "f8", "i8", h5py.string_dtype(), "S5", "c16", numpy.dtype([("a", "i8")])])
    replace(file, name, dtype=dtype, shape=file[name].shape)


def without_end(random, file):
    """Many values that take no place."""
    name = random.choice(datasets_of(file))
    extent = random.choice([2**24, 2**33, 2**45, 2**60])
    replace(file, name, dtype=random.choice(["f8", "i8"]), shape=(extent,), chunks=(1024,), fillvalue=random.choice([0, 1]))


def remove(random, file):
    del file[random.choice(datasets_of(file))]


def rename(random, file):
    file.move(random.choice(datasets_of(file)), random.choice(NAMES))


def add(random, file):
    name = random.choice(NAMES)
    if name not in file:
        random.choice([lambda: file.create_group(name), lambda: file.create_dataset(name, data=[1.0]),
                       lambda: file.__setitem__(name, h5py.SoftLink("/none")), lambda: file.__setitem__(name, h5py.SoftLink("/")),
                       lambda: file.__setitem__(name, h5py.ExternalLink("study.toml", "/x")), lambda: file.__setitem__(name, file["/"]),
                       lambda: file.create_dataset(name, shape=(4,), dtype="f8", external=[("study.toml", 0, 32)])])()


def other_filter(random, file):
    name = random.choice(datasets_of(file))
    if file[name].dtype.kind in "iuf" and file[name].shape:
        replace(file, name, data=file[name][()], chunks=True, compression=random.choice(["gzip", "lzf"]))


def attribute(random, file):
    node, name = random.choice(holders_of(file))
    if random.random() < 0.2:
        del node.attrs[name]
    else:
        node.attrs[name] = random.choice([*INTEGERS, *VALUES, "", "x", "complete", "recoup-part", "recoup-results", numpy.bytes_(b"\xff\x00"),
                                          numpy.int64([3]), numpy.int32([3, 0]), numpy.int32([99, 0]), numpy.zeros(0), "y" * 60_000,
                                          numpy.ones((2, 2))])


WAYS = [one_value] * 4 + [attribute] * 3 + [other_shape, other_type, without_end, remove, rename, add, other_filter]


def change(random, path):
    with h5py.File(path, "r+") as file:
        for _ in range(random.choice([1, 1, 2])):
            try:
                random.choice(WAYS)(random, file)
            except (IndexError, KeyError, OSError, RuntimeError, TypeError, ValueError):
                pass  # HDF5 itself refuses the change
