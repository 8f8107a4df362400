// The expected sale against a quadrature of the payoff itself over the lognormal law, and what auctions that
// failed tell about the price against a simulation of their rounds.
#include "models/measures/expected_sale.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "models/expected/sale_tables.hpp"

namespace recoup {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Who gets what at noise e, per unit of the claim; the order of `distribute`: prior claims, cost, claim.
struct AtNoise {
    double recovered, cost, deficient;
};
AtNoise sale_at(const SaleLaw& law, double claim, double e) {
    const double price = law.mean_price * std::exp(law.log_sd * e - 0.5 * law.log_sd * law.log_sd);
    const double left = std::max(0.0, (1.0 - law.cost_share) * price - law.prior_claims);
    return {.recovered = std::min(claim, left) / claim,
            .cost = std::min(std::max(0.0, price - law.prior_claims), law.cost_share * price) / claim,
            .deficient = left < claim ? 1.0 : 0.0};
}

/// Mean over low < e <= high, split where the payoff bends.
ExpectedSale by_quadrature(const SaleLaw& law, double claim, double low, double high) {
    constexpr double far = 12.0;
    std::vector<double> ends = {std::max(low, -far), std::min(high, far)};
    const double net = (1.0 - law.cost_share) * law.mean_price;
    for (const double ratio :
         {law.prior_claims / law.mean_price, law.prior_claims / net, (claim + law.prior_claims) / net}) {
        const double bend = std::log(ratio) / law.log_sd + 0.5 * law.log_sd;
        if (ratio > 0.0 && bend > ends[0] && bend < ends[1]) ends.push_back(bend);
    }
    std::sort(ends.begin(), ends.end());
    ExpectedSale sale;
    const auto add = [&](double from, double to, double& sum, const std::function<double(double)>& f) {
        const auto weighted = [&](double e) { return f(e) * std::exp(-0.5 * e * e) / std::sqrt(2.0 * M_PI); };
        sum += boost::math::quadrature::gauss_kronrod<double, 61>::integrate(weighted, from, to, 12, 1e-14);
    };
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const double from = ends[i], to = ends[i + 1];
        add(from, to, sale.probability, [](double) { return 1.0; });
        add(from, to, sale.recovered, [&](double e) { return sale_at(law, claim, e).recovered; });
        add(from, to, sale.cost, [&](double e) { return sale_at(law, claim, e).cost; });
        add(from, to, sale.deficiency_probability,
            [&](double e) { return sale_at(law, claim, e).deficient; });
    }
    return sale;
}

void expect_quadrature(const SaleLaw& law, double claim, double low = -infinity, double high = infinity) {
    const ExpectedSale sale = expected_sale(law, claim, low, high);
    const ExpectedSale exact = by_quadrature(law, claim, low, high);
    EXPECT_NEAR(sale.probability, exact.probability, 1e-10);
    EXPECT_NEAR(sale.recovered, exact.recovered, 1e-10);
    EXPECT_NEAR(sale.cost, exact.cost, 1e-10);
    EXPECT_NEAR(sale.deficiency_probability, exact.deficiency_probability, 1e-10);
    std::vector<ExpectedSale> many;
    expected_sales(law, std::vector<double>{0.5 * claim, claim}, low, high, many);
    EXPECT_EQ(many[1].recovered, sale.recovered);
    EXPECT_EQ(many[1].deficiency_probability, sale.deficiency_probability);
}

TEST(ExpectedSale, C2AndItsProbabilityOfADeficiency) {
    const SaleLaw law{.mean_price = 0.8, .log_sd = 0.2 * std::sqrt(2.0)};
    const ExpectedSale sale = expected_sale(law, 1.0, -infinity, infinity);
    EXPECT_NEAR(sale.recovered, 0.7691734769828, 1e-12);
    EXPECT_NEAR(sale.deficiency_probability, 0.823906, 5e-7);
    EXPECT_EQ(sale.cost, 0.0);
    expect_quadrature(law, 1.0);
}

TEST(ExpectedSale, PriorClaimsAndCostOverAPartOfTheNoise) {
    const SaleLaw law{.mean_price = 1.1, .prior_claims = 0.3, .cost_share = 0.06, .log_sd = 0.25};
    const ExpectedSale sale = expected_sale(law, 0.9, -0.5, 1.2);
    EXPECT_NEAR(sale.probability, 0.576393, 5e-7);
    EXPECT_NEAR(sale.recovered, 0.490613, 5e-7);
    EXPECT_NEAR(sale.cost, 0.044170, 5e-7);
    EXPECT_NEAR(sale.deficiency_probability, 0.455868, 5e-7);
    expect_quadrature(law, 0.9, -0.5, 1.2);
}

TEST(ExpectedSale, PriorClaimsAndCostOverAllNoise) {
    const SaleLaw law{.mean_price = 0.9, .prior_claims = 0.2, .cost_share = 0.1, .log_sd = 0.3};
    const ExpectedSale sale = expected_sale(law, 0.8, -infinity, infinity);
    EXPECT_NEAR(sale.recovered, 0.714779, 5e-7);
    EXPECT_NEAR(sale.cost, 0.112500, 5e-7);
    EXPECT_NEAR(sale.deficiency_probability, 0.803005, 5e-7);
    expect_quadrature(law, 0.8);
}

// Prior claims take nearly all: often nothing is left for the cost, nor for the claim.
TEST(ExpectedSale, PriorClaimsNearThePrice) {
    const SaleLaw law{.mean_price = 0.8, .prior_claims = 0.78, .cost_share = 0.05, .log_sd = 0.3};
    for (const double claim : {0.05, 0.3, 2.0}) {
        expect_quadrature(law, claim);
        expect_quadrature(law, claim, -infinity, 0.1);
        expect_quadrature(law, claim, 0.1, 0.7);
    }
}

// Reserve at which e = ln(reserve / (1 - discount)) / s + s/2.
TEST(ExpectedSale, NoiseAtReserve) {
    EXPECT_NEAR(noise_at_reserve(0.85, 0.75, 0.2), 0.7258157147700, 1e-12);
    EXPECT_EQ(noise_at_reserve(0.0, 0.75, 0.2), -infinity);
    EXPECT_EQ(noise_at_reserve(0.75, 0.75, 0.0), -infinity) << "sold at the reserve itself";
    EXPECT_EQ(noise_at_reserve(0.76, 0.75, 0.0), infinity);
}

// The walk steps in the first month of each quarter after that of the valuation.
TEST(SaleTables, WalkQuarters) {
    const int december = 12 * 2024 + 11;
    EXPECT_EQ(walk_quarters(december, december), 0);
    EXPECT_EQ(walk_quarters(december, december + 1), 1);
    EXPECT_EQ(walk_quarters(december, december + 3), 1);
    EXPECT_EQ(walk_quarters(december, december + 4), 2);
    EXPECT_EQ(walk_quarters(december - 2, december), 0) << "October to December";
    EXPECT_EQ(walk_quarters(december - 2, december + 1), 1);
}

/// Auctions three months apart, each after the failure of those before, by the strata of their noise.
struct AuctionChain {
    std::vector<double> by_round;  ///< recovered, per unit of the claim
    double sold = 0.0;             ///< probability
};
AuctionChain auction_chain(const CollateralKind& kind, const std::vector<double>& reserves,
                           double claim_over_value, int first_month, int strata) {
    AuctionChain chain;
    SaleTables tables(kind, CubicGrid({std::log(claim_over_value)}), reserves, strata);
    std::vector<double> law;  // of the strata; empty = no auction yet
    for (std::size_t round = 0; round < reserves.size(); ++round) {
        tables.begin_month(first_month + 3 * static_cast<int>(round), 1.0, 0.0);
        std::vector<double> next(static_cast<std::size_t>(strata), 0.0);
        double recovered = 0.0;
        for (int s = round == 0 ? no_stratum : 0; s < (round == 0 ? 0 : strata); ++s) {
            const double weight = s == no_stratum ? 1.0 : law[static_cast<std::size_t>(s)];
            const ExpectedSale& sale = tables.auction(reserves[round], s).front();
            recovered += weight * sale.recovered;
            chain.sold += weight * sale.probability;
            if (round + 1 == reserves.size()) continue;
            const std::vector<double>& failed = tables.failures(reserves[round], s, reserves[round + 1], 3);
            for (std::size_t to = 0; to < failed.size(); ++to) next[to] += weight * failed[to];
        }
        chain.by_round.push_back(recovered);
        law = next;
    }
    return chain;
}

// The rounds of the loan engine's auctions, simulated apart from this code: price = .75 exp(walk - s1^2 q/8 +
// s0 z - s0^2/2 + round noise), sold at the reserve or above, one walk and one z for all rounds. 30 million
// draws: .645066 (standard error .000028), later rounds .561480 (.000039).
TEST(SaleTables, AuctionRoundsShareErrorAndWalkButNotTheirOwnNoise) {
    const CollateralKind kind{.spec = {.forced_sale_discount = 0.25,
                                       .sale_cost_share = 0.06,
                                       .sale_error_sd = 0.15,
                                       .value_sd_per_year = 0.10,
                                       .round_noise_sd = 0.05},
                              .valuation_calendar_month = 24252};
    constexpr double simulated_all = 0.645066, simulated_later = 0.561480;
    const AuctionChain chain = auction_chain(kind, {1.0, 0.85, 0.7, 0.0}, 1.1, 24290, 32);
    double all = 0.0;
    for (const double each : chain.by_round) all += each;
    std::printf("auction chain, 32 strata: all %.6f, later rounds %.6f\n", all, all - chain.by_round[0]);
    EXPECT_NEAR(chain.sold, 1.0, 1e-12) << "the last round has no reserve";
    EXPECT_NEAR(all / simulated_all, 1.0, 1e-3);
    EXPECT_NEAR((all - chain.by_round[0]) / simulated_later, 1.0, 1e-3);
}

// A round that nobody can reach tells nothing: the next one sells as if it were the first, by the noise of
// its own month, whose variance has doubled since.
TEST(SaleTables, AFailureThatWasCertainTellsNothing) {
    const CollateralKind kind{.spec = {.forced_sale_discount = 0.25,
                                       .sale_cost_share = 0.06,
                                       .value_sd_per_year = 0.3,
                                       .round_noise_sd = 0.05},
                              .valuation_calendar_month = 24288};
    const AuctionChain chain = auction_chain(kind, {50.0, 0.85, 0.0}, 1.1, 24291, 32);
    const double sd = std::sqrt(2.0 * 0.3 * 0.3 / 4.0 + 0.05 * 0.05);
    const SaleLaw law{.mean_price = 0.75, .cost_share = 0.06, .log_sd = sd};
    const double reserve = noise_at_reserve(0.85, 0.75, sd);
    EXPECT_NEAR(chain.by_round[0], 0.0, 1e-12);
    EXPECT_NEAR(chain.by_round[1] / expected_sale(law, 1.1, reserve, infinity).recovered, 1.0, 5e-3)
        << "32 points for what the failure leaves open";
    EXPECT_NEAR(chain.sold, 1.0, 1e-9);
}

// What a failure leaves depends on the auction that comes next; what was asked before, on this path or on
// another one, does not change it.
TEST(SaleTables, FailuresAreByTheAuctionThatComesNext) {
    const CollateralKind kind{.spec = {.forced_sale_discount = 0.25,
                                       .discount_slope = 0.5,
                                       .sale_error_sd = 0.1,
                                       .value_sd_per_year = 0.3,
                                       .round_noise_sd = 0.05},
                              .valuation_calendar_month = 24288};
    const std::vector<double> reserves = {1.0, 0.85, 0.7, 0.0};
    constexpr int month = 24291, strata = 8;
    const auto fresh = [&](int stratum, double next, int later, double fall) {
        SaleTables tables(kind, CubicGrid({0.1}), reserves, strata);
        tables.begin_month(month, 1.0 - fall, fall);
        return std::vector<double>(tables.failures(1.0, stratum, next, later));
    };
    EXPECT_NE(fresh(no_stratum, 0.85, 3, 0.0), fresh(no_stratum, 0.7, 3, 0.0));
    EXPECT_NE(fresh(no_stratum, 0.85, 3, 0.0), fresh(no_stratum, 0.85, 9, 0.0));
    EXPECT_NE(fresh(no_stratum, 0.85, 3, 0.0), fresh(no_stratum, 0.85, 3, 0.2));
    SaleTables tables(kind, CubicGrid({0.1}), reserves, strata);
    for (const double fall : {0.0, 0.2, 0.0}) {
        tables.begin_month(month, 1.0 - fall, fall);
        for (const int stratum : {no_stratum, 0, strata - 1}) {
            for (const double next : {0.85, 0.7, 0.0}) {
                for (const int later : {3, 9}) {
                    EXPECT_EQ(tables.failures(1.0, stratum, next, later), fresh(stratum, next, later, fall));
                }
            }
        }
    }
}

}  // namespace
}  // namespace recoup
