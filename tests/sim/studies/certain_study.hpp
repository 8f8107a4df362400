// Books where everything is certain: what the tests of the loan engine share. A row whose staying is removed
// at month m with one exit leaves in the draw after m completed months, for certain.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::certain {

/// Leaves for certain after `months` completed months.
inline HazardRowSpec leaves_after(State from, State to, int months) {
    HazardRowSpec row = testing_models::row_from(from, {testing_models::exit_with(to, {0.5})});
    row.exits[0].earliest = months;
    row.latest = months;
    return row;
}

/// Rows in which nothing happens within the horizon, but could.
inline SegmentParameters still_parameters() {
    SegmentParameters p;
    p.file = "still.toml";
    constexpr int beyond = 900;
    for (const auto& [from, to] :
         std::initializer_list<std::pair<State, State>>{{State::current, State::defaulted},
                                                        {State::arrears_1_30, State::current},
                                                        {State::defaulted, State::written_off},
                                                        {State::forborne_npe, State::defaulted},
                                                        {State::forborne_pe, State::defaulted},
                                                        {State::court, State::enforcement},
                                                        {State::enforcement, State::liquidated},
                                                        {State::cured, State::defaulted}}) {
        testing_models::add_row(p, leaves_after(from, to, beyond));
    }
    p.cash[State::residual_claim] = {.interest_accrues = false};
    p.cash[State::defaulted] = {.interest_accrues = false};
    p.cash[State::court] = {.interest_accrues = false};
    p.cash[State::enforcement] = {.interest_accrues = false};
    p.clocks[State::forborne_npe] = {.after_months = 12, .to = State::forborne_pe};
    p.clocks[State::forborne_pe] = {.after_months = 24, .to = State::current};
    return p;
}

struct Certain {
    Study study;

    Certain(const SegmentParameters& parameters, const std::vector<MeasureSpec>& measures)
        : study(tiny::empty_study({{.name = "option", .measures = measures}})) {
        study.macro.dispersion = 0.0;
        tiny::add_segment(study, "one", parameters);
    }
    std::vector<std::string> story_of_first() const {
        const PreparedStudy prepared(study);
        return tiny::story(prepared, tiny::Runner(prepared).run(0), 0, 0);
    }
};

inline MeasureSpec legal(const Trigger& when, const std::vector<double>& reserves = {}) {
    return testing_models::legal(when, {.months_between_auctions = 4, .reserve_steps = reserves});
}

}  // namespace recoup::sim::certain
