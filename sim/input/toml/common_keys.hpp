// Things that several kinds of files write in the same way: states, pedigrees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

std::vector<std::string> all_state_names();

/// State by name; an unknown one is a problem at `at`.
std::optional<State> state_at(const std::string& name, const Node& at, Problems& problems);

/// A `[pedigree]`. What a table's own pedigree leaves out of source, as_of and status comes from `otherwise`.
Pedigree read_pedigree(const Node& node, const Pedigree* otherwise, Problems& problems);

}  // namespace recoup::sim
