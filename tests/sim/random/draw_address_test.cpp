// Addresses: the hash of an id, the layout of the counter, the half-words of monthly exits, and the laws of
// the draws at a fixed seed (4 standard errors).
#include "sim/random/draw_address.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/deterministic_math.hpp"
#include "models/units.hpp"

namespace recoup::sim {
namespace {

constexpr std::uint64_t seed = 20250331;

TEST(DrawAddress, EntityIsHeadOfSha256) {
    EXPECT_EQ(entity_of("abc"), 0xba7816bf8f01cfeaULL);  // FIPS 180-4 example
    EXPECT_EQ(entity_of(""), 0xe3b0c44298fc1c14ULL);
    EXPECT_NE(entity_of("1"), entity_of("01"));
}

TEST(DrawAddress, CounterLayout) {
    const DrawAddress address{7, 0x1122334455667788ULL, Purpose::macro_shock, 24300};
    EXPECT_EQ(draw(seed, address), philox4x32({7, 0x55667788, 0x11223344, 3U << 16 | 24300}, {20250331, 0}));
}

TEST(DrawAddress, PurposeNumbersNeverChange) {
    EXPECT_EQ(static_cast<int>(Purpose::exit_high), 1);
    EXPECT_EQ(static_cast<int>(Purpose::exit_low), 2);
    EXPECT_EQ(static_cast<int>(Purpose::macro_shock), 3);
    EXPECT_EQ(static_cast<int>(Purpose::index_shock), 4);
    EXPECT_EQ(static_cast<int>(Purpose::collateral_walk), 5);
    EXPECT_EQ(static_cast<int>(Purpose::sale_error), 6);
    EXPECT_EQ(static_cast<int>(Purpose::auction_noise), 7);
    EXPECT_EQ(static_cast<int>(Purpose::macro_tail), 8);
    EXPECT_EQ(static_cast<int>(Purpose::measure_outcome), 9);
    EXPECT_EQ(static_cast<int>(Purpose::parameter_shift), 10);
}

TEST(DrawAddress, UniformStaysInsideTheOpenInterval) {
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(uniform({0, 0, ones, ones}), 0x1p-53);
    EXPECT_EQ(uniform({ones, ones, 0, 0}), 1.0 - 0x1p-53);
    EXPECT_EQ(uniform({0x80000000, 0, 0, 0}), 0.5 + 0x1p-53);
    EXPECT_EQ(uniform({0x7fffffff, ones, 0, 0}), 0.5 - 0x1p-53);
}

TEST(DrawAddress, HalfWordsOfEightMonths) {
    const PhiloxWords words{0x11110000, 0x33332222, 0x55554444, 0x77776666};
    for (int month = 0; month < 8; ++month) {
        EXPECT_EQ(exit_half_word(words, calendar_month(2025, 1) / 8 * 8 + month), 0x1111 * month);
    }
}

TEST(DrawAddress, ExitDrawIsTheHalfWordOfItsBlock) {
    const int month = calendar_month(2025, 4);  // 24303 = 8 * 3037 + 7
    const std::uint64_t entity = entity_of("LOAN-000001");
    const PhiloxWords high = draw(seed, {5, entity, Purpose::exit_high, 3037});
    const PhiloxWords low = draw(seed, {5, entity, Purpose::exit_low, 3037});
    EXPECT_EQ(exit_high(seed, 5, entity, month), high[3] >> 16);
    EXPECT_EQ(exit_low(seed, 5, entity, month), low[3] >> 16);
}

TEST(DrawAddress, NormalDrawsHaveUnitLaw) {
    constexpr int n = 100'000;
    double sum = 0, sum_of_squares = 0, sum_of_fourths = 0;
    for (int path = 0; path < n; ++path) {
        const double z = standard_normal(draw(
            seed, {static_cast<std::uint32_t>(path), entity_of("unemployment"), Purpose::macro_shock, 1}));
        sum += z;
        sum_of_squares += z * z;
        sum_of_fourths += z * z * z * z;
    }
    const double mean_error = 1 / std::sqrt(n), square_error = std::sqrt(2.0 / n),
                 fourth_error = std::sqrt(96.0 / n);
    EXPECT_NEAR(sum / n, 0.0, 4 * mean_error) << "standard error " << mean_error;
    EXPECT_NEAR(sum_of_squares / n, 1.0, 4 * square_error) << "standard error " << square_error;
    EXPECT_NEAR(sum_of_fourths / n, 3.0, 4 * fourth_error) << "standard error " << fourth_error;
}

TEST(DrawAddress, ExitHalfWordsAreUniformAndUncorrelatedFromMonthToMonth) {
    constexpr int n = 100'000;
    double sum = 0, product = 0;
    for (int path = 0; path < n; ++path) {
        const auto k = static_cast<std::uint32_t>(path);
        const double u = (exit_high(seed, k, 99, 24302) + 0.5) / 65536 - 0.5;
        const double v = (exit_high(seed, k, 99, 24303) + 0.5) / 65536 - 0.5;
        sum += u;
        product += u * v;
    }
    const double mean_error = std::sqrt(1.0 / 12 / n), product_error = std::sqrt(1.0 / 144 / n);
    EXPECT_NEAR(sum / n, 0.0, 4 * mean_error) << "standard error " << mean_error;
    EXPECT_NEAR(product / n, 0.0, 4 * product_error) << "standard error " << product_error;
}

}  // namespace
}  // namespace recoup::sim
