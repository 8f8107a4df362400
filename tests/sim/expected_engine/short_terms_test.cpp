// Contracts cut to a term below a step of the expected engine's nodes: what they pay and when, against the
// loan engine on a book without luck, which is a closed form.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/models/parameter_builders.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

using testing_models::exit_with;
using testing_models::row_from;

constexpr double hardly_ever = 1e-12;

/// Loans in default that stay there and pay 3 % a month; a measure or a cure cuts a contract that pays.
SegmentParameters without_luck() {
    SegmentParameters p;
    p.file = "short.toml";
    testing_models::add_row(p, row_from(State::defaulted, {exit_with(State::written_off, {hardly_ever})}));
    testing_models::add_row(p, row_from(State::forborne_npe, {exit_with(State::defaulted, {hardly_ever})}));
    testing_models::add_row(p, row_from(State::cured, {exit_with(State::defaulted, {hardly_ever})}));
    testing_models::add_row(p, row_from(State::written_off, {exit_with(State::abandoned, {hardly_ever})}));
    p.cash[State::defaulted] = {.share_of_claim_per_month = 0.03};
    return p;
}

Study book_of(const std::vector<OptionSpec>& options, const SegmentParameters& p, int months_to_maturity = 1,
              State state = State::defaulted, int horizon = 48) {
    Study study = tiny::empty_study(options);
    study.recovery_horizon_months = horizon;
    tiny::add_segment(study, "one", p);
    tiny::add_loan(study,
                   {.id = "A", .state = state, .claim = 1e6, .months_to_maturity = months_to_maturity});
    return study;
}

OptionSpec settle(int after_months, int term, double forgive) {
    return {.name = "settle",
            .measures = {testing_models::modify(after_months, {.extend_months = term, .forgive = forgive})}};
}

struct Value {
    double expected, loan;
};

/// Value at the hurdle rate by option, by both engines.
std::vector<Value> values_of(const Study& study, Total total = Total::pv_hurdle_npe,
                             const ExpectedSettings& settings = {}) {
    const PreparedRun ready(study);
    const auto pairs = tiny::paired_totals(ready, settings, 1);
    std::vector<Value> values;
    for (std::size_t option = 0; option < study.options.size(); ++option) {
        const auto& pair = pairs[option * total_count + static_cast<std::size_t>(total)];
        values.push_back({pair.expected, pair.loan});
    }
    return values;
}

TEST(ShortTerms, AContractThatEndsInMonthTwoIsPaidInMonthTwoWheneverItIsMade) {
    for (const int after : {0, 1, 9, 14, 29}) {
        for (const int term : {1, 2, 5, 11}) {
            const Value value = values_of(book_of({settle(after, term, 0.4)}, without_luck())).front();
            EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6) << "after " << after << ", term " << term;
        }
    }
}

TEST(ShortTerms, SettlingInMonthTwoAgainstPursuingForThreeYearsBreaksEvenWhereItDoes) {
    // The value falls by a straight line with the share forgiven.
    OptionSpec settle_half = settle(0, 2, 0.5);
    settle_half.name = "settle half";
    const auto values = values_of(book_of({tiny::hold(), settle(0, 2, 0.0), settle_half}, without_luck()));
    const auto break_even = [](double pursuing, double whole, double half) {
        return 0.5 * (whole - pursuing) / (whole - half);
    };
    const double by_loans = break_even(values[0].loan, values[1].loan, values[2].loan);
    EXPECT_NEAR(break_even(values[0].expected, values[1].expected, values[2].expected), by_loans, 1e-5);
    for (const double beside : {-0.001, 0.001}) {
        const auto near = values_of(book_of({tiny::hold(), settle(0, 2, by_loans + beside)}, without_luck()));
        EXPECT_EQ(near[1].loan > near[0].loan, beside < 0.0) << by_loans;
        EXPECT_EQ(near[1].expected > near[0].expected, beside < 0.0) << by_loans;
    }
}

TEST(ShortTerms, ACureToThreeMonthsIsPaidInThree) {
    for (const int after : {2, 14, 29}) {
        SegmentParameters p = without_luck();
        p.contract.minimum_term_months_after_cure = 3;
        p.hazards["default"].exits.push_back(exit_with(State::cured, {hardly_ever, 1.0 - hardly_ever}));
        p.hazards["default"].exits[0].level = {{hardly_ever}, {0.0}};
        p.hazards["default"].duration_edges = {0, after};
        p.hazards["default"].latest = after;
        const Value value = values_of(book_of({tiny::hold()}, p)).front();
        EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6) << after;
    }
}

TEST(ShortTerms, AContractNearItsEndIsExtendedFromThere) {
    // 17 months to run: neither a node nor past; three months of default, then two months more
    const Value value = values_of(book_of({settle(15, 2, 0.0)}, without_luck(), 17)).front();
    EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6);
}

/// Loans that pay by contract until all of them default in month `month`.
SegmentParameters default_in(int month) {
    SegmentParameters p = without_luck();
    testing_models::add_row(
        p, row_from(State::current, {exit_with(State::defaulted, {0.0, 1.0 - hardly_ever})}, {0, month - 1}));
    if (month == 1) {
        p.hazards["current"].duration_edges = {0};
        p.hazards["current"].exits[0].level.erase(p.hazards["current"].exits[0].level.begin());
    }
    return p;
}

TEST(ShortTerms, AContractIsExtendedFromItsOwnMonth) {
    // Its new end is split over the nodes around it, which bends by less than 1e-4.
    for (int maturity = 2; maturity <= 24; ++maturity) {
        for (const int month : {1, maturity - 1}) {
            const Study study = book_of({settle(0, 24, 0.0)}, default_in(month), maturity, State::current);
            const Value value = values_of(study, Total::pv_hurdle_inflow).front();
            EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-4) << maturity << ", default in " << month;
        }
    }
}

/// Thirteen loans of a cent, each with an end of its own: more than the lattice gives a node.
void add_many_other_ends(Study& study) {
    for (int i = 0; i < 13; ++i) {
        tiny::add_loan(study,
                       {.id = "B" + std::to_string(10 + i), .claim = 0.01, .months_to_maturity = 13 + i});
    }
}

TEST(ShortTerms, OnlyAFewEndsOnTheTapeHaveTheirOwnMonth) {
    const auto nodes = [](const Study& study) {
        const PreparedStudy prepared(study);
        return ExpectedStudy(prepared, {}).segments.front().classes.front().workout_maturities.size();
    };
    Study many = book_of({tiny::hold()}, without_luck());
    const std::size_t alone = nodes(many);
    EXPECT_EQ(nodes(book_of({tiny::hold()}, without_luck(), 17)), alone + 1);
    add_many_other_ends(many);
    EXPECT_EQ(nodes(many), alone);
}

TEST(ShortTerms, NothingIsPaidForAContractThatEndsInAHoliday) {
    // 41 months beside the nodes 36 and 48: a holiday to month 34 leaves less than a step of them
    for (const auto& [extension, holiday] : std::vector<std::pair<int, int>>{{6, 30}, {31, 30}, {37, 35}}) {
        const OptionSpec option{
            .name = "holiday",
            .measures = {testing_models::modify(3, {.extend_months = extension, .holiday_months = holiday})}};
        const Value value = values_of(book_of({option}, without_luck())).front();
        EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6) << extension << ", holiday " << holiday;
    }
}

TEST(ShortTerms, BeyondTheHorizonAContractIsSplitByTheInstalmentAfterItsHoliday) {
    const OptionSpec option{
        .name = "holiday",
        .measures = {testing_models::modify(3, {.extend_months = 60, .holiday_months = 24})}};
    const Value value = values_of(book_of({option}, without_luck())).front();
    EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6);
}

TEST(ShortTerms, ARestructuredContractEndsOnItsOwnSideOfTheHorizon) {
    for (const int horizon : {48, 50}) {
        for (const int beyond : {0, 1}) {
            for (const State state : {State::defaulted, State::current}) {
                const OptionSpec option = settle(3, horizon + beyond - 30, 0.0);
                const auto total = state == State::current ? Total::pv_hurdle_inflow : Total::pv_hurdle_npe;
                Study study = book_of({option}, default_in(1), 30, state, horizon);
                add_many_other_ends(study);
                const Value value = values_of(study, total).front();
                EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6)
                    << horizon << " + " << beyond << ", " << name_of(state);
            }
        }
    }
}

TEST(ShortTerms, SoDoesOneThatIsRestructuredTwice) {
    // Both extensions are of a year and more, so nothing is told by months; 20 + 13 + 27 is the horizon.
    SegmentParameters p = without_luck();
    p.hazards["forborne_npe"].exits[0].level = {{1.0 - hardly_ever}};
    for (const int beyond : {0, 1}) {
        MeasureSpec again = testing_models::modify(0, {.extend_months = 27 + beyond});
        again.name = "again";
        again.when = {.kind = TriggerKind::on_redefault};
        HazardRowSpec kept = row_from(State::forborne_npe, {exit_with(State::defaulted, {hardly_ever})});
        kept.name = "kept";
        testing_models::add_row(p, kept);
        again.hazards = {{State::forborne_npe, "kept"}};
        OptionSpec option = settle(3, 13, 0.0);
        option.measures.push_back(again);
        Study study = book_of({option}, p, 20, State::defaulted, 60);
        add_many_other_ends(study);
        const Value value = values_of(study).front();
        EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6) << beyond;
    }
}

/// A cure to three months with collateral, and a loan that is in no place on the way there or from there.
Study cured_beside_forborne(int after) {
    SegmentParameters p = without_luck();
    p.contract.minimum_term_months_after_cure = 3;
    HazardRowSpec& in_default = p.hazards["default"];
    in_default.exits.push_back(exit_with(State::cured, {hardly_ever, 1.0 - hardly_ever}));
    in_default.exits[0].level = {{hardly_ever}, {0.0}};
    in_default.duration_edges = {0, after};
    in_default.latest = after;
    p.hazards["cured"].ltv_edges = {0.75, 1.15};
    p.hazards["cured"].exits[0].level = {{1.0 - hardly_ever, 0.0, 1.0 - hardly_ever}};
    HazardRowSpec& forborne = p.hazards["forborne_npe"];
    forborne.ltv_edges = {0.6};
    forborne.exits = {exit_with(State::abandoned, {0.0})};
    forborne.exits[0].level = {{1.0 - hardly_ever, 0.0}};
    p.collateral["house"] = {};
    Study study = book_of({tiny::hold()}, p);
    tiny::add_collateral(study, {.id = "C", .value = 1e6});
    tiny::add_loan(study, {.id = "B", .state = State::forborne_npe, .claim = 1e6, .months_to_maturity = 40});
    tiny::add_collateral(study, {.id = "D", .value = 1e6});
    return study;
}

TEST(ShortTerms, ACureToThreeMonthsIsReadAtItsOwnLtv) {
    const ExpectedSettings fine = {.ltv_nodes = 400};
    for (const int after : {2, 3, 4, 14, 29}) {
        const Value value = values_of(cured_beside_forborne(after), Total::pv_hurdle_npe, fine).front();
        EXPECT_NEAR(value.expected / value.loan, 1.0, 1e-6) << after;
    }
}

TEST(ShortTerms, TermsOfAYearAndMoreKeepTheirNodes) {
    const Study year = book_of({settle(0, 12, 0.0)}, without_luck());
    const Study less = book_of({settle(0, 11, 0.0)}, without_luck());
    const PreparedStudy prepared_year(year), prepared_less(less);
    const ExpectedStudy of_year(prepared_year, {}), of_less(prepared_less, {});
    const auto monthly = [](const ExpectedStudy& study) {
        int count = 0;
        for (const LatticePlace& place : study.lattices.front()->places()) count += place.monthly ? 1 : 0;
        return count;
    };
    EXPECT_EQ(monthly(of_year), 0);
    EXPECT_GT(monthly(of_less), 1);
}

}  // namespace
}  // namespace recoup::sim
