// Macro paths: the moments of B1 and B2, the two centres, the decay past the path, the multivariate t.
#include "models/macro_paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "models/closed_form/var_moments.hpp"
#include "models/deterministic_math.hpp"
#include "tests/models/macro_models.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup {
namespace {

using testing_models::b1_model;
using testing_models::index_model;

std::vector<double> shocks(Normals& normal, std::size_t count) {
    std::vector<double> e(count);
    for (double& value : e) value = normal();
    return e;
}

/// Sum over paths of products of two periods' deviations, as samples: [i][j] of y_i(first) y_j(second).
std::vector<Sample> products(const MacroModel& model, int paths, int periods, std::size_t first,
                             std::size_t second) {
    const std::size_t n = model.variables.size();
    const std::vector<double> centre(static_cast<std::size_t>(periods) * n, 0.0);
    std::vector<double> x(centre.size());
    std::vector<Sample> sample(n * n);
    Normals normal(1);
    for (int path = 0; path < paths; ++path) {
        macro_path(model, centre, shocks(normal, centre.size()), x);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                sample[i * n + j].add(x[first * n + i] * x[second * n + j]);
            }
        }
    }
    return sample;
}

TEST(MacroPaths, B1StationaryCovarianceOfSimulatedPaths) {
    // 40 periods after a start at zero what is missing of Gamma(0) is below 0.5^80.
    const auto sample = products(b1_model(), 20000, 40, 39, 39);
    const auto expected = stationary_covariance(testing_models::b1_transition, testing_models::b1_shock, 3);
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_TRUE(within_standard_errors(sample[i].mean(), (*expected)[i], sample[i].standard_error()))
            << i;
    }
}

TEST(MacroPaths, B2FirstLagOfSimulatedPaths) {
    // Gamma(1) = E[y_t y_{t-1}'], so the row is the later period.
    const auto sample = products(b1_model(), 20000, 40, 39, 38);
    const std::vector<double> expected = {1.5,      .0804415, .0094635, .3217664, .3354249,
                                          .3553275, .0378547, .4365683, .4208031};
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_TRUE(within_standard_errors(sample[i].mean(), expected[i], sample[i].standard_error())) << i;
    }
}

TEST(MacroPaths, B4FirstStepsOfAnAutoregression) {
    // Started at zero, the variance after 4 steps is 5.201424, not yet the stationary 6.25.
    const MacroModel model = testing_models::one_variable(0.8, 2.25);
    const auto sample = products(model, 40000, 4, 3, 3);
    EXPECT_TRUE(within_standard_errors(sample[0].mean(), 5.201424, sample[0].standard_error()));
}

TEST(MacroPaths, CumulativeVarianceEqualsTheMovingAverageSum) {
    // S_T = sum_j (I + A + ... + A^j) u_{T-j}: another road to Var(S_T) than the recursion of the model.
    MacroModel model = b1_model();
    model.dispersion = 0.7;
    constexpr int periods = 20;
    const std::vector<double> computed = cumulative_variance(model, periods);
    Eigen::MatrixXd reach = Eigen::MatrixXd::Identity(3, 3);
    Eigen::MatrixXd total = Eigen::MatrixXd::Zero(3, 3);
    for (int t = 0; t < periods; ++t) {
        total += 0.49 * reach * model.Sigma * reach.transpose();
        for (int v = 0; v < 3; ++v) {
            EXPECT_NEAR(computed[static_cast<std::size_t>(3 * t + v)], total(v, v), 1e-12 * total(v, v))
                << "period " << t << ", variable " << v;
        }
        reach = Eigen::MatrixXd::Identity(3, 3) + model.A * reach;
    }
}

TEST(MacroPaths, CentreMeanMakesTheExpectedIndexLevelThePath) {
    const MacroModel model = index_model(Centre::mean);
    Scenario scenario;
    for (int t = 0; t < 12; ++t) scenario.path.push_back({5.0 + 0.3 * t, t < 5 ? -0.05 : 0.03});
    constexpr int periods = 20;
    const std::vector<double> centre = central_path(model, scenario, periods);
    MacroModel median = model;
    median.centre = Centre::median;
    const std::vector<double> path = central_path(median, scenario, periods);
    const std::vector<double> variance = cumulative_variance(model, periods);
    std::vector<Sample> level(periods);
    std::vector<double> x(centre.size());
    Normals normal(2);
    for (int k = 0; k < 20000; ++k) {
        macro_path(model, centre, shocks(normal, x.size()), x);
        double sum = 0.0;
        for (std::size_t t = 0; t < periods; ++t) level[t].add(exp_ieee(sum += x[2 * t + 1]));
    }
    double central = 0.0;
    double supervisory = 0.0;
    for (std::size_t t = 0; t < periods; ++t) {
        central += centre[2 * t + 1];
        supervisory += path[2 * t + 1];
        const double half_variance = 0.5 * variance[2 * t + 1];
        EXPECT_NEAR(central + half_variance, supervisory, 1e-13) << "period " << t;
        EXPECT_EQ(centre[2 * t], path[2 * t]) << "a level needs no correction, period " << t;
        EXPECT_TRUE(within_standard_errors(level[t].mean(), exp_ieee(supervisory), level[t].standard_error()))
            << "period " << t;
    }
}

TEST(MacroPaths, CentreMedianMakesTheMedianIndexLevelThePath) {
    const MacroModel model = index_model(Centre::median);
    Scenario scenario;
    for (int t = 0; t < 8; ++t) scenario.path.push_back({6.0, -0.02});
    const std::vector<double> centre = central_path(model, scenario, 8);
    std::vector<double> x(centre.size());
    Normals normal(3);
    Sample above;
    for (int k = 0; k < 20000; ++k) {
        macro_path(model, centre, shocks(normal, x.size()), x);
        double sum = 0.0;
        for (std::size_t t = 0; t < 8; ++t) sum += x[2 * t + 1];
        above.add(sum > 8 * -0.02 ? 1.0 : 0.0);
    }
    EXPECT_TRUE(within_standard_errors(above.mean(), 0.5, above.standard_error()));
}

TEST(MacroPaths, DispersionZeroIsThePathItself) {
    MacroModel model = index_model(Centre::mean);
    model.dispersion = 0.0;
    Scenario scenario;
    for (int t = 0; t < 6; ++t) scenario.path.push_back({4.0 + t, 0.01 * t});
    const std::vector<double> centre = central_path(model, scenario, 6);
    std::vector<double> x(centre.size());
    Normals normal(4);
    macro_path(model, centre, shocks(normal, x.size()), x);
    for (std::size_t t = 0; t < 6; ++t) {
        EXPECT_EQ(x[2 * t], scenario.path[t][0]);
        EXPECT_EQ(x[2 * t + 1], scenario.path[t][1]);
    }
}

TEST(MacroPaths, PastThePathItDecaysToTheStatedMean) {
    MacroModel model = b1_model();
    model.variables[0].long_run_mean = 4.0;
    model.variables[1].long_run_mean = -1.0;
    model.variables[2].long_run_mean = 0.5;
    Scenario scenario;
    scenario.path = {{9.0, 2.0, 2.0}};
    const std::vector<double> centre = central_path(model, scenario, 80);
    // by hand: gap (5, 3, 1.5); A gap = (2.5, .5 + .3 + .45, .6 + .45)
    EXPECT_NEAR(centre[3], 6.5, 1e-14);
    EXPECT_NEAR(centre[4], 0.25, 1e-14);
    EXPECT_NEAR(centre[5], 1.55, 1e-14);
    EXPECT_NEAR(centre[6], 4.0 + 1.25, 1e-14);
    EXPECT_NEAR(centre[3 * 79], 4.0, 1e-12);
    EXPECT_NEAR(centre[3 * 79 + 1], -1.0, 1e-12);
    EXPECT_NEAR(centre[3 * 79 + 2], 0.5, 1e-12);
    const std::vector<double> without_path = central_path(model, Scenario{}, 3);
    EXPECT_EQ(without_path[0], 4.0);
    EXPECT_EQ(without_path[8], 0.5);
}

TEST(StudentShocks, UnitCovarianceInsideTheTruncation) {
    constexpr int dimension = 3;
    const StudentRadius radius(5.0, dimension);
    Normals normal(5);
    std::vector<Sample> product(9);
    Sample fourth;
    std::vector<double> z(dimension);
    for (int k = 0; k < 100000; ++k) {
        for (double& value : z) value = normal();
        radius.apply(normal.uniform(), z);
        for (std::size_t i = 0; i < 9; ++i) product[i].add(z[i / 3] * z[i % 3]);
        fourth.add(z[0] * z[0] * z[0] * z[0]);
    }
    for (std::size_t i = 0; i < 9; ++i) {
        const double expected = i / 3 == i % 3 ? 1.0 : 0.0;
        EXPECT_TRUE(within_standard_errors(product[i].mean(), expected, product[i].standard_error())) << i;
    }
    EXPECT_GT(fourth.mean() - standard_errors_allowed * fourth.standard_error(), 3.0)
        << "heavier than the normal's fourth moment of 3";
}

TEST(StudentShocks, RadiusFollowsTheTruncatedFisherLaw) {
    // |t|^2 / d of a t_nu vector is F(d, nu); it is cut at 6 standard deviations, then rescaled.
    constexpr double nu = 4.0;
    constexpr int dimension = 2;
    const StudentRadius student(nu, dimension);
    const boost::math::fisher_f_distribution<double> fisher(dimension, nu);
    const double last = 6.0 * std::sqrt(nu / (nu - 2.0));
    const double kept = boost::math::cdf(fisher, last * last / dimension);
    double second_moment = 0.0;  // of the truncated radius, by the same law
    constexpr int cells = 20000;
    for (int i = 0; i < cells; ++i) {
        const double r = last * (i + 0.5) / cells;
        second_moment +=
            r * r * boost::math::pdf(fisher, r * r / dimension) * 2.0 * r / dimension / kept * last / cells;
    }
    const double scale = std::sqrt(dimension / second_moment);
    for (const double u : {1e-9, 0.001, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9}) {
        std::vector<double> z = {0.6, -0.8};
        student.apply(u, z);
        const double r = std::sqrt(boost::math::quantile(fisher, u * kept) * dimension);
        EXPECT_NEAR(std::hypot(z[0], z[1]), scale * r, 2e-3) << "u = " << u;
        EXPECT_LE(std::hypot(z[0], z[1]), scale * last * (1.0 + 1e-6)) << "u = " << u;
        EXPECT_NEAR(z[0] / z[1], -0.75, 1e-12) << "the direction stays";
    }
}

TEST(StudentShocks, ManyDegreesOfFreedomAreTheNormal) {
    const StudentRadius radius(1e6, 1);
    for (const double level : {0.3, 0.9, 0.99}) {
        std::vector<double> z = {1.0};
        radius.apply(level, z);
        EXPECT_NEAR(z[0], normal_quantile(0.5 * (1.0 + level)), 2e-3) << level;
    }
}

}  // namespace
}  // namespace recoup
