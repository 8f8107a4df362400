// The claim between events and the cash-flow engines of S3-16 and S0-02: term extension, rate cut, holiday,
// interest only, forgiveness, each against numbers of a textbook or worked by hand.
#include "models/claim_schedule.hpp"

#include <gtest/gtest.h>

#include <random>

#include "models/measures/restructure.hpp"
#include "tests/models/primitive_outcomes.hpp"

namespace recoup {
namespace {

constexpr Minor cents(double units) {
    return static_cast<Minor>(units * 100.0 + 0.5);
}

/// Present value of the scheduled payments at the effective rate (1 + r/12)^12 - 1, and the claim at the end.
double present_value(const Contract& contract, double claim, int now) {
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    const double effective = pow_ieee(1.0 + contract.annual_rate / 12.0, 12.0) - 1.0;
    double balance = claim;
    double sum = 0.0;
    for (int month = now + 1; month <= contract.maturity; ++month) {
        const double interest = balance * contract.monthly_rate();
        const double after = month == contract.maturity ? 0.0 : claim_after(schedule, claim, now, month);
        sum += (balance + interest - after) * pow_ieee(1.0 + effective, -(month - now) / 12.0);
        balance = after;
    }
    return sum;
}

TEST(ClaimSchedule, AnnuityInstalmentsOfTextbooks) {
    EXPECT_EQ(annuity_instalment(100000e2, 0.12 / 12, 12), cents(8884.88));
    EXPECT_EQ(annuity_instalment(100000e2, 0.06 / 12, 360), cents(599.55));
    EXPECT_EQ(annuity_instalment(200000e2, 0.06 / 12, 360), cents(1199.10));
    EXPECT_EQ(annuity_instalment(10000e2, 0.05 / 12, 60), cents(188.71));
    EXPECT_EQ(annuity_instalment(1200e2, 0.0, 12), cents(100.0));
    EXPECT_EQ(annuity_instalment(1000e2, 0.01, 1), cents(1010.0));
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

TEST(ClaimSchedule, ClosedFormEqualsMonthByMonth) {
    std::mt19937_64 engine(11);
    const auto pick = [&](std::initializer_list<double> values) {
        return values.begin()[engine() % values.size()];
    };
    for (int i = 0; i < 20000; ++i) {
        const ClaimSchedule schedule{.monthly_rate = pick({0.0, 0.0, 0.005, 0.01}),
                                     .share_of_claim = pick({0.0, 0.0, 0.01, 0.2}),
                                     .payment = pick({0.0, 500.0, 20000.0, 300000.0}),
                                     .holiday_until = static_cast<int>(engine() % 12),
                                     .last_payment = 5 + static_cast<int>(engine() % 60)};
        const int since = static_cast<int>(engine() % 8);
        const int months = static_cast<int>(engine() % 40);
        const double claim = pick({0.0, 12345.0, 1000000.0});
        double balance = claim;
        for (int month = since + 1; month <= since + months; ++month) {
            balance = (balance + balance * schedule.monthly_rate) * (1.0 - schedule.share_of_claim);
            const bool due = month > schedule.holiday_until && month <= schedule.last_payment;
            balance -= due ? schedule.payment : 0.0;
            balance = std::max(0.0, balance);
        }
        const double closed = claim_after(schedule, claim, since, since + months);
        ASSERT_NEAR(closed, balance, 1e-9 * (claim + 1.0)) << i;
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
        Contract contract{.annual_rate = rate, .maturity = 130, .holiday_until = 16};
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

// The loan of the four tests below: 100,000 at 12 %, 12 months left: 8,884.88 a month.
Contract before() {
    Contract contract{.annual_rate = 0.12, .maturity = 12};
    set_instalment(contract, 100000e2, 0);
    return contract;
}

TEST(Restructure, S316TermExtensionLowersTheInstalment) {
    const RestructuredClaim r = restructure(before(), 10000000, 0, {.extend_months = 12});
    EXPECT_EQ(r.contract.maturity, 24);
    EXPECT_EQ(r.contract.instalment, cents(4707.35)) << "100,000 at 1 % over 24 months";
    EXPECT_EQ(r.claim, 10000000);
    EXPECT_EQ(r.forgiven, 0);
}

TEST(Restructure, S316RateCut) {
    const RestructuredClaim r = restructure(before(), 10000000, 0, {.rate_cut = 0.06});
    EXPECT_DOUBLE_EQ(r.contract.annual_rate, 0.06);
    EXPECT_EQ(r.contract.instalment, cents(8606.64)) << "100,000 at 0.5 % over 12 months";
    EXPECT_EQ(restructure(before(), 10000000, 0, {.rate_cut = 0.5}).contract.annual_rate, 0.0);
}

TEST(Restructure, S002HolidayCapitalisesInterest) {
    const RestructuredClaim r = restructure(before(), 10000000, 3, {.extend_months = 6, .holiday_months = 6});
    EXPECT_EQ(r.contract.holiday_until, 9);
    EXPECT_EQ(r.contract.maturity, 18);
    // six months at 1 % on 100,000 are 106,152.02, over the nine payments of months 10 to 18
    EXPECT_EQ(r.contract.instalment, annuity_instalment(10615201.506, 0.01, 9));
    const ClaimSchedule schedule = claim_schedule(r.contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_NEAR(claim_after(schedule, 10000000.0, 3, 9), 10615201.506, 0.01);
    EXPECT_NEAR(claim_after(schedule, 10000000.0, 3, 18), 0.0, 9.0);
}

TEST(Restructure, S316ForgivenessComesOffTheClaim) {
    const RestructuredClaim r = restructure(before(), 9999999, 0, {.forgive = 0.1});
    EXPECT_EQ(r.forgiven, 1000000);
    EXPECT_EQ(r.claim, 8999999);
    EXPECT_EQ(r.contract.instalment, annuity_instalment(8999999.0, 0.01, 12));
}

TEST(Restructure, S316Combination) {
    // 20 % off 100,000, 6 % instead of 12 %, 3 months without payment, 24 months longer, in month 20:
    // 80,000 x 1.005^3 = 81,206.01 over months 24 to 44, 21 payments: 4,083.17
    const RestructuredClaim r = restructure(
        before(), 10000000, 20, {.extend_months = 24, .rate_cut = 0.06, .holiday_months = 3, .forgive = 0.2});
    EXPECT_EQ(r.claim, 8000000);
    EXPECT_EQ(r.contract.maturity, 44) << "a contract past its end is extended from now";
    EXPECT_EQ(r.contract.holiday_until, 23);
    EXPECT_EQ(r.contract.instalment, cents(4083.17));
    EXPECT_NEAR(present_value(r.contract, 8000000.0, 20), 8000000.0, 1e-6);
}

TEST(Restructure, AHolidayPastTheEndLeavesOneInstalment) {
    const RestructuredClaim r = restructure(before(), 10000000, 10, {.holiday_months = 6});
    EXPECT_EQ(r.contract.maturity, 17);
    EXPECT_EQ(r.contract.instalment, annuity_instalment(10000000 * std::pow(1.01, 6), 0.01, 1));
}

TEST(Restructure, CureSetsTheInstalmentAnew) {
    Contract contract = before();
    contract.holiday_until = 40;
    const Contract cured = cured_contract(contract, 12000000, 30, 18);
    EXPECT_EQ(cured.maturity, 48);
    EXPECT_EQ(cured.instalment, annuity_instalment(12000000.0, 0.01, 18));
    EXPECT_EQ(cured_contract(contract, 12000000, 2, 5).maturity, 12) << "a longer term stays";
}

}  // namespace
}  // namespace recoup
