// Where a name leads.
#pragma once

#include <filesystem>

namespace recoup::sim {

/// The file that a publication at `target` replaces: that of a symbolic link, where it is one. NAME.partial
/// stands beside it.
std::filesystem::path resolved(const std::filesystem::path& target);

}  // namespace recoup::sim
