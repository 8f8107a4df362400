// Whether a results file is what recoup wrote, to the bit, and if not, where it differs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sim/output/results_seal.hpp"

namespace recoup::sim {

/// What a good file says of itself, for a person.
struct ResultsFacts {
    std::string title, created_at, identity;
    std::string version;  ///< of recoup
    std::string content_sha256;
    std::int64_t path_count = 0;
    std::optional<std::uint64_t> seed;
    std::size_t groups = 0;
};

/// By its first bytes.
bool begins_as_hdf5(const std::filesystem::path& file);

/// True where the file is an HDF5 file by its first bytes, or by the end of its name.
bool may_be_results(const std::filesystem::path& file);

/// Throws OutputError for what is no HDF5 file or shorter than it says; HDF5 does not open it.
void require_whole(const std::filesystem::path& file);

/// The same, and where HDF5 cannot read all of the file: one whose seal is not intact, on which the library
/// may crash, is read in a process of its own first. Gives the state of the seal.
Seal require_harmless(const std::filesystem::path& file);

/// Throws OutputError with what is wrong: truncated, not complete, no results, changed (with the groups that
/// differ). HDF5 opens the file only once its seal was found intact, or in a process of its own.
ResultsFacts check_results(const std::filesystem::path& file);

}  // namespace recoup::sim
