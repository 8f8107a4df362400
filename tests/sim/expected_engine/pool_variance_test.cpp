// Agreement (iv): variance of n equal loans = variance of the pool + c / n.
//
// The pool is the expected engine on the same macro paths; each n has its own loans. The intercept of the
// regression of Var(n loans) - Var(pool) on 1/n is 0 within 4 standard errors, which follow from its
// influence by path.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/expected_engine/expected_engine.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

constexpr int paths = 3000;

Study equal_loans(int n) {
    Study study = tiny::empty_study({tiny::hold()});
    study.recovery_horizon_months = 18;
    SegmentParameters p = tiny::segment_parameters();
    p.hazards["default"].exits[0].beta = {{"unemployment", 0.8}};
    p.hazards["default"].exits[1].beta = {{"unemployment", -0.8}};
    p.hazards["default"].exits[2].beta = {{"unemployment", -0.8}};
    tiny::add_segment(study, "one", p);
    for (int i = 0; i < n; ++i) {
        tiny::add_loan(study, {.id = "N" + std::to_string(n) + "_" + std::to_string(1000 + i)});
    }
    return study;
}

double present_value(const std::vector<double>& totals) {
    return totals[static_cast<int>(Total::pv_hurdle_npe)];
}

std::vector<double> drawn_values(int n) {
    const Study study = equal_loans(n);
    const PreparedRun ready(study);
    Pipeline pipeline(ready);
    std::vector<double> values;
    for (int path = 0; path < paths; ++path) {
        values.push_back(present_value(pipeline.run_batch(path, 1).totals) / n);
    }
    return values;
}

std::vector<double> pool_values() {
    const Study study = equal_loans(1);
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {.rate_nodes = 1, .maturity_step_months = 1});
    ExpectedEngine engine(expected);
    ExpectedTotals totals;
    std::vector<double> values;
    for (int path = 0; path < paths; ++path) {
        engine.run(0, tiny::macro_of(prepared, static_cast<std::uint32_t>(path), 0), totals);
        values.push_back(present_value(totals.totals));
    }
    return values;
}

/// Squared deviations from the mean: their mean is the variance, to order 1/paths.
std::vector<double> squared_deviations(const std::vector<double>& values) {
    double mean = 0.0;
    for (const double v : values) mean += v / paths;
    std::vector<double> squares;
    for (const double v : values) squares.push_back((v - mean) * (v - mean));
    return squares;
}

TEST(PoolVariance, AgreementFourVarianceOfNLoansIsThatOfThePoolPlusCOverN) {
    const std::vector<int> sizes = {4, 8, 16, 64};
    const std::vector<double> pool = squared_deviations(pool_values());
    double mean_x = 0.0;
    for (const int n : sizes) mean_x += 1.0 / n / static_cast<double>(sizes.size());
    double spread = 0.0;
    for (const int n : sizes) spread += (1.0 / n - mean_x) * (1.0 / n - mean_x);
    std::vector<double> influence(paths, 0.0);
    double slope = 0.0;
    for (const int n : sizes) {
        const std::vector<double> drawn = squared_deviations(drawn_values(n));
        const double of_slope = (1.0 / n - mean_x) / spread;
        const double of_intercept = 1.0 / static_cast<double>(sizes.size()) - of_slope * mean_x;
        for (int path = 0; path < paths; ++path) {
            const double excess =
                drawn[static_cast<std::size_t>(path)] - pool[static_cast<std::size_t>(path)];
            influence[static_cast<std::size_t>(path)] += of_intercept * excess;
            slope += of_slope * excess / paths;
        }
    }
    double intercept = 0.0, square = 0.0, pool_variance = 0.0;
    for (int path = 0; path < paths; ++path) {
        intercept += influence[static_cast<std::size_t>(path)] / paths;
        square +=
            influence[static_cast<std::size_t>(path)] * influence[static_cast<std::size_t>(path)] / paths;
        pool_variance += pool[static_cast<std::size_t>(path)] / paths;
    }
    const double error = std::sqrt((square - intercept * intercept) / paths);
    std::printf("pool variance %.1f, intercept %.2f, standard error %.2f, c %.1f\n", pool_variance, intercept,
                error, slope);
    EXPECT_LE(std::fabs(intercept), 4.0 * error);
    EXPECT_LT(error, 0.1 * pool_variance) << "the test can see a wrong pool variance";
    EXPECT_GT(slope, 0.0);
}

}  // namespace
}  // namespace recoup::sim
