// Reads a resolution option: its measures with trigger, eligibility, terms, costs and hazards.
#pragma once

#include <filesystem>

#include <optional>
#include <string>
#include <vector>

#include "models/options.hpp"
#include "sim/input/file_amounts.hpp"
#include "sim/input/input_files.hpp"
#include "sim/input/rules/eligibility.hpp"
#include "sim/input/toml/file_settings.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// An option and the places that later checks point at.
struct OptionInput {
    OptionSpec option;
    std::string file;
    std::string name_in_file;              ///< before any setting
    std::vector<std::optional<Rule>> who;  ///< by measure; none = everybody
    std::vector<std::string> measure_at;   ///< by measure: file and line
};

/// `place` of the option in the study, from 0, and the settings of all options.
OptionInput read_option(const std::filesystem::path& file, std::size_t place, const FileSettings& settings,
                        StudyAmounts& study_amounts, InputFiles& files, Problems& problems);

/// Rows that the measures name must exist in the segment's parameters and leave the right state.
void check_rows_of_option(const OptionInput& input, const SegmentParameters& parameters, Problems& problems);

}  // namespace recoup::sim
