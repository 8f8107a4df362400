// Loads a study and everything that it names: the one way in for the command line and for Python.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/input/tables/table.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

struct Overrides {
    /// `--set key=value`: dotted key, TOML value. `options.<name>.key` and `parameters.<segment>.key` reach
    /// into the files that the study names.
    std::vector<std::pair<std::string, std::string>> set;
};

/// Frames given instead of files.
struct Tables {
    std::optional<Table> loans;
    std::optional<Table> collateral;
};

/// Throws InputError with all problems found. What is only worth a warning is in Study::warnings. Frames that
/// fetch their columns do so on the calling thread if `threads` is 1.
Study load_study(const std::filesystem::path& file, const Overrides& overrides = {},
                 const Tables* frames = nullptr, int threads = 1);

}  // namespace recoup::sim
