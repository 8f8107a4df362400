// C1-C3, C6, C7, C9-C11: option prices, capped collateral, Merton's firm, Frye-Jacobs, discounting.
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>

#include "models/closed_form/black_scholes.hpp"
#include "models/closed_form/discounting.hpp"
#include "models/closed_form/expected_min.hpp"
#include "models/closed_form/frye_jacobs.hpp"
#include "models/closed_form/merton.hpp"
#include "models/closed_form/vasicek.hpp"

namespace recoup {
namespace {

/// Integral of f(z) phi(z) over [-12, 12], in pieces so that kinks do not matter much.
template <class Function>
double gaussian_expectation(Function f) {
    const auto weighted = [&](double z) {
        return f(z) * std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    };
    double sum = 0;
    for (int piece = -24; piece < 24; ++piece) {
        sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(weighted, piece / 2.0,
                                                                             (piece + 1) / 2.0, 15, 1e-13);
    }
    return sum;
}

TEST(CollateralReference, C1BlackScholes) {
    const EuropeanOption option{42, 40, .1, .2, .5};
    EXPECT_NEAR(black_scholes_call(option), 4.759422392871532, 1e-12);
    EXPECT_NEAR(black_scholes_put(option), 0.8085993729000922, 1e-12);
}

TEST(CollateralReference, C2C3ExpectedMinOfClaimAndLognormalCollateral) {
    EXPECT_NEAR(expected_min_lognormal(100, 80, 0, .2, 2), 76.91734769828139, 1e-10);
    EXPECT_NEAR(expected_min_lognormal(100, 120, .02, .15, 3), 97.24146551233518, 1e-10);
}

TEST(CollateralReference, C2EqualsQuadratureOverThePrice) {
    for (const double mean_price : {20.0, 80.0, 100.0, 300.0}) {
        for (const double log_sd : {0.05, 0.3, 0.9}) {
            const double integral = gaussian_expectation([&](double z) {
                return std::min(100.0, mean_price * std::exp(log_sd * z - 0.5 * log_sd * log_sd));
            });
            EXPECT_NEAR(expected_min(100, mean_price, log_sd), integral, 1e-9) << mean_price << " " << log_sd;
        }
    }
}

TEST(CollateralReference, C2LimitsAndBounds) {
    EXPECT_EQ(expected_min(100, 80, 0), 80);
    EXPECT_EQ(expected_min(100, 120, 0), 100);
    EXPECT_EQ(expected_min(0, 80, .3), 0);
    EXPECT_EQ(expected_min(100, 0, .3), 0);
    for (double mean_price = 20; mean_price < 500; mean_price *= 1.3) {
        const double value = expected_min(100, mean_price, .4);
        EXPECT_LT(value, std::min(100.0, mean_price)) << "noise always costs, by Jensen";
        EXPECT_GT(value, 0);
    }
    EXPECT_NEAR(shortfall_probability(100, 100 * std::exp(.5 * .16), .4), .5, 1e-15) << "median at the claim";
}

TEST(CollateralReference, C6MertonFirmOfHull) {
    const MertonFirm firm{3, .8, 10, .05, 1};
    const MertonAssets assets = merton_assets(firm);
    EXPECT_NEAR(assets.value, 12.395387, 5e-7);
    EXPECT_NEAR(assets.volatility, .212305, 5e-7);
    EXPECT_NEAR(merton_default_probability(firm, assets, firm.rate), .126971, 5e-7);
    EXPECT_NEAR(assets.value - firm.equity, 9.40, 5e-3);
    EXPECT_NEAR(firm.debt * std::exp(-firm.rate), 9.51, 5e-3);
    const double expected_loss = merton_expected_loss(firm, assets);
    EXPECT_NEAR(expected_loss, .012290, 5e-7);
    EXPECT_NEAR(1 - expected_loss / merton_default_probability(firm, assets, firm.rate), .9032, 5e-5);
}

TEST(CollateralReference, C7MertonFirmWithItsOwnDrift) {
    const MertonFirm firm{2.6406e7, .7103, 4e7, .05, 1};
    const MertonAssets assets = merton_assets(firm);
    EXPECT_NEAR(merton_default_probability(firm, assets, .0306), .0638, 5e-5);
    EXPECT_NEAR(distance_to_default(firm, assets, .0306), 1.5237, 5e-5);
    EXPECT_NEAR(assets.value / 1e7, 6.4210, 5e-5);
    EXPECT_NEAR(assets.volatility, .3010, 5e-5);
}

TEST(CollateralReference, C9FryeJacobs) {
    struct {
        double rate, default_probability, loss_given_default, published, computed;
    } cases[] = {{.05, .08, .40, .3197, .31973968719459217},
                 {.10, .09, .45, .4151, .4151105556063425},
                 {.15, .10, .50, .4971, .4970942237465721}};
    for (const auto& c : cases) {
        const double k = frye_jacobs_risk_index(c.default_probability, c.loss_given_default, .2);
        EXPECT_NEAR(frye_jacobs_loss_given_default(c.rate, k), c.published, 5e-5);
        EXPECT_NEAR(frye_jacobs_loss_given_default(c.rate, k), c.computed, 1e-12);
    }
}

// C10
TEST(CollateralReference, C10FryeJacobsKeepsTheExpectedLoss) {
    const double k = frye_jacobs_risk_index(.05, .4, .15);
    EXPECT_NEAR(k, .44350920544, 1e-11);  // printed to 11 digits
    const double expected_loss = gaussian_expectation([&](double z) {
        const double rate = conditional_default_probability(.05, .15, z);
        return rate * frye_jacobs_loss_given_default(rate, k);
    });
    EXPECT_NEAR(expected_loss, .02, 1e-12);
}

TEST(CollateralReference, C11DiscountAtAnExponentialTime) {
    EXPECT_NEAR(expected_discount_exponential(.5, .05), .9090909090909091, 1e-12);
    EXPECT_NEAR(expected_discount_exponential(1.0 / 3, .08), .8064516129032258, 1e-12);
}

TEST(CollateralReference, C11MonthlyHazardTendsToTheExponentialLaw) {
    const double per_month = 1e-5;  // a very short month: hazard 0.5 and rate 0.05 a unit of time
    const double geometric =
        expected_discount_geometric(1 - std::exp(-.5 * per_month), std::exp(-.05 * per_month));
    EXPECT_NEAR(geometric, expected_discount_exponential(.5, .05), 1e-5);
    double sum = 0, survival = 1, discount = 1;
    for (int month = 1; month <= 2000; ++month) {
        discount *= .99;
        sum += survival * .04 * discount;
        survival *= .96;
    }
    EXPECT_NEAR(expected_discount_geometric(.04, .99), sum, 1e-14);
}

}  // namespace
}  // namespace recoup
