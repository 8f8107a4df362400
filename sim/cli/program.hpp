// The program without its process: arguments in, exit code out.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/exit_codes.hpp"

namespace recoup::sim::cli {

ExitCode program(const std::vector<std::string>& arguments);

}  // namespace recoup::sim::cli
