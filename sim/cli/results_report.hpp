// What `recoup show` says of a results file beyond its figures, from the file alone: text for standard
// output.
#pragma once

#include <string>

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim::cli {

/// Settings, and what the numbers behind the results rest on; the illustrative ones by their tables.
std::string assumptions_section(const hdf5::Reader& file);
std::string warnings_section(const hdf5::Reader& file);
std::string excluded_section(const hdf5::Reader& file);
std::string provenance_section(const hdf5::Reader& file);
/// Accounts of the ledger: sign, sum and meaning; those that nothing was posted to by name alone.
std::string glossary_section(const hdf5::Reader& file);

}  // namespace recoup::sim::cli
