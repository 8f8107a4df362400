// The claim between events against closed forms, textbooks and its own months.
#include "models/claim_schedule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/models/contract_builders.hpp"
#include "tests/models/primitive_outcomes.hpp"

namespace recoup {
namespace {

using testing_models::cents, testing_models::holiday, testing_models::present_value;
using testing_models::random_cash, testing_models::random_contract;

TEST(ClaimSchedule, AnnuityInstalmentsOfTextbooks) {
    EXPECT_EQ(annuity_instalment(100000e2, 0.12 / 12, 12), cents(8884.88));
    EXPECT_EQ(annuity_instalment(100000e2, 0.06 / 12, 360), cents(599.55));
    EXPECT_EQ(annuity_instalment(200000e2, 0.06 / 12, 360), cents(1199.10));
    EXPECT_EQ(annuity_instalment(10000e2, 0.05 / 12, 60), cents(188.71));
    EXPECT_EQ(annuity_instalment(1200e2, 0.0, 12), cents(100.0));
    EXPECT_EQ(annuity_instalment(1000e2, 0.01, 1), cents(1010.0));
    // Kellison, chapter 3: 500 a half-year for 20 years at 9 % convertible half-yearly are worth 9,200.80;
    // 1,000 at 8 % convertible quarterly give 36.56 a quarter for 10 years.
    EXPECT_EQ(annuity_instalment(9200.80e2, 0.045, 40), cents(500.0));
    EXPECT_EQ(annuity_instalment(1000e2, 0.02, 40), cents(36.56));
}

// FinancePy PR 257 and rippled PR 7033: next to no rate the instalment is next to that of no rate.
TEST(ClaimSchedule, AnInstalmentNextToNoRate) {
    EXPECT_EQ(annuity_instalment(12000e2, 5.551115123125783e-17 / 12, 12), cents(1000.00));
    EXPECT_EQ(annuity_instalment(120000e2, 1e-12 / 12, 360), cents(333.33));
    for (double rate = 1.0; rate > 0.0; rate *= 0.25) {  // down to the smallest number
        const double more =
            static_cast<double>(annuity_instalment(120000e2, rate / 12, 360)) / (120000e2 / 360);
        EXPECT_GE(more, 1.0 - 1e-4) << rate;
        EXPECT_LE(more, 1.0 + 1e-4 + 180.6 * (rate / 12) * (1.0 + 30.0 * rate)) << rate;
    }
}

// Rates and cuts in half per cents: two cuts that take the whole rate leave 1e-18 to 1e-17 in 206 of 780
// cases.
TEST(ClaimSchedule, RatesThatCutsHaveTakenPayAsNoRate) {
    int residues = 0, pairs = 0;
    const auto half_per_cents = [](int n) { return n / 200.0; };
    for (int rate = 1; rate <= 40; ++rate) {
        for (int cut = 1; cut < rate; ++cut) {
            Contract contract{.annual_rate = half_per_cents(rate), .maturity = 120};
            RestructuredClaim changed =
                restructure(contract, 12000000, 0, {.extend_months = 60, .rate_cut = half_per_cents(cut)});
            changed = restructure(changed.contract, 12000000, 0, {.rate_cut = half_per_cents(rate - cut)});
            ++pairs;
            residues += changed.contract.annual_rate > 0.0 ? 1 : 0;
            ASSERT_EQ(changed.contract.instalment, 66667) << rate << " " << cut;
            const ClaimSchedule schedule =
                claim_schedule(changed.contract, CashSpec{.share_of_instalment = 1.0});
            for (const int month : {1, 90, 179}) {
                ASSERT_NEAR(claim_after(schedule, 12000000.0, 0, month), 12000000.0 - 66667.0 * month, 1e-6)
                    << rate << " " << cut << " " << month;
            }
        }
    }
    EXPECT_EQ(pairs, 780);
    EXPECT_EQ(residues, 206);
}

// What is paid of the claim all but cancels its interest: g - 1 is 1e-17 to 1e-10, or nothing.
TEST(ClaimSchedule, InterestThatASharePaysOff) {
    for (const double off : {0.0, 1e-16, -1e-16, 1e-14, -1e-13, 1e-10}) {
        const double i = 0.01;
        const ClaimSchedule schedule{
            .monthly_rate = i, .share_of_claim = i / (1.0 + i) + off, .payment = 5000.0};
        EXPECT_NEAR(claim_after(schedule, 1e6, 0, 180), 1e6 - 180 * 5000.0, 1e6 * 181 * std::fabs(off) + 1e-6)
            << off;
    }
}

TEST(ClaimSchedule, APaymentIsWholeMinorUnits) {
    const Contract contract{.instalment = 10001, .maturity = 12};
    EXPECT_EQ(claim_schedule(contract, CashSpec{.share_of_instalment = 0.25}).payment, 2500.0);
}

// What the contract asks for in a month, told from its phases anew.
TEST(ClaimSchedule, ClosedFormEqualsMonthByMonth) {
    std::mt19937_64 engine(11);
    for (int i = 0; i < 40000; ++i) {
        const Contract contract = random_contract(engine);
        const CashSpec cash = random_cash(engine);
        const ClaimSchedule schedule = claim_schedule(contract, cash);
        const int since = static_cast<int>(engine() % 8);
        const int months = static_cast<int>(engine() % 60);
        const double claim = std::array{0.0, 12345.0, 1000000.0}[engine() % 3];
        double balance = claim;
        double by_month = claim;
        for (int month = since + 1; month <= since + months; ++month) {
            const ContractPhase* phase = nullptr;
            for (const ContractPhase& each : contract.phases) {
                phase = phase == nullptr && month <= each.until ? &each : phase;
            }
            const bool due = month <= contract.maturity;
            const bool only_interest = due && phase != nullptr && phase->pays == Pays::interest;
            const Minor asked = phase == nullptr ? contract.instalment : contract.instalment_of(*phase);
            const double rate = contract.annual_rate / 12.0;
            const double paid = only_interest ? cash.share_of_instalment * rate * balance
                                : due ? std::nearbyint(cash.share_of_instalment * static_cast<double>(asked))
                                      : 0.0;
            const double interest = cash.interest_accrues ? balance * rate : 0.0;
            balance = std::max(0.0, (balance + interest) * (1.0 - cash.share_of_claim_per_month) - paid);
            by_month = claim_next_month(schedule, by_month, month);
        }
        const double closed = claim_after(schedule, claim, since, since + months);
        ASSERT_NEAR(closed, balance, 1e-9 * (claim + 1.0)) << i;
        ASSERT_NEAR(by_month, balance, 1e-9 * (claim + 1.0)) << i;
        ASSERT_GE(closed, 0.0);
    }
}

TEST(ClaimSchedule, InstalmentRepaysTheClaimAtMaturity) {
    Contract contract{.annual_rate = 0.08, .maturity = 84};
    set_instalment(contract, 250000e2, 24);
    EXPECT_EQ(contract.instalment, annuity_instalment(250000e2, 0.08 / 12, 60));
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_NEAR(claim_after(schedule, 250000e2, 24, 84), 0.0, 60 * 0.75) << "half a cent a payment";
}

TEST(ClaimSchedule, PresentValueAtTheEffectiveRateIsTheClaim) {
    for (const double rate : {0.0, 0.03, 0.12, 0.24}) {
        Contract contract{.annual_rate = rate, .maturity = 130, .phases = {holiday(16)}};
        set_instalment(contract, 100000e2, 10);
        EXPECT_NEAR(present_value(contract, 100000e2, 10), 100000e2, 1e-6) << rate;
        contract.repayment = Repayment::bullet;
        set_instalment(contract, 100000e2, 10);
        EXPECT_NEAR(present_value(contract, 100000e2, 10), 100000e2, 1e-6) << rate;
    }
}

TEST(ClaimSchedule, BulletPaysInterestOnlyAndKeepsTheClaim) {
    Contract contract{.annual_rate = 0.06, .maturity = 36, .repayment = Repayment::bullet};
    set_instalment(contract, 100000e2, 0);
    EXPECT_EQ(contract.instalment, cents(500.0));
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_NEAR(claim_after(schedule, 100000e2, 0, 35), 100000e2, 1e-4);
}

TEST(ClaimSchedule, SuspendedInterestAndShareOfClaim) {
    const Contract contract{.annual_rate = 0.12, .instalment = 50000, .maturity = 60};
    const CashSpec cash{.share_of_claim_per_month = 0.01, .interest_accrues = false};
    const ClaimSchedule schedule = claim_schedule(contract, cash);
    EXPECT_NEAR(claim_after(schedule, 1000000.0, 0, 2), 1000000.0 * 0.99 * 0.99, 1e-9);
    EXPECT_TRUE(claim_schedule(contract, CashSpec{.interest_accrues = false}).constant());
}

}  // namespace
}  // namespace recoup
