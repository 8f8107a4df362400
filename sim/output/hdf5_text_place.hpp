// Where the bytes of a text stand in a file. The dataset of a text of variable length holds a reference
// alone: the bytes lie in a heap (HDF5 File Format Specification, section III.E, "Disk Format: Level 1E -
// Global Heap").
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/output/hdf5_output.hpp"

namespace recoup::sim::hdf5 {

/// Of the reference that a scalar text's dataset holds. It is in the file once that is closed.
std::uint64_t offset_of_reference(const Output& output, const std::string& dataset);

/// Of the text itself, in the closed file.
std::uint64_t offset_of_text(int descriptor, const std::filesystem::path& file, std::uint64_t reference);

}  // namespace recoup::sim::hdf5
