#include "models/regulation/held_back_exits.hpp"

#include <algorithm>
#include <limits>

namespace recoup {

namespace {

bool is_possible(const ExitSpec& exit, double level) {
    return exit.scale == LevelScale::log_odds || level > 0.0;
}

/// True where the exit can be taken in some month from its `earliest` on and before `months`.
bool is_open_before(const HazardRowSpec& row, const ExitSpec& exit, int months) {
    for (std::size_t bin = 0; bin < exit.level.size(); ++bin) {
        const int first = std::max(row.duration_edges[bin], exit.earliest);
        const int end = bin + 1 < row.duration_edges.size() ? row.duration_edges[bin + 1]
                                                            : std::numeric_limits<int>::max();
        const bool possible = std::any_of(exit.level[bin].begin(), exit.level[bin].end(),
                                          [&](double level) { return is_possible(exit, level); });
        if (possible && first < std::min(end, months)) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::vector<HeldBackExit> held_back_exits(const SegmentParameters& parameters,
                                          const ClassificationRules& rules) {
    std::vector<HeldBackExit> held;
    for (const auto& [name, row] : parameters.hazards) {
        for (const ExitSpec& exit : row.exits) {
            const int months = least_months(rules, row.from, exit.to);
            if (is_open_before(row, exit, months)) {
                held.push_back({name, row.from, exit.to, months});
            }
        }
    }
    return held;
}

SegmentParameters with_clocks_of(const ClassificationRules& rules, SegmentParameters parameters) {
    for (auto& [name, row] : parameters.hazards) {
        for (ExitSpec& exit : row.exits) {
            exit.earliest = std::max(exit.earliest, least_months(rules, row.from, exit.to));
        }
    }
    return parameters;
}

}  // namespace recoup
