// The hash that tells whether two runs differ in their scenarios: of the numbers used, not of the files that
// held them. That of the portfolio comes with the study (sim/input/identity.hpp).
#pragma once

#include <string>

#include "sim/study/study.hpp"

namespace recoup::sim {

/// Paths, weights and shifts of all scenarios.
std::string scenario_fingerprint(const std::vector<Scenario>& scenarios);

}  // namespace recoup::sim
