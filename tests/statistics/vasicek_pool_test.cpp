// E5 and E6 through the ordinary engine: 12 months, other exits off, the default fraction of a homogeneous
// pool over paths. A pool of n loans is not infinite: given Z its fraction is binomial, which adds
// E[p(Z)(1 - p(Z))] / n to the variance and moves the quantile; both are computed here, and printed beside
// the law.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

#include "models/closed_form/vasicek.hpp"
#include "sim/aggregation/batch_totals.hpp"
#include "sim/loan_engine/loan_engine.hpp"
#include "sim/prepared_run.hpp"
#include "tests/sim/studies/copula_pool.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

constexpr int loans = 1000;
constexpr std::uint32_t paths = 16000;

Study pool(double pd, double rho) {
    Study study = tiny::copula_pool(pd, rho);
    tiny::add_pool_loans(study, loans);
    return study;
}

std::vector<double> default_fractions(const Study& study) {
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    LoanEngine engine(*ready.loans);
    MacroShocks shocks;
    MacroState macro;
    PathEvents events;
    std::vector<double> fractions;
    for (std::uint32_t path = 0; path < paths; ++path) {
        draw_macro_shocks(prepared, path, shocks);
        macro.x.resize(prepared.centre[0].size());
        macro_path(study.macro, prepared.centre[0], shocks.variables, macro.x);
        collateral_paths(study.macro, macro.x, shocks.indices, prepared.months, macro.indices);
        engine.run(path, 0, macro, events);
        fractions.push_back(static_cast<double>(events.logs[0].event_count()) / loans);
    }
    return fractions;
}

/// P(fraction of n loans <= k / n) by quadrature over Z.
double pool_cdf(double pd, double rho, int k) {
    constexpr int nodes = 2000;
    double sum = 0.0;
    for (int i = 0; i < nodes; ++i) {
        const double p = conditional_default_probability(pd, rho, normal_quantile((i + 0.5) / nodes));
        sum += boost::math::cdf(boost::math::binomial_distribution<double>(loans, p), k);
    }
    return sum / nodes;
}

void expect_vasicek(double pd, double rho) {
    std::vector<double> fractions = default_fractions(pool(pd, rho));
    Sample mean;
    for (const double f : fractions) mean.add(f);
    EXPECT_TRUE(within_standard_errors(mean.mean(), pd, mean.standard_error()));

    const double law_sd = vasicek_standard_deviation(pd, rho);
    const double pool_sd = std::sqrt(law_sd * law_sd + (pd - pd * pd - law_sd * law_sd) / loans);
    Sample squared;
    for (const double f : fractions) squared.add((f - pd) * (f - pd));
    const double sd = std::sqrt(squared.mean());
    const double sd_error = squared.standard_error() / (2.0 * sd);
    EXPECT_TRUE(within_standard_errors(sd, pool_sd, sd_error));

    std::sort(fractions.begin(), fractions.end());
    const double quantile = fractions[static_cast<std::size_t>(0.95 * paths)];
    const double law_quantile = vasicek_loss_quantile(pd, rho, 0.95);
    int k = static_cast<int>(law_quantile * loans);
    while (pool_cdf(pd, rho, k) < 0.95) ++k;
    while (pool_cdf(pd, rho, k - 1) >= 0.95) --k;
    const double pool_quantile = static_cast<double>(k) / loans;
    const double h = 1e-3 * law_quantile;
    const double density =
        (vasicek_loss_cdf(pd, rho, law_quantile + h) - vasicek_loss_cdf(pd, rho, law_quantile - h)) /
        (2.0 * h);
    const double quantile_error = std::sqrt(0.95 * 0.05 / paths) / density;
    EXPECT_TRUE(within_standard_errors(quantile, pool_quantile, quantile_error));
    std::printf(
        "p %.2f rho %.2f: sd %.6f (pool of %d %.6f, law %.6f, se %.6f); 95 %% %.6f (%.6f, %.6f, %.6f)\n", pd,
        rho, sd, loans, pool_sd, law_sd, sd_error, quantile, pool_quantile, law_quantile, quantile_error);
}

TEST(VasicekPool, E5StandardDeviationAndQuantile) {
    expect_vasicek(0.02, 0.15);
}

TEST(VasicekPool, E6StandardDeviationAndQuantile) {
    expect_vasicek(0.05, 0.12);
}

}  // namespace
}  // namespace recoup::sim
