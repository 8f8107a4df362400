// Exit thresholds against the exact multinomial logit, and the rule by which a draw picks an exit.
#include "models/exit_thresholds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace recoup {
namespace {

constexpr long double ulp = 1.0L / 4294967296.0L;  // 2^-32

TEST(ExitThresholds, EqualTheLogitToOneUnitOfTheDraw) {
    std::mt19937_64 engine(31);
    std::uniform_real_distribution<double> log_odds(-14.0, 3.0);
    for (int i = 0; i < 20000; ++i) {
        const int n = 1 + static_cast<int>(engine() % 6);
        const bool removed = engine() % 3 == 0;
        std::vector<double> odds(static_cast<std::size_t>(n));
        std::vector<double> multipliers(odds.size());
        std::vector<std::uint32_t> thresholds(odds.size());
        long double total = removed ? 0.0L : 1.0L;
        for (std::size_t j = 0; j < odds.size(); ++j) {
            odds[j] = std::exp(log_odds(engine));
            multipliers[j] = std::exp(0.3 * log_odds(engine));
            total += static_cast<long double>(odds[j]) * multipliers[j];
        }
        exit_thresholds(odds.data(), multipliers.data(), n, removed ? 0.0 : 1.0, thresholds.data());
        long double cumulative = 0.0L;
        for (std::size_t j = 0; j < odds.size(); ++j) {
            cumulative += static_cast<long double>(odds[j]) * multipliers[j] / total;
            const long double share = static_cast<long double>(thresholds[j]) * ulp;
            ASSERT_NEAR(static_cast<double>(share - cumulative), 0.0, static_cast<double>(1.001L * ulp))
                << "exit " << j << " of " << n << ", draw " << i;
        }
    }
}

TEST(ExitThresholds, AnExitTakesTheDrawsBelowItsThreshold) {
    const double odds[] = {0.125, 0.0, 0.375, 0.5};
    const double ones[] = {1.0, 1.0, 1.0, 1.0};
    std::uint32_t t[4];
    exit_thresholds(odds, ones, 4, 1.0, t);  // over 2: 1/16, 1/16, 1/4, 1/2
    EXPECT_EQ(t[0], 0x10000000U);
    EXPECT_EQ(t[1], 0x10000000U);
    EXPECT_EQ(t[2], 0x40000000U);
    EXPECT_EQ(t[3], 0x80000000U);
    EXPECT_EQ(exit_at(0, t, 4, false), 0) << "the lowest draw is the worst exit";
    EXPECT_EQ(exit_at(0x0FFFFFFF, t, 4, false), 0);
    EXPECT_EQ(exit_at(0x10000000, t, 4, false), 2) << "a structural zero is never taken";
    EXPECT_EQ(exit_at(0x3FFFFFFF, t, 4, false), 2);
    EXPECT_EQ(exit_at(0x40000000, t, 4, false), 3);
    EXPECT_EQ(exit_at(0x7FFFFFFF, t, 4, false), 3);
    EXPECT_EQ(exit_at(0x80000000, t, 4, false), -1) << "then staying";
    EXPECT_EQ(exit_at(0xFFFFFFFF, t, 4, false), -1);
}

TEST(ExitThresholds, WhereStayingIsRemovedTheLastExitTakesTheRest) {
    const double odds[] = {1.0, 3.0};
    const double ones[] = {1.0, 1.0};
    std::uint32_t t[2];
    exit_thresholds(odds, ones, 2, 0.0, t);
    EXPECT_EQ(t[0], 0x40000000U);
    EXPECT_EQ(exit_at(0x3FFFFFFF, t, 2, true), 0);
    EXPECT_EQ(exit_at(0x40000000, t, 2, true), 1);
    EXPECT_EQ(exit_at(0xFFFFFFFF, t, 2, true), 1);
}

TEST(ExitThresholds, AStructuralZeroStaysZeroWhereStayingIsRemoved) {
    // The best exit is impossible: not even the highest draw may take it.
    const double ones[] = {1.0, 1.0, 1.0};
    std::mt19937_64 engine(32);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    for (int i = 0; i < 10000; ++i) {
        const double odds[] = {uniform(engine), uniform(engine), 0.0};
        std::uint32_t t[3];
        exit_thresholds(odds, ones, 3, 0.0, t);
        ASSERT_EQ(exit_at(0xFFFFFFFF, t, 3, true), 1) << odds[0] << ' ' << odds[1];
    }
}

TEST(ExitThresholds, OddsBeyondTheDrawsLeaveForCertain) {
    const double odds[] = {1e30};
    const double ones[] = {1.0};
    std::uint32_t t[1];
    exit_thresholds(odds, ones, 1, 1.0, t);
    EXPECT_EQ(t[0], largest_threshold);
}

}  // namespace
}  // namespace recoup
