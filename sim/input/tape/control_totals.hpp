// Compares the balances that were read, segment by segment, with those that the study states.
#pragma once

#include <vector>

#include "sim/input/tape/excluded_totals.hpp"
#include "sim/input/tape/tape_request.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// `facts`: the loans that are simulated. The differences become the study's.
void compare_control_totals(const ExcludedBySegment& excluded, const std::vector<LoanFacts>& facts,
                            const TapeRequest& request, Study& study, Problems& problems);

}  // namespace recoup::sim
