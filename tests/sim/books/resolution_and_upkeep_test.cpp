// Time to resolution and the upkeep of collateral, by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/books/loan_account.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

constexpr int horizon = 12;

/// Default passes to `to` in month 5, the first after four completed ones; court lasts beyond the horizon.
SegmentParameters four_months_in_default(State to) {
    SegmentParameters p;
    p.clocks[State::defaulted] = {.after_months = 4, .to = to};
    HazardRowSpec stays =
        testing_models::row_from(State::court, {testing_models::exit_with(State::written_off, {0.5})});
    stays.exits[0].earliest = 900;
    testing_models::add_row(p, stays);
    return p;
}

Study study_of(const SegmentParameters& p) {
    Study study = tiny::empty_study({tiny::hold()});
    study.macro.dispersion = 0.0;
    study.macro.centre = Centre::median;
    study.recovery_horizon_months = horizon;
    tiny::add_segment(study, "one", p);
    return study;
}

TEST(TimeToResolution, AResolvedLoanCountsItsMonthAndAnOpenOneTheHorizon) {
    Study study = study_of(four_months_in_default(State::written_off));
    tiny::add_loan(study, {.id = "L1", .claim = 1000.0, .annual_rate = 0.0});
    tiny::add_loan(study, {.id = "L2", .claim = 700.0, .annual_rate = 0.0, .months_in_state = 3});
    tiny::add_loan(study, {.id = "L3", .state = State::court, .claim = 400.0, .annual_rate = 0.0});
    const PreparedStudy prepared(study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    EXPECT_EQ(tiny::story(prepared, result, 0, 0), std::vector<std::string>{"5: default > written_off"});
    EXPECT_EQ(tiny::story(prepared, result, 0, 1), std::vector<std::string>{"2: default > written_off"});
    const PathLedger& ledger = result.ledgers[0];
    EXPECT_EQ(ledger.total(0, Account::claim_months_to_resolution),
              100 * (1000 * 5 + 700 * 2 + 400 * horizon));
    EXPECT_EQ(ledger.total(0, Account::unresolved_claim), 400'00);
}

TEST(TerminalClaim, IsOfAllOpenWorkoutLoansAndItsPerformingPartOfThoseThatPerformAgain) {
    SegmentParameters p = four_months_in_default(State::cured);
    HazardRowSpec watched =
        testing_models::row_from(State::cured, {testing_models::exit_with(State::defaulted, {0.5})});
    watched.exits[0].earliest = 900;
    testing_models::add_row(p, watched);
    p.cash[State::cured] = {};  // pays nothing: the claim stands
    p.contract.minimum_term_months_after_cure = 60;
    Study study = study_of(p);
    tiny::add_loan(study, {.id = "L1", .claim = 1000.0, .annual_rate = 0.0});
    tiny::add_loan(study, {.id = "L2", .state = State::court, .claim = 400.0, .annual_rate = 0.0});
    tiny::add_loan(study, {.id = "L3", .state = State::written_off, .claim = 250.0, .annual_rate = 0.0});
    const PreparedStudy prepared(study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    ASSERT_EQ(tiny::story(prepared, result, 0, 0), std::vector<std::string>{"5: default > cured"});
    const PathLedger& ledger = result.ledgers[0];
    EXPECT_EQ(ledger.total(0, Account::terminal_claim_performing), 1000'00);
    EXPECT_EQ(ledger.total(0, Account::terminal_claim), 1400'00)
        << "written off before: never in workout here";
    EXPECT_EQ(ledger.total(0, Account::closing), 400'00);
}

TEST(WrittenOffOnTheTape, PaysOffTheBooksAndIsNoRecovery) {
    SegmentParameters p = four_months_in_default(State::court);
    HazardRowSpec trickles =
        testing_models::row_from(State::written_off, {testing_models::exit_with(State::abandoned, {0.5})});
    trickles.exits[0].earliest = 900;
    testing_models::add_row(p, trickles);
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.01, .interest_accrues = false};
    p.costs[State::written_off] = {.servicing_per_month = 0.50};
    Study study = study_of(p);
    tiny::add_loan(study, {.id = "L1", .state = State::written_off, .claim = 1000.0, .annual_rate = 0.06});
    study.portfolio.loans.gross_carrying_amount[0] = 0;
    const PreparedStudy prepared(study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    const PathLedger& ledger = result.ledgers[0];
    EXPECT_EQ(ledger.money(0, 0, Account::after_write_off), 10'00) << "of 1,000.00 in month 1";
    EXPECT_EQ(ledger.money(0, 1, Account::after_write_off), 9'90) << "of 990.00 in month 2";
    // 1,000 x (1 - .99^12) = 113.615...
    EXPECT_EQ(ledger.total(0, Account::after_write_off), 113'62);
    EXPECT_EQ(ledger.total(0, Account::gain_over_carrying), 113'62);
    EXPECT_EQ(ledger.total(0, Account::servicing), 0) << "costs are those of workout loans";
    EXPECT_EQ(ledger.net_cash(0, 1), 10'00);
    for (const Account account :
         {Account::performing, Account::borrower, Account::claim_cash, Account::claim_interest,
          Account::terminal_claim, Account::pv_effective, Account::pv_hurdle, Account::net_cash_npe}) {
        EXPECT_EQ(ledger.total(0, account), 0) << static_cast<int>(account);
    }
}

TEST(CollateralUpkeep, IsPaidOnTheValueAtTheStartOfTheStay) {
    // Houses rise by 6 % and then fall by 10 % a quarter (log), so month 5 stands at 0.06 - 2/3 0.10;
    // machines by alpha alone, -0.03 a quarter.
    SegmentParameters p = four_months_in_default(State::court);
    p.costs[State::defaulted] = {.upkeep_share_of_value_per_year = 0.03};
    p.costs[State::court] = {.upkeep_share_of_value_per_year = 0.024};
    Study study = study_of(p);
    study.scenarios[0].path = {{5, 0.06}, {5, -0.10}, {5, 0.02}, {5, 0.01}};
    PriceIndex& machines = study.macro.indices[1];
    machines.alpha = -0.03;
    machines.beta = {0.0, 0.0};
    machines.sigma = 0.0;
    tiny::add_loan(study, {.id = "L1", .claim = 50000.0, .annual_rate = 0.0});
    tiny::add_collateral(study, {.id = "C1", .value = 40000.0, .index = 1});
    tiny::add_collateral(study, {.id = "C2", .value = 9000.0, .collateral_class = 1, .index = 2});
    const PreparedStudy prepared(study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    ASSERT_EQ(tiny::story(prepared, result, 0, 0), std::vector<std::string>{"5: default > court"});

    const Minor in_default = 122'50;  // (40,000 + 9,000) 3 % / 12
    const double value_in_court = 40000.0 * std::exp(0.06 - 0.10 * 2.0 / 3.0) + 9000.0 * std::exp(-0.05);
    const Minor in_court = std::llround(100.0 * value_in_court * 0.024 / 12.0);
    EXPECT_EQ(in_court, 96'59);
    for (int month = 1; month <= horizon; ++month) {
        EXPECT_EQ(result.ledgers[0].money(0, month - 1, Account::collateral_upkeep),
                  month <= 5 ? in_default : in_court)
            << "month " << month;
    }
}

TEST(CollateralUpkeep, IsPaidOnWhatIsStillHeld) {
    SegmentParameters p = four_months_in_default(State::court);
    p.costs[State::court] = {.upkeep_share_of_value_per_year = 0.024};
    Study study = study_of(p);
    tiny::add_loan(study, {.id = "L1", .state = State::court, .claim = 50000.0, .annual_rate = 0.0});
    tiny::add_collateral(study, {.id = "C1", .value = 40000.0});
    tiny::add_collateral(study, {.id = "C2", .value = 9000.0, .collateral_class = 1});
    tiny::add_collateral(study, {.id = "C3", .value = 1000.0});
    const PreparedStudy prepared(study);
    const MacroState macro = tiny::Runner(prepared).run(0).macro;
    const PathContext context{prepared, 0, 0, macro.indices};
    const auto upkeep = [&](CollateralSet held) {
        PathLedger ledger(1, horizon, horizon, 1);
        LoanBook book{.contract = prepared.start_contracts[0], .claim = 50000'00, .collateral = held};
        book.node = prepared.segments[0].graphs[0].start[static_cast<std::size_t>(State::court)];
        book.workout = true;
        LoanAccount(context, 0, 0, book, ledger).close();
        return ledger.total(0, Account::collateral_upkeep);
    };
    EXPECT_EQ(upkeep({0b111}), 12 * 100'00) << "50,000 x 2.4 % / 12";
    EXPECT_EQ(upkeep({0b110}), 12 * 20'00);
    EXPECT_EQ(upkeep({0b001}), 12 * 80'00);
    EXPECT_EQ(upkeep({}), 0);
}

}  // namespace
}  // namespace recoup::sim
