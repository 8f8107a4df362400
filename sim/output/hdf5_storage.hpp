// How a dataset lies in the file: plain if small, else chunks of 0.5 to 1 MiB along the leading axes.
#pragma once

#include "sim/output/hdf5_dataset.hpp"

namespace recoup::sim::hdf5 {

/// Empty where the dataset is small enough to lie plain.
Shape chunk_shape(const Shape& shape, std::size_t element_bytes);

/// Chunks with shuffle, deflate 1, fletcher32, in this order: all built into every HDF5, no plugins for
/// readers.
void set_storage(const Handle& creation, const Shape& chunk, const Place& place);

}  // namespace recoup::sim::hdf5
