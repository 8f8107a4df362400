// Names of a study that would not go into a results file: known before any path is simulated.
#pragma once

#include "sim/problems/problems.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// Macro variables and price indices become datasets, options, scenarios and segments labels. Each name must
/// be told from the others, and from what the file has already, also by readers that do not mind case.
void check_names(const Study& study, Problems& problems);

}  // namespace recoup::sim
