// Reads the parameters of a segment: inheritance, hazards, cash, costs, collateral, clocks, pedigrees.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/regulation/classification_rules.hpp"
#include "sim/input/file_amounts.hpp"
#include "sim/input/input_files.hpp"
#include "sim/input/toml/file_settings.hpp"
#include "sim/problems/problems.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// Who asks for parameters, and what they are read with.
struct ParametersRequest {
    std::string segment;
    std::size_t place = 0;  ///< of the segment in the study, from 0
    /// Those that a beta may name; none where the macro model could not be read.
    const std::optional<std::vector<std::string>>& macro_variables;
    const FileSettings& settings;  ///< of all segments
    const ClassificationRules& rules;
    StudyAmounts& amounts;
};

SegmentParameters read_parameters(const std::filesystem::path& file, const ParametersRequest& request,
                                  InputFiles& files, Problems& problems);

}  // namespace recoup::sim
