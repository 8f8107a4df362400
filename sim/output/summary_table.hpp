// The table printed after a run: the portfolio under every option and scenario, the options compared, and how
// to open the file. At most 100 columns.
#pragma once

#include <filesystem>
#include <string>

namespace recoup::sim {

/// Which part of the results; empty = every scenario, the portfolio.
struct SummaryChoice {
    std::string scenario;
    std::string segment;
};

/// Of any complete results file.
std::string summary_table(const std::filesystem::path& results);

/// The two parts of it: the tables with what their columns mean, and how to open the file.
std::string figures_text(const std::filesystem::path& results, const SummaryChoice& choice = {});
std::string opening_text(const std::filesystem::path& results);

}  // namespace recoup::sim
