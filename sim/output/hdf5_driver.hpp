// A file driver for HDF5 that writes to an open descriptor and never reports a failed write to HDF5.
// HDF5 1.10 crashes while closing a file whose chunks or metadata could not be written (full disk, file size
// limit). So the first failure is remembered here, later writes are dropped, and whoever owns the file asks
// for the failure after every step.
#pragma once

#include "sim/output/hdf5_handle.hpp"

namespace recoup::sim::hdf5 {

struct WriteState {
    int descriptor = -1;
    int error_number = 0;  ///< errno of the first failed write; 0 while all is well
};

/// Lets files that are opened with this access list write to `state`, which must outlive them.
void use_remembering_driver(const Handle& file_access, WriteState& state, const Place& place);

}  // namespace recoup::sim::hdf5
