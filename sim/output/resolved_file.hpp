// Where a name leads.
#pragma once

#include <filesystem>

namespace recoup::sim {

/// The file that a publication at `target` makes or replaces: where a symbolic link leads, also where nothing
/// is yet. NAME.partial stands beside it.
std::filesystem::path resolved(const std::filesystem::path& target);

}  // namespace recoup::sim
