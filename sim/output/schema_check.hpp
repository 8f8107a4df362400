// Compares a written file with the schema and with the rules that make it netCDF-4. For tests, and for files
// of unknown origin.
#pragma once

#include <string>
#include <vector>

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim::schema {

/// Every difference, each starting with the path inside the file; none for a good file.
std::vector<std::string> check_against_schema(const hdf5::Reader& file);

/// The rules of results_format.md alone, for any file of ours: scales, creation order, attributes, mandatory
/// texts.
std::vector<std::string> check_netcdf_rules(const hdf5::Reader& file);

/// Throws OutputError with what to do where the file is no complete results file of a major version that we
/// know.
void require_readable_results(const hdf5::Reader& file);

}  // namespace recoup::sim::schema
