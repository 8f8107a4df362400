// E4-E6, E8: Vasicek's large-pool loss by closed form and quadrature.
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>

#include "models/closed_form/vasicek.hpp"
#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

TEST(PortfolioLossReference, E4StandardisedQuantilesOfVasicekTable1) {
    struct {
        double default_probability, correlation, published[4];
    } rows[] = {{.01, .1, {1.19, 3.8, 7.0, 10.7}},
                {.01, .4, {.55, 4.5, 11.0, 18.2}},
                {.001, .1, {.98, 4.1, 8.8, 15.4}},
                {.001, .4, {.12, 3.2, 13.2, 31.8}}};
    const double levels[] = {.9, .99, .999, .9999};
    for (const auto& row : rows) {
        const double sd = vasicek_standard_deviation(row.default_probability, row.correlation);
        for (int i = 0; i < 4; ++i) {
            const double quantile =
                vasicek_loss_quantile(row.default_probability, row.correlation, levels[i]);
            EXPECT_NEAR((quantile - row.default_probability) / sd, row.published[i], .06)
                << "p " << row.default_probability << " rho " << row.correlation << " level " << levels[i];
        }
    }
}

struct Pool {
    const char* id;
    double default_probability, correlation, sd;
    std::vector<std::pair<double, double>> quantiles;  // level, loss fraction
};

const Pool pools[] = {{"E5",
                       .02,
                       .15,
                       .021837957,
                       {{.5, .012953484965745448},
                        {.95, .062192372140852055},
                        {.99, .10558734327232189},
                        {.999, .17632893914619802}}},
                      {"E6",
                       .05,
                       .12,
                       .038634895,
                       {{.5, .03976498243210821},
                        {.95, .12589397593519241},
                        {.99, .18556492816817988},
                        {.999, .2701775988533518}}},
                      {"E8", .30, .10, .110755964, {{.99, .5881087339197022}, {.999, .6834295749652977}}},
                      {"E8", .50, .05, .089224809, {{.99, .7032257238511876}, {.999, .7608215995066985}}}};

TEST(PortfolioLossReference, E5E6E8QuantilesOfTheLargePool) {
    for (const Pool& pool : pools) {
        for (const auto& [level, loss] : pool.quantiles) {
            EXPECT_NEAR(vasicek_loss_quantile(pool.default_probability, pool.correlation, level), loss, 1e-10)
                << pool.id << " " << level;
            EXPECT_NEAR(vasicek_loss_cdf(pool.default_probability, pool.correlation, loss), level, 1e-12)
                << pool.id << " " << level;
        }
    }
}

TEST(PortfolioLossReference, E5E6E8StandardDeviationPrintedAndByQuadratureOverTheFactor) {
    for (const Pool& pool : pools) {
        const double sd = vasicek_standard_deviation(pool.default_probability, pool.correlation);
        EXPECT_NEAR(sd, pool.sd, 5e-10) << pool.id << " (printed to 9 decimals)";
        const auto squared_deviation = [&](double z) {
            const double loss =
                conditional_default_probability(pool.default_probability, pool.correlation, z);
            const double deviation = loss - pool.default_probability;
            return deviation * deviation * std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
        };
        const double variance = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
            squared_deviation, -12.0, 12.0, 15, 1e-14);
        EXPECT_NEAR(sd, std::sqrt(variance), 1e-10) << pool.id;
    }
}

TEST(PortfolioLossReference, E5ExpectedShortfallIsTheMeanBeyondTheQuantile) {
    for (const Pool& pool : pools) {
        for (const double level : {.5, .95, .99}) {
            // beyond the level are the factors below this one
            const double factor = normal_quantile(1 - level);
            const auto loss = [&](double z) {
                return conditional_default_probability(pool.default_probability, pool.correlation, z) *
                       std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
            };
            const double integral =
                boost::math::quadrature::gauss_kronrod<double, 61>::integrate(loss, -12.0, factor, 15, 1e-14);
            EXPECT_NEAR(vasicek_expected_shortfall(pool.default_probability, pool.correlation, level),
                        integral / (1 - level), 1e-12)
                << pool.id << " " << level;
        }
    }
}

TEST(PortfolioLossReference, BivariateNormalKnownValues) {
    for (const double correlation : {-.9, -.3, 0.0, .5, .99}) {
        const double orthant = .25 + std::asin(correlation) / (2 * std::numbers::pi);
        EXPECT_NEAR(bivariate_normal_cdf(0, 0, correlation), orthant, 1e-14) << correlation;
    }
    EXPECT_NEAR(bivariate_normal_cdf(1, -2, 0), .841344746068543 * .0227501319481792, 1e-15);
}

TEST(PortfolioLossReference, ConditionalDefaultProbabilityFallsWithTheFactorAndKeepsItsEnds) {
    EXPECT_GT(conditional_default_probability(.02, .15, -1), conditional_default_probability(.02, .15, 1));
    EXPECT_NEAR(conditional_default_probability(.02, 0, 2.5), .02, 1e-16);
    EXPECT_EQ(conditional_default_probability(0, .15, -3), 0.0);
    EXPECT_EQ(conditional_default_probability(1, .15, 3), 1.0);
}

}  // namespace
}  // namespace recoup
