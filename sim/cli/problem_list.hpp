// Problems as the terminal shows them: the first 50, all counted.
#pragma once

#include <string>
#include <vector>

#include "models/errors.hpp"

namespace recoup::sim::cli {

/// One line a problem, each behind `error:` or `warning:`, then how many there are where that is not obvious.
std::string problem_list(const std::vector<Problem>& problems, Severity severity);

}  // namespace recoup::sim::cli
