// Hazard rows compiled to odds: reference cell, odds ratios, joint tables, earliest and latest, long-run
// averages, covariates, measures.
#include "models/hazard_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/errors.hpp"
#include "models/exit_thresholds.hpp"
#include "models/stationary_law.hpp"
#include "sim/random/sobol.hpp"
#include "tests/models/macro_models.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;

struct Compiled {
    HazardTable table;
    std::uint16_t row = 0;

    /// Probabilities of leaving at a duration and bucket, at x = xbar.
    std::vector<double> probabilities(int months, int bucket = 0, std::size_t profile = 0) const {
        const auto cell = static_cast<std::size_t>(table.track_cell[table.track(row, months)] + bucket);
        const std::size_t n = table.rows[row].exits.size();
        const auto stride = static_cast<std::size_t>(table.stride);
        double total = table.staying_removed[cell] != 0 ? 0.0 : 1.0;
        for (std::size_t j = 0; j < n; ++j) total += table.odds[profile][cell * stride + j];
        std::vector<double> p;
        for (std::size_t j = 0; j < n; ++j) p.push_back(table.odds[profile][cell * stride + j] / total);
        return p;
    }
};

Compiled compile_row(const SegmentParameters& parameters, const std::string& name,
                     const std::map<State, double>& factors = {},
                     const std::vector<CovariateProfile>& profiles = {},
                     const std::vector<std::string>& variables = {}, const std::vector<double>& points = {}) {
    HazardTableBuilder builder(parameters, profiles, variables, points);
    const std::uint16_t row = builder.row(name, factors);
    return {builder.table(), row};
}

SegmentParameters with_row(HazardRowSpec row) {
    SegmentParameters parameters;
    add_row(parameters, std::move(row));
    return parameters;
}

TEST(HazardTable, ProbabilitiesComeBackInRankOrder) {
    const auto parameters =
        with_row(row_from(State::defaulted,
                          {exit_with(State::repaid, {0.03, 0.01}), exit_with(State::cured, {0.05, 0.02}),
                           exit_with(State::written_off, {0.0, 0.04})},
                          {0, 6}));
    const Compiled c = compile_row(parameters, "default");
    const auto& exits = c.table.rows[c.row].exits;
    EXPECT_EQ(exits[0].to, State::written_off);
    EXPECT_EQ(exits[1].to, State::cured);
    EXPECT_EQ(exits[2].to, State::repaid);
    for (const int months : {0, 3, 5}) {
        const auto p = c.probabilities(months);
        EXPECT_EQ(p[0], 0.0) << "a structural zero";
        EXPECT_NEAR(p[1], 0.05, 1e-15) << months;
        EXPECT_NEAR(p[2], 0.03, 1e-15) << months;
    }
    for (const int months : {6, 7, 500}) {
        const auto p = c.probabilities(months);
        EXPECT_NEAR(p[0], 0.04, 1e-15) << months;
        EXPECT_NEAR(p[1], 0.02, 1e-15) << months;
        EXPECT_NEAR(p[2], 0.01, 1e-15) << months;
    }
}

TEST(HazardTable, TracksWalkThroughTheDurations) {
    const auto parameters =
        with_row(row_from(State::defaulted, {exit_with(State::cured, {0.1, 0.2, 0.3})}, {0, 2, 5}));
    const Compiled c = compile_row(parameters, "default");
    std::uint16_t track = c.table.track(c.row, 0);
    for (int months = 0; months <= 12; ++months) {
        EXPECT_EQ(track, c.table.track(c.row, months));
        EXPECT_NEAR(c.probabilities(months)[0], months < 2 ? 0.1 : months < 5 ? 0.2 : 0.3, 1e-15) << months;
        track = c.table.track_next[track];
    }
}

TEST(HazardTable, OddsRatiosHoldTheReferenceBucketAndScaleTheOthers) {
    HazardRowSpec row =
        row_from(State::defaulted, {exit_with(State::written_off, {0.02}), exit_with(State::cured, {0.08})});
    row.ltv_edges = {0.6, 0.8};
    row.reference_ltv_bucket = 1;
    row.exits[0].ltv_log_odds = {std::log(0.5), 0.0, std::log(3.0)};
    const Compiled c = compile_row(with_row(row), "default");
    ASSERT_EQ(c.table.buckets, 3);
    EXPECT_NEAR(c.probabilities(0, 1)[0], 0.02, 1e-15);
    EXPECT_NEAR(c.probabilities(0, 1)[1], 0.08, 1e-15);
    // by hand: odds against staying .02/.9 and .08/.9; times 3 the first: total 1 + .06/.9 + .08/.9 = 1.04/.9
    EXPECT_NEAR(c.probabilities(0, 2)[0], 0.06 / 1.04, 1e-15);
    EXPECT_NEAR(c.probabilities(0, 2)[1], 0.08 / 1.04, 1e-15);
    EXPECT_NEAR(c.probabilities(0, 0)[0], 0.01 / 0.99, 1e-15);
}

TEST(HazardTable, AJointTableWithEqualBucketsIsTheTableByDuration) {
    HazardRowSpec by_duration = row_from(
        State::defaulted,
        {exit_with(State::written_off, {0.02, 0.03}), exit_with(State::cured, {0.08, 0.01})}, {0, 4});
    by_duration.ltv_edges = {0.8};
    HazardRowSpec joint = by_duration;
    joint.exits[0].level = {{0.02, 0.02}, {0.03, 0.03}};
    joint.exits[1].level = {{0.08, 0.08}, {0.01, 0.01}};
    const Compiled a = compile_row(with_row(by_duration), "default");
    const Compiled b = compile_row(with_row(joint), "default");
    EXPECT_EQ(a.table.odds, b.table.odds);
    joint.exits[0].level[1][1] = 0.3;
    const Compiled d = compile_row(with_row(joint), "default");
    EXPECT_NEAR(d.probabilities(4, 1)[0], 0.3, 1e-15);
    EXPECT_NEAR(d.probabilities(4, 1)[1], 0.01, 1e-15);
    EXPECT_NEAR(d.probabilities(4, 0)[0], 0.03, 1e-15);
}

TEST(HazardTable, RowsWithDifferentLtvEdgesShareTheUnion) {
    SegmentParameters parameters;
    HazardRowSpec one = row_from(State::defaulted, {ExitSpec{.to = State::cured, .level = {{0.1, 0.2}}}});
    one.ltv_edges = {0.8};
    HazardRowSpec two = row_from(State::court, {ExitSpec{.to = State::cured, .level = {{0.3, 0.4, 0.5}}}});
    two.ltv_edges = {0.6, 1.0};
    add_row(parameters, one);
    add_row(parameters, two);
    HazardTableBuilder builder(parameters, {}, {}, {});
    const std::uint16_t first = builder.row("default", {});
    const std::uint16_t second = builder.row("court", {});
    const Compiled a{builder.table(), first};
    const Compiled b{builder.table(), second};
    EXPECT_EQ(a.table.ltv_edges, (std::vector<float>{0.6F, 0.8F, 1.0F}));
    const double expected_one[] = {0.1, 0.1, 0.2, 0.2};
    const double expected_two[] = {0.3, 0.4, 0.4, 0.5};
    for (int bucket = 0; bucket < 4; ++bucket) {
        EXPECT_NEAR(a.probabilities(0, bucket)[0], expected_one[bucket], 1e-15) << bucket;
        EXPECT_NEAR(b.probabilities(0, bucket)[0], expected_two[bucket], 1e-15) << bucket;
    }
}

TEST(HazardTable, EarliestClosesAnExitAndLatestRemovesStaying) {
    HazardRowSpec row =
        row_from(State::defaulted, {exit_with(State::written_off, {0.02}), exit_with(State::cured, {0.06})});
    row.exits[0].earliest = 3;
    row.latest = 10;
    const Compiled c = compile_row(with_row(row), "default");
    EXPECT_EQ(c.probabilities(2)[0], 0.0);
    EXPECT_NEAR(c.probabilities(2)[1], 0.06, 1e-15);
    EXPECT_NEAR(c.probabilities(3)[0], 0.02, 1e-15);
    EXPECT_NEAR(c.probabilities(9)[1], 0.06, 1e-15);
    EXPECT_NEAR(c.probabilities(10)[0], 0.25, 1e-15);
    EXPECT_NEAR(c.probabilities(10)[1], 0.75, 1e-15);
}

TEST(HazardTable, NothingToGoToWhereStayingIsRemovedIsRefused) {
    HazardRowSpec row = row_from(State::defaulted, {exit_with(State::cured, {0.06})});
    row.latest = 4;
    row.exits[0].earliest = 8;
    EXPECT_THROW(compile_row(with_row(row), "default"), InputError);
    HazardRowSpec joint = row_from(State::defaulted, {ExitSpec{.to = State::cured, .level = {{0.1, 0.0}}}});
    joint.ltv_edges = {1.0};
    joint.latest = 4;
    EXPECT_THROW(compile_row(with_row(joint), "default"), InputError) << "the upper bucket has no way out";
}

TEST(HazardTable, LogOddsAreAgainstStaying) {
    HazardRowSpec row = row_from(
        State::defaulted,
        {ExitSpec{.to = State::written_off, .scale = LevelScale::log_odds, .level = {{std::log(0.25)}}},
         exit_with(State::cured, {0.2})});
    const Compiled c = compile_row(with_row(row), "default");
    // p stays what the table says: .2 cured, the rest .8 shared 1 : .25 by staying and write-off
    EXPECT_NEAR(c.probabilities(0)[1], 0.2, 1e-15);
    EXPECT_NEAR(c.probabilities(0)[0], 0.8 * 0.2, 1e-15);
}

TEST(HazardTable, ShiftCovariatesAndMeasuresMultiplyTheOdds) {
    HazardRowSpec row =
        row_from(State::defaulted, {exit_with(State::written_off, {0.1}), exit_with(State::cured, {0.4})});
    row.exits[0].shift = std::log(2.0);
    row.exits[0].delta["industry"] = {{"retail", std::log(1.5)}, {"mining", 9.0}};
    const std::vector<CovariateProfile> profiles = {{}, {{{"industry", "retail"}, {"region", "west"}}}};
    const Compiled plain = compile_row(with_row(row), "default", {}, profiles);
    // odds .1/.5 and .4/.5; doubled the first
    EXPECT_NEAR(plain.probabilities(0)[0], 0.4 / 2.2, 1e-15);
    EXPECT_NEAR(plain.probabilities(0, 0, 1)[0], 0.6 / 2.4, 1e-15);
    const Compiled measure = compile_row(with_row(row), "default", {{State::cured, 2.0}}, profiles);
    EXPECT_NEAR(measure.probabilities(0)[1], 1.6 / 3.0, 1e-15);
}

TEST(HazardTable, EqualRequestsShareARow) {
    const auto parameters = with_row(row_from(State::defaulted, {exit_with(State::cured, {0.1})}));
    HazardTableBuilder builder(parameters, {}, {}, {});
    const std::uint16_t plain = builder.row("default", {});
    const std::uint16_t raised = builder.row("default", {{State::cured, 2.0}});
    EXPECT_NE(plain, raised);
    EXPECT_EQ(builder.row("default", {}), plain);
    EXPECT_EQ(builder.row("default", {{State::cured, 2.0}}), raised);
    EXPECT_EQ(builder.table().rows.size(), 2U);
}

/// A row with strong betas, given as a long-run average under the law of B1.
HazardRowSpec cyclical_row() {
    HazardRowSpec row =
        row_from(State::defaulted,
                 {exit_with(State::written_off, {0.02, 0.05}), exit_with(State::cured, {0.10, 0.0}),
                  exit_with(State::repaid, {0.01, 0.01})},
                 {0, 6});
    row.given_as = GivenAs::long_run_average;
    row.exits[0].beta = {{"one", 0.8}};
    row.exits[1].beta = {{"one", -0.5}, {"three", 0.4}};
    return row;
}

std::vector<double> stationary_points() {
    MacroModel model = testing_models::b1_model();
    model.variables[0].long_run_mean = 1.0;  // the law's mean need not be xbar
    return stationary_deviations(model, sim::centred_sobol_points(3, 4096));
}

/// Mean over the points of the probabilities of a cell.
std::vector<double> mean_probabilities(const Compiled& c, int months, const std::vector<double>& points) {
    const HazardRow& row = c.table.rows[c.row];
    const auto cell = static_cast<std::size_t>(c.table.track_cell[c.table.track(c.row, months)]);
    const std::size_t n = row.exits.size();
    std::vector<double> mean(n, 0.0);
    for (std::size_t k = 0; k < points.size(); k += 3) {
        std::vector<double> w(n);
        double total = c.table.staying_removed[cell] != 0 ? 0.0 : 1.0;
        for (std::size_t j = 0; j < n; ++j) {
            double eta = 0.0;
            for (std::size_t v = 0; v < 3; ++v) eta += row.exits[j].beta[v] * points[k + v];
            w[j] = c.table.odds[0][cell * static_cast<std::size_t>(c.table.stride) + j] * std::exp(eta);
            total += w[j];
        }
        for (std::size_t j = 0; j < n; ++j)
            mean[j] += 3.0 * w[j] / total / static_cast<double>(points.size());
    }
    return mean;
}

TEST(HazardTable, LongRunAverageIsTheMeanOverTheStationaryLaw) {
    const std::vector<double> points = stationary_points();
    const Compiled c =
        compile_row(with_row(cyclical_row()), "default", {}, {}, {"one", "two", "three"}, points);
    const auto early = mean_probabilities(c, 0, points);
    EXPECT_NEAR(early[0], 0.02, 2e-12);
    EXPECT_NEAR(early[1], 0.10, 2e-12);
    EXPECT_NEAR(early[2], 0.01, 2e-12);
    const auto late = mean_probabilities(c, 6, points);
    EXPECT_NEAR(late[0], 0.05, 2e-12);
    EXPECT_EQ(late[1], 0.0);
    EXPECT_NEAR(late[2], 0.01, 2e-12);
    EXPECT_LT(c.probabilities(0)[0], 0.0199) << "at the mean the convex exit is rarer than on average";
}

TEST(HazardTable, LongRunAverageKeepsTheProportionsWhereStayingIsRemoved) {
    const std::vector<double> points = stationary_points();
    HazardRowSpec row = cyclical_row();
    row.latest = 12;
    const Compiled c = compile_row(with_row(row), "default", {}, {}, {"one", "two", "three"}, points);
    const auto p = mean_probabilities(c, 12, points);
    EXPECT_NEAR(p[0], 5.0 / 6.0, 2e-12);
    EXPECT_NEAR(p[2], 1.0 / 6.0, 2e-12);
}

TEST(HazardTable, LongRunAverageOfLogOddsIsRefused) {
    HazardRowSpec row = cyclical_row();
    row.exits[2].scale = LevelScale::log_odds;
    row.exits[2].level = {{-3.0}, {-3.0}};
    EXPECT_THROW(compile_row(with_row(row), "default", {}, {}, {"one", "two", "three"}, stationary_points()),
                 InputError);
}

TEST(HazardTable, LongRunOddsWithoutBetasAreThePlainOdds) {
    const std::vector<double> multipliers(2 * 16, 1.0);
    const std::vector<double> odds = long_run_odds(std::vector<double>{0.1, 0.3}, multipliers, false);
    EXPECT_NEAR(odds[0], 0.1 / 0.6, 1e-15);
    EXPECT_NEAR(odds[1], 0.3 / 0.6, 1e-15);
}

TEST(HazardTable, LongRunOddsOfADeterministicScenarioAreFound) {
    // Dispersion 0 makes all points one: their sum is the least exact, and must not read as no solution.
    std::vector<double> multipliers;
    for (int k = 0; k < 4096; ++k) multipliers.insert(multipliers.end(), {1.37, 0.61});
    for (double p = 0.01; p < 0.5; p += 0.007) {
        const std::vector<double> odds = long_run_odds(std::vector<double>{p, 0.43}, multipliers, false);
        EXPECT_NEAR(odds[0] * 1.37, p / (0.57 - p), 1e-10) << p;
    }
}

TEST(HazardTable, NoConvergenceIsAnInputError) {
    // Half of the points leave for certain, half never, whatever the odds: 0.3 cannot be met.
    std::vector<double> multipliers;
    for (int k = 0; k < 100; ++k) multipliers.push_back(k % 2 == 0 ? 0.0 : 1e300);
    EXPECT_THROW(long_run_odds(std::vector<double>{0.7}, multipliers, false), InputError);
}

TEST(HazardTable, ARowWithoutLongRunOddsIsNamed) {
    HazardRowSpec row = cyclical_row();
    row.exits[0].beta = {{"one", 1e4}};
    SegmentParameters parameters = with_row(row);
    parameters.file = "betas.toml";
    try {
        compile_row(parameters, "default", {}, {}, {"one", "two", "three"}, stationary_points());
        ADD_FAILURE() << "solved";
    } catch (const InputError& error) {
        ASSERT_EQ(error.problems().size(), 1U);
        EXPECT_EQ(error.problems()[0].where, "betas.toml");
        EXPECT_EQ(error.problems()[0].field, "hazards.default");
    }
}

TEST(HazardTable, TheHotIndexFitsSixteenBits) {
    HazardRowSpec row = row_from(State::defaulted, {ExitSpec{.to = State::cured}});
    row.duration_edges.clear();
    for (int month = 0; month < 1200; ++month) {
        row.duration_edges.push_back(month);
        row.exits[0].level.push_back(std::vector<double>(60, 0.01));
    }
    for (int edge = 1; edge < 60; ++edge) row.ltv_edges.push_back(0.05 * edge);
    EXPECT_THROW(compile_row(with_row(row), "default"), InputError) << "72,000 cells";
    // The engine appends one idle cell a bucket and two tracks: 65,520 cells and 60 buckets do not fit.
    row.duration_edges.resize(1092);
    row.exits[0].level.resize(1092);
    EXPECT_THROW(compile_row(with_row(row), "default"), InputError);
    row.duration_edges.resize(1091);
    row.exits[0].level.resize(1091);
    const Compiled c = compile_row(with_row(row), "default");
    EXPECT_LE(c.table.cells() + static_cast<std::size_t>(c.table.buckets), 65536U);
}

TEST(HazardTable, CopulaTakesItsPlaceAmongTheExits) {
    HazardRowSpec row =
        row_from(State::current, {exit_with(State::repaid, {0.01}), exit_with(State::defaulted, {0.0})});
    row.copula =
        CopulaSpec{.exit = State::defaulted, .pd_annual = 0.02, .rho = 0.15, .weights = {{"b", -1.0}}};
    const Compiled c = compile_row(with_row(row), "current", {}, {}, {"a", "b"});
    ASSERT_TRUE(c.table.rows[c.row].copula.has_value());
    EXPECT_EQ(c.table.rows[c.row].copula->exit, 0);
    EXPECT_EQ(c.table.rows[c.row].copula->weights, (std::vector<double>{0.0, -1.0}));
}

}  // namespace
}  // namespace recoup
