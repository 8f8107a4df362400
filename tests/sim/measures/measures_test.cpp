// The measures by the loan engine and its books, against the exact cases of the acceptance list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/replay.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"
#include "tests/sim/studies/certain_study.hpp"
#include "tests/sim/studies/expected_book.hpp"

namespace recoup::sim {
namespace {

using certain::Certain;
using certain::still_parameters;
using testing::ElementsAre;
using testing::HasSubstr;
using tiny::Runner;

MeasureSpec settle(const SettlementTerms& terms, int after = 0) {
    return {.name = "settle", .when = {.after_months = after}, .terms = terms};
}

/// Sum over all months of an account, minor units.
Minor total(const tiny::PathResult& result, Account account, std::size_t option = 0) {
    return result.ledgers[option].total(0, account);
}

/// 400 loans of 100 in default, without interest, whose identifiers give them draws of their own.
Study defaulted_loans(const SegmentParameters& parameters, const std::vector<MeasureSpec>& measures,
                      int loans = 400, double claim = 100.0) {
    Certain c(parameters, measures);
    for (int i = 0; i < loans; ++i) {
        tiny::add_loan(c.study, {.id = "L" + std::to_string(1000 + i),
                                 .state = State::defaulted,
                                 .claim = claim,
                                 .annual_rate = 0.0});
    }
    return c.study;
}

TEST(Settlement, S306TheHaircutIsWrittenOffAndTheLoanClosed) {
    const Study study = defaulted_loans(still_parameters(),
                                        {settle({.band = {0.6, 0.6}, .first_month = 1, .last_month = 1})}, 1);
    const PreparedStudy prepared(study);
    const auto result = Runner(prepared).run(0, 0, 1);
    EXPECT_THAT(tiny::story(prepared, result, 0, 0),
                ElementsAre("1: default > settle.settling", "2: settle.settling > settle.settled"))
        << "S3-03: paid in the first month after the agreement; never standard again";
    EXPECT_EQ(total(result, Account::settlement), 6000) << "100 outstanding, X = 60";
    EXPECT_EQ(total(result, Account::claim_forgiven), 4000);
    EXPECT_EQ(total(result, Account::write_off), 4000);
    EXPECT_EQ(total(result, Account::claim_closing), 0);
    EXPECT_EQ(total(result, Account::cure), 0) << "no upgrade";
}

TEST(Settlement, S302OffersLieEvenlyInTheBandAndS303PaymentInMonthsOneToThree) {
    constexpr int loans = 4000;
    const Study study = defaulted_loans(still_parameters(), {settle({.band = {0.4, 0.8}})}, loans);
    const PreparedStudy prepared(study);
    const auto result = Runner(prepared).run(0, 0, 1);
    std::array<int, 6> paid_in{};
    const EventLog log = whole_log(prepared, result.events, 0);
    for (const Event& event : log.records()) {
        if (prepared.segments[0].graphs[0].nodes[event.to_node].state == State::settled) {
            ASSERT_GE(event.month, 2);
            ASSERT_LE(event.month, 4) << "agreed in month 1: months 1, 2 and 3 after it";
            ++paid_in[event.month];
        }
    }
    const double third = loans / 3.0;
    for (int month = 2; month <= 4; ++month) {
        EXPECT_NEAR(paid_in[static_cast<std::size_t>(month)], third, 4.0 * std::sqrt(loans * 2.0 / 9.0))
            << month;
    }
    const double mean = static_cast<double>(total(result, Account::settlement)) / (loans * 10000.0);
    EXPECT_NEAR(mean, 0.6, 4.0 * 0.4 / std::sqrt(12.0 * loans)) << "four standard errors of an even band";
    const Study narrow = defaulted_loans(still_parameters(), {settle({.band = {0.5, 0.5}})}, 50);
    const PreparedStudy one(narrow);
    EXPECT_EQ(total(Runner(one).run(0), Account::settlement), 50 * 5000) << "a band of one offer";
}

TEST(Settlement, AFailureBringsTheOldContractBackAndTheNextMeasure) {
    MeasureSpec first = settle({.band = {0.6, 0.6}, .last_month = 1, .fails = 1.0});
    first.on_failed = "legal";
    const MeasureSpec skipped = settle({.band = {0.5, 0.5}});
    MeasureSpec between = skipped;
    between.name = "again";
    const Study study =
        defaulted_loans(still_parameters(), {first, between, certain::legal({.after_months = 2})}, 1);
    const PreparedStudy prepared(study);
    const auto result = Runner(prepared).run(0);
    EXPECT_THAT(tiny::story(prepared, result, 0, 0),
                ElementsAre("1: default > settle.settling", "2: settle.settling > settle.default.failed",
                            "5: settle.default.failed > legal.court"));
    EXPECT_EQ(total(result, Account::settlement), 0);
    EXPECT_EQ(total(result, Account::claim_forgiven), 0);
    EXPECT_EQ(total(result, Account::claim_closing), 10000);
}

TEST(Settlement, S307SettleAboveTheRateOfIndifferencePursueBelow) {
    // 20 today or 30 in three years: indifferent at 1.5^(1/3) - 1 = 14.4714 %; at 12 % the 30 are
    // worth 21.3534.
    const double indifferent = std::cbrt(1.5) - 1.0;
    EXPECT_NEAR(indifferent, 0.144714, 1e-6);
    for (const auto& [hurdle, settles] :
         {std::pair(indifferent + 1e-4, true), {indifferent - 1e-4, false}, {0.12, false}}) {
        SegmentParameters p = still_parameters();
        p.hazards["default"] =
            certain::leaves_after(State::defaulted, State::repaid, 35);  // at the end of month 36
        Study study = defaulted_loans(p, {settle({.band = {2.0 / 3.0, 2.0 / 3.0}, .last_month = 1})}, 1);
        study.options.push_back(tiny::hold());
        study.portfolio.eligible = {{1}, {0}};
        study.hurdle_rate = hurdle;
        study.recovery_horizon_months = 60;
        const PreparedStudy prepared(study);
        const auto result = Runner(prepared).run(0);
        const double months = 2.0;  // agreed in month 1, paid at the end of month 2
        const double now =
            static_cast<double>(total(result, Account::pv_hurdle, 0)) * std::pow(1.0 + hurdle, months / 12.0);
        const double later = static_cast<double>(total(result, Account::pv_hurdle, 1));
        EXPECT_EQ(now > later, settles) << hurdle;
        if (hurdle == 0.12) {
            EXPECT_NEAR(later, 10000 * std::pow(1.12, -3.0), 1.0);
            EXPECT_NEAR(later / 10000 * 30.0, 21.3534, 0.002);
        }
    }
}

TEST(WriteOff, S326AWrittenOffLoanPaysLaterASettledOneCannot) {
    SegmentParameters p = still_parameters();
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.02, .interest_accrues = false};
    Study study =
        defaulted_loans(p, {{.name = "off", .when = {.after_months = 2}, .terms = WriteOffTerms{}}}, 1);
    study.options.push_back({.name = "settle", .measures = {settle({.band = {0.6, 0.6}, .last_month = 1})}});
    study.portfolio.eligible = {{1}, {1}};
    const PreparedStudy prepared(study);
    const auto result = Runner(prepared).run(0);
    EXPECT_EQ(tiny::story(prepared, result, 0, 0).at(0), "3: default > off.written_off");
    EXPECT_EQ(total(result, Account::write_off), 10000) << "the loss is taken";
    EXPECT_GT(total(result, Account::after_write_off), 0) << "legal pursuit continues";
    EXPECT_EQ(total(result, Account::after_write_off), total(result, Account::gain_over_carrying));
    EXPECT_GT(total(result, Account::claim_closing), 0);
    EXPECT_EQ(total(result, Account::after_write_off, 1), 0);
    EXPECT_EQ(total(result, Account::claim_closing, 1), 0);
}

TEST(Agency, KeepsACommissionOnCashAndGivesTheLoanBack) {
    SegmentParameters p = still_parameters();
    p.cash[State::agency] = {.share_of_claim_per_month = 0.10, .interest_accrues = false};
    const Study study = defaulted_loans(p,
                                        {{.name = "collect",
                                          .when = {.after_months = 0},
                                          .terms = AgencyTerms{.commission = 0.25, .months = 2}}},
                                        1);
    const PreparedStudy prepared(study);
    const auto result = Runner(prepared).run(0);
    // Months 2 and 3 in the agency, at whose end the loan is back: 10 and 9.
    EXPECT_THAT(tiny::story(prepared, result, 0, 0),
                ElementsAre("1: default > collect.agency", "3: collect.agency > collect.default"));
    EXPECT_EQ(total(result, Account::borrower), 1000 + 900);
    EXPECT_EQ(total(result, Account::commission), 250 + 225);
    EXPECT_EQ(total(result, Account::net_cash_npe), 1900 - 475);
}

/// Share of the claim lost by the expected engine, where nothing is discounted: restructured with `forgive`,
/// a new grade of PD 16 % and LGD 36 %; and by foreclosure with an LGD of 43 % (S1-01).
std::array<double, 2> losses(double forgive) {
    SegmentParameters p = still_parameters();
    const auto at_once = [&p](State from, std::vector<ExitSpec> exits) {
        HazardRowSpec row = testing_models::row_from(from, std::move(exits));
        row.latest = 0;
        testing_models::add_row(p, row);
    };
    using testing_models::exit_with;
    p.cash[State::forborne_npe] = {};  // nothing is paid before the grade shows
    at_once(State::forborne_npe, {exit_with(State::repaid, {0.84}), exit_with(State::defaulted, {0.16})});
    at_once(State::court, {exit_with(State::repaid, {0.57}), exit_with(State::abandoned, {0.43})});
    at_once(State::defaulted, {exit_with(State::repaid, {0.64}), exit_with(State::abandoned, {0.36})});
    MeasureSpec modify = testing_models::modify(0, {.extend_months = 60, .forgive = forgive});
    modify.on_taken = "hold";
    Study study = defaulted_loans(p, {modify}, 1);
    study.options.push_back({.name = "foreclose", .measures = {certain::legal({.after_months = 0})}});
    study.portfolio.eligible = {{1}, {1}};
    study.engine = EngineChoice::expected;
    const PreparedRun ready(study);
    ExpectedTotals totals;
    ExpectedEngine(*ready.lattices).run(0, tiny::macro_of(ready.prepared, 0, 0), totals);
    const auto lost = [&](int option) {
        return 1.0 - totals.totals[static_cast<std::size_t>(option * total_count) +
                                   static_cast<std::size_t>(Total::net_cash_npe)] /
                         100.0;
    };
    return {lost(0), lost(1)};
}

TEST(Restructure, S101RestructuringIsPreferredToForeclosureInNote1) {
    const auto [restructured, foreclosed] = losses(0.20);
    EXPECT_NEAR(restructured, 0.24608, 1e-9) << "20 % + 80 % x 16 % x 36 %";
    EXPECT_NEAR(foreclosed, 0.43, 1e-9);
    EXPECT_NEAR(foreclosed - restructured, 0.18392, 1e-9);
}

TEST(Restructure, S102ThePreferenceFlipsAtTheBreakEvenForgiveness) {
    const double break_even = (0.43 - 0.0576) / (1.0 - 0.0576);
    EXPECT_NEAR(break_even, 0.39516, 5e-6);
    for (const double beside : {-1e-4, 1e-4}) {
        const auto [restructured, foreclosed] = losses(break_even + beside);
        EXPECT_EQ(restructured < foreclosed, beside < 0.0);
    }
}

// Two kinds of equal terms under different names differ in no figure.
TEST(Measures, NamesDoNotEnterFigures) {
    SegmentParameters p = still_parameters();
    p.cash[State::agency] = {.share_of_claim_per_month = 0.03, .interest_accrues = false};
    MeasureSpec agency{
        .name = "a", .when = {.after_months = 1}, .terms = AgencyTerms{.commission = 0.2, .months = 6}};
    MeasureSpec offer = settle({.band = {0.4, 0.8}, .fails = 0.3}, 2);
    Study study = defaulted_loans(p, {agency, offer}, 60);
    agency.name = "zebra";
    offer.name = "other";
    study.options.push_back({.name = "renamed", .measures = {agency, offer}});
    study.portfolio.eligible = {std::vector<std::uint32_t>(60, 3), std::vector<std::uint32_t>(60, 3)};
    const PreparedStudy prepared(study);
    Runner runner(prepared);
    for (std::uint32_t path = 0; path < 4; ++path) {
        const auto result = runner.run(path);
        EXPECT_EQ(result.ledgers[0].all_money(), result.ledgers[1].all_money());
    }
}

// Both engines: settlements, write-offs and mandates in expectation.
TEST(Measures, TheExpectedEngineAgrees) {
    SegmentParameters p = still_parameters();
    p.cash[State::agency] = {.share_of_claim_per_month = 0.03, .interest_accrues = false};
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.01, .interest_accrues = false};
    const MeasureSpec agency{.name = "collect",
                             .when = {.after_months = 1},
                             .terms = AgencyTerms{.commission = 0.2, .months = 6},
                             .costs = {.fixed = 2.0}};
    const MeasureSpec offer = settle({.band = {0.4, 0.8}, .fails = 0.3}, 2);
    const MeasureSpec off{.name = "off", .when = {.after_months = 3}, .terms = WriteOffTerms{}};
    Study study = defaulted_loans(p, {agency, offer, off}, 200, 1e5);  // a cent of rounding is nothing
    study.portfolio.eligible = {std::vector<std::uint32_t>(200, 7)};
    study.engine = EngineChoice::both;
    constexpr int paths = 200;
    const PreparedRun ready(study);
    int compared = 0;
    for (const tiny::PairedTotal& pair : tiny::paired_totals(ready, study.expected, paths)) {
        EXPECT_NEAR(pair.loan, pair.expected,
                    4.0 * pair.standard_error + 1e-5 * (1.0 + std::fabs(pair.expected)))
            << pair.name;
        compared += pair.standard_error > 0.0 ? 1 : 0;
    }
    EXPECT_GE(compared, 5) << "figures that vary";
}

}  // namespace
}  // namespace recoup::sim
