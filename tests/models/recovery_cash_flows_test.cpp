// Posts of stays, entries and changes of status, against numbers worked by hand.
#include "models/recovery_cash_flows.hpp"
#include "tests/models/primitive_outcomes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "tests/models/contract_builders.hpp"

namespace recoup {
namespace {

/// A ledger of one segment that keeps what it is told.
struct Notebook {
    std::map<int, std::array<Minor, account_count>> posts;  ///< by month
    std::map<int, Minor> net;
    std::map<int, Minor> performing;  ///< by month
    int performing_posts = 0;

    Minor* row(int, int month) { return posts[month].data(); }
    void post_net_cash(int, int month, Minor amount) { net[month] += amount; }
    void post_performing(int, int first, int last, Minor payment) {
        ++performing_posts;
        for (int month = first; month <= last; ++month) performing[month] += payment;
    }
    Minor at(int month, Account account) const {
        const auto found = posts.find(month);
        return found == posts.end() ? 0 : found->second[static_cast<std::size_t>(account)];
    }
    Minor total(Account account) const {
        Minor sum = 0;
        for (const auto& [month, row] : posts) sum += row[static_cast<std::size_t>(account)];
        return sum;
    }
};

struct Bench {
    Notebook ledger;
    LoanBook book;
    std::vector<double> hurdle, investor;
    SegmentParameters parameters;
    Discounting discounting;
    CashPoster<Notebook> poster{ledger, 0, book, discounting};

    Bench() {
        for (int month = 0; month <= 60; ++month) {
            hurdle.push_back(power(0.99, month));
            investor.push_back(power(0.98, month));
        }
        discounting = {.effective = 0.995, .hurdle = hurdle.data(), .investor = investor.data()};
        book.workout = true;
        book.npe_at_cut_off = true;
    }
    CashSpec& rule(State state) { return parameters.cash[state]; }
    CostSpec& cost(State state) { return parameters.costs[state]; }
    NodeRules rules(State state) const { return rules_of(parameters, state); }
    void stay(State state, int until) {
        const NodeRules in = rules(state);
        post_stay(book, in, claim_schedule(book.contract, in.cash), until, 0.0, discounting, poster);
    }
    /// What `actions` do to the loan as it stands in `from`.
    void enter(const Actions& actions, State from, int month, const Sale& sale = {}, bool posts = true) {
        const Outcome outcome = outcome_of(actions, {.claim = book.claim,
                                                     .carrying = book.carrying,
                                                     .contract = book.contract,
                                                     .standing = rules(from),
                                                     .month = month,
                                                     .posts = posts,
                                                     .sale = sale});
        post_outcome(book, outcome, book.node, month, poster);
    }
    void change(State from, State to, int month) {
        post_status_change(book, rules(from), rules(to), month, discounting, poster);
    }
    Minor at(int month, Account account) const { return ledger.at(month, account); }
};

TEST(RecoveryCashFlows, ADefaultedLoanThatTricklesAndAccrues) {
    Bench b;
    b.book.claim = 100000;
    b.book.carrying = 90000;
    b.book.contract = {.annual_rate = 0.12, .instalment = 5000, .maturity = 60};
    b.rule(State::defaulted) = {.share_of_claim_per_month = 0.10};
    b.cost(State::defaulted) = {.servicing_per_month = 2.0, .internal_workout_per_month = 3.0};
    b.stay(State::defaulted, 2);
    // month 1: interest 1000, cash 10 % of 101000; month 2: interest 909, cash 10 % of 91809
    EXPECT_EQ(b.at(1, Account::borrower), 10100);
    EXPECT_EQ(b.at(1, Account::claim_interest), 1000);
    EXPECT_EQ(b.at(2, Account::borrower), 9181);
    EXPECT_EQ(b.at(2, Account::claim_interest), 909);
    EXPECT_EQ(b.book.claim, 82628);
    EXPECT_EQ(b.book.carrying, 90000 - 10100 - 9181) << "S4-04: no accrual to the carrying amount";
    EXPECT_EQ(b.ledger.total(Account::accrued), 0);
    EXPECT_EQ(b.at(1, Account::servicing), 200);
    EXPECT_EQ(b.at(1, Account::internal_workout), 300);
    EXPECT_EQ(b.ledger.net[1], 10100 - 500);
    EXPECT_EQ(b.at(1, Account::pv_hurdle), 9999 - 198 - 297);
    EXPECT_EQ(b.at(1, Account::pv_effective), 10050 - 199) << "10100 x .995 = 10049.5; internal cost outside";
    EXPECT_EQ(b.at(1, Account::pv_investor), 9898 - 196);
    EXPECT_EQ(b.at(1, Account::pv_costs_hurdle), 198 + 297);
    EXPECT_EQ(b.ledger.total(Account::net_cash_npe), 10100 + 9181 - 1000);
    EXPECT_EQ(b.ledger.total(Account::net_cash_inflow), 0);
}

TEST(RecoveryCashFlows, ARestructuredLoanPaysAndAccruesAfterItsHoliday) {
    Bench b;
    b.book.claim = b.book.carrying = 100000;
    b.book.contract = {
        .annual_rate = 0.12, .instalment = 20000, .maturity = 60, .phases = {testing_models::holiday(1)}};
    b.rule(State::forborne_npe) = {.share_of_instalment = 1.0};
    b.stay(State::forborne_npe, 2);
    EXPECT_EQ(b.at(1, Account::borrower), 0);
    EXPECT_EQ(b.at(1, Account::accrued), 1000);
    EXPECT_EQ(b.at(2, Account::borrower), 20000);
    EXPECT_EQ(b.at(2, Account::accrued), 1010);
    EXPECT_EQ(b.at(2, Account::cash_applied), 20000);
    EXPECT_EQ(b.book.claim, 82010);
    EXPECT_EQ(b.book.carrying, 82010);
}

TEST(RecoveryCashFlows, CashAboveTheCarryingAmountIsAGain) {
    Bench b;
    b.book.claim = 100000;
    b.book.carrying = 15000;
    b.rule(State::court) = {.share_of_claim_per_month = 0.10, .interest_accrues = false};
    b.stay(State::court, 2);
    EXPECT_EQ(b.at(2, Account::cash_applied), 5000);
    EXPECT_EQ(b.at(2, Account::gain_over_carrying), 4000);
    EXPECT_EQ(b.book.carrying, 0);
}

TEST(RecoveryCashFlows, S326AWrittenOffLoanStillPays) {
    Bench b;
    b.book.claim = 100000;
    b.book.carrying = 100000;
    b.rule(State::written_off) = {.share_of_claim_per_month = 0.02, .interest_accrues = false};
    b.enter({WriteOffCarrying{}}, State::defaulted, 5);
    b.change(State::defaulted, State::written_off, 5);
    EXPECT_EQ(b.at(5, Account::write_off), 100000);
    EXPECT_EQ(b.book.carrying, 0);
    EXPECT_EQ(b.book.claim, 100000) << "accounting, not legal: the claim stays";
    EXPECT_EQ(b.book.resolved, 5);
    b.stay(State::written_off, 6);
    EXPECT_EQ(b.at(6, Account::after_write_off), 2000);
    EXPECT_EQ(b.at(6, Account::gain_over_carrying), 2000);
}

TEST(RecoveryCashFlows, CureAndRedefaultLeaveAndEnterTheStock) {
    Bench b;
    b.book.claim = 100000;
    b.book.carrying = 95000;
    b.change(State::defaulted, State::cured, 4);
    EXPECT_EQ(b.at(4, Account::cure), 95000);
    EXPECT_EQ(b.book.resolved, 4);
    b.change(State::cured, State::defaulted, 9);
    EXPECT_EQ(b.at(9, Account::inflow), 95000);
    EXPECT_EQ(b.at(9, Account::claim_inflow), 0) << "its claim is tracked since the first default";
    EXPECT_EQ(b.book.resolved, -1);
}

TEST(RecoveryCashFlows, FirstDefaultBringsTheClaimIn) {
    Bench b;
    b.book.claim = b.book.carrying = 100000;
    b.book.workout = b.book.npe_at_cut_off = false;
    b.change(State::arrears_61_90, State::defaulted, 10);
    EXPECT_TRUE(b.book.workout);
    EXPECT_EQ(b.at(10, Account::claim_inflow), 100000);
    EXPECT_EQ(b.at(10, Account::inflow), 100000);
    EXPECT_EQ(b.at(10, Account::claim_inflow_discounted), round_to_minor(100000 * power(0.995, 10)));
    b.poster.cash(11, Account::borrower, 700);
    EXPECT_EQ(b.at(11, Account::net_cash_inflow), 700);
    EXPECT_EQ(b.at(11, Account::pv_hurdle_npe), 0);
    EXPECT_GT(b.at(11, Account::pv_hurdle), 0);
}

TEST(RecoveryCashFlows, LiquidationByHand) {
    Bench b;
    b.book.claim = 100000;
    b.book.carrying = 80000;
    b.book.node = 1;
    b.book.collateral = {0b111};
    // price 70000: 10000 prior, 4000 costs, 60000 in all to the bank; the residual is 100000 + 4000 - 60000
    b.enter({SellCollateral{.deficiency_lives_on = true}}, State::enforcement, 8,
            {.sold = {1}, .price = 70000, .prior_claims = 10000, .sale_cost = 4000});
    EXPECT_EQ(b.at(8, Account::collateral), 60000);
    EXPECT_EQ(b.at(8, Account::sale_cost), 4000);
    EXPECT_EQ(b.at(8, Account::prior_claims_paid), 10000);
    EXPECT_EQ(b.at(8, Account::cash_applied), 56000) << "net of the cost of the sale";
    EXPECT_EQ(b.at(8, Account::claim_closed), 0) << "the deficiency lives on";
    EXPECT_EQ(b.book.carrying, 24000);
    EXPECT_EQ(b.book.claim, 44000);
    EXPECT_EQ(b.ledger.net[8], 56000);
    EXPECT_EQ(b.book.collateral, CollateralSet{0b110}) << "what was not sold is still held";
}

TEST(RecoveryCashFlows, AnExitThatIsOnlyCountedPostsNoCash) {
    Bench b;
    b.book.claim = b.book.carrying = 100000;
    b.enter({PayClaim{}}, State::defaulted, 3, {}, false);
    EXPECT_TRUE(b.ledger.net.empty());
    EXPECT_EQ(b.at(3, Account::claim_closed), 100000);
    EXPECT_EQ(b.book.claim, 0);
}

// 100,000 at 12 % over 40 months: 3,045.56 a month. A claim is a whole number of cents each month, so its
// interest takes what rounding leaves; the instalment is that of the contract, to the last whole one.
TEST(RecoveryCashFlows, EveryInstalmentIsThatOfTheContract) {
    for (const State state :
         {State::current, State::arrears_1_30, State::cured, State::forborne_pe, State::forborne_npe}) {
        Bench b;
        b.book.claim = b.book.carrying = 10000000;
        b.book.contract = {.annual_rate = 0.12, .maturity = 40};
        set_instalment(b.book.contract, 10000000.0, 0);
        ASSERT_EQ(b.book.contract.instalment, 304556);
        b.rule(state) = {.share_of_instalment = 1.0};
        Minor claim = b.book.claim;
        for (const int until : {17, 39}) {
            b.stay(state, until);
        }
        for (int month = 1; month <= 39; ++month) {
            EXPECT_EQ(b.at(month, b.rules(state).payments), 304556) << name_of(state) << " " << month;
            EXPECT_EQ(b.at(month, Account::claim_cash), 304556);
            const Minor interest = b.at(month, Account::claim_interest);
            EXPECT_NEAR(static_cast<double>(interest), static_cast<double>(claim) * 0.01, 1.5);
            claim += interest - 304556;
        }
        EXPECT_EQ(b.book.claim, claim) << "opening + interest - cash = closing";
        EXPECT_EQ(b.ledger.total(Account::accrued),
                  state == State::forborne_npe ? b.ledger.total(Account::claim_interest) : 0);
    }
}

TEST(RecoveryCashFlows, TheLastInstalmentIsWhatIsLeft) {
    Bench b;
    b.book.claim = b.book.carrying = 100000;
    b.book.contract = {.annual_rate = 0.12, .instalment = 40000, .maturity = 60};
    b.rule(State::cured) = {.share_of_instalment = 1.0};
    b.stay(State::cured, 4);
    EXPECT_EQ(b.at(2, Account::performing), 40000);
    EXPECT_EQ(b.at(3, Account::performing), 21610 + 216)
        << "(100,000 x 1.01 - 40,000) x 1.01 - 40,000, and 1 %";
    EXPECT_EQ(b.at(4, Account::performing), 0);
    EXPECT_EQ(b.book.claim, 0);
}

TEST(RecoveryCashFlows, WithoutInterestNoneIsPostedForRounding) {
    Bench b;
    b.book.claim = b.book.carrying = 100000;
    b.book.contract = {.annual_rate = 0.12, .instalment = 1001, .maturity = 60};
    b.rule(State::defaulted) = {.share_of_instalment = 0.5, .interest_accrues = false};
    b.stay(State::defaulted, 12);
    EXPECT_EQ(b.ledger.total(Account::claim_interest), 0);
    EXPECT_EQ(b.ledger.total(Account::borrower), 12 * 500);
}

// S3-16: under a moratorium on the principal a performing loan pays its interest, no more and no less.
TEST(RecoveryCashFlows, S316APerformingLoanUnderInterestOnlyPaysItsInterest) {
    Bench b;
    b.book.workout = false;
    b.book.claim = b.book.carrying = 98765'43;
    const Contract contract{.annual_rate = 0.11,
                            .instalment = 5000'00,
                            .maturity = 60,
                            .phases = {testing_models::holiday(1), testing_models::interest_only(4)}};
    const ClaimSchedule schedule = claim_schedule(contract, {.share_of_instalment = 1.0});
    post_performing_stay(b.book, schedule, 5, 0, b.ledger);
    // a month of holiday makes 99,670.78 of the claim, 913.65 of interest a month
    EXPECT_EQ(b.ledger.performing,
              (std::map<int, Minor>{{1, 0}, {2, 913'65}, {3, 913'65}, {4, 913'65}, {5, 5000'00}}));
    EXPECT_EQ(b.book.claim, 99670'78 + 913'65 - 5000'00);
}

TEST(RecoveryCashFlows, APerformingStayIsOnePost) {
    Bench b;
    b.book.workout = false;
    b.book.claim = b.book.carrying = 100000;
    const ClaimSchedule schedule{
        .monthly_rate = 0.01, .payment = 10000.0, .phases = {{.due = {0.0, 0.0}, .until = 2}}};
    post_performing_stay(b.book, schedule, 6, 0, b.ledger);
    EXPECT_EQ(b.ledger.performing, (std::map<int, Minor>{{3, 10000}, {4, 10000}, {5, 10000}, {6, 10000}}));
    EXPECT_EQ(b.ledger.performing_posts, 1);
    EXPECT_EQ(b.book.claim, round_to_minor(claim_after(schedule, 100000.0, 0, 6)));
    EXPECT_EQ(b.book.since, 6);
}

TEST(RecoveryCashFlows, APerformingLoanNeverPaysMoreThanItOwes) {
    // Three payments of 40,000 are due on a claim of 100,000: the third is 20,000, then nothing.
    Bench b;
    b.book.workout = false;
    b.book.claim = b.book.carrying = 100000;
    const ClaimSchedule schedule{.payment = 40000.0};
    post_performing_stay(b.book, schedule, 12, 0, b.ledger);
    EXPECT_EQ(b.book.claim, 0);
    EXPECT_EQ(b.ledger.performing[1], 40000);
    EXPECT_EQ(b.ledger.performing[2], 40000);
    EXPECT_EQ(b.ledger.performing[3], 20000);
    EXPECT_EQ(b.ledger.performing[4], 0);
}

TEST(RecoveryCashFlows, APerformingLoanThatPaysAShareOfItsClaimPaysIt) {
    Bench b;
    b.book.workout = false;
    b.book.claim = b.book.carrying = 100000;
    post_performing_stay(b.book, {.share_of_claim = 0.1}, 2, 0, b.ledger);
    EXPECT_EQ(b.book.claim, 81000);
    EXPECT_EQ(b.ledger.performing[1], 10000);
    EXPECT_EQ(b.ledger.performing[2], 9000);
}

}  // namespace
}  // namespace recoup
