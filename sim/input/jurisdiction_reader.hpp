// Reads the rules of a jurisdiction: when a loan is in default, and its clocks (models/regulation).
#pragma once

#include <filesystem>

#include "models/regulation/classification_rules.hpp"
#include "sim/input/input_files.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

ClassificationRules read_jurisdiction(const std::filesystem::path& file, InputFiles& files,
                                      Problems& problems);

}  // namespace recoup::sim
