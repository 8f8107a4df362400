// From the totals of all paths to the published results file. Every number outside /provenance follows from
// study and totals alone: threads, parts and the time of day cannot change it.
#pragma once

#include <filesystem>
#include <string>

#include "sim/aggregation/batch_totals.hpp"
#include "sim/aggregation/run_facts.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

/// "2006-12-31"
std::string cut_off_text(const Study& study);

/// Writes `out` whole or not at all; throws OutputError, and Interrupted on stop.
void finalise(const PreparedStudy& prepared, const PathTotals& totals, const RunFacts& facts,
              const std::filesystem::path& out, StopFlag stop = nullptr);

}  // namespace recoup::sim
