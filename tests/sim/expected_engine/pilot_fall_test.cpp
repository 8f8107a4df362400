// The fall of an index by pilots: the normal equations of its own regression, on the pilots and no others.
//
//   sum over pilots of level (fall - b'phi) phi_i = 0 for the constant, .01 b_i sum of levels for the others
//   (the stated trace of the mean square)
#include "sim/expected_engine/pilot_fall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/sim/studies/expected_book.hpp"

namespace recoup::sim {
namespace {

static_assert(PilotFall::first_pilot >
                  static_cast<std::uint32_t>(std::numeric_limits<decltype(Study::paths)>::max()),
              "no value is fitted to a path of a study");

constexpr int pilots = 4096;
constexpr int month = 11;
constexpr int housing = 1;

/// Prices that fall so far that the fit stays between 0 and 1 on every path.
Study falling_study() {
    Study study = tiny::varied_book(1);
    study.scenarios[0].path.assign(5, {7.0, -0.10});
    study.recovery_horizon_months = 12;
    return study;
}

/// What a path shows of the index in `month`.
struct Seen {
    double level, fall, growth;  ///< growth: deviation of the quarter's house prices, the credit factor here
    std::vector<double> phi;
};
Seen seen(const PreparedStudy& prepared, const DeviationBasis& basis, std::uint32_t path) {
    const MacroState macro = tiny::macro_of(prepared, path, 0);
    std::vector<double> y;
    for (std::size_t v = 0; v < 2; ++v) {
        const std::size_t at = (month - 1) / 3 * 2 + v;
        y.push_back(macro.x[at] - prepared.centre[0][at]);
    }
    return {macro.indices.level_at(month, housing), macro.indices.fall_at(month, housing), y[1], basis.at(y)};
}

/// Residuals by basis function over consecutive paths, per unit of the sum of levels.
std::vector<double> residuals(const PreparedStudy& prepared, const DeviationBasis& basis,
                              const PilotFall& fit, std::uint32_t first) {
    std::vector<double> sum(static_cast<std::size_t>(basis.coefficients()), 0.0);
    double levels = 0.0;
    for (std::uint32_t k = 0; k < pilots; ++k) {
        const Seen path = seen(prepared, basis, first + k);
        const double rest = path.level * (path.fall - fit.at(month, path.phi));
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += rest * path.phi[i];
        levels += path.level;
    }
    for (double& each : sum) each /= levels;
    return sum;
}

TEST(PilotFall, SolvesItsNormalEquationsOnThePilotsAlone) {
    const Study study = falling_study();
    const PreparedStudy prepared(study);
    const DeviationBasis basis(study.macro, false);
    const PilotFall fit(prepared, 0, housing, basis, pilots);
    const auto coefficients = static_cast<std::size_t>(basis.coefficients());
    std::vector<double> phi(coefficients, 0.0);
    phi[0] = 1.0;
    const double constant = fit.at(month, phi);
    const std::vector<double> on_pilots = residuals(prepared, basis, fit, PilotFall::first_pilot);
    EXPECT_NEAR(on_pilots[0], 0.0, 1e-12) << "right on average, by the value that it discounts";
    for (std::size_t i = 1; i < coefficients; ++i) {
        constexpr double step = 0.1;
        phi[i] = step;
        const double b = (fit.at(month, phi) - constant) / step;
        phi[i] = 0.0;
        EXPECT_NEAR(on_pilots[i], 0.01 * b, 1e-12) << "coefficient " << i;
    }
    const std::vector<double> on_paths = residuals(prepared, basis, fit, 0);
    EXPECT_GT(std::fabs(on_paths[0]), 1e-6) << "other paths, other residuals";
    EXPECT_LT(std::fabs(on_paths[0]), 5e-3) << "from the same law";
}

// On fresh paths the fit tells bad quarters from good ones as the falls do.
TEST(PilotFall, FallsFurtherWhereTheCreditFactorIsWorse) {
    const Study study = falling_study();
    const PreparedStudy prepared(study);
    const DeviationBasis basis(study.macro, false);
    const PilotFall fit(prepared, 0, housing, basis, pilots);
    constexpr std::uint32_t first = 500000, paths = 2000, fifth = paths / 5;
    std::vector<Seen> fresh;
    for (std::uint32_t k = 0; k < paths; ++k) fresh.push_back(seen(prepared, basis, first + k));
    std::sort(fresh.begin(), fresh.end(), [](const Seen& a, const Seen& b) { return a.growth < b.growth; });
    double drawn = 0.0, fitted = 0.0;
    for (std::size_t k = 0; k < fifth; ++k) {
        const Seen& worst = fresh[k];
        const Seen& best = fresh[paths - 1 - k];
        drawn += (worst.fall - best.fall) / fifth;
        fitted += (fit.at(month, worst.phi) - fit.at(month, best.phi)) / fifth;
    }
    std::printf("fall in the worst fifth above that in the best: drawn %.4f, fitted %.4f\n", drawn, fitted);
    EXPECT_GT(drawn, 0.03);
    EXPECT_NEAR(fitted / drawn, 1.0, 0.1);
}

}  // namespace
}  // namespace recoup::sim
