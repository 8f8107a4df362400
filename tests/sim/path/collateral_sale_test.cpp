// Sales at their addresses: C2 and C3 by the simulator's own draws, unbiased mean, what the noise may depend
// on.
#include "sim/path/collateral_sale.hpp"

#include <gtest/gtest.h>

#include "models/closed_form/expected_min.hpp"
#include "tests/models/primitive_outcomes.hpp"
#include "tests/sim/studies/tiny_study.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

/// All that secures the first loan.
Sale sale_of_all(const PathContext& context, int month, bool in_auction) {
    return collateral_sale(context, 0, context.prepared.loan_records[0].all_collateral(), month, in_auction);
}

/// One loan with one house; index level known at every month.
struct Sales {
    Study study = tiny::empty_study({tiny::hold()});
    IndexPaths indices;

    explicit Sales(const CollateralSpec& spec, double value, double growth_a_month = 0.0) {
        SegmentParameters p = tiny::segment_parameters();
        p.collateral["house"] = spec;
        tiny::add_segment(study, "one", p);
        tiny::add_loan(study, {.id = "L"});
        tiny::add_collateral(study, {.id = "house", .value = value, .index = 1});
        indices.indices = 3;
        for (int month = 0; month <= study.recovery_horizon_months; ++month) {
            for (const double growth : {0.0, growth_a_month, 0.0}) {
                indices.level.push_back(exp_ieee(growth * month));
                indices.fall.push_back(0.0);
            }
        }
    }
    /// Samples of min(claim, price) and of price, in units of currency.
    std::pair<Sample, Sample> simulate(double claim, int month, bool in_auction, int paths) const {
        const PreparedStudy prepared(study);
        std::pair<Sample, Sample> samples;
        for (int path = 0; path < paths; ++path) {
            const PathContext context{prepared, static_cast<std::uint32_t>(path), 0, indices};
            const double price = sale_of_all(context, month, in_auction).price / 100.0;
            samples.first.add(std::min(claim, price));
            samples.second.add(price);
        }
        return samples;
    }
};

TEST(CollateralSale, C2MeanMinimumOfSimulatedSales) {
    const Sales sales({.value_sd_per_year = 0.2}, 80.0);
    const auto [least, price] = sales.simulate(100.0, 24, false, 40000);
    EXPECT_TRUE(within_standard_errors(least.mean(), 76.91734769828139, least.standard_error()));
    EXPECT_TRUE(within_standard_errors(price.mean(), 80.0, price.standard_error()));
}

TEST(CollateralSale, C3MeanMinimumOfSimulatedSales) {
    const Sales sales({.value_sd_per_year = 0.15}, 120.0, 0.02 / 12.0);
    const auto [least, price] = sales.simulate(100.0, 36, false, 40000);
    EXPECT_TRUE(within_standard_errors(least.mean(), 97.24146551233518, least.standard_error()));
    EXPECT_TRUE(within_standard_errors(price.mean(), 120.0 * std::exp(0.06), price.standard_error()));
}

TEST(CollateralSale, AllNoisesTogetherHaveTheClosedFormMeans) {
    const CollateralSpec spec{
        .forced_sale_discount = 0.2, .sale_error_sd = 0.25, .value_sd_per_year = 0.2, .round_noise_sd = 0.1};
    const Sales sales(spec, 130.0);
    const auto [least, price] = sales.simulate(100.0, 24, true, 40000);
    const double log_sd = std::sqrt(0.04 * 2.0 + 0.0625 + 0.01);
    EXPECT_TRUE(
        within_standard_errors(least.mean(), expected_min(100.0, 104.0, log_sd), least.standard_error()));
    EXPECT_TRUE(within_standard_errors(price.mean(), 104.0, price.standard_error()));
}

/// Logarithm of a sale's price over its appraised value.
double log_noise(const Study& study, const IndexPaths& indices, int month, bool in_auction) {
    const PreparedStudy prepared(study);
    const PathContext context{prepared, 7, 0, indices};
    const Sale sale = sale_of_all(context, month, in_auction);
    return std::log(sale.price / sale.appraised);
}

TEST(CollateralSale, AuctionRoundsShareTheAppraisalError) {
    const Sales sales({.sale_error_sd = 0.3, .round_noise_sd = 0.01}, 100.0);
    const double sale = log_noise(sales.study, sales.indices, 12, false);
    const double first = log_noise(sales.study, sales.indices, 12, true);
    const double second = log_noise(sales.study, sales.indices, 16, true);
    EXPECT_EQ(sale, log_noise(sales.study, sales.indices, 30, false)) << "one error a valuation";
    EXPECT_NE(first, second) << "each round has its own small noise";
    EXPECT_NEAR(first, sale, 0.06);
    EXPECT_NEAR(second, sale, 0.06);
}

TEST(CollateralSale, TheWalkGrowsByAQuarterAtATime) {
    const Sales sales({.value_sd_per_year = 0.2}, 100.0);
    const auto at = [&](int month) { return log_noise(sales.study, sales.indices, month, false); };
    EXPECT_EQ(at(1), at(3));
    EXPECT_NE(at(3), at(4)) << "cut-off is a quarter end, so months 1, 4, 7 ... start quarters";
    EXPECT_EQ(at(4), at(6));
}

TEST(CollateralSale, AnOlderValuationIsLessCertain) {
    Sales sales({.value_sd_per_year = 0.2}, 100.0);
    sales.study.portfolio.collateral.valuation_month[0] = -24;
    sales.study.portfolio.collateral.valuation_calendar_month[0] -= 24;
    const auto old = sales.simulate(100.0, 24, false, 20000).second;
    const double variance = exp_ieee(0.04 * 4.0) - 1.0;
    EXPECT_TRUE(within_standard_errors(old.mean(), 100.0, old.standard_error()));
    // the standard error of a lognormal's variance is large; a tenth is enough to tell 4 years from 2
    EXPECT_NEAR(old.variance() / 1e4, variance, 0.1 * variance);
}

TEST(CollateralSale, SeveralCollateralsAddUp) {
    Sales sales({.forced_sale_discount = 0.25, .sale_cost_share = 0.1}, 100.0, 0.01);
    tiny::add_collateral(sales.study, {.id = "second", .value = 50.0, .prior_claims = 20.0});
    const PreparedStudy prepared(sales.study);
    const PathContext context{prepared, 0, 0, sales.indices};
    const Sale sale = sale_of_all(context, 10, false);
    EXPECT_NEAR(sale.appraised, 10000.0 * std::exp(0.1) + 5000.0, 1e-6);
    EXPECT_NEAR(sale.price, 0.75 * sale.appraised, 1e-6);
    EXPECT_NEAR(sale.sale_cost, 0.1 * sale.price, 1e-6);
    EXPECT_EQ(sale.prior_claims, 2000.0);
}

TEST(CollateralSale, PriorClaimsAreOfTheirOwnCollateral) {
    Sales sales({.forced_sale_discount = 0.25}, 100.0);
    tiny::add_collateral(sales.study, {.id = "burdened", .value = 40.0, .prior_claims = 500.0});
    const PreparedStudy prepared(sales.study);
    const PathContext context{prepared, 0, 0, sales.indices};
    EXPECT_EQ(sale_of_all(context, 10, false).prior_claims, 3000.0)
        << "what the second collateral brings, no more; the first is free";
}

// A loan of 1,000 with two collaterals: one of 400 whose sale costs 3 %, and one of 380, 10 %, whose price
// prior claims of 450 take whole. Borne together, the costs of the second, 38, come out of the first: .350 of
// the claim is recovered where the first brings 400 - 12, .388.
TEST(CollateralSale, CostsOfEachAreNotBorneByTheOthers) {
    Sales sales({.sale_cost_share = 0.03}, 400.0);
    sales.study.segments[0].parameters.collateral["machine"] = {.sale_cost_share = 0.1};
    tiny::add_collateral(sales.study,
                         {.id = "burdened", .value = 380.0, .collateral_class = 1, .prior_claims = 450.0});
    const auto recovered = [&](bool pool, std::uint32_t sold = 0b11) {
        sales.study.pool_sale_costs = pool;
        const PreparedStudy prepared(sales.study);
        const PathContext context{prepared, 0, 0, sales.indices};
        const Sale sale = collateral_sale(context, 0, {sold}, 10, false);
        const auto p = divided(sale.price, sale.prior_claims, sale.sale_cost, 1000'00);
        EXPECT_GE(p.claim, p.sale_cost);
        return p.claim - p.sale_cost;
    };
    EXPECT_EQ(recovered(true), 350'00);
    EXPECT_EQ(recovered(false), 388'00);
    EXPECT_EQ(recovered(false, 0b01) + recovered(false, 0b10), 388'00) << "also one by one";
    EXPECT_EQ(recovered(false, 0b10), 0);
    EXPECT_EQ(recovered(true, 0b01), recovered(false, 0b01)) << "one collateral has nobody to pool with";
}

TEST(CollateralSale, PriorClaimsThatLeaveLessThanTheCostsLeaveNothing) {
    Sales sales({.sale_cost_share = 0.2}, 100.0);
    tiny::add_collateral(sales.study, {.id = "burdened", .value = 50.0, .prior_claims = 45.0});
    sales.study.pool_sale_costs = false;
    const PreparedStudy prepared(sales.study);
    const PathContext context{prepared, 0, 0, sales.indices};
    EXPECT_NEAR(collateral_sale(context, 0, {0b10}, 10, false).sale_cost, 500.0, 1e-9)
        << "10 of costs, 5 are left of the price";
    EXPECT_NEAR(sale_of_all(context, 10, false).sale_cost, 2500.0, 1e-9);
}

/// A house, a machine and a house with prior claims, all of them with noise.
Sales three_collaterals() {
    Sales sales({.forced_sale_discount = 0.25, .sale_cost_share = 0.1, .sale_error_sd = 0.3}, 100.0, 0.01);
    tiny::add_collateral(sales.study, {.id = "machine", .value = 70.0, .collateral_class = 1});
    tiny::add_collateral(sales.study, {.id = "burdened", .value = 50.0, .prior_claims = 20.0});
    return sales;
}

TEST(CollateralSale, PartsSoldOneByOneBringWhatAllBringTogether) {
    const Sales sales = three_collaterals();
    const PreparedStudy prepared(sales.study);
    const PathContext context{prepared, 5, 0, sales.indices};
    const Sale all = sale_of_all(context, 10, false);
    EXPECT_EQ(all.sold, CollateralSet{0b111});
    for (std::uint32_t part = 0; part < 8; ++part) {
        const CollateralSet sold{part};
        const Sale first = collateral_sale(context, 0, sold, 10, false);
        const Sale rest = collateral_sale(context, 0, all.sold.without(sold), 10, false);
        EXPECT_EQ(first.sold, sold);
        EXPECT_NEAR(first.price + rest.price, all.price, 1e-9);
        EXPECT_NEAR(first.appraised + rest.appraised, all.appraised, 1e-9);
        EXPECT_NEAR(first.sale_cost + rest.sale_cost, all.sale_cost, 1e-9);
        EXPECT_EQ(first.prior_claims, (part & 4U) != 0 ? 2000.0 : 0.0);
    }
    EXPECT_EQ(collateral_sale(context, 0, {}, 10, true).price, 0.0) << "nothing is held";
}

TEST(CollateralSale, WhatIsSoldIsChosenByClassOrByRank) {
    const Sales sales = three_collaterals();
    const PreparedStudy prepared(sales.study);
    const LoanRecord& loan = prepared.loan_records[0];
    const CollateralSet all = loan.all_collateral();
    EXPECT_EQ(held_of_class(prepared, loan, all, 0), CollateralSet{0b101}) << "both houses";
    EXPECT_EQ(held_of_class(prepared, loan, all, 1), CollateralSet{0b010});
    EXPECT_EQ(held_of_class(prepared, loan, CollateralSet{0b100}, 0), CollateralSet{0b100});
    EXPECT_EQ(all.first_held(), CollateralSet{0b001});
    EXPECT_EQ(all.without(all.first_held()).first_held(), CollateralSet{0b010});
    EXPECT_EQ(CollateralSet{}.first_held(), CollateralSet{});
}

TEST(CollateralSale, ALoanHoldsUpToAllItsBits) {
    EXPECT_TRUE(CollateralSet::first(0).empty());
    EXPECT_EQ(CollateralSet::first(31).bits, 0x7FFFFFFFU);
    EXPECT_EQ(CollateralSet::first(32).bits, 0xFFFFFFFFU);
}

/// More sales than the memory has places, each twice: first, remembered, written over and drawn again.
TEST(CollateralSale, RememberedNoiseIsTheNoiseDrawn) {
    Sales sales({.sale_error_sd = 0.2, .value_sd_per_year = 0.2, .round_noise_sd = 0.1}, 100.0, 0.01);
    for (unsigned i = 1; i < CollateralSet::most; ++i) {
        tiny::add_collateral(sales.study, {.id = "more " + std::to_string(i), .value = 50.0});
    }
    const PreparedStudy prepared(sales.study);
    SaleNoiseMemo memo;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t path = 0; path < 3; ++path) {
            for (int month = 1; month <= 60; ++month) {
                for (const bool in_auction : {false, true}) {
                    const PathContext plain{prepared, path, 0, sales.indices};
                    const PathContext remembering{prepared, path, 0, sales.indices, &memo};
                    ASSERT_EQ(sale_of_all(plain, month, in_auction).price,
                              sale_of_all(remembering, month, in_auction).price)
                        << path << ", month " << month;
                }
            }
        }
    }
}

}  // namespace
}  // namespace recoup::sim
