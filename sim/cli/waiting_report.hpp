// What optimal waiting earned: each option that chooses its time beside the best option that does not, on the
// same paths.
#pragma once

#include <filesystem>
#include <string>

#include "sim/study.hpp"

namespace recoup::sim::cli {

/// Empty where no option of the study leaves a choice.
std::string waiting_report(const Study& study, const std::filesystem::path& results);

}  // namespace recoup::sim::cli
