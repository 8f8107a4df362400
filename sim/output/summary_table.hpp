// The table printed after a run: the portfolio under every option and scenario, the options compared, and how
// to open the file. At most 100 columns.
#pragma once

#include <filesystem>
#include <string>

namespace recoup::sim {

/// Of any complete results file.
std::string summary_table(const std::filesystem::path& results);

}  // namespace recoup::sim
