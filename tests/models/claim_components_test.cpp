// Principal, interest and fees: who is paid first, and that a stay told at once ends as month by month.
#include "models/claim_components.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "tests/models/contract_builders.hpp"

namespace recoup {
namespace {

using enum ClaimPart;

constexpr ClaimComponents owed{.principal = 1000'00, .interest = 80'00, .fees = 20'00};

TEST(ClaimComponents, CashGoesToFeesThenInterestThenPrincipal) {
    const auto after = [](Minor cash) { return allocate(owed, 10'00, cash, usual_allocation); };
    EXPECT_EQ(after(0), (ClaimComponents{1000'00, 90'00, 20'00}));
    EXPECT_EQ(after(15'00), (ClaimComponents{1000'00, 90'00, 5'00}));
    EXPECT_EQ(after(60'00), (ClaimComponents{1000'00, 50'00, 0}));
    EXPECT_EQ(after(110'00), (ClaimComponents{1000'00, 0, 0})) << "all arrears, and no more";
    EXPECT_EQ(after(400'00), (ClaimComponents{710'00, 0, 0}));
    EXPECT_EQ(after(1110'00), ClaimComponents{});
}

TEST(ClaimComponents, AnotherOrderPaysThePrincipalFirst) {
    const AllocationOrder order = {principal, fees, interest};
    EXPECT_EQ(allocate(owed, 10'00, 1010'00, order), (ClaimComponents{0, 90'00, 10'00}));
    EXPECT_EQ(allocate(owed, 0, 300'00, order), (ClaimComponents{700'00, 80'00, 20'00}))
        << "an amount forgiven is taken off in an order of its own";
}

// S2-02: late fees and penalties are waived apart from the principal.
TEST(ClaimComponents, S202FeesAreWaivedApartFromThePrincipal) {
    EXPECT_EQ(waived(owed, fees, 1.0), (ClaimComponents{1000'00, 80'00, 0}));
    EXPECT_EQ(waived(owed, principal, 0.2), (ClaimComponents{800'00, 80'00, 20'00}));
    EXPECT_EQ(waived({.fees = 1001}, fees, 0.25).fees, 751) << "250.25 waived, a quarter of a cent is not";
    EXPECT_EQ(with_costs(owed, 5'00).fees, 25'00);
    EXPECT_EQ(capitalised(owed), ClaimComponents{.principal = 1100'00});
}

/// Month by month in whole minor units: what the month accrues is owed, and each part in turn takes of the
/// cash what it is owed.
ClaimComponents after_month(ClaimComponents parts, ClaimMonth month, const AllocationOrder& order) {
    parts.interest += month.interest;
    Minor cash = month.cash;
    for (const ClaimPart part : order) {
        const Minor taken = std::min(cash, parts.of(part));
        parts.of(part) -= taken;
        cash -= taken;
    }
    return parts;
}

TEST(ClaimComponents, AStayAtOnceEndsAsMonthByMonth) {
    std::mt19937_64 engine(23);
    std::array<ClaimPart, 3> order = {fees, interest, principal};
    int with_cash = 0, with_all_parts = 0, longer_than_a_phase = 0;
    for (int i = 0; i < 30000; ++i) {
        const ClaimSchedule schedule =
            claim_schedule(testing_models::random_contract(engine), testing_models::random_cash(engine));
        std::next_permutation(order.begin(), order.end());
        const auto amount = [&](unsigned below) { return static_cast<Minor>(engine() % below); };
        const ClaimComponents start{amount(2000000), amount(300000), amount(200000)};
        const int since = static_cast<int>(engine() % 8);
        const int until = since + static_cast<int>(engine() % 60);
        ClaimComponents parts = start;
        bool paid = false;
        ClaimMonth sum;
        for (int month = since + 1; month <= until; ++month) {
            const Minor after =
                round_to_minor(claim_after(schedule, static_cast<double>(start.total()), since, month));
            const ClaimMonth now = claim_month(schedule, month, parts.total(), after);
            parts = after_month(parts, now, order);
            paid = paid || now.cash > 0;
            sum.interest += now.interest;
            sum.cash += now.cash;
            ASSERT_EQ(parts.total(), after) << i << ", month " << month;
            ASSERT_GE(std::min({parts.principal, parts.interest, parts.fees}), 0) << i;
        }
        ASSERT_EQ(components_after_stay(start, schedule, since, until, order), parts)
            << i << ", months " << since << " to " << until;
        if (until > since && until <= schedule.last_payment && schedule.is_level_from(since + 1)) {
            const ClaimStay stay{.schedule = schedule, .claim = start.total(), .since = since};
            const ClaimMonth flow = stretch_flow(stay, since, until);
            ASSERT_EQ(flow.cash, sum.cash) << i;
            ASSERT_EQ(flow.interest, sum.interest) << i;
        }
        with_cash += paid ? 1 : 0;
        with_all_parts += parts.principal > 0 && parts.interest > 0 && parts.fees > 0 ? 1 : 0;
        longer_than_a_phase += schedule.phases.size() > 1 && until > schedule.phases[0].until ? 1 : 0;
    }
    EXPECT_GT(with_cash, 10000);
    EXPECT_GT(with_all_parts, 3000);
    EXPECT_GT(longer_than_a_phase, 10000);
}

// A holiday after months that pay: the interest of the holiday is owed, though what was paid before would
// have covered it. Totals of the whole stay would not tell.
TEST(ClaimComponents, PhasesAreAllocatedOneAfterTheOther) {
    const ClaimSchedule schedule{
        .monthly_rate = 0.01,
        .payment = 30'00,
        .last_payment = 24,
        .phases = {{.due = {0.0, 5000.0}, .until = 2}, {.due = {0.0, 0.0}, .until = 4}}};
    const ClaimComponents after =
        components_after_stay({.principal = 1000'00}, schedule, 0, 4, usual_allocation);
    // 1,000 + 10 - 50 = 960 + 9.60 - 50 = 919.60, then two months of 9.20 and 9.29 unpaid
    EXPECT_EQ(after, (ClaimComponents{919'60, 18'48, 0}));
}

}  // namespace
}  // namespace recoup
