// How a jurisdiction classifies loans over time: when a loan is in default, how long it stays non-performing,
// under observation and on probation, and what a concession or a redefault makes of it.
//
//   in default      days past due >= 90, or > 90: a setting (S4-01)
//   not before      default -> performing: cure; forborne_npe -> forborne_pe: observation (S3-20);
//                   forborne_pe -> cured, current: probation; completed months in the state left
//   concession      a performing loan becomes non-performing (S3-18), not inside a special window (S3-24);
//                   one during observation is a fresh stress event (S3-21)
//   redefault       the clock of months since NPE runs on or starts anew: the appropriate stage (S4-14)
//
// Source: scenarios/jurisdictions, each value with its own. Plain data and functions of it. Without a
// jurisdiction the defaults below hold: they are what recoup did before it knew any, and hold nothing back.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/node_rules.hpp"

namespace recoup {

/// Whether the last of the days past due that are still performing is the one before the number, or itself.
enum class DayBoundary { at_least, more_than };

/// When a concession to a performing loan makes it non-performing.
enum class Downgrade {
    always,   ///< S3-18
    on_loss,  ///< where it costs more than a share of the present value
    never,
};

/// Where a table of rules comes from.
struct RuleSource {
    std::string text;
    std::string status;  ///< read | secondary | from memory | illustrative
};

/// A scheme under which performing loans are restructured without downgrade (S3-24). A step is a month: each
/// calendar month that the scheme reaches into counts.
struct SpecialWindow {
    std::string name;
    int first_month = 0;  ///< calendar_month() of its first day
    int last_month = 0;   ///< of its last day
    std::optional<int> most_days_in_pastdue;
    RuleSource source;

    bool holds(int calendar_month, int days_in_pastdue) const {
        return first_month <= calendar_month && calendar_month <= last_month &&
               days_in_pastdue <= most_days_in_pastdue.value_or(days_in_pastdue);
    }
};

struct ClassificationRules {
    std::string jurisdiction;  ///< empty: none is named
    std::string file;
    std::string as_of;       ///< ISO date
    int days_past_due = 90;  ///< "90 days or more" (NPA guide, question 1; S4-01)
    DayBoundary boundary = DayBoundary::at_least;
    int cure_months = 0;
    int observation_months = 0;
    int probation_months = 0;
    Downgrade downgrade = Downgrade::always;
    double downgrade_above_loss = 0.0;  ///< share of the present value, of `on_loss`
    bool concession_in_probation_is_npe = true;
    bool npe_clock_resumes_in_probation = false;
    std::vector<SpecialWindow> windows;
    std::map<std::string, RuleSource> sources;  ///< by table of the file

    bool is_named() const { return !jurisdiction.empty(); }
    /// The least number of days past due that is default.
    int default_from_days() const { return days_past_due + (boundary == DayBoundary::more_than ? 1 : 0); }
};

/// State of a loan by its days past due: the special mention accounts SMA-0, 1, 2 (S4-13), then default.
constexpr State state_by_days_past_due(int days_in_pastdue, int default_from_days) {
    if (days_in_pastdue >= default_from_days) {
        return State::defaulted;
    }
    if (days_in_pastdue > 60) {
        return State::arrears_61_90;
    }
    if (days_in_pastdue > 30) {
        return State::arrears_31_60;
    }
    return days_in_pastdue > 0 ? State::arrears_1_30 : State::current;
}

/// What time alone asks of a loan that does well: so many months in its state, then the next one.
struct Upgrade {
    State to = State::current;
    int months = 0;
};

/// Of observation, probation and default; none for other states.
inline std::optional<Upgrade> upgrade_of(const ClassificationRules& rules, State state) {
    switch (state) {
        case State::defaulted:
            return Upgrade{State::cured, rules.cure_months};
        case State::forborne_npe:
            return Upgrade{State::forborne_pe, rules.observation_months};
        case State::forborne_pe:
            return Upgrade{State::current, rules.probation_months};
        default:
            return std::nullopt;
    }
}

/// Completed months in `from` before which a loan may not move to `to`; 0 where no clock of the jurisdiction
/// stands in between. Payment in full, enforcement and new arrears are never held back.
inline int least_months(const ClassificationRules& rules, State from, State to) {
    if (from == State::forborne_pe) {
        return to == State::cured || to == State::current ? rules.probation_months : 0;
    }
    if (!is_in_stock(from) || !is_performing(to)) {
        return 0;
    }
    if (from == State::forborne_npe) {  // probation cannot be skipped
        return rules.observation_months + (to == State::forborne_pe ? 0 : rules.probation_months);
    }
    return to == State::forborne_pe ? std::max(rules.cure_months, rules.observation_months)
                                    : rules.cure_months;
}

/// S3-20: not before the last month of the clock, and then only a loan that paid as agreed.
inline bool may_upgrade(const ClassificationRules& rules, State from, State to, int completed_months,
                        bool performed) {
    return performed && completed_months >= least_months(rules, from, to);
}

/// A concession as it is granted, and the loan that gets it.
struct Concession {
    State before = State::current;
    int calendar_month = 0;
    int days_in_pastdue = 0;
    double loss_share = 0.0;         ///< of the present value at the effective rate
    bool was_non_performing = true;  ///< in forborne_pe: came there out of observation
    int restructurings = 0;          ///< before this one
};

struct AfterConcession {
    State state = State::forborne_npe;
    int restructurings = 1;
    /// S3-21: observation starts anew and the asset class goes down once more.
    bool is_fresh_stress = false;
};

inline AfterConcession after_concession(const ClassificationRules& rules, const Concession& given) {
    const auto granted = [&](State state, bool is_fresh_stress) {
        return AfterConcession{state, given.restructurings + 1, is_fresh_stress};
    };
    if (!is_performing(given.before)) {
        return granted(State::forborne_npe, given.before == State::forborne_npe);
    }
    if (given.before == State::forborne_pe && given.was_non_performing &&
        rules.concession_in_probation_is_npe) {
        return granted(State::forborne_npe, true);
    }
    const bool in_window =
        std::any_of(rules.windows.begin(), rules.windows.end(), [&](const SpecialWindow& window) {
            return window.holds(given.calendar_month, given.days_in_pastdue);
        });
    const bool loses =
        rules.downgrade == Downgrade::always ||
        (rules.downgrade == Downgrade::on_loss && given.loss_share > rules.downgrade_above_loss);
    return granted(loses && !in_window ? State::forborne_npe : State::forborne_pe, false);
}

/// S4-14: months since NPE with which a loan that defaults again enters default. `months_since_first_npe`
/// count from the classification before the last upgrade, -1 = never. Under observation the loan has not left
/// NPE; on probation the jurisdiction decides; after it the clock starts anew.
inline int months_since_npe_at_redefault(const ClassificationRules& rules, State from,
                                         int months_since_first_npe) {
    const bool runs_on =
        is_in_stock(from) || (from == State::forborne_pe && rules.npe_clock_resumes_in_probation);
    return runs_on && months_since_first_npe >= 0 ? months_since_first_npe : 0;
}

}  // namespace recoup
