#include "sim/input/tape/loan_state.hpp"

#include <fmt/format.h>

#include "models/node_rules.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

constexpr int days_a_month = 30;  // whole months past the day of default, read from a count of days

const Range months_range() {
    return range::between(0.0, 1200.0, "a number of months");
}

bool is_forborne(State state) {
    return state == State::forborne_npe || state == State::forborne_pe;
}

void read_given_state(RowReader& row, const LoanFields& fields, const std::string& name,
                      int default_from_days, LoanRow& loan) {
    const auto state = state_named(name);
    if (!state && means_no_value(name)) {
        row.no_value(fields.workout_state, "a state");
        return;
    }
    if (!state) {
        row.error(fields.workout_state, {.problem = "there is no such state",
                                         .suggestion = suggest_name(name, all_state_names()),
                                         .apart = name});
        return;
    }
    loan.state = *state;
    if (is_closed(*state)) {
        row.error(fields.workout_state, "the loan is closed", "nothing is left to work out",
                  "Leave the loan out");
    }
    if (is_performing(*state) && loan.days_in_pastdue >= default_from_days) {
        row.issues().note(
            row.row(), "workout_state",
            fmt::format("a performing state with {} or more days past due is kept", default_from_days),
            "the state given wins over the days");
    }
}

int months_in_state(RowReader& row, const Date& cut_off, const std::optional<Date>& date_of_default,
                    const std::optional<Date>& origination, int default_from_days, const LoanRow& loan) {
    if (loan.state == State::defaulted) {
        if (date_of_default) {
            return months_between(*date_of_default, cut_off);
        }
        if (loan.days_in_pastdue >= default_from_days) {
            row.issues().note(row.row(), "days_in_pastdue",
                              "months in default are read from the days past due",
                              "date_of_default is empty");
            return (loan.days_in_pastdue - default_from_days) / days_a_month;
        }
    }
    if (loan.state == State::current && origination) {
        return months_between(*origination, cut_off);
    }
    const bool arrears = loan.state == State::arrears_1_30 || loan.state == State::arrears_31_60 ||
                         loan.state == State::arrears_61_90;
    if (!arrears) {
        row.issues().note(row.row(), "months_in_state", "is not given and taken as 0",
                          "the loan is treated as if it had entered its state at cut-off");
    }
    return 0;
}

int months_since_npe(RowReader& row, const LoanFields& fields, const Date& cut_off,
                     const std::optional<Date>& date_of_default, const LoanRow& loan) {
    const auto given = row.whole(fields.months_since_npe, months_range());
    if (is_performing(loan.state)) {
        if (given) {
            row.error(fields.months_since_npe,
                      std::string("the state '") + std::string(name_of(loan.state)) + "' is performing",
                      "the clock ends on return to performing", "Leave the field empty");
        }
        return -1;
    }
    if (given) {
        return *given;
    }
    return date_of_default ? months_between(*date_of_default, cut_off) : loan.months_in_state;
}

}  // namespace

void read_state(RowReader& row, const LoanFields& fields, const Date& cut_off,
                const ClassificationRules& rules, LoanRow& loan) {
    const int default_from_days = rules.default_from_days();
    const auto days = row.whole(fields.days_in_pastdue, range::not_negative("a number of days"), true);
    loan.days_in_pastdue = days.value_or(0);
    const auto date_of_default = row.past_date(fields.date_of_default, cut_off);
    const auto origination = row.date(fields.date_of_origination);
    if (const auto given = row.text(fields.workout_state)) {
        read_given_state(row, fields, *given, default_from_days, loan);
    } else {
        loan.state = date_of_default ? State::defaulted
                                     : state_by_days_past_due(loan.days_in_pastdue, default_from_days);
    }
    if (const auto given = row.whole(fields.months_in_state, months_range())) {
        loan.months_in_state = *given;
    } else {
        loan.months_in_state =
            months_in_state(row, cut_off, date_of_default, origination, default_from_days, loan);
    }
    loan.months_since_npe = months_since_npe(row, fields, cut_off, date_of_default, loan);
    loan.months_since_concession = row.whole(fields.months_since_last_concession, months_range())
                                       .value_or(is_forborne(loan.state) ? loan.months_in_state : -1);
    loan.restructurings = row.whole(fields.number_of_restructurings, range::between(0.0, 1000.0, "a number"))
                              .value_or(is_forborne(loan.state) ? 1 : 0);
}

}  // namespace recoup::sim
