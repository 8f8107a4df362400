// What the value tables of backward induction would take, before they are solved.
#pragma once

#include <string>

#include "models/errors.hpp"
#include "sim/block_values.hpp"

namespace recoup::sim {

/// Gigabytes (10^9 bytes) of the tables of every block and scenario, kept together.
double value_tables_gb(const ExpectedStudy& study, const ValueSettings& settings);

/// Tables that need too much memory, and which setting to lower; where the limit comes from is left open.
Problem value_memory_problem(const ExpectedStudy& study, const ValueSettings& settings, double needed_gb);

/// Throws LimitError where they exceed `limit_gb`; it says which setting to lower.
void check_value_memory(const ExpectedStudy& study, const ValueSettings& settings, double limit_gb,
                        const std::string& limit_origin);

}  // namespace recoup::sim
