// The shocks as the simulator draws them: unit variance, no memory, the tail of the t law where asked, and
// own index noise of variance sigma^2 dispersion^2. 4 standard errors, fixed seed.
#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>

#include "tests/models/macro_models.hpp"
#include "tests/sim/studies/tiny_study.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

constexpr std::uint32_t paths = 4000;
constexpr double nu = 4.0;

Study study_of(const MacroModel& macro) {
    Study study = tiny::empty_study({tiny::hold()});
    study.macro = macro;
    tiny::add_segment(study, "one", tiny::segment_parameters());
    tiny::add_loan(study, {.id = "L1"});
    return study;
}

struct Shape {
    Sample square, product_with_next, product_of_pair, beyond_three;
};

Shape shape_of(const Study& study) {
    const PreparedStudy prepared(study);
    const std::size_t variables = study.macro.variables.size();
    Shape shape;
    MacroShocks shocks;
    for (std::uint32_t path = 0; path < paths; ++path) {
        draw_macro_shocks(prepared, path, shocks);
        const std::vector<double>& e = shocks.variables;
        for (std::size_t i = 0; i < e.size(); ++i) {
            shape.square.add(e[i] * e[i]);
            shape.beyond_three.add(std::fabs(e[i]) > 3.0 ? 1.0 : 0.0);
            if (i + variables < e.size()) shape.product_with_next.add(e[i] * e[i + variables]);
        }
        for (std::size_t i = 0; variables > 1 && i < e.size(); i += variables) {
            shape.product_of_pair.add(e[i] * e[i + 1]);
        }
    }
    return shape;
}

/// P(|e| > 3) of a t variable cut at 6 of its standard deviations and rescaled to variance 1.
double law_beyond_three() {
    const boost::math::students_t_distribution<double> t(nu);
    const double cut = 6.0 * std::sqrt(nu / (nu - 2.0));
    constexpr int cells = 20000;
    double mass = 0.0;
    double second_moment = 0.0;
    for (int i = 0; i < cells; ++i) {
        const double r = (i + 0.5) * cut / cells;
        mass += boost::math::pdf(t, r);
        second_moment += boost::math::pdf(t, r) * r * r;
    }
    const double at = 3.0 * std::sqrt(second_moment / mass);
    const double inside = boost::math::cdf(t, cut) - 0.5;
    return (boost::math::cdf(t, cut) - boost::math::cdf(t, at)) / inside;
}

void expect_unit_and_without_memory(const Shape& shape) {
    EXPECT_TRUE(within_standard_errors(shape.square.mean(), 1.0, shape.square.standard_error()));
    EXPECT_TRUE(within_standard_errors(shape.product_with_next.mean(), 0.0,
                                       shape.product_with_next.standard_error()));
    std::printf("variance %.4f, se %.4f; |e| > 3: %.5f, se %.5f\n", shape.square.mean(),
                shape.square.standard_error(), shape.beyond_three.mean(),
                shape.beyond_three.standard_error());
}

TEST(MacroShocks, GaussianShocksHaveUnitVarianceAndTheNormalTail) {
    const Shape shape = shape_of(study_of(testing_models::one_variable(0.8, 2.25)));
    expect_unit_and_without_memory(shape);
    EXPECT_TRUE(within_standard_errors(shape.beyond_three.mean(), 2.0 * normal_cdf(-3.0),
                                       shape.beyond_three.standard_error()));
}

TEST(MacroShocks, StudentShocksHaveUnitVarianceAndTheTailOfTheirLaw) {
    MacroModel macro = testing_models::one_variable(0.8, 2.25);
    macro.student_t_degrees_of_freedom = nu;
    const Shape shape = shape_of(study_of(macro));
    expect_unit_and_without_memory(shape);
    EXPECT_TRUE(within_standard_errors(shape.beyond_three.mean(), law_beyond_three(),
                                       shape.beyond_three.standard_error()));
    EXPECT_GT(shape.beyond_three.mean(), 3.0 * 2.0 * normal_cdf(-3.0));
}

TEST(MacroShocks, StudentShocksOfTwoVariablesAreUncorrelatedWithUnitVariance) {
    MacroModel macro = testing_models::index_model(Centre::median);
    macro.student_t_degrees_of_freedom = nu;
    const Shape shape = shape_of(study_of(macro));
    expect_unit_and_without_memory(shape);
    EXPECT_TRUE(
        within_standard_errors(shape.product_of_pair.mean(), 0.0, shape.product_of_pair.standard_error()));
    EXPECT_GT(shape.beyond_three.mean(), 2.0 * 2.0 * normal_cdf(-3.0));
}

class IndexNoise : public testing::TestWithParam<double> {};

TEST_P(IndexNoise, OwnNoiseOfAnIndexScalesWithDispersion) {
    // Without alpha and beta the log-change of a quarter is the noise: N(0, sigma^2 dispersion^2).
    Study study = study_of(testing_models::index_model(Centre::median));
    study.macro.dispersion = GetParam();
    PriceIndex& machines = study.macro.indices[1];
    machines.alpha = 0.0;
    machines.beta = {0.0, 0.0};
    const double expected = machines.sigma * machines.sigma * GetParam() * GetParam();
    const PreparedStudy prepared(study);
    tiny::Runner runner(prepared);
    Sample square;
    Sample product_with_next;
    Sample product_with_housing;
    for (std::uint32_t path = 0; path < paths / 4; ++path) {
        const tiny::PathResult result = runner.run(path);
        const auto change = [&](int month, int index) {
            return std::log(result.macro.indices.level_at(month, index) /
                            result.macro.indices.level_at(month - 3, index));
        };
        for (int month = 3; month <= prepared.months; month += 3) {
            square.add(change(month, 2) * change(month, 2));
            product_with_housing.add(change(month, 1) * change(month, 2));
            if (month > 3) product_with_next.add(change(month, 2) * change(month - 3, 2));
        }
    }
    EXPECT_TRUE(within_standard_errors(square.mean(), expected, square.standard_error()));
    EXPECT_TRUE(within_standard_errors(product_with_next.mean(), 0.0, product_with_next.standard_error()));
    EXPECT_TRUE(
        within_standard_errors(product_with_housing.mean(), 0.0, product_with_housing.standard_error()));
    std::printf("variance %.3e, expected %.3e, se %.1e\n", square.mean(), expected, square.standard_error());
}

INSTANTIATE_TEST_SUITE_P(Dispersion, IndexNoise, testing::Values(1.0, 0.5, 2.0));

}  // namespace
}  // namespace recoup::sim
