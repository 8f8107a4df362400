// Exits of hazard rows that a jurisdiction's clocks hold back: closed before the month in which they may be
// taken (`earliest`, a structural zero), so that every engine that reads the rows keeps the clocks.
#pragma once

#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/regulation/classification_rules.hpp"

namespace recoup {

struct HeldBackExit {
    std::string row;
    State from = State::current;
    State to = State::current;
    int months = 0;  ///< the exit is closed before so many completed months
};

/// Exits that the file has open in some month before their clock allows them.
std::vector<HeldBackExit> held_back_exits(const SegmentParameters& parameters,
                                          const ClassificationRules& rules);

/// The parameters with no exit open before its clock allows it.
SegmentParameters with_clocks_of(const ClassificationRules& rules, SegmentParameters parameters);

}  // namespace recoup
