// Weights of a cell's exits and of staying at one macro state: what every engine takes probabilities from.
//
//   w_j = odds_j exp(beta_j'(x - xbar)),  w_stay = 1   (0 where staying is removed);  p_j = w_j / sum of all
//   w far:  w_j = exp(log odds_j + beta_j'(x - xbar) - m),  w_stay = exp(0 - m),  m the largest logarithm
//   copula row:  w_default = odds of default * (w_stay + the other exits)
//
// A row is far where a logarithm of its odds or multipliers is beyond 300: products and sums of such numbers
// would leave the range of a double. Less their largest, the logarithms keep the proportions, so a certain
// exit is split by the odds of the exits that are certain. Source and validity: models/exit_thresholds.hpp.
#pragma once

#include <cstddef>
#include <span>

#include "models/hazard_table.hpp"
#include "models/odds.hpp"

namespace recoup {

/// beta_j'(x - xbar) of each exit of the row; true where one of them is far.
bool macro_log_odds(const HazardRow& row, std::span<const double> x_minus_xbar, double* log_multipliers);

/// The macro state as one row sees it.
struct RowMultipliers {
    const double* logs = nullptr;     ///< beta'(x - xbar), by exit
    const double* numbers = nullptr;  ///< exp of them; not read where the row is far
    bool far = false;                 ///< a log-odds of the row or a multiplier is
    double default_odds = 0.0;        ///< p / (1 - p), read for rows with a copula only
};

/// Writes the weight of each exit of the cell's row and returns that of staying.
double exit_weights(const HazardTable& table, std::size_t profile, std::size_t cell,
                    const RowMultipliers& macro, double* weights);

}  // namespace recoup
