#include "sim/input/regulatory_clocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "models/regulation/held_back_exits.hpp"

namespace recoup::sim {

namespace {

/// "jurisdiction eu has cure 3, observation 12, probation 24 months (jurisdictions/eu.toml)"
std::string clocks_text(const ClassificationRules& rules) {
    return fmt::format("jurisdiction {} has cure {}, observation {}, probation {} months ({})",
                       rules.jurisdiction, rules.cure_months, rules.observation_months,
                       rules.probation_months, rules.file);
}

std::string move_text(State from, State to) {
    return fmt::format("from {} to {}", name_of(from), name_of(to));
}

}  // namespace

void check_clock(State from, const ClockSpec& clock, const ClassificationRules& rules, KeyReader& keys) {
    const int months = least_months(rules, from, clock.to);
    if (clock.after_months < months) {
        keys.problem("after_months",
                     fmt::format("is earlier than month {}, before which no loan may move {}", months,
                                 move_text(from, clock.to)),
                     clocks_text(rules),
                     fmt::format("Write {} or more, or name another jurisdiction in the study", months));
    }
}

void check_latest(const SegmentParameters& parameters, const ClassificationRules& rules, Problems& problems) {
    for (const auto& [name, row] : parameters.hazards) {
        if (!row.latest || row.copula || row.exits.empty()) {
            continue;
        }
        int first_stated = std::numeric_limits<int>::max(), first_allowed = first_stated;
        for (const ExitSpec& exit : row.exits) {
            first_stated = std::min(first_stated, exit.earliest);
            first_allowed =
                std::min(first_allowed, std::max(exit.earliest, least_months(rules, row.from, exit.to)));
        }
        if (first_stated <= *row.latest && *row.latest < first_allowed) {
            problems.error(
                parameters.file, fmt::format("hazards.{}.latest", name), std::to_string(*row.latest),
                "ends staying before any exit may be taken", clocks_text(rules),
                fmt::format("Write {} or more, or name another jurisdiction in the study", first_allowed));
        }
    }
}

void warn_of_held_back_exits(const SegmentParameters& parameters, const ClassificationRules& rules,
                             Problems& problems) {
    for (const HeldBackExit& held : held_back_exits(parameters, rules)) {
        problems.warning(
            parameters.file, fmt::format("hazards.{}.exits.{}", held.row, name_of(held.to)), "",
            fmt::format("is closed before month {}: what the file has there is not used", held.months),
            clocks_text(rules), fmt::format("Write earliest = {} to say so in the file", held.months));
    }
}

}  // namespace recoup::sim
