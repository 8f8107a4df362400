// Doubts about what came out: recoveries that no book has.
#pragma once

#include <vector>

#include "models/errors.hpp"
#include "sim/aggregation/batch_totals.hpp"

namespace recoup::sim {

/// Means over paths of the recovery rate that lie outside the study's [plausibility]; one warning for all.
std::vector<Problem> doubtful_results(const PreparedStudy& prepared, const PathTotals& totals);

}  // namespace recoup::sim
