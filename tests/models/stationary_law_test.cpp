// The stationary law of B1 as Sobol points, in mean and covariance.
#include "models/stationary_law.hpp"

#include <gtest/gtest.h>

#include "models/closed_form/var_moments.hpp"
#include "models/errors.hpp"
#include "sim/random/sobol.hpp"
#include "tests/models/macro_models.hpp"

namespace recoup {
namespace {

using testing_models::b1_model;

TEST(StationaryLaw, B1PointsHaveItsMomentsAroundTheLongRunMean) {
    MacroModel model = b1_model();
    model.variables[0].long_run_mean = 3.0;
    model.variables[0].xbar = 1.0;
    model.dispersion = 0.5;
    constexpr std::size_t count = 4096;
    const auto points = stationary_deviations(model, sim::centred_sobol_points(3, static_cast<int>(count)));
    const auto covariance = stationary_covariance(testing_models::b1_transition, testing_models::b1_shock, 3);
    const double mean[] = {2.0, 0.0, 0.0};
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0.0;
        for (std::size_t k = 0; k < count; ++k) sum += points[3 * k + i];
        EXPECT_NEAR(sum / count, mean[i], 2e-3) << i;
        for (std::size_t j = 0; j < 3; ++j) {
            double product = 0.0;
            for (std::size_t k = 0; k < count; ++k) {
                product += (points[3 * k + i] - mean[i]) * (points[3 * k + j] - mean[j]);
            }
            EXPECT_NEAR(product / count, 0.25 * (*covariance)[3 * i + j], 3e-3) << i << ' ' << j;
        }
    }
}

TEST(StationaryLaw, DispersionZeroIsOnePoint) {
    MacroModel model = b1_model();
    model.dispersion = 0.0;
    model.variables[2].xbar = 0.5;
    const auto points = stationary_deviations(model, sim::centred_sobol_points(3, 4));
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_EQ(points[3 * k], 0.0);
        EXPECT_EQ(points[3 * k + 2], -0.5);
    }
}

TEST(StationaryLaw, ADegenerateVariableIsNamed) {
    MacroModel model = b1_model();
    model.variables[1].name = "copy";
    testing_models::set_dynamics(model, {0, 0, 0, 0, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
    model.Sigma(1, 1) = 0.0;
    try {
        stationary_deviations(model, sim::centred_sobol_points(3, 4));
        FAIL() << "accepted";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("copy"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace recoup
