// Odds of default of a segment's copula rows on one path, by 12-month period: p / (1 - p), 0 for other rows.
#pragma once

#include <span>
#include <vector>

#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// [12-month period][row]; `x` is [period][variable].
std::vector<std::vector<double>> copula_default_odds(const PreparedStudy& prepared,
                                                     const PreparedSegment& segment, int scenario,
                                                     std::span<const double> x);

}  // namespace recoup::sim
