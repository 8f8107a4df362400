// A study of two segments, two options and two scenarios, and made-up totals for it: what finalise needs,
// without a run.
#pragma once

#include "sim/aggregation/batch_totals.hpp"

namespace recoup::sim {

/// Segment `secured` has a non-performing loan (claim 1000.00) and a current one; `unsecured` a current loan
/// only.
Study tiny_study();

/// Totals that follow from the path number alone, so that any cut into parts gives the same.
PathTotals made_up_totals(const PreparedStudy& prepared, std::int64_t first_path, std::int64_t path_count);

}  // namespace recoup::sim
