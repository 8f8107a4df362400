// The loan engine where everything is certain: auctions, their reserves, and the LTV that hazards go by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/loan_engine/loan_engine.hpp"
#include "tests/sim/studies/certain_study.hpp"

namespace recoup::sim {
namespace {

using certain::Certain;
using certain::leaves_after;
using certain::legal;
using certain::still_parameters;
using testing::ElementsAre;
using testing_models::add_row;
using testing_models::row_from;
using tiny::Runner;
using tiny::story;

TEST(LoanEngine, AuctionsFallToTheReserveThatThePriceMeets) {
    // Appraised 1000, price 750 for certain: reserves 1, .85 fail, .7 is met in the third round.
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::court, State::enforcement, 1));
    p.collateral["house"] = {.forced_sale_discount = 0.25, .sale_cost_share = 0.04};
    Certain c(p, {legal({.after_months = 0}, {1.0, 0.85, 0.7, 0.0})});
    tiny::add_loan(c.study, {.id = "L", .claim = 900.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0, .prior_claims = 50.0});
    tiny::add_loan(c.study, {.id = "M", .claim = 600.0});
    tiny::add_collateral(c.study, {.id = "i", .value = 1000.0});
    tiny::add_loan(c.study, {.id = "N"});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    // court in month 1, enforcement in the draw of month 3 (month 2 completed), rounds 4 months apart
    EXPECT_THAT(story(prepared, result, 0, 0),
                ElementsAre("1: default > legal.court", "3: legal.court > legal.enforcement",
                            "7: legal.enforcement > legal.enforcement.2",
                            "11: legal.enforcement.2 > legal.enforcement.3",
                            "15: legal.enforcement.3 > legal.residual_claim"));
    const std::vector<Event>& events = result.events.logs[0].records();
    const Event& sold = events[events.size() - 2];
    ASSERT_EQ(sold.cause, Cause::auction_sold);
    ASSERT_EQ(sold.loan, 0U);
    EXPECT_EQ(tiny::amounts(prepared, result, 0, sold).claim_before, 90000);
    // 750 less 50 prior less 30 costs leave 670 for the claim; 900 + 30 - 700 lives on
    EXPECT_EQ(tiny::amounts(prepared, result, 0, sold).claim_after, 23000);
    EXPECT_EQ(story(prepared, result, 0, 1).back(), "15: legal.enforcement.3 > legal.liquidated")
        << "600 and the costs of 30 are covered by 750";
    EXPECT_EQ(story(prepared, result, 0, 2).back(), "7: legal.enforcement > legal.residual_claim")
        << "nothing to sell";
    EXPECT_EQ(result.ledgers[0].total(0, Account::collateral), 70000 + 63000);
    EXPECT_EQ(result.ledgers[0].total(0, Account::prior_claims_paid), 5000);
    EXPECT_EQ(result.ledgers[0].total(0, Account::sale_cost), 6000);
}

// 70 % of the appraisal by parameters is 70 % of the appraisal, also where two collaterals are added up and
// where 1 - .9 is not .1 in binary.
TEST(LoanEngine, APriceAtTheReserveIsSold) {
    for (const double discount : {0.3, 0.1, 0.9, 0.35}) {
        SegmentParameters p = still_parameters();
        add_row(p, leaves_after(State::court, State::enforcement, 1));
        p.collateral["house"] = {.forced_sale_discount = discount};
        const double reserve = std::round((1.0 - discount) * 100.0) / 100.0;
        Certain c(p, {legal({.after_months = 0}, {reserve + 1e-9, reserve, 0.0})});
        for (int i = 0; i < 20; ++i) {
            const std::string id = "L" + std::to_string(10 + i);
            tiny::add_loan(c.study, {.id = id, .claim = 5000.0});
            tiny::add_collateral(c.study, {.id = id + "a", .value = 1000.37 + 17.91 * i, .index = 1});
            tiny::add_collateral(c.study, {.id = id + "b", .value = 333.33 + 7.7 * i, .index = 1});
        }
        const PreparedStudy prepared(c.study);
        const auto result = Runner(prepared).run(0);
        for (std::uint32_t loan = 0; loan < 20; ++loan) {
            ASSERT_EQ(story(prepared, result, 0, loan).back(),
                      "11: legal.enforcement.2 > legal.residual_claim");
        }
        for (const Event& event : result.events.logs[0].records()) {
            EXPECT_EQ(event.cause == Cause::auction_sold, event.month == 11) << "not in the round before";
        }
    }
}

TEST(LoanEngine, AReserveIsMetByThePriceNotByWhatPriorClaimsLeaveOfIt) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::court, State::enforcement, 0));
    p.collateral["house"] = {.forced_sale_discount = 0.25};
    Certain c(p, {legal({.after_months = 0}, {0.7, 0.0})});
    tiny::add_loan(c.study, {.id = "L", .claim = 900.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0, .prior_claims = 100.0});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_EQ(story(prepared, result, 0, 0).back(), "6: legal.enforcement > legal.residual_claim");
    EXPECT_EQ(result.ledgers[0].total(0, Account::collateral), 650'00) << "sold in the first round";
}

TEST(LoanEngine, NoReserveIsMetAndTheClaimIsLeftOver) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::court, State::enforcement, 0));
    p.collateral["house"] = {.forced_sale_discount = 0.5};
    Certain c(p, {legal({.after_months = 0}, {1.0, 0.85})});
    tiny::add_loan(c.study, {.id = "L", .claim = 900.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0});
    EXPECT_EQ(c.story_of_first().back(), "10: legal.enforcement.2 > legal.residual_claim");
}

/// Leaves for certain at an LTV of 1 and above, never below.
SegmentParameters leaves_at_high_ltv() {
    SegmentParameters p = still_parameters();
    HazardRowSpec row =
        row_from(State::defaulted,
                 {{.to = State::written_off, .scale = LevelScale::log_odds, .level = {{-80.0, 80.0}}}});
    row.ltv_edges = {1.0};
    add_row(p, row);
    return p;
}

TEST(LoanEngine, LtvIsTheClaimOverTheIndexedValue) {
    // The housing index falls by 0.01 a month: 950 / (1000 exp(-0.01 m)) passes 1 between months 5 and 6;
    // with half of the value constant, 950 / (500 exp(-0.01 m) + 500) between months 10 and 11.
    Certain c(leaves_at_high_ltv(), {});
    c.study.macro.centre = Centre::median;
    c.study.scenarios[0].path.assign(20, {5.0, -0.03});
    tiny::add_loan(c.study, {.id = "L", .claim = 950.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0, .index = 1});
    tiny::add_loan(c.study, {.id = "M", .claim = 950.0});
    tiny::add_collateral(c.study, {.id = "i", .value = 500.0, .index = 1});
    tiny::add_collateral(c.study, {.id = "j", .value = 500.0});
    tiny::add_loan(c.study, {.id = "N", .claim = 950.0});
    tiny::add_loan(c.study, {.id = "O", .claim = 1000.0});
    tiny::add_collateral(c.study, {.id = "k", .value = 1000.0});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("6: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("11: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 2), ElementsAre("1: default > written_off")) << "unsecured";
    EXPECT_THAT(story(prepared, result, 0, 3), ElementsAre("1: default > written_off"))
        << "an edge belongs to the higher bucket";
}

/// A loan of 970 at 0.5 % a month over collateral by two indices, neither of which moves.
void add_loan_of_several_indices(Study& study, const std::string& id, State state, double house,
                                 double machine) {
    study.macro.indices[1].alpha = 0.0;
    study.macro.indices[1].beta = {0.0, 0.0};
    study.macro.indices[1].sigma = 0.0;
    tiny::add_loan(study, {.id = id, .state = state, .claim = 970.0});
    tiny::add_collateral(study, {.id = id + "h", .value = house});
    tiny::add_collateral(study, {.id = id + "m", .value = machine, .collateral_class = 1, .index = 2});
}

TEST(LoanEngine, LtvTakesTheClaimOfTheLastQuarterEnd) {
    // 970 at 0.5 % a month passes 1000 in month 7; the claim is looked at again at the end of month 9.
    SegmentParameters p = leaves_at_high_ltv();
    p.cash[State::defaulted] = {};
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L", .claim = 970.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0});
    add_loan_of_several_indices(c.study, "M", State::defaulted, 500.0, 500.0);
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("10: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("10: default > written_off"))
        << "several indices keep to the same quarter ends";
}

TEST(LoanEngine, CollateralOfSeveralIndicesMayBeWorthNothingInPart) {
    // The rest alone counts at quarter ends: 1000 is passed at the end of month 9, 800 from the start.
    SegmentParameters p = leaves_at_high_ltv();
    p.cash[State::defaulted] = {};
    Certain c(p, {});
    add_loan_of_several_indices(c.study, "L", State::defaulted, 0.0, 1000.0);
    add_loan_of_several_indices(c.study, "M", State::defaulted, 1000.0, 0.0);
    add_loan_of_several_indices(c.study, "N", State::defaulted, 800.0, 0.0);
    add_loan_of_several_indices(c.study, "O", State::defaulted, 0.0, 0.0);
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("10: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("10: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 2), ElementsAre("1: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 3), ElementsAre("1: default > written_off"));
}

TEST(LoanEngine, CollateralOfSeveralIndicesStaysSoldAtQuarterEnds) {
    // Sold in month 1 for 300; the residual claim of 670 grows, so that quarter ends look at its LTV again.
    // Were the collateral of 1000 still counted, the claim would stay below 1 and never be abandoned.
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::enforcement, State::liquidated, 0));
    HazardRowSpec residual =
        row_from(State::residual_claim,
                 {{.to = State::abandoned, .scale = LevelScale::log_odds, .level = {{-80.0, 80.0}}}});
    residual.ltv_edges = {1.0};
    residual.exits[0].earliest = 7;
    add_row(p, residual);
    p.cash[State::residual_claim] = {};
    p.collateral["house"] = {.forced_sale_discount = 0.7};
    p.collateral["machine"] = {.forced_sale_discount = 0.7};
    Certain c(p, {});
    add_loan_of_several_indices(c.study, "L", State::enforcement, 400.0, 600.0);
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_EQ(result.ledgers[0].total(0, Account::collateral), 30000);
    EXPECT_THAT(story(prepared, result, 0, 0),
                ElementsAre("1: enforcement > residual_claim", "9: residual_claim > abandoned"));
}

/// LTV at the only event of a loan that holds `held` of a house of 400 and a second collateral of 600.
float ltv_at_default(int index_of_second, CollateralSet held) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::current, State::defaulted, 4));
    Certain c(p, {});
    c.study.scenarios[0].path = {{5, 0.06}, {5, -0.10}};
    tiny::add_loan(c.study, {.id = "L", .state = State::current, .claim = 1000.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 400.0, .index = 1});
    tiny::add_collateral(c.study, {.id = "i", .value = 600.0, .index = index_of_second});
    const PreparedStudy prepared(c.study);
    LoanProgram program(prepared);
    for (OptionColumns& columns : program.groups[0].start) {
        columns.positions[0].collateral = held;
        columns.positions[0].sold_a_part = true;
    }
    LoanEngine engine(program);
    const MacroState macro = Runner(prepared).run(0).macro;
    PathEvents events;
    engine.run(0, 0, macro, events);
    for (const EventLog* log : {&events.logs[0], &events.trunk}) {
        if (!log->records().empty()) {
            return log->amounts(log->records()[0])->ltv;
        }
    }
    return 0.0F;
}

TEST(LoanEngine, TheLtvSeesTheCollateralThatIsStillHeld) {
    for (const int second : {1, 0}) {  // one price index, or several
        const float all = ltv_at_default(second, {0b11});
        const float house = ltv_at_default(second, {0b01});
        ASSERT_GT(all, 0.5F);
        if (second == 1) {
            EXPECT_NEAR(house / all, 1000.0 / 400.0, 1e-5);
        }
        EXPECT_EQ(ltv_at_default(second, {}), std::numeric_limits<float>::infinity());
    }
    EXPECT_NEAR(ltv_at_default(0, {0b01}) / ltv_at_default(1, {0b01}), 1.0, 1e-5)
        << "the house alone, whichever index moves what was sold";
}

TEST(LoanEngine, CollateralIsSoldOnce) {
    // After the sale the residual claim has no collateral: the second liquidation brings nothing.
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::enforcement, State::liquidated, 0));
    add_row(p, leaves_after(State::residual_claim, State::liquidated, 0));
    p.collateral["house"] = {.forced_sale_discount = 0.25};
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L", .state = State::enforcement, .claim = 900.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_EQ(result.ledgers[0].total(0, Account::collateral), 75000);
}

}  // namespace
}  // namespace recoup::sim
