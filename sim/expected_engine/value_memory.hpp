// Value tables of backward induction that do not fit into memory: what to tell the user.
#pragma once

#include "models/errors.hpp"
#include "sim/expected_engine/expected_study.hpp"

namespace recoup::sim {

/// Tables that need too much memory, and which setting to lower; where the limit comes from is left open.
Problem value_memory_problem(const ExpectedStudy& study, double needed_gb);

}  // namespace recoup::sim
