// Exit probabilities of a hazard table at one macro state: what exit_thresholds decides by, before rounding.
//
//   p_j = w_j / (w_stay + sum of w), weights from models/exit_weights
//   copula row:  p_default = PD(Z) monthly, the other exits and staying share the rest
//
// Source and validity: models/exit_thresholds.hpp, models/credit_index.hpp. The expected engine and backward
// induction use these doubles; the loan engine's thresholds differ from them by less than 2^-32.
#pragma once

#include <span>
#include <vector>

#include "models/hazard_table.hpp"

namespace recoup {

/// p[cell * stride + exit] of every cell for one covariate profile. `default_odds_by_row` is read for rows
/// with a copula only.
void exit_probabilities(const HazardTable& table, int profile, std::span<const double> x_minus_xbar,
                        std::span<const double> default_odds_by_row, std::vector<double>& probability);

}  // namespace recoup
