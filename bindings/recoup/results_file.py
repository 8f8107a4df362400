"""The groups of a results file, each read when it is asked for: the file is open while it is read, and closed after."""

import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy
import xarray

from .errors import FormatError, OutputError

# Attributes that carry the format, not the data.
OF_THE_FORMAT = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates", "_NCProperties",
                 "_nc3_strict"}
# The core uses every processor for a run, and its HDF5 library serves one thread at a time.
core_at_work = threading.Lock()
WITHOUT_LABELS = "This is a netCDF dimension but not a netCDF variable"


class ResultsFile:
    """A results file on disk or, where it is not kept, its bytes in memory."""

    def __init__(self, path: Path | None, image: bytes | None = None):
        self.path = None if path is None else path.absolute()
        self.image = image
        self.signature = None if path is None else signature(self.path)

    @contextmanager
    def opened(self):
        self.check_unchanged()
        source = self.path if self.image is None else io.BytesIO(self.image)
        with errors_of_reading(self.path), h5py.File(source, "r") as file:
            yield file
        self.check_unchanged()  # nor was it replaced between that look and the opening

    def check_unchanged(self):
        if self.path is not None and signature(self.path) != self.signature:
            raise FormatError(f"{self.path}: the file was replaced or removed after it was opened, and what was not yet read "
                              f"is gone. recoup.open({str(self.path)!r}) reads the file that is there now.")

    def attributes(self):
        """The attributes of the root as plain Python values."""
        with self.opened() as file:
            return attributes_of(file)

    def group_names(self):
        with self.opened() as file:
            return [name for name in file if file.get(name, getclass=True) is h5py.Group]

    def read(self, group):
        """One group as a Dataset in memory; `/` is the root alone."""
        with self.opened() as file:
            return read_group(file[group])


class Groups(Mapping):
    """Name -> xarray.Dataset. A group is read when it is first asked for, and kept."""

    def __init__(self, file: ResultsFile):
        self.file = file
        self.names = file.group_names()
        self.read: dict[str, xarray.Dataset] = {}

    def __getitem__(self, name: str) -> xarray.Dataset:
        if name not in self.names:
            raise KeyError(name)
        if name not in self.read:
            self.read[name] = self.file.read(name)
        return self.read[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@contextmanager
def errors_of_reading(path):
    """What h5py raises, which does not name the file: FormatError where that is not in order, OutputError where it cannot
    be read at the moment."""
    try:
        yield
    except FormatError:
        raise
    except (OSError, KeyError, RuntimeError, TypeError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise OutputError(f"{path}: cannot be read at the moment ({error}). Close it where it is open for writing, or try "
                              "again.") from error
        raise FormatError(f"{path}: not a readable results file ({type(error).__name__}: {error}). recoup.check(file) tells "
                          "what is wrong with one; it comes from `recoup run`.") from error


def signature(path):
    """What changes when another file takes the place; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def read_group(group):
    datasets = {name: thing for name, thing in group.items() if isinstance(thing, h5py.Dataset)}
    scales = {address(dataset.id): name for name, dataset in datasets.items() if h5py.h5ds.is_scale(dataset.id)}
    coordinates, variables, encoded = {}, {}, []
    for name, dataset in datasets.items():
        is_scale = name in scales.values()
        if is_scale and text(dataset.attrs["NAME"]).startswith(WITHOUT_LABELS):
            continue
        attributes = attributes_of(dataset)
        if not needs_decoding(attributes):
            attributes.pop("_FillValue", None)
        else:
            encoded.append(name)
        dimensions = (name,) if is_scale else dimensions_of(dataset, scales)
        (coordinates if is_scale else variables)[name] = (dimensions, values_of(dataset), attributes)
    read = xarray.Dataset(variables, coordinates, attributes_of(group))
    return read.assign(xarray.decode_cf(read[encoded], decode_timedelta=False)) if encoded else read


def dimensions_of(dataset, scales):
    """Names of the scales of its axes."""
    if dataset.ndim == 0:
        return ()
    return tuple(scales[address(h5py.h5r.dereference(axis[0], dataset.id))] for axis in dataset.attrs["DIMENSION_LIST"])


def address(identifier):
    """Of an object in its file: names are slow to find."""
    return h5py.h5o.get_info(identifier).addr


def values_of(dataset):
    if h5py.check_string_dtype(dataset.dtype) is None:
        return dataset[()]
    return numpy.asarray(dataset.asstr()[()]).astype(str)


def needs_decoding(attributes):
    """Whether numbers stand for something else: a date, a missing value that is not NaN."""
    fill = attributes.get("_FillValue", numpy.nan)
    return " since " in str(attributes.get("units", "")) or fill == fill


def attributes_of(thing):
    return {key: plain(thing.attrs[key]) for key in thing.attrs if key not in OF_THE_FORMAT}


def plain(value):
    """As Python has it: a text, a number or a list."""
    if isinstance(value, numpy.ndarray):
        return plain(value.item()) if value.size == 1 else [plain(element) for element in value.tolist()]
    return text(value.item() if isinstance(value, numpy.generic) else value)


def text(value):
    return value.decode() if isinstance(value, bytes) else value
