// Refuses a run that needs more memory or disk than it may have, before work starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/errors.hpp"
#include "sim/running/estimate.hpp"

namespace recoup::sim {

struct Limits {
    double memory_gb = 0.0;
    std::string memory_origin;  ///< "limits.memory_gb of the study", "physical memory" ...
    double disk_gb = 0.0;
    std::string disk_origin;
};

/// From the study, otherwise the machine: physical memory or control group, free space beside `out`.
/// Parts of the run that lie there already count as free.
Limits limits_of(const Study& study, const std::filesystem::path& out);

/// One problem for each limit that the estimate exceeds; empty = it may run.
std::vector<Problem> exceeded(const RunEstimate& estimate, const Limits& limits);

/// What a run will cost and what it may: its time by a probe of `probe_seconds`, unless that is 0 or it
/// exceeds a limit.
struct Feasibility {
    RunEstimate estimate;
    Limits limits;
    std::vector<Problem> exceeded;
};
Feasibility feasibility(const PreparedRun& run, const std::filesystem::path& out, int threads,
                        double probe_seconds);

/// Before a study is made ready: throws LimitError where the loans that its pools stand for would take more
/// memory than there may be.
void check_pools_fit(const Study& study);

/// Throws LimitError.
void check_limits(const RunEstimate& estimate, const Limits& limits);

}  // namespace recoup::sim
