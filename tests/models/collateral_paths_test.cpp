// Collateral price indices: own variable, own dynamics, spreading over months, fall from the peak.
#include "models/collateral_paths.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/models/macro_models.hpp"

namespace recoup {
namespace {

using testing_models::index_model;

// Two quarters: x = (unemployment, house price growth); eta of the second index only.
const std::vector<double> x = {6.0, 0.06, 7.0, -0.09};
const std::vector<double> eta = {9.0, 1.0, 9.0, -2.0};

TEST(CollateralPaths, TheIndexThatIsAVariableHasNoDriftOrNoiseOfItsOwn) {
    IndexPaths paths;
    collateral_paths(index_model(Centre::median), x, eta, 6, paths);
    ASSERT_EQ(paths.indices, 3);
    // a third of the quarter's log-change in each of its months
    const double expected[] = {0.0, 0.02, 0.04, 0.06, 0.03, 0.0, -0.03};
    for (int month = 0; month <= 6; ++month) {
        EXPECT_NEAR(paths.level_at(month, 1), std::exp(expected[month]), 1e-15) << month;
        EXPECT_EQ(paths.level_at(month, 0), 1.0) << "the constant";
        EXPECT_EQ(paths.fall_at(month, 0), 0.0);
    }
}

TEST(CollateralPaths, AnyOtherIndexFollowsItsOwnEquation) {
    IndexPaths paths;
    collateral_paths(index_model(Centre::median), x, eta, 6, paths);
    const double first = -0.02 - 0.004 * 6.0 + 0.1 * 0.06 + 0.03 * 1.0;
    const double second = -0.02 - 0.004 * 7.0 + 0.1 * -0.09 + 0.03 * -2.0;
    EXPECT_NEAR(paths.level_at(1, 2), std::exp(first / 3), 1e-15);
    EXPECT_NEAR(paths.level_at(3, 2), std::exp(first), 1e-15);
    EXPECT_NEAR(paths.level_at(5, 2), std::exp(first + 2.0 / 3 * second), 1e-15);
    EXPECT_NEAR(paths.level_at(6, 2), std::exp(first + second), 1e-15);
}

TEST(CollateralPaths, FallIsMeasuredFromTheHighestLevelSoFar) {
    IndexPaths paths;
    collateral_paths(index_model(Centre::median), x, eta, 6, paths);
    EXPECT_EQ(paths.fall_at(3, 1), 0.0);
    EXPECT_NEAR(paths.fall_at(4, 1), 1.0 - std::exp(-0.03), 1e-15);
    EXPECT_NEAR(paths.fall_at(6, 1), 1.0 - std::exp(-0.09), 1e-15) << "from the peak of month 3, not from 1";
    EXPECT_NEAR(paths.fall_at(1, 2), 1.0 - paths.level_at(1, 2), 1e-15) << "cut-off itself counts as a peak";
}

TEST(CollateralPaths, AMonthlyScenarioIsNotSpread) {
    MacroModel model = index_model(Centre::median);
    model.frequency = Frequency::month;
    IndexPaths paths;
    collateral_paths(model, x, eta, 2, paths);
    EXPECT_NEAR(paths.level_at(1, 1), std::exp(0.06), 1e-15);
    EXPECT_NEAR(paths.level_at(2, 1), std::exp(-0.03), 1e-15);
}

}  // namespace
}  // namespace recoup
