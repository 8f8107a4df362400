// Running a study: batches in parallel -> part files -> one finalise. Resume, a range of paths and merge take
// the same road, so they give the same bits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/aggregation/run_facts.hpp"
#include "sim/interrupted.hpp"
#include "sim/output/part_coverage.hpp"
#include "sim/prepared_study.hpp"

namespace recoup::sim {

struct RunSettings {
    int threads = 1;
    std::optional<PathRange> paths;  ///< a range of the study's paths: leaves parts, makes no results file
    bool resume = false;             ///< go on from the parts that are there
    bool keep_parts = false;         ///< leave F.parts beside the results
    std::string command;             ///< as given by the user, for the results' `history`
    /// Called from one thread at a time before the first batch and after each: paths done and to do in this
    /// run.
    std::function<void(std::int64_t, std::int64_t)> progress;
    /// The same before the paths, of policies of optimal waiting; never where none is to be solved.
    std::function<void(std::int64_t, std::int64_t)> policy_progress;
    StopFlag stop = nullptr;  ///< set to end early; finished batches are kept as parts
};

/// Simulates and, when all paths of the study are there, writes `out`; rows of the tape that were left out go
/// beside it (sim/output/excluded_rows.hpp). Returns what the run cost.
/// Throws InputError for a misaligned range or parts in the way, OutputError for the disk, Interrupted on
/// stop.
RunFacts run(const PreparedStudy& prepared, const std::filesystem::path& out, const RunSettings& settings);

/// Makes `out` from the parts of other runs of the same study (`F.parts` of each given F, or folders of
/// parts). Throws Interrupted on stop; the parts stay in any case.
RunFacts merge(const PreparedStudy& prepared, const std::vector<std::filesystem::path>& sources,
               const std::filesystem::path& out, const std::string& command = "", StopFlag stop = nullptr);

}  // namespace recoup::sim
