// What must hold across the exits of a hazard row.
#pragma once

#include "models/parameters.hpp"
#include "models/scenario.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

/// Sums below one by cell (one where staying is removed), a way out, one source for the default exit.
void check_hazard_row(const HazardRowSpec& row, KeyReader& keys);

/// Natural logarithm by deterministic arithmetic; -infinity never leaves it: the argument is checked
/// positive.
double checked_log(double positive);

/// Student t shocks: refused beside a copula, whose credit index is standardised as a sum of Gaussian ones;
/// a warning beside long-run averages, which are taken over the Gaussian stationary law.
void check_student_shocks(const std::string& segment, const SegmentParameters& parameters,
                          const MacroModel& macro, KeyReader& study);

}  // namespace recoup::sim
