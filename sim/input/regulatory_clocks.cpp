#include "sim/input/regulatory_clocks.hpp"

#include <fmt/format.h>

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
