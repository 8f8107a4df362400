// A resolution option: an ordered escalation of measures, each with when, who, terms, costs and hazards.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/workout_states.hpp"

namespace recoup {

/// When a measure is taken, seen from the state it acts on (default).
enum class TriggerKind {
    after_months,
    on_redefault,
    best_time,  ///< at the quarter end that backward induction finds best
};

inline constexpr int no_deadline = std::numeric_limits<int>::max();

struct Trigger {
    TriggerKind kind = TriggerKind::after_months;
    int after_months = 0;         ///< in default; 0 = at once; of `best_time`: not before
    int to_months = no_deadline;  ///< of `best_time`: taken at the latest
};

/// A step of instalments that rise: so many months at a share of the level instalment that follows.
struct StepUp {
    int months = 0;
    double share_of_instalment = 0.0;
};

struct RestructureTerms {
    int extend_months = 0;
    double rate_cut = 0.0;  ///< a year
    int holiday_months = 0;
    int interest_only_months = 0;  ///< after the holiday
    std::vector<StepUp> step_up;   ///< after both
    double forgive = 0.0;          ///< share of the claim

    static constexpr std::size_t most_steps = 3;  ///< with the other two as many as a contract has phases
};

struct CourtTerms {
    std::vector<std::string> stages;  ///< names of hazard rows, in order; empty = the row `court`
    int months_between_auctions = 1;
    std::vector<double> reserve_steps;  ///< reserve as a share of the appraised value; 0 = no reserve
    bool costs_added_to_claim = false;
};

struct MeasureCosts {
    double fixed = 0.0;           ///< currency units
    double share_of_claim = 0.0;  ///< of the claim at entry
};

struct MeasureSpec {
    std::string name;
    Trigger when;
    std::string who;  ///< eligibility expression, empty = everybody
    std::variant<RestructureTerms, CourtTerms> terms;
    MeasureCosts costs;
    std::map<State, double> odds;          ///< factor on the odds of an exit
    std::map<State, std::string> hazards;  ///< state -> named row that replaces its own
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
