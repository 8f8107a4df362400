// Sums of squares in whole numbers, against long double where it is exact enough and against closed forms
// where it is not.
#include "sim/aggregation/path_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace recoup::sim {
namespace {

PathSum sum_of(const std::vector<std::int64_t>& values) {
    PathSum sum;
    for (const std::int64_t value : values) {
        sum.add(value);
    }
    return sum;
}

long double error_in_two_passes(const std::vector<std::int64_t>& values) {
    const auto n = static_cast<long double>(values.size());
    long double mean = 0.0L;
    for (const std::int64_t value : values) {
        mean += static_cast<long double>(value) / n;
    }
    long double squares = 0.0L;
    for (const std::int64_t value : values) {
        squares += (static_cast<long double>(value) - mean) * (static_cast<long double>(value) - mean);
    }
    return std::sqrt(squares / (n * (n - 1.0L)));
}

TEST(PathSum, ErrorIsThatOfTwoPasses) {
    std::mt19937_64 random(11);
    for (const int bits : {3, 20, 40, 62}) {
        std::vector<std::int64_t> values;
        for (int i = 0; i < 500; ++i) {
            const auto size = static_cast<std::int64_t>(random() >> (64 - bits));
            values.push_back(random() % 2 == 0 ? size : -size);
        }
        const PathSum sum = sum_of(values);
        const auto expected = static_cast<double>(error_in_two_passes(values));
        EXPECT_NEAR(sum.standard_error(500), expected, 1e-14 * expected) << bits << " bits";
    }
}

TEST(PathSum, NothingCancels) {
    // A spread of one minor unit on top of 4.6e18: in floating point the squares would differ by nothing.
    constexpr std::int64_t level = (std::int64_t{1} << 62) - 5;
    EXPECT_EQ(sum_of({level, level + 2}).standard_error(2), 1.0);
    EXPECT_EQ(sum_of({-level, -level - 2}).standard_error(2), 1.0);
    EXPECT_EQ(sum_of({level, level, level}).standard_error(3), 0.0);
}

TEST(PathSum, HoldsTheLargestAmountsOfManyPaths) {
    // Doubled until it is the sum of 2^31 paths, as many as a study can have.
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t value : {largest, -largest}) {
        PathSum sum = sum_of({value});
        for (int doubling = 0; doubling < 31; ++doubling) {
            sum.add(PathSum(sum));
        }
        EXPECT_EQ(sum.total(), 0x1p31 * static_cast<double>(value));
        EXPECT_EQ(sum.standard_error(std::int64_t{1} << 31), 0.0);
    }
    PathSum both = sum_of({largest, -largest});
    EXPECT_EQ(both.total(), 0.0);
    EXPECT_EQ(both.standard_error(2), static_cast<double>(largest));
}

TEST(PathSum, OrderAndCutsDoNotMatter) {
    std::mt19937_64 random(12);
    std::vector<std::int64_t> values;
    for (int i = 0; i < 100; ++i) {
        values.push_back(static_cast<std::int64_t>(random() >> 2) - (std::int64_t{1} << 61));
    }
    const PathSum whole = sum_of(values);
    std::ranges::shuffle(values, random);
    PathSum first = sum_of({values.begin(), values.begin() + 37});
    first.add(sum_of({values.begin() + 37, values.end()}));
    EXPECT_EQ(first, whole);
}

TEST(PathSum, OnePathHasNoError) {
    EXPECT_TRUE(std::isnan(sum_of({5}).standard_error(1)));
    EXPECT_EQ(sum_of({5}).total(), 5.0);
    EXPECT_EQ(sum_of({-5}).total(), -5.0);
}

}  // namespace
}  // namespace recoup::sim
