// Running a study: batches in parallel -> part files -> one finalise. Resume, a range of paths and merge take
// the same road, so they give the same bits.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/aggregation/run_facts.hpp"
#include "sim/output/part_coverage.hpp"
#include "sim/prepared_study.hpp"

namespace recoup::sim {

struct RunSettings {
    int threads = 1;
    std::optional<PathRange> paths;  ///< a range of the study's paths: leaves parts, makes no results file
    bool resume = false;             ///< go on from the parts that are there
    bool keep_parts = false;         ///< leave F.parts beside the results
    std::string command;             ///< as given by the user, for the results' `history`
    /// Called from one thread at a time after each batch: paths done and to do in this run.
    std::function<void(std::int64_t, std::int64_t)> progress;
    const std::atomic<bool>* stop = nullptr;  ///< set to end early; finished batches are kept as parts
};

/// The run was asked to stop; what was finished lies in the parts folder.
class Interrupted : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Simulates and, when all paths of the study are there, writes `out`. Returns what the run cost.
/// Throws InputError for a misaligned range or parts in the way, OutputError for the disk, Interrupted on
/// stop.
RunFacts run(const PreparedStudy& prepared, const std::filesystem::path& out, const RunSettings& settings);

/// Makes `out` from the parts of other runs of the same study (`F.parts` of each given F, or folders of
/// parts).
RunFacts merge(const PreparedStudy& prepared, const std::vector<std::filesystem::path>& sources,
               const std::filesystem::path& out, const std::string& command = "");

}  // namespace recoup::sim
