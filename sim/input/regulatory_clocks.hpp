// Holds the parameters of a segment against the clocks of the study's jurisdiction.
#pragma once

#include "models/parameters.hpp"
#include "models/regulation/classification_rules.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

/// A `[clocks.<from>]` that ends before the jurisdiction's: an error that names both.
void check_clock(State from, const ClockSpec& clock, const ClassificationRules& rules, KeyReader& keys);

/// Rows whose staying ends before the jurisdiction opens one of their exits: errors that name both.
void check_latest(const SegmentParameters& parameters, const ClassificationRules& rules, Problems& problems);

/// A warning for each exit that the file has open before its clock: it will be closed there.
void warn_of_held_back_exits(const SegmentParameters& parameters, const ClassificationRules& rules,
                             Problems& problems);

}  // namespace recoup::sim
