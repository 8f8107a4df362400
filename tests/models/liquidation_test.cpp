// Liquidation: the price of C2 and C3 by quadrature over its noise, its unbiased mean, and who gets what.
#include "models/measures/liquidation.hpp"

#include <gtest/gtest.h>

#include <random>

#include "models/closed_form/expected_min.hpp"
#include "tests/models/primitive_outcomes.hpp"

namespace recoup {
namespace {

constexpr int nodes = 200000;

double node(int i) {
    return normal_quantile((i + 0.5) / nodes);
}

/// Mean over the walk of min(claim, price), by the midpoint rule in the uniform.
double mean_min_over_walk(double claim, CollateralAtSale at, const CollateralSpec& spec) {
    double sum = 0.0;
    for (int i = 0; i < nodes; ++i) {
        at.walk = spec.value_sd_per_year * std::sqrt(at.years) * node(i);
        sum += std::min(claim, realised_price(at, spec));
    }
    return sum / nodes;
}

TEST(Liquidation, C2MeanOfMinimumOfClaimAndPrice) {
    const CollateralSpec spec{.value_sd_per_year = 0.2};
    EXPECT_NEAR(mean_min_over_walk(100.0, {.value = 80.0, .years = 2.0}, spec), 76.91734769828139, 1e-4);
}

TEST(Liquidation, C3MeanOfMinimumOfClaimAndPrice) {
    // Drift .02 over three years is the index, not the walk.
    const CollateralSpec spec{.value_sd_per_year = 0.15};
    const CollateralAtSale at{.value = 120.0, .index_level = exp_ieee(0.06), .years = 3.0};
    EXPECT_NEAR(mean_min_over_walk(100.0, at, spec), 97.24146551233518, 1e-4);
}

TEST(Liquidation, EachNoiseLeavesTheMeanPriceAlone) {
    const CollateralSpec spec{
        .forced_sale_discount = 0.2, .sale_error_sd = 0.3, .value_sd_per_year = 0.25, .round_noise_sd = 0.1};
    const CollateralAtSale at{.value = 1000.0, .index_level = 0.9, .years = 4.0, .in_auction = true};
    const double expected = 1000.0 * 0.9 * 0.8;
    double by_walk = 0.0;
    double by_sale = 0.0;
    double by_round = 0.0;
    for (int i = 0; i < nodes; ++i) {
        CollateralAtSale draw = at;
        draw.walk = 0.25 * 2.0 * node(i);
        draw.in_auction = false;
        CollateralSpec one = spec;
        one.sale_error_sd = 0.0;
        by_walk += realised_price(draw, one);
        draw = at;
        draw.in_auction = false;
        draw.sale_error = node(i);
        one = spec;
        one.value_sd_per_year = 0.0;
        by_sale += realised_price(draw, one);
        draw = at;
        draw.round_noise = node(i);
        one = spec;
        one.value_sd_per_year = one.sale_error_sd = 0.0;
        by_round += realised_price(draw, one);
    }
    EXPECT_NEAR(by_walk / nodes, expected, 1e-3 * expected);
    EXPECT_NEAR(by_sale / nodes, expected, 1e-3 * expected);
    EXPECT_NEAR(by_round / nodes, expected, 1e-3 * expected);
}

TEST(Liquidation, S110ForcedSaleDiscountGrowsWithTheFallOfTheIndex) {
    const CollateralSpec spec{.forced_sale_discount = 0.25, .discount_slope = 0.3};
    EXPECT_DOUBLE_EQ(realised_price({.value = 200.0}, spec), 150.0);
    EXPECT_DOUBLE_EQ(realised_price({.value = 200.0, .index_level = 0.5, .index_fall = 0.5}, spec),
                     100.0 * 0.6);
    EXPECT_DOUBLE_EQ(appraised_value({.value = 200.0, .index_level = 0.5, .index_fall = 0.5}), 100.0);
}

TEST(Liquidation, RoundNoiseOnlyInAuctions) {
    const CollateralSpec spec{.round_noise_sd = 0.5};
    EXPECT_EQ(realised_price({.value = 100.0, .round_noise = 3.0}, spec), 100.0);
    EXPECT_NE(realised_price({.value = 100.0, .round_noise = 3.0, .in_auction = true}, spec), 100.0);
}

TEST(Liquidation, DistributionGivesEveryUnitToSomebodyOnce) {
    std::mt19937_64 engine(7);
    const auto amount = [&](double scale) {
        return engine() % 4 == 0 ? 0.0 : scale * static_cast<double>(engine() % 1000000);
    };
    for (int i = 0; i < 100000; ++i) {
        const double price = amount(0.37);
        const double prior = amount(0.11);
        const double cost = amount(0.05);
        const auto claim = static_cast<Minor>(amount(0.25));
        const auto p = divided(price, prior, cost, claim);
        const Minor to_borrower = round_to_minor(price) - p.prior_claims - p.claim;
        ASSERT_GE(p.prior_claims, 0);
        ASSERT_GE(p.sale_cost, 0);
        ASSERT_GE(to_borrower, 0);
        ASSERT_GE(p.claim, p.sale_cost) << "the cost of the sale is paid before the claim";
        ASSERT_LE(p.claim, claim + p.sale_cost) << "never above the claim and the cost added to it";
        ASSERT_TRUE(to_borrower == 0 || p.claim == claim + p.sale_cost) << "the borrower comes last";
        ASSERT_TRUE(p.claim == 0 || p.prior_claims == round_to_minor(prior)) << "prior claims first";
    }
}

TEST(Liquidation, DistributionByHand) {
    // 1000 for the collateral: 300 to the prior lien, 60 costs, the claim of 500 in full, 140 back.
    const auto p = divided(1000.0, 300.0, 60.0, 500);
    EXPECT_EQ(p.prior_claims, 300);
    EXPECT_EQ(p.sale_cost, 60);
    EXPECT_EQ(p.claim, 560);
}

}  // namespace
}  // namespace recoup
