// Reads the macro model: variables, dynamics (A, Sigma), price indices.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/scenario.hpp"
#include "sim/input/input_files.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

struct MacroInput {
    MacroModel model;
    std::vector<bool> has_long_run_mean;  ///< by variable; the others take the end of a scenario's path
    std::string file;
};

MacroInput read_macro_model(const std::filesystem::path& file, InputFiles& files, Problems& problems);

std::vector<std::string> variable_names(const MacroModel& model);

}  // namespace recoup::sim
