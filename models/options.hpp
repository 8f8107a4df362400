// A resolution option: an ordered escalation of measures, each with when, who, terms, costs and hazards.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/measures/list.hpp"
#include "models/workout_states.hpp"

namespace recoup {

/// When a measure is taken, seen from the states that it acts on.
enum class TriggerKind {
    after_months,
    on_redefault,
    best_time,  ///< at the quarter end that backward induction finds best
};

inline constexpr int no_deadline = std::numeric_limits<int>::max();

struct Trigger {
    TriggerKind kind = TriggerKind::after_months;
    int after_months = 0;                          ///< in the state; 0 = at once; of `best_time`: not before
    int to_months = no_deadline;                   ///< of `best_time`: taken at the latest
    std::vector<State> from = {State::defaulted};  ///< states that the measure acts on
};

struct MeasureSpec {
    std::string name;
    Trigger when;
    std::string who;  ///< eligibility expression, empty = everybody
    MeasureTerms terms;
    MeasureCosts costs;
    std::map<State, double> odds;          ///< factor on the odds of an exit
    std::map<State, std::string> hazards;  ///< state -> named row that replaces its own
    /// Name of the measure that comes next, or `hold`; empty = the next of the list. Taken: when the loan is
    /// in default again; refused: at once; failed: when the measure did not do what it is for.
    std::string on_taken, on_refused, on_failed;
};

struct OptionSpec {
    std::string name;
    std::string description;
    std::vector<MeasureSpec> measures;  ///< empty = hold

    /// True where a measure is taken at its best time.
    bool leaves_choice() const {
        return std::any_of(measures.begin(), measures.end(), [](const MeasureSpec& measure) {
            return measure.when.kind == TriggerKind::best_time;
        });
    }
};

}  // namespace recoup
