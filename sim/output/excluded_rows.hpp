// The rows of the tape that were left out, as a file beside the results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/study/study.hpp"

namespace recoup::sim {

/// How many rows, and their principal balance.
struct ExcludedSums {
    std::int64_t rows = 0;
    Minor amount = 0;
};
struct ExcludedTotals {
    ExcludedSums all;
    std::map<std::string, ExcludedSums> by_reason;
};
ExcludedTotals totals_of(const std::vector<ExcludedRow>& rows);

/// `F.excluded.csv` of a results file F.
std::filesystem::path excluded_rows_file(const std::filesystem::path& results_file);

/// Id, place and reason only: nothing else of the tape leaves it.
std::string excluded_rows_csv(const std::vector<ExcludedRow>& rows);

/// True for a file that begins as such a list does. Anything else is a stranger's, and stays.
bool is_excluded_rows_list(const std::filesystem::path& file);

/// Publishes the file, or takes an older list away when no row is excluded any more.
void write_excluded_rows(const std::filesystem::path& results_file, const std::vector<ExcludedRow>& rows);

}  // namespace recoup::sim
