// Contracts: phases and the instalment that follows them, each against numbers of a textbook or worked by
// hand; the restructuring terms of S3-16 and S0-02: term extension, rate cut, holiday, interest only,
// step-up, forgiveness, and all of them together.
#include "models/contract.hpp"

#include <gtest/gtest.h>

#include "tests/models/contract_builders.hpp"
#include "tests/models/primitive_outcomes.hpp"

namespace recoup {
namespace {

using testing_models::cents, testing_models::fixed, testing_models::holiday, testing_models::interest_only;
using testing_models::present_value, testing_models::random_contract, testing_models::share_of_instalment;

// The graduated payment mortgage of the textbooks (FHA section 245, plan III; Brueggeman and Fisher, Real
// Estate Finance): 60,000 at 10 % for 30 years, payments that rise by 7.5 % a year for five years.
TEST(Contract, S316StepUpOfAGraduatedPaymentMortgage) {
    Contract contract{.annual_rate = 0.10, .maturity = 360};
    for (int year = 1; year <= 5; ++year) {
        contract.phases.push_back(share_of_instalment(12 * year, 1.0 / power(1.075, 6 - year)));
    }
    set_instalment(contract, 60000e2, 0);
    const double published[] = {400.22, 430.24, 462.51, 497.20, 534.49};
    for (unsigned year = 0; year < 5; ++year) {
        EXPECT_NEAR(static_cast<double>(contract.instalment_of(contract.phases[year])),
                    100.0 * published[year], 1.0)
            << year;
    }
    EXPECT_EQ(contract.instalment, cents(574.57));
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_GT(claim_after(schedule, 60000e2, 0, 12), 60000e2) << "the first year's interest is not all paid";
    EXPECT_NEAR(claim_after(schedule, 60000e2, 0, 360), 0.0, 2500.0) << "half a cent a month, with interest";
}

// Whatever comes before them, level instalments repay the claim at maturity, and all payments are worth it.
TEST(Contract, TheLevelInstalmentRepaysWhatThePhasesLeave) {
    std::mt19937_64 engine(7);
    int solved = 0;
    for (int i = 0; i < 2000; ++i) {
        Contract contract = random_contract(engine);
        contract.maturity = (contract.phases.empty() ? 0 : contract.phases.back().until) + 1 +
                            static_cast<int>(engine() % 60);
        set_instalment(contract, 1e9, 0);
        if (contract.instalment == 0) {
            continue;  // fixed amounts have paid all of it
        }
        ++solved;
        const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
        ASSERT_NEAR(claim_after(schedule, 1e9, 0, contract.maturity), 0.0, 400.0) << i;
        ASSERT_NEAR(present_value(contract, 1e9, 0), 1e9, 1.0) << i;
    }
    EXPECT_GT(solved, 1900);
}

// S3-16: a moratorium on the principal. The claim stays to the last bit, and a month brings its interest.
TEST(Contract, S316InterestOnlyKeepsTheClaimAndPaysItsInterest) {
    const Contract contract{
        .annual_rate = 0.11, .instalment = 123456, .maturity = 60, .phases = {interest_only(40)}};
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    const Minor claim = 98765'43;
    for (const int month : {1, 17, 40}) {
        EXPECT_EQ(claim_after(schedule, claim, 0, month), static_cast<double>(claim));
    }
    const ClaimMonth month = claim_month(schedule, 9, claim, claim);
    EXPECT_EQ(month.cash, 905'35) << "98,765.43 x 11 % / 12";
    EXPECT_EQ(month.interest, month.cash);
    EXPECT_LT(claim_after(schedule, claim, 0, 41), static_cast<double>(claim));
    const ClaimSchedule half = claim_schedule(contract, CashSpec{.share_of_instalment = 0.5});
    EXPECT_NEAR(claim_after(half, claim, 0, 12), claim * power(1.0 + 0.11 / 24.0, 12), 1e-6)
        << "half of the interest is capitalised";
    const ClaimSchedule suspended =
        claim_schedule(contract, CashSpec{.share_of_instalment = 1.0, .interest_accrues = false});
    EXPECT_NEAR(claim_after(suspended, claim, 0, 12), claim * power(1.0 - 0.11 / 12.0, 12), 1e-6)
        << "paid, while none accrues: comes off the claim";
}

TEST(Contract, AsksForNothingWhereNoPhaseAsksForAnything) {
    EXPECT_TRUE(asks_nothing({.maturity = 9, .phases = {holiday(3), interest_only(6)}}));
    EXPECT_FALSE(asks_nothing({.maturity = 9, .phases = {holiday(3), fixed(6, 100.0)}}));
    const CashSpec all{.share_of_instalment = 1.0};
    EXPECT_TRUE(claim_schedule({.maturity = 9, .phases = {holiday(3), interest_only(6)}}, all).constant());
    EXPECT_FALSE(claim_schedule({.maturity = 9, .phases = {fixed(6, 100.0)}}, all).constant());
    EXPECT_FALSE(claim_schedule({.annual_rate = 0.1, .maturity = 9, .phases = {interest_only(6)}},
                                {.share_of_instalment = 1.0, .interest_accrues = false})
                     .constant());
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
    EXPECT_EQ(r.contract.phases, ContractPhases{holiday(9)});
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
    EXPECT_EQ(r.contract.phases, ContractPhases{holiday(23)});
    EXPECT_EQ(r.contract.instalment, cents(4083.17));
    EXPECT_NEAR(present_value(r.contract, 8000000.0, 20), 8000000.0, 1e-6);
}

TEST(Restructure, S316PrincipalMoratoriumPaysInterestOnly) {
    const RestructuredClaim r =
        restructure(before(), 10000000, 0, {.extend_months = 6, .interest_only_months = 6});
    EXPECT_EQ(r.contract.phases, ContractPhases{interest_only(6)});
    EXPECT_EQ(r.contract.maturity, 18);
    EXPECT_EQ(r.contract.instalment, cents(8884.88)) << "100,000 at 1 % over the twelve months left";
    EXPECT_NEAR(present_value(r.contract, 1e7, 0), 1e7, 1e-6);
}

TEST(Restructure, S316StepUpRaisesTheInstalment) {
    // A = 100,000 x 1.01^12 / (a(12) + .5 s(12)) = 112,682.50 / (11.25508 + 6.34125) = 6,403.75
    const RestructuredClaim r =
        restructure(before(), 10000000, 0,
                    {.extend_months = 12, .step_up = {{.months = 12, .share_of_instalment = 0.5}}});
    EXPECT_EQ(r.contract.instalment, cents(6403.75));
    EXPECT_EQ(r.contract.instalment_of(r.contract.phases[0]), 320188) << "a half, to the even cent";
    EXPECT_EQ(r.contract.maturity, 24);
    EXPECT_NEAR(present_value(r.contract, 1e7, 0), 1e7, 1e-6);
}

TEST(Restructure, S316EverythingTogether) {
    // 80,000 grow to 81,206.01 in the holiday, stay so for six months, pay two steps of six months and then
    // three level instalments to month 44: 8,090.02
    const RestructuredClaim r = restructure(before(), 10000000, 20,
                                            {.extend_months = 24,
                                             .rate_cut = 0.06,
                                             .holiday_months = 3,
                                             .interest_only_months = 6,
                                             .step_up = {{6, 0.5}, {6, 0.75}},
                                             .forgive = 0.2});
    EXPECT_EQ(r.contract.phases, (ContractPhases{holiday(23), interest_only(29), share_of_instalment(35, 0.5),
                                                 share_of_instalment(41, 0.75)}));
    EXPECT_EQ(r.contract.maturity, 44);
    EXPECT_EQ(r.contract.instalment, cents(8090.02));
    const ClaimSchedule schedule = claim_schedule(r.contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_NEAR(claim_after(schedule, 8e6, 20, 29), 8120601.0, 0.1);
    EXPECT_NEAR(present_value(r.contract, 8e6, 20), 8e6, 1e-6);
}

TEST(Restructure, ABulletStepsUpTheInterestOfWhatItBeginsWith) {
    // A = i 112,682.50 / (1 + i .5 s(12)) = 1,059.63: the level payments keep the claim
    Contract contract = before();
    contract.repayment = Repayment::bullet;
    const RestructuredClaim r =
        restructure(contract, 10000000, 0,
                    {.extend_months = 24, .step_up = {{.months = 12, .share_of_instalment = 0.5}}});
    EXPECT_EQ(r.contract.instalment, cents(1059.63));
    const ClaimSchedule schedule = claim_schedule(r.contract, CashSpec{.share_of_instalment = 1.0});
    EXPECT_NEAR(claim_after(schedule, 1e7, 0, 12), claim_after(schedule, 1e7, 0, 30), 10.0);
}

TEST(Restructure, PhasesPastTheEndLeaveOneInstalment) {
    const RestructuredClaim r =
        restructure(before(), 10000000, 10, {.interest_only_months = 6, .step_up = {{6, 0.5}}});
    EXPECT_EQ(r.contract.maturity, 23);
    EXPECT_NEAR(present_value(r.contract, 1e7, 10), 1e7, 1e-6);
}

TEST(Restructure, AHolidayPastTheEndLeavesOneInstalment) {
    const RestructuredClaim r = restructure(before(), 10000000, 10, {.holiday_months = 6});
    EXPECT_EQ(r.contract.maturity, 17);
    EXPECT_EQ(r.contract.instalment, annuity_instalment(10000000 * std::pow(1.01, 6), 0.01, 1));
}

TEST(Restructure, CureSetsTheInstalmentAnew) {
    Contract contract = before();
    contract.phases = {holiday(40), interest_only(45)};
    const Contract cured = cured_contract(contract, 12000000, 30, 18);
    EXPECT_TRUE(cured.phases.empty());
    EXPECT_EQ(cured.maturity, 48);
    EXPECT_EQ(cured.instalment, annuity_instalment(12000000.0, 0.01, 18));
    EXPECT_EQ(cured_contract(contract, 12000000, 2, 5).maturity, 12) << "a longer term stays";
}

}  // namespace
}  // namespace recoup
