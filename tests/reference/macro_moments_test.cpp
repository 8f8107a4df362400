// B1, B2, B4, B5: second moments of VAR(1), AR(1) and Ornstein-Uhlenbeck processes.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/closed_form/var_moments.hpp"

namespace recoup {
namespace {

const RowMajor transition = {.5, 0, 0, .1, .1, .3, 0, .2, .3};
const RowMajor shock = {2.25, 0, 0, 0, 1, .5, 0, .5, .74};

void expect_all_near(const RowMajor& computed, const RowMajor& expected, double tolerance) {
    ASSERT_EQ(computed.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(computed[i], expected[i], tolerance) << i;
}

TEST(MacroMomentsReference, B1StationaryCovariance) {
    const auto gamma = stationary_covariance(transition, shock, 3);
    ASSERT_TRUE(gamma.has_value());
    expect_all_near(*gamma, {3.000, .161, .019, .161, 1.172, .674, .019, .674, .954}, 5e-4);
}

TEST(MacroMomentsReference, B1EigenvaluesAndLongRunMultiplier) {
    expect_all_near(eigenvalue_moduli(transition, 3), {.5, .46457513, .06457513}, 5e-9);
    expect_all_near(long_run_multiplier(transition, 3), {2, 0, 0, .2456, 1.2281, .5263, .0702, .3509, 1.5789},
                    5e-5);
}

TEST(MacroMomentsReference, B1CovarianceSolvesItsOwnEquation) {
    // Gamma(0) = A Gamma(1)' + Sigma
    const RowMajor gamma = stationary_covariance(transition, shock, 3).value();
    const RowMajor first = lag_covariance(transition, gamma, 3, 1);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            double right = shock[3 * i + j];
            for (std::size_t k = 0; k < 3; ++k) right += transition[3 * i + k] * first[3 * j + k];
            EXPECT_NEAR(gamma[3 * i + j], right, 1e-14);
        }
    }
}

TEST(MacroMomentsReference, B1UnstableTransitionHasNoStationaryLaw) {
    EXPECT_FALSE(stationary_covariance(RowMajor{1.01}, RowMajor{1.0}, 1).has_value());
    EXPECT_FALSE(stationary_covariance(RowMajor{1.0}, RowMajor{1.0}, 1).has_value());
    EXPECT_FALSE(stationary_covariance(RowMajor{0, 2, 2, 0}, RowMajor{1, 0, 0, 1}, 2).has_value());
    EXPECT_TRUE(stationary_covariance(RowMajor{0.999}, RowMajor{1.0}, 1).has_value());
    EXPECT_TRUE(stationary_covariance(RowMajor{0.0, 5.0, 0.0, 0.0}, RowMajor{1, 0, 0, 1}, 2).has_value())
        << "nilpotent: large entries, radius zero";
}

TEST(MacroMomentsReference, B2FirstLagCovariance) {
    const RowMajor gamma = stationary_covariance(transition, shock, 3).value();
    expect_all_near(lag_covariance(transition, gamma, 3, 1),
                    {1.5, .0804415, .0094635, .3217664, .3354249, .3553275, .0378547, .4365683, .4208031},
                    1e-6);
}

TEST(MacroMomentsReference, B4FirstOrderAutoregression) {
    EXPECT_NEAR(ar1_stationary_variance(.8, 1.5), 6.25, 1e-12);
    EXPECT_NEAR(ar1_variance(.8, 1.5, 4), 5.201424, 1e-12);
    EXPECT_NEAR(ar1_autocorrelation(.8, 3), .512, 1e-12);
}

TEST(MacroMomentsReference, B4IsTheOneDimensionalCaseOfTheVar) {
    EXPECT_NEAR(stationary_covariance(RowMajor{.8}, RowMajor{2.25}, 1).value()[0], 6.25, 1e-12);
    EXPECT_NEAR(lag_covariance(RowMajor{.8}, RowMajor{6.25}, 1, 3)[0] / 6.25, .512, 1e-12);
}

TEST(MacroMomentsReference, B5OrnsteinUhlenbeckExactStep) {
    const OrnsteinUhlenbeck process{.4, .2};
    EXPECT_NEAR(ou_step_factor(process, .25), 0.9048374180359595, 1e-15);
    EXPECT_NEAR(ou_step_variance(process, .25), 0.00906346234610091, 1e-15);
    EXPECT_NEAR(ou_stationary_variance(process), 0.05, 1e-15);
}

}  // namespace
}  // namespace recoup
