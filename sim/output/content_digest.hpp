// The digest of what a results file says, whatever bytes it takes to say it: names, types, shapes, values and
// attributes, group by group (results_format.md, "Digests"). Survives repacking, and tells which group
// differs.
#pragma once

#include <string>
#include <vector>

#include "sim/output/hdf5_output.hpp"
#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim::hdf5 {

inline constexpr const char* content_digest_name = "content_sha256";

/// Into the attribute `content_sha256` of every group and of the root. No handle to an object may be open for
/// writing; nothing but `status` and the seal may be written after it.
void write_content_digests(const Output& output);

/// Groups whose content is not what their digest says, `/` for the root's own attributes; none for a good
/// file.
std::vector<std::string> groups_that_differ(const Reader& file);

}  // namespace recoup::sim::hdf5
