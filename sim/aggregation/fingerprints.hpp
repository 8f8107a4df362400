// Hashes that tell which inputs differ between two runs: of the numbers used, not of the files that held
// them.
#pragma once

#include <string>

#include "sim/study.hpp"

namespace recoup::sim {

/// Typed columns of loans and collateral, loans by identifier.
std::string portfolio_fingerprint(const Portfolio& portfolio);

/// Paths, weights and shifts of all scenarios.
std::string scenario_fingerprint(const std::vector<Scenario>& scenarios);

}  // namespace recoup::sim
