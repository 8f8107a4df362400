// Restructured contracts with phases in the whole loan engine: one loan worked by hand, month by month.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/loan_engine/loan_engine.hpp"
#include "tests/sim/studies/certain_study.hpp"

namespace recoup::sim {
namespace {

using certain::Certain;
using certain::still_parameters;
using testing::ElementsAre;

// 100,000 at 12 %, restructured in month 1: a holiday to month 3, interest only to month 9, half of the
// instalment to month 15, all of it to month 36. The holiday's interest makes 102,010.00 of the claim, of
// which a month of interest is 1,020.10. The instalment A repays it: 102,010 x 1.01^6 / (a(21) + .5 s(6)) =
// 4,937.11.
TEST(PhasedContract, S316OneLoanByHand) {
    RestructureTerms terms{.extend_months = 24, .holiday_months = 2, .interest_only_months = 6};
    terms.step_up = {{.months = 6, .share_of_instalment = 0.5}};
    Certain c(still_parameters(), {testing_models::modify(0, terms)});
    tiny::add_loan(c.study, {.id = "L", .claim = 100000.0, .annual_rate = 0.12, .months_to_maturity = 12});
    const PreparedStudy prepared(c.study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    EXPECT_THAT(
        tiny::story(prepared, result, 0, 0),
        ElementsAre("1: default > modify.forborne_npe", "14: modify.forborne_npe > modify.forborne_pe",
                    "36: modify.forborne_pe > modify.repaid"));
    const PathLedger& ledger = result.ledgers[0];
    for (int month = 1; month <= 37; ++month) {
        const Minor due = month <= 3    ? 0
                          : month <= 9  ? 1020'10
                          : month <= 15 ? 2468'56
                          : month <= 35 ? 4937'11
                                        : 0;
        if (month == 36) {
            EXPECT_EQ(ledger.net_cash(0, month), 4937'18) << "what rounding has left of the last instalment";
            continue;
        }
        EXPECT_EQ(ledger.net_cash(0, month), due) << "month " << month;
        const Account account = month <= 14 ? Account::borrower : Account::performing;
        EXPECT_EQ(ledger.money(0, month - 1, account), due) << "month " << month;
        const bool only_interest = month >= 4 && month <= 9;
        if (only_interest) {
            EXPECT_EQ(ledger.money(0, month - 1, Account::claim_interest), due)
                << "the claim stays to the minor unit, month " << month;
        }
    }
    EXPECT_EQ(ledger.total(0, Account::claim_closing), 0);
}

// The contract of the measure lives through defaults: what is due then is due by its phases, and a cure puts
// an end to them.
TEST(PhasedContract, ACureEndsThePhases) {
    SegmentParameters p = still_parameters();
    testing_models::add_row(p, certain::leaves_after(State::forborne_npe, State::defaulted, 2));
    testing_models::add_row(p, certain::leaves_after(State::defaulted, State::cured, 3));
    p.clocks.erase(State::forborne_npe);
    RestructureTerms terms{.extend_months = 60, .interest_only_months = 40};
    Certain c(p, {testing_models::modify(0, terms)});
    tiny::add_loan(c.study, {.id = "L", .claim = 100000.0, .annual_rate = 0.12, .months_to_maturity = 12});
    const PreparedStudy prepared(c.study);
    const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
    EXPECT_THAT(tiny::story(prepared, result, 0, 0),
                ElementsAre("1: default > modify.forborne_npe", "4: modify.forborne_npe > modify.default",
                            "8: modify.default > modify.cured"));
    const PathLedger& ledger = result.ledgers[0];
    for (const int month : {2, 3, 4}) {
        EXPECT_EQ(ledger.net_cash(0, month), 1000'00) << month;
    }
    EXPECT_EQ(ledger.net_cash(0, 5), 0);
    EXPECT_EQ(ledger.net_cash(0, 9), annuity_instalment(10000000.0, 0.01, 72 - 8));
}

}  // namespace
}  // namespace recoup::sim
