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
#include "sim/output/part_coverage.hpp"
#include "sim/prepared_run.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

struct RunSettings {
    int threads = 1;
    std::optional<PathRange> paths;  ///< a range of the study's paths: leaves parts, makes no results file
    bool resume = false;             ///< go on from the parts that are there
    bool keep_parts = false;         ///< leave F.parts beside the results
    bool force = false;              ///< replace the results of another study, or what are no results
    std::string command;             ///< as given by the user, for the results' `history`
    std::string note;                ///< what the run is for, as given by the user; not with a range
    /// Called with what a person should know and need not act on: parts that are simulated again.
    std::function<void(const Problem&)> tell;
    /// Called from one thread at a time before the first batch and after each: paths done and to do in this
    /// run.
    std::function<void(std::int64_t, std::int64_t)> progress;
    /// The same before the paths, of policies of optimal waiting; never where none is to be solved.
    std::function<void(std::int64_t, std::int64_t)> policy_progress;
    StopFlag stop = nullptr;  ///< set to end early; finished batches are kept as parts
};

/// Simulates and, when all paths of the study are there, writes `out`; rows of the tape that were left out go
/// beside it (sim/output/excluded_rows.hpp). Returns what the run cost.
/// Throws InputError for a misaligned range or parts in the way, OutputError for the disk and for an output
/// that would destroy something (sim/output/output_check.hpp), Interrupted on stop. To resume what is
/// finished simulates nothing: a list that is missing is written, parts that were left are removed.
RunFacts run(const PreparedRun& asked, const std::filesystem::path& out, const RunSettings& settings);

/// Makes `out` from the parts of other runs of the same study (`F.parts` of each given F, or folders of
/// parts). Of the settings, command, note, force and stop apply. The parts stay in any case.
RunFacts merge(const PreparedStudy& prepared, const std::vector<std::filesystem::path>& sources,
               const std::filesystem::path& out, const RunSettings& settings);

}  // namespace recoup::sim
