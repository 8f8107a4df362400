// Values of options that are more than a number or a name.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/output/part_coverage.hpp"

namespace recoup::sim::cli {

/// The command line cannot be understood.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// "A:B": paths A, A + 1, ..., B - 1. Whether the study has them is not looked at. Throws UsageError.
PathRange parse_path_range(const std::string& text);

/// "key=value", cut at the first `=`; both not empty. Throws UsageError.
std::pair<std::string, std::string> parse_setting(const std::string& text);

/// Throws UsageError for an argument that is not UTF-8.
void check_argument_texts(const std::vector<std::string>& arguments);

/// Puts `--set` before every further key=value, so that `--set a=1 b=2` means `--set a=1 --set b=2`, and a
/// file name after it stays a file name.
std::vector<std::string> with_each_setting_named(const std::vector<std::string>& arguments);

/// The argument as a shell takes it, in quotes only where it needs them; safe to print.
std::string shell_quoted(const std::string& argument);

}  // namespace recoup::sim::cli
