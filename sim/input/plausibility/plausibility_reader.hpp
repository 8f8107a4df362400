// Reads the thresholds of a study's `[plausibility]`.
#pragma once

#include "sim/input/toml/key_reader.hpp"
#include "sim/study/plausibility_settings.hpp"

namespace recoup::sim {

PlausibilitySettings read_plausibility(const Node& table, Problems& problems);

}  // namespace recoup::sim
