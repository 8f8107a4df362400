// Reads a resolution option: its measures with trigger, eligibility, terms, costs and hazards.
#pragma once

#include <filesystem>

#include "models/options.hpp"
#include "sim/input/input_files.hpp"
#include "sim/input/problems.hpp"

namespace recoup::sim {

/// An option and the places that later checks point at.
struct OptionInput {
    OptionSpec option;
    std::string file;
    std::vector<std::string> who_at;      ///< by measure: file and line of `who`
    std::vector<std::string> measure_at;  ///< by measure: file and line
};

OptionInput read_option(const std::filesystem::path& file, InputFiles& files, Problems& problems);

/// Rows that the measures name must exist in the segment's parameters and leave the right state.
void check_rows_of_option(const OptionInput& input, const SegmentParameters& parameters, Problems& problems);

}  // namespace recoup::sim
