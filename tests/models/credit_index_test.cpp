// The credit index of the copula link: standard normal given the start of its period, whatever the VAR.
#include "models/credit_index.hpp"

#include <gtest/gtest.h>

#include "models/closed_form/vasicek.hpp"
#include "models/deterministic_math.hpp"
#include "models/macro_paths.hpp"
#include "tests/models/macro_models.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup {
namespace {

using testing_models::b1_model;
using testing_models::one_variable;

TEST(CreditIndex, OneVariableByHand) {
    // AR(1) .5, variance 1, quarterly; sum of a year's shocks enters with 1.875, 1.75, 1.5, 1.
    const MacroModel model = one_variable(0.5, 1.0);
    const CreditIndex index(model, {-2.0});
    const double sd = 2.0 * std::sqrt(1.875 * 1.875 + 1.75 * 1.75 + 1.5 * 1.5 + 1.0);
    const std::vector<double> centre = {5, 5, 5, 5, 6, 6, 6, 6};
    const std::vector<double> x = {6, 5, 5, 7, 9, 6, 6, 6};
    const std::vector<double> z = index.path(x, centre, 0.25);
    ASSERT_EQ(z.size(), 2U);
    EXPECT_NEAR(z[0], -2.0 * (1 + 0 + 0 + 2) / sd + 0.25, 1e-14);
    // deviation 2 at the year's end carries over as 2 (.5 + .25 + .125 + .0625)
    EXPECT_NEAR(z[1], -2.0 * (3 - 2 * 0.9375) / sd + 0.25, 1e-14);
}

TEST(CreditIndex, StandardNormalAndIndependentFromYearToYear) {
    const MacroModel model = b1_model();
    const CreditIndex index(model, {-1.0, 0.4, 0.7});
    constexpr std::size_t periods = 12;
    const std::vector<double> centre(3 * periods, 1.5);
    std::vector<double> x(centre.size());
    std::vector<double> e(centre.size());
    Normals normal(21);
    std::vector<Sample> first(3);
    std::vector<Sample> second(3);
    Sample neighbours;
    Sample ends;
    for (int k = 0; k < 40000; ++k) {
        for (double& value : e) value = normal();
        macro_path(model, centre, e, x);
        const std::vector<double> z = index.path(x, centre, 0.0);
        for (std::size_t year = 0; year < 3; ++year) {
            first[year].add(z[year]);
            second[year].add(z[year] * z[year]);
        }
        neighbours.add(z[0] * z[1]);
        ends.add(z[1] * z[2]);
    }
    for (std::size_t year = 0; year < 3; ++year) {
        EXPECT_TRUE(within_standard_errors(first[year].mean(), 0.0, first[year].standard_error())) << year;
        EXPECT_TRUE(within_standard_errors(second[year].mean(), 1.0, second[year].standard_error())) << year;
    }
    EXPECT_TRUE(within_standard_errors(neighbours.mean(), 0.0, neighbours.standard_error()));
    EXPECT_TRUE(within_standard_errors(ends.mean(), 0.0, ends.standard_error()));
}

TEST(CreditIndex, AMonthlyModelHasTwelvePeriodsAYear) {
    MacroModel model = one_variable(0.0, 1.0);
    model.frequency = Frequency::month;
    const CreditIndex index(model, {1.0});
    const std::vector<double> centre(24, 0.0);
    const std::vector<double> z = index.path(std::vector<double>(24, 1.0), centre, 0.0);
    ASSERT_EQ(z.size(), 2U);
    EXPECT_NEAR(z[0], 12.0 / std::sqrt(12.0), 1e-14);
    EXPECT_NEAR(z[1], 12.0 / std::sqrt(12.0), 1e-14);
}

TEST(CreditIndex, E5TwelveMonthsAtTheMonthlyRateAreTheYear) {
    for (const double z : {-4.0, -1.0, 0.0, 2.5}) {
        const double monthly = monthly_default_probability(0.02, 0.15, z);
        EXPECT_NEAR(1.0 - std::pow(1.0 - monthly, 12), conditional_default_probability(0.02, 0.15, z), 1e-14);
    }
    EXPECT_GT(monthly_default_probability(0.02, 0.15, -1.0), monthly_default_probability(0.02, 0.15, 1.0))
        << "high Z is good";
}

}  // namespace
}  // namespace recoup
