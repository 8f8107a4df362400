// Both engines on books without luck (luckless_book.hpp), one feature a test.
#include <gtest/gtest.h>

#include <cmath>

#include "models/closed_form/expected_min.hpp"
#include "sim/expected_engine/expected_engine.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/luckless_book.hpp"

namespace recoup::sim {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;
using namespace luckless;

MeasureSpec modify(int after_months) {
    MeasureSpec measure = testing_models::modify(
        after_months, {.extend_months = 12, .rate_cut = 0.02, .holiday_months = 5, .forgive = 0.15});
    measure.costs = {.fixed = 3000.0, .share_of_claim = 0.02};
    return measure;
}

MeasureSpec legal(int after_months, const CourtTerms& terms = {}) {
    MeasureSpec measure = testing_models::legal({.after_months = after_months}, terms);
    measure.costs = {.fixed = 250000.0, .share_of_claim = 0.03};
    return measure;
}

// Forgiveness, rate cut, holiday, capitalised interest, extension; the cost is a share of the claim before
// forgiveness; observation, probation and the contract's end.
TEST(BookWithoutLuck, Restructuring) {
    SegmentParameters p = sure_parameters();
    stays(p, State::forborne_npe);
    stays(p, State::forborne_pe);
    p.clocks[State::forborne_npe] = {.after_months = 12, .to = State::forborne_pe};
    p.clocks[State::forborne_pe] = {.after_months = 10, .to = State::current};
    Study study = sure_study({.name = "modify", .measures = {modify(2)}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 31});
    expect_engines_agree(study);
}

// A bullet contract: interest only after the holiday, the claim at maturity.
TEST(BookWithoutLuck, RestructuringOfABullet) {
    SegmentParameters p = sure_parameters();
    p.contract.repayment = Repayment::bullet;
    stays(p, State::forborne_npe);
    Study study = sure_study({.name = "modify", .measures = {modify(4)}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 31});
    expect_engines_agree(study);
}

// Costs, fixed and by claim, go to the claim, on which interest and payments then run.
TEST(BookWithoutLuck, CourtAddsItsCostToTheClaim) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::court, 7, State::liquidated);
    p.cash[State::court] = {.share_of_claim_per_month = 0.01};
    Study study = sure_study({.name = "court", .measures = {legal(3, {.costs_added_to_claim = true})}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim});
    expect_engines_agree(study);
}

TEST(BookWithoutLuck, CourtBearsItsCost) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::court, 7, State::liquidated);
    p.cash[State::court] = {.share_of_claim_per_month = 0.01};
    Study study = sure_study({.name = "court", .measures = {legal(3)}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim});
    expect_engines_agree(study);
}

/// One loan in court, entered in month `enters`, sold after `completed` months there.
Study sale_book(SegmentParameters p, int enters, int completed, double value, double prior_claims,
                const CourtTerms& terms = {}) {
    leaves_after(p, State::court, completed, State::liquidated);
    Study study = sure_study({.name = "court", .measures = {legal(enters - 1, terms)}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim});
    tiny::add_collateral(
        study, {.id = "H", .value = value, .index = 1, .prior_claims = prior_claims, .valuation_month = -4});
    return study;
}

// The price is that of the sale's month and the claim has grown to it, in whichever month of a quarter.
TEST(BookWithoutLuck, SaleInEveryMonthOfAQuarter) {
    for (const int completed : {5, 6, 7}) {
        SCOPED_TRACE(completed);
        expect_engines_agree(sale_book(sure_parameters(), 2, completed, 0.7 * claim, 0.0));
    }
}

TEST(BookWithoutLuck, SaleThatCoversTheClaim) {
    for (const int completed : {5, 6, 7}) {
        SCOPED_TRACE(completed);
        expect_engines_agree(sale_book(sure_parameters(), 2, completed, 4.0 * claim, 0.2 * claim));
    }
}

// The fixed cost moves the LTV as it would that of the mean claim: here the claim is the mean.
TEST(BookWithoutLuck, SaleOfAClaimThatBearsItsCost) {
    SegmentParameters p = sure_parameters();
    p.cash[State::defaulted] = {.interest_accrues = false};
    expect_engines_agree(sale_book(p, 1, 7, 0.7 * claim, 0.0, {.costs_added_to_claim = true}));
}

TEST(BookWithoutLuck, SaleAfterPriorClaims) {
    expect_engines_agree(sale_book(sure_parameters(), 2, 6, 0.9 * claim, 0.25 * claim));
}

// The index has fallen from its peak when the house is sold.
TEST(BookWithoutLuck, DiscountSlopeTimesFall) {
    SegmentParameters p = sure_parameters();
    p.collateral["house"].discount_slope = 0.8;
    expect_engines_agree(sale_book(p, 2, 4, 0.9 * claim, 0.0));
    expect_engines_agree(sale_book(p, 2, 12, 0.9 * claim, 0.0));
}

// A share of the collateral's value at the index of the entry into court, not of the month.
TEST(BookWithoutLuck, UpkeepByTheIndexOfTheEntry) {
    SegmentParameters p = sure_parameters();
    p.costs[State::court] = {.servicing_per_month = 900.0,
                             .internal_workout_per_month = 1700.0,
                             .upkeep_share_of_value_per_year = 0.12};
    for (const int enters : {1, 3, 5}) {
        SCOPED_TRACE(enters);
        expect_engines_agree(sale_book(p, enters, 10, 0.9 * claim, 0.0));
    }
}

// Auction rounds three months apart: the reserve of the first is above the price, that of the second is not.
TEST(BookWithoutLuck, SecondAuctionRoundSells) {
    SegmentParameters p = sure_parameters();
    stays(p, State::enforcement);
    leaves_after(p, State::court, 3, State::enforcement);
    Study study =
        sure_study({.name = "court",
                    .measures = {legal(1, {.months_between_auctions = 3, .reserve_steps = {0.9, 0.7, 0.0}})}},
                   p);
    tiny::add_loan(study, {.id = "L", .claim = claim});
    tiny::add_collateral(study, {.id = "H", .value = 0.8 * claim, .index = 1});
    expect_engines_agree(study);
    ExpectedSettings in_strata = fine_lattice;
    in_strata.noise_strata = 4;
    expect_engines_agree(study, in_strata);
}

// A cure one month before the contract's end gives it the minimum term, arrears and all.
TEST(BookWithoutLuck, CureNearMaturityHasTheMinimumTerm) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::defaulted, 4, State::cured);
    Study study = sure_study(tiny::hold(), p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 6});
    expect_engines_agree(study);
}

TEST(BookWithoutLuck, CureKeepsALongMaturity) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::defaulted, 4, State::cured);
    Study study = sure_study(tiny::hold(), p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 44});
    expect_engines_agree(study);
}

// From current through arrears, where the contract is paid or not, to default: an inflow, later sold.
TEST(BookWithoutLuck, InflowByArrears) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::current, 5, State::arrears_1_30);
    leaves_after(p, State::arrears_1_30, 0, State::arrears_31_60);
    leaves_after(p, State::arrears_31_60, 0, State::arrears_61_90);
    leaves_after(p, State::arrears_61_90, 0, State::defaulted);
    p.cash[State::arrears_1_30] = {.share_of_instalment = 0.5};
    p.cash[State::arrears_31_60] = {};
    p.cash[State::arrears_61_90] = {};
    Study study = sale_book(p, 3, 8, 0.7 * claim, 0.0);
    study.portfolio.loans.state[0] = State::current;
    study.portfolio.loans.months_since_npe[0] = -1;
    expect_engines_agree(study);
}

// A restructured claim that defaults again and is sold: the LTV goes with forgiveness, holiday, instalments
// and arrears.
TEST(BookWithoutLuck, SaleAfterARestructuringThatFailed) {
    for (const int paid : {3, 4, 5, 6, 7, 8, 9, 10}) {
        SCOPED_TRACE(paid);
        SegmentParameters p = sure_parameters();
        leaves_after(p, State::forborne_npe, paid, State::defaulted);
        leaves_after(p, State::court, 4, State::liquidated);
        MeasureSpec court = legal(0);
        court.when = {.kind = TriggerKind::on_redefault};
        Study study = sure_study({.name = "both", .measures = {modify(2), court}}, p);
        tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 40});
        tiny::add_collateral(study, {.id = "H", .value = 0.5 * claim, .index = 1});
        expect_engines_agree(study);
    }
}

// Default pays half an instalment while the contract runs, and nothing after its end.
TEST(BookWithoutLuck, InstalmentsPaidInDefault) {
    for (const int maturity : {14, 44}) {
        SCOPED_TRACE(maturity);
        SegmentParameters p = sure_parameters();
        p.cash[State::defaulted] = {.share_of_instalment = 0.5};
        leaves_after(p, State::defaulted, 200, State::abandoned);
        Study study = sure_study(tiny::hold(), p);
        study.recovery_horizon_months = 30;
        tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = maturity});
        expect_engines_agree(study);
    }
}

// Two restructurings: each from what the one before left.
TEST(BookWithoutLuck, RestructuredTwice) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::forborne_npe, 7, State::defaulted);
    MeasureSpec again = modify(1);
    again.name = "again";
    again.when = {.kind = TriggerKind::on_redefault};
    again.terms = RestructureTerms{.extend_months = 6, .rate_cut = 0.01, .holiday_months = 2, .forgive = 0.1};
    again.hazards = {{State::forborne_npe, "second"}};
    HazardRowSpec second = row_from(State::forborne_npe, {exit_with(State::abandoned, {0.0})});
    second.name = "second";
    add_row(p, second);
    Study study = sure_study({.name = "twice", .measures = {modify(2), again}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = 31});
    expect_engines_agree(study);
}

// The one piece of luck here: the value's own walk, which runs from the quarter after the valuation to that
// of the sale. E[min(claim, price)] and the probability of a deficiency, which lives on, in closed form (case
// C2).
TEST(BookWithoutLuck, SaleOfAnUncertainValueCountsItsQuarters) {
    struct Case {
        int valuation_month, sale_month;
        double quarters;
    };
    // Cut-off is the end of December 2024; walks step in January, April, July and October.
    for (const Case& each :
         {Case{0, 2, 1.0}, Case{0, 4, 2.0}, Case{-2, 3, 1.0}, Case{-3, 3, 2.0}, Case{-5, 7, 4.0}}) {
        SCOPED_TRACE(each.valuation_month);
        SegmentParameters p = sure_parameters();
        p.collateral["house"] = {.value_sd_per_year = 0.3};
        p.cash[State::defaulted] = p.cash[State::court] = {.interest_accrues = false};
        MeasureSpec court = legal(0);
        court.costs = {};
        leaves_after(p, State::court, each.sale_month - 2, State::liquidated);
        p.cash[State::residual_claim] = {.interest_accrues = false};
        constexpr double servicing = 20000.0;
        p.costs[State::residual_claim] = {.servicing_per_month = servicing};
        Study study = sure_study({.name = "court", .measures = {court}}, p);
        tiny::add_loan(study, {.id = "L", .claim = claim});
        tiny::add_collateral(
            study, {.id = "H", .value = 1.1 * claim, .index = 1, .valuation_month = each.valuation_month});
        const PreparedStudy prepared(study);
        const MacroState macro = tiny::macro_of(prepared, 0, 0);
        ExpectedTotals totals;
        const ExpectedStudy expected(prepared, fine_lattice);
        ExpectedEngine(expected).run(0, macro, totals);
        const double mean_price = 1.1 * claim * macro.indices.level_at(each.sale_month, 1);
        const double sd = 0.15 * std::sqrt(each.quarters);
        const double recovered = expected_min(claim, mean_price, sd);
        const double serviced = servicing * (study.recovery_horizon_months - each.sale_month) *
                                shortfall_probability(claim, mean_price, sd);
        const double net = totals.totals[static_cast<int>(Total::net_cash_npe)];
        EXPECT_NEAR(net, recovered - serviced, 1e-6 * claim);
        const double left = totals.totals[static_cast<int>(Total::terminal_claim)];
        EXPECT_NEAR(left, claim - recovered, 1e-6 * claim) << "a deficiency is what the price leaves";
    }
}

}  // namespace
}  // namespace recoup::sim
