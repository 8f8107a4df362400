// Reads the scenarios that a study names: weights, paths, calendar; completes the long-run means.
#pragma once

#include <filesystem>
#include <vector>

#include "sim/input/macro_model_reader.hpp"
#include "sim/input/scenario_reader.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

/// `model_is_known` is false when the macro model could not be read: paths are then left alone.
std::vector<Scenario> read_scenarios(KeyReader& study, MacroInput& macro, const Date& cut_off,
                                     const std::filesystem::path& folder, InputFiles& files,
                                     bool model_is_known);

}  // namespace recoup::sim
