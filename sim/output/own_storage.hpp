// What a file of ours may consist of: groups, and datasets that lie in the file itself behind the filters of
// HDF5. A crafted file could make the library read other files (external storage, virtual datasets, external
// links) or run code (filters from plugins); it is refused before any dataset is read.
#pragma once

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim::hdf5 {

/// Throws OutputError that names the object. `with_groups`: a part has none.
void require_own_storage(const Reader& file, bool with_groups);

/// Filters from shared libraries (HDF5_PLUGIN_PATH) are never loaded, in the whole process.
void forbid_plugins();

}  // namespace recoup::sim::hdf5
