// Reads the parameters of a segment: inheritance, hazards, cash, costs, collateral, clocks, pedigrees.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "sim/input/input_files.hpp"
#include "sim/input/problems.hpp"

namespace recoup::sim {

/// `macro_variables`: those that a beta may name; none where the macro model could not be read.
SegmentParameters read_parameters(const std::filesystem::path& file,
                                  const std::optional<std::vector<std::string>>& macro_variables,
                                  InputFiles& files, Problems& problems);

}  // namespace recoup::sim
