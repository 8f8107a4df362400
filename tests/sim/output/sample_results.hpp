// A small results file with every group and variable of the schema; made-up numbers that depend on their
// position only.
#pragma once

#include <filesystem>

namespace recoup::sim {

/// `paths` above a few thousand make the per-path arrays large enough to be packed.
void write_sample_results(const std::filesystem::path& target, std::size_t paths);

}  // namespace recoup::sim
