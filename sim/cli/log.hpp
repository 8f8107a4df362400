// Lines with time and level on standard error, for runs that nobody watches.
#pragma once

#include <string>

namespace recoup::sim::cli {

void log_line(const std::string& text);

}  // namespace recoup::sim::cli
