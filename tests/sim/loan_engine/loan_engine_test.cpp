// The loan engine where everything is certain: clocks, triggers, maturity, entry mid-flight.
#include "sim/loan_engine/loan_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "sim/replay.hpp"
#include "tests/sim/studies/certain_study.hpp"

namespace recoup::sim {
namespace {

using certain::Certain;
using certain::leaves_after;
using certain::legal;
using certain::still_parameters;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;
using tiny::Runner;
using tiny::story;

const MeasureSpec modify_after_three =
    testing_models::modify(3, {.extend_months = 60, .holiday_months = 2, .forgive = 0.1});

TEST(LoanEngine, S320UpgradeAtTwelveMonthsAndNotBefore) {
    // Three completed months in default, so the measure is taken at the start of month 4; months 5 to 16 are
    // twelve in observation, so the upgrade comes at the start of month 17; probation is 24 months more.
    Certain c(still_parameters(), {modify_after_three});
    tiny::add_loan(c.study, {.id = "L", .months_to_maturity = 120});
    EXPECT_THAT(c.story_of_first(), ElementsAre("4: default > modify.forborne_npe",
                                                "17: modify.forborne_npe > modify.forborne_pe",
                                                "42: modify.forborne_pe > modify.current"));
}

TEST(LoanEngine, S320AnExitForCertainWaitsForTheJurisdiction) {
    const auto story_with = [](int observation_months) {
        SegmentParameters p = still_parameters();
        p.clocks.clear();
        add_row(p, row_from(State::forborne_npe, {exit_with(State::forborne_pe, {1e5})}));
        p.hazards["forborne_npe"].exits[0].scale = LevelScale::log_odds;
        Certain c(p, {modify_after_three});
        c.study.rules.observation_months = observation_months;
        tiny::add_loan(c.study, {.id = "L", .months_to_maturity = 120});
        return c.story_of_first().at(1);
    };
    // In observation from month 5 on, it may leave in the month after those that are asked for.
    EXPECT_EQ(story_with(0), "5: modify.forborne_npe > modify.forborne_pe");
    EXPECT_EQ(story_with(11), "16: modify.forborne_npe > modify.forborne_pe");
    EXPECT_EQ(story_with(12), "17: modify.forborne_npe > modify.forborne_pe") << "as by a clock of 12 months";
}

TEST(LoanEngine, S320ClocksGoOnFromTheTape) {
    Certain c(still_parameters(), {});
    tiny::add_loan(
        c.study, {.id = "L", .state = State::forborne_npe, .months_to_maturity = 120, .months_in_state = 11});
    tiny::add_loan(
        c.study, {.id = "M", .state = State::forborne_pe, .months_to_maturity = 120, .months_in_state = 20});
    tiny::add_loan(
        c.study, {.id = "N", .state = State::forborne_npe, .months_to_maturity = 120, .months_in_state = 40});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0),
                ElementsAre("2: forborne_npe > forborne_pe", "27: forborne_pe > current"));
    EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("5: forborne_pe > current"));
    EXPECT_THAT(story(prepared, result, 0, 2),
                ElementsAre("1: forborne_npe > forborne_pe", "26: forborne_pe > current"))
        << "an overdue clock fires at once";
}

// S4-14
TEST(LoanEngine, S414RedefaultUnderObservationGoesToCourt) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::forborne_npe, State::defaulted, 5));
    Certain c(p, {modify_after_three, legal({.kind = TriggerKind::on_redefault})});
    tiny::add_loan(c.study, {.id = "L", .months_to_maturity = 120});
    // five completed months in observation are months 5 to 9; the draw of month 10 leaves for certain
    EXPECT_THAT(c.story_of_first(),
                ElementsAre("4: default > modify.forborne_npe", "10: modify.forborne_npe > modify.default",
                            "11: modify.default > legal.court"));
}

TEST(LoanEngine, MeasuresAtOnceAndAfterLongDefault) {
    Certain c(still_parameters(), {legal({.after_months = 0})});
    tiny::add_loan(c.study, {.id = "L"});
    EXPECT_THAT(c.story_of_first(), ElementsAre("1: default > legal.court"));
    Certain late(still_parameters(), {modify_after_three});
    tiny::add_loan(late.study, {.id = "L", .months_in_state = 2});
    tiny::add_loan(late.study, {.id = "M", .months_in_state = 30});
    const PreparedStudy prepared(late.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_EQ(story(prepared, result, 0, 0).at(0), "2: default > modify.forborne_npe");
    EXPECT_EQ(story(prepared, result, 0, 1).at(0), "1: default > modify.forborne_npe");
}

TEST(LoanEngine, NotEligibleFallsToTheNextMeasureThenToHoldAndIsCounted) {
    Certain c(still_parameters(), {modify_after_three, legal({.kind = TriggerKind::on_redefault})});
    tiny::add_loan(c.study, {.id = "L"});
    tiny::add_loan(c.study, {.id = "M"});
    c.study.portfolio.eligible[0] = {2, 0};
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("4: default > legal.court"));
    EXPECT_THAT(story(prepared, result, 0, 1), IsEmpty());
    EXPECT_EQ(result.events.ineligible.at(0), 1);
}

TEST(LoanEngine, MidFlightDurationsConditionTheHazard) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::defaulted, State::written_off, 6));
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L"});
    tiny::add_loan(c.study, {.id = "M", .months_in_state = 4});
    tiny::add_loan(c.study, {.id = "N", .months_in_state = 50});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("7: default > written_off"))
        << "six completed months at the draw of month 7";
    EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("3: default > written_off"));
    EXPECT_THAT(story(prepared, result, 0, 2), ElementsAre("1: default > written_off"));
}

TEST(LoanEngine, ANewNodeDrawsInTheNextMonthOnly) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::current, State::defaulted, 1));
    add_row(p, leaves_after(State::cured, State::defaulted, 0));
    HazardRowSpec in_default = row_from(State::defaulted, {exit_with(State::cured, {0.5})});
    in_default.latest = 0;
    add_row(p, in_default);
    Certain c(p, {});
    c.study.recovery_horizon_months = 6;
    c.study.reporting_horizon_quarters = 2;
    tiny::add_loan(c.study, {.id = "L", .state = State::current});
    EXPECT_THAT(c.story_of_first(),
                ElementsAre("2: current > default", "3: default > cured", "4: cured > default",
                            "5: default > cured", "6: cured > default"))
        << "one move a month, however certain the next";
}

TEST(LoanEngine, AClockedMoveTakesTheMonthsDraw) {
    // The clock fires in month 3; the draw of month 3, which would leave for certain, is not made.
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::forborne_npe, State::defaulted, 2));
    p.clocks[State::forborne_npe] = {.after_months = 2, .to = State::forborne_pe};
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L", .state = State::forborne_npe});
    EXPECT_EQ(c.story_of_first().at(0), "3: forborne_npe > forborne_pe");
}

TEST(LoanEngine, AClockMayLiquidate) {
    SegmentParameters p = still_parameters();
    p.hazards.erase("enforcement");
    p.clocks[State::enforcement] = {.after_months = 6, .to = State::liquidated};
    p.collateral["house"] = {.forced_sale_discount = 0.25};
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L", .state = State::enforcement, .claim = 900.0});
    tiny::add_collateral(c.study, {.id = "h", .value = 1000.0});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("7: enforcement > residual_claim"));
    EXPECT_EQ(result.ledgers[0].total(0, Account::collateral), 75000);
}

TEST(LoanEngine, AnExitThatIsOnlyCountedMovesTheLoanAndPostsNoCash) {
    for (const bool accounts : {true, false}) {
        SegmentParameters p = still_parameters();
        HazardRowSpec row = leaves_after(State::defaulted, State::repaid, 2);
        row.exits[0].accounts = accounts;
        add_row(p, row);
        Certain c(p, {});
        tiny::add_loan(c.study, {.id = "L", .claim = 600.0});
        const PreparedStudy prepared(c.study);
        const auto result = Runner(prepared).run(0);
        EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("3: default > repaid"));
        const PathLedger& ledger = result.ledgers[0];
        EXPECT_EQ(ledger.total(0, Account::borrower), accounts ? 60000 : 0);
        EXPECT_EQ(ledger.total(0, Account::claim_closed), accounts ? 0 : 60000);
    }
}

TEST(LoanEngine, MaturityPaysTheClaim) {
    Certain c(still_parameters(), {});
    c.study.recovery_horizon_months = 24;
    c.study.reporting_horizon_quarters = 4;
    tiny::add_loan(
        c.study,
        {.id = "L", .state = State::current, .claim = 1200.0, .annual_rate = 0.0, .months_to_maturity = 12});
    tiny::add_loan(
        c.study,
        {.id = "M", .state = State::current, .claim = 1000.0, .annual_rate = 0.12, .months_to_maturity = 1});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0, 0, 1);
    EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("12: current > repaid"));
    for (int month = 2; month <= 12; ++month) EXPECT_EQ(result.ledgers[0].net_cash(0, month), 10000) << month;
    EXPECT_EQ(result.ledgers[0].net_cash(0, 13), 0);
    EXPECT_EQ(result.ledgers[0].net_cash(0, 1), 10000 + 101000) << "a last month brings its interest";
}

// Who pays the full instalment late has paid all at the contract's end: he used to stay, and could default on
// a rounding.
TEST(LoanEngine, ArrearsEndWithTheContract) {
    for (const State state : {State::arrears_1_30, State::arrears_31_60, State::arrears_61_90}) {
        SegmentParameters p = still_parameters();
        add_row(p, leaves_after(state, State::defaulted, 20));
        Certain c(p, {});
        tiny::add_loan(
            c.study,
            {.id = "L", .state = state, .claim = 600.0, .annual_rate = 0.0, .months_to_maturity = 6});
        tiny::add_loan(
            c.study,
            {.id = "M", .state = state, .claim = 1000.0, .annual_rate = 0.12, .months_to_maturity = 1});
        const PreparedStudy prepared(c.study);
        const auto result = Runner(prepared).run(0, 0, 1);
        const std::string name(name_of(state));
        EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("6: " + name + " > repaid"));
        EXPECT_THAT(story(prepared, result, 0, 1), ElementsAre("1: " + name + " > repaid"));
        EXPECT_EQ(result.ledgers[0].net_cash(0, 1), 10000 + 101000) << "the whole claim with its interest";
        EXPECT_EQ(result.ledgers[0].net_cash(0, 6), 10000);
        EXPECT_EQ(result.ledgers[0].total(0, Account::performing), 60000 + 101000);
        EXPECT_EQ(result.ledgers[0].total(0, Account::inflow), 0);
    }
}

// Arrears in which half is paid end, too, with all that is owed; those in which nothing is paid do not end.
TEST(LoanEngine, ArrearsEndWhereTheContractIsPaid) {
    for (const double share : {0.5, 0.0}) {
        SegmentParameters p = still_parameters();
        p.cash[State::arrears_1_30] = {.share_of_instalment = share};
        Certain c(p, {});
        tiny::add_loan(c.study, {.id = "L",
                                 .state = State::arrears_1_30,
                                 .claim = 600.0,
                                 .annual_rate = 0.0,
                                 .months_to_maturity = 6});
        const PreparedStudy prepared(c.study);
        const auto result = Runner(prepared).run(0, 0, 1);
        if (share == 0.0) {
            EXPECT_THAT(story(prepared, result, 0, 0), IsEmpty());
            EXPECT_EQ(result.ledgers[0].total(0, Account::performing), 0);
        } else {
            EXPECT_THAT(story(prepared, result, 0, 0), ElementsAre("6: arrears_1_30 > repaid"));
            EXPECT_EQ(result.ledgers[0].net_cash(0, 6), 60000 - 5 * 5000);
        }
    }
}

/// What a run of one path says when it stops.
std::string refusal(const Study& study) {
    const PreparedStudy prepared(study);
    try {
        Runner(prepared).run(0);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

// A price index that runs away, or a claim that no one pays at a rate out of reason: named, never a number.
TEST(LoanEngine, AnAmountThatDoesNotFitNamesLoanMonthAndNode) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::enforcement, State::liquidated, 3));
    p.collateral["house"] = {.forced_sale_discount = 0.25};
    // Priced by the engine, by the loan's account, by the books of quiet loans.
    for (const std::string by : {"engine", "account", "quiet books"}) {
        if (by != "engine") p.cash.erase(State::residual_claim);
        if (by == "quiet books") p.contract.repayment = Repayment::bullet;
        Certain c(p, {});
        for (const std::string id : {"K", "L"}) {
            tiny::add_loan(c.study, {.id = id,
                                     .state = State::enforcement,
                                     .claim = 900.0,
                                     .annual_rate = 0.0,
                                     .months_to_maturity = 600});
        }
        tiny::add_collateral(c.study, {.id = "h", .value = 1e13, .index = 2});
        ASSERT_EQ(refusal(c.study), "");
        for (PriceIndex& index : c.study.macro.indices) index.alpha = 50.0;
        EXPECT_THAT(refusal(c.study),
                    AllOf(HasSubstr("path 0, scenario baseline, option option, loan L, month 4, node "
                                    "enforcement, seed 20240601, amount, "),
                          HasSubstr("does not fit into an amount"),
                          HasSubstr("`recoup replay STUDY --path 0 --loan L --scenario baseline "
                                    "--option option`")))
            << by;
        const PreparedRun ready(c.study);
        EXPECT_THROW(replay(ready, "L", 0, 0), InputError) << "replay stops there, too";
    }
}

TEST(LoanEngine, APerformingLoanThatIsWrittenOffEntersTheStockFirst) {
    SegmentParameters p = still_parameters();
    add_row(p, leaves_after(State::current, State::written_off, 2));
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.1, .interest_accrues = false};
    Certain c(p, {});
    tiny::add_loan(c.study, {.id = "L", .state = State::current, .claim = 600.0, .annual_rate = 0.0});
    const PreparedStudy prepared(c.study);
    const auto result = Runner(prepared).run(0, 0, 1);
    const PathLedger& ledger = result.ledgers[0];
    EXPECT_EQ(ledger.money(0, 2, Account::claim_inflow), 57000) << "after three instalments";
    EXPECT_EQ(ledger.money(0, 2, Account::inflow), 57000);
    EXPECT_EQ(ledger.money(0, 2, Account::write_off), 57000);
    EXPECT_EQ(ledger.money(0, 3, Account::after_write_off), 5700) << "S3-26: cash after the write-off";
    EXPECT_GT(ledger.total(0, Account::net_cash_inflow), 0);
}

}  // namespace
}  // namespace recoup::sim
