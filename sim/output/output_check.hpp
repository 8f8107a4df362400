// What can be known of an output before any work: that it may be written, that it destroys nothing, that
// nothing lies in the way of it or of what a run puts beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace recoup::sim {

struct OutputRequest {
    std::filesystem::path out;
    std::string identity;                       ///< of the study
    std::vector<std::filesystem::path> inputs;  ///< files of the study
    std::vector<std::filesystem::path> parts;   ///< that are merged
    std::int64_t paths = 0;                     ///< that the results will hold
    bool writes_results = true;                 ///< false: parts alone
    bool lists_excluded_rows = false;
    bool resume = false;  ///< goes on from what is there, so it loses no path whatever `force` says
    bool force = false;   ///< may replace the results of another study, and files that are no results
};

/// Throws OutputError; touches nothing.
void check_output(const OutputRequest& request);

/// True where `out` is a whole results file of this study with that many paths.
bool holds_results_of(const std::filesystem::path& out, const std::string& identity, std::int64_t paths);

}  // namespace recoup::sim
