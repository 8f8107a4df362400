// The copula pool over three years and two scenarios with shifts, against the odds of each path and year.
//
// Z of a year is the standardised sum of that year's shocks alone, whatever the centre of the scenario:
// (sum of w_h e_h) / |w|, w_h = 1 + a + ... + a^(4-h), plus the scenario's shift. Given Z the defaults of the
// year are binomial with PD(Z) (Vasicek 2002). 4 standard errors on the sum over paths and on the mean
// square, and on the mean of the first year against the closed form E PD(Z + s) = Phi(Phi^-1(PD) -
// sqrt(rho) s).
#include <gtest/gtest.h>

#include "models/closed_form/vasicek.hpp"
#include "tests/sim/studies/copula_pool.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

constexpr double pd = 0.10;
constexpr double rho = 0.15;
constexpr double a = 0.8;  // of the pool's macro variable
constexpr int years = 3;
constexpr int loans = 1000;
constexpr std::uint32_t paths = 600;

Study pool() {
    Study study = tiny::copula_pool(pd, rho, 12 * years);
    study.scenarios = {
        {.name = "good", .weight = 0.5, .credit_index_shift = 0.4, .path = {{1}, {2}, {1}, {2}, {1}, {2}}},
        {.name = "bad",
         .weight = 0.5,
         .credit_index_shift = -0.8,
         .path = {{-2}, {-4}, {-3}, {-1}, {-5}, {-3}, {-2}, {0}, {-4}, {1}, {0}, {2}}}};
    tiny::add_pool_loans(study, loans);
    return study;
}

/// The credit index of a year from its four shocks.
double index_of_year(const MacroShocks& shocks, int year) {
    double sum = 0.0;
    double squares = 0.0;
    double weight = 0.0;
    for (int h = 3; h >= 0; --h) {
        weight = 1.0 + a * weight;
        sum += weight * shocks.variables[static_cast<std::size_t>(4 * year + h)];
        squares += weight * weight;
    }
    return sum / std::sqrt(squares);
}

void expect_years(const PreparedStudy& prepared, int scenario) {
    const double shift = prepared.study.scenarios[static_cast<std::size_t>(scenario)].credit_index_shift;
    tiny::Runner runner(prepared);
    MacroShocks shocks;
    Sample first_year;
    std::array<Sample, years> square;
    std::array<double, years> excess{};
    std::array<double, years> variance{};
    for (std::uint32_t path = 0; path < paths; ++path) {
        draw_macro_shocks(prepared, path, shocks);
        std::array<int, years> defaults{};
        const tiny::PathResult result = runner.run(path, scenario);
        for (const Event& event : result.events.logs[0].records()) {
            ++defaults[static_cast<std::size_t>((event.month - 1) / 12)];
        }
        first_year.add(static_cast<double>(defaults[0]) / loans);
        int alive = loans;
        for (int y = 0; y < years; ++y) {
            const auto year = static_cast<std::size_t>(y);
            const double p = conditional_default_probability(pd, rho, index_of_year(shocks, y) + shift);
            const double difference = defaults[year] - alive * p;
            excess[year] += difference;
            variance[year] += alive * p * (1.0 - p);
            square[year].add(difference * difference / (alive * p * (1.0 - p)));
            alive -= defaults[year];
        }
    }
    for (std::size_t year = 0; year < years; ++year) {
        const auto sum = within_standard_errors(excess[year], 0.0, std::sqrt(variance[year]));
        EXPECT_TRUE(sum) << "defaults less the law's, scenario " << scenario << ", year " << year + 1;
        const auto spread = within_standard_errors(square[year].mean(), 1.0, square[year].standard_error());
        EXPECT_TRUE(spread) << "mean square, scenario " << scenario << ", year " << year + 1;
        std::printf("scenario %d, year %zu: %s; %s\n", scenario, year + 1, sum.message(), spread.message());
    }
    const double mean = normal_cdf(normal_quantile(pd) - std::sqrt(rho) * shift);
    EXPECT_TRUE(within_standard_errors(first_year.mean(), mean, first_year.standard_error()));
}

TEST(VasicekYears, EachYearHasItsOwnOddsUnderTheShiftOfItsScenario) {
    const Study study = pool();
    const PreparedStudy prepared(study);
    expect_years(prepared, 0);
    expect_years(prepared, 1);
}

}  // namespace
}  // namespace recoup::sim
