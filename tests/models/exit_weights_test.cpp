// Odds past the range of a double: probabilities are those of the logarithms, by whichever way they come.
#include "models/exit_weights.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/exit_probabilities.hpp"
#include "models/exit_thresholds.hpp"
#include "models/macro_paths.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup {
namespace {

using testing_models::exit_with;
using testing_models::row_from;

struct Compiled {
    HazardTable table;
    int stride() const { return table.stride; }

    /// Probabilities of the first cell at a macro deviation, one variable.
    std::vector<double> first_cell(double deviation, int profile = 0, double default_odds = 0.0) const {
        std::vector<double> p;
        exit_probabilities(table, profile, std::vector<double>{deviation},
                           std::vector<double>(table.rows.size(), default_odds), p);
        return {p.begin(), p.begin() + static_cast<std::ptrdiff_t>(table.rows[0].exits.size())};
    }
};

Compiled compiled(HazardRowSpec row, const std::map<State, double>& factors = {},
                  const std::vector<CovariateProfile>& profiles = {}) {
    SegmentParameters parameters;
    const std::string name = row.name;
    testing_models::add_row(parameters, std::move(row));
    HazardTableBuilder builder(parameters, profiles, {"growth"}, {});
    builder.row(name, factors);
    return {builder.table()};
}

ExitSpec with_shift(ExitSpec exit, double shift) {
    exit.shift = shift;
    return exit;
}

ExitSpec with_beta(ExitSpec exit, double beta) {
    exit.beta["growth"] = beta;
    return exit;
}

ExitSpec by_log_odds(State to, double log_odds) {
    return {.to = to, .scale = LevelScale::log_odds, .level = {{log_odds}}};
}

/// exp(l_j) / sum of exp(l), in long double; -infinity is impossible.
std::vector<double> shares(const std::vector<double>& logs) {
    const double largest = *std::max_element(logs.begin(), logs.end());
    long double total = 0.0L;
    for (const double log : logs) total += std::exp(static_cast<long double>(log) - largest);
    std::vector<double> p;
    for (const double log : logs) {
        p.push_back(static_cast<double>(std::exp(static_cast<long double>(log) - largest) / total));
    }
    return p;
}

TEST(ExitWeights, ACertainExitIsSplitByTheOddsOfTheCertain) {
    const Compiled c =
        compiled(row_from(State::current, {with_shift(exit_with(State::defaulted, {0.02}), 800.0),
                                           with_shift(exit_with(State::repaid, {0.01}), 800.0),
                                           exit_with(State::cured, {0.1})}));
    const std::vector<double> p = c.first_cell(0.0);
    EXPECT_NEAR(p[0], 2.0 / 3.0, 1e-12);
    EXPECT_NEAR(p[2], 1.0 / 3.0, 1e-12);
    EXPECT_EQ(p[1], 0.0);
}

TEST(ExitWeights, AnExtremeMacroPathSplitsAsItsLogOddsSay) {
    // 0.5 between the exits at a deviation of 400: beyond 709 each, and beyond every fixed cut
    const Compiled c =
        compiled(row_from(State::current, {with_beta(exit_with(State::defaulted, {0.01}), 2.0),
                                           with_beta(exit_with(State::repaid, {0.01}), 1.99875)}));
    for (const double deviation : {400.0, 4000.0, 1e5}) {
        const double apart = 0.00125 * deviation;
        EXPECT_NEAR(c.first_cell(deviation)[0], 1.0 / (1.0 + std::exp(-apart)), 1e-9) << deviation;
    }
    EXPECT_EQ(c.first_cell(-1e5)[0], 0.0);
}

TEST(ExitWeights, FarPartsThatCancelLeaveTheOrdinaryOdds) {
    HazardRowSpec row = row_from(State::current, {with_shift(exit_with(State::defaulted, {0.02}), 900.0),
                                                  with_shift(exit_with(State::repaid, {0.01}), -900.0)});
    row.exits[0].delta["kind"]["far"] = -900.0;
    row.exits[1].delta["kind"]["far"] = 900.0;
    const Compiled c = compiled(row, {}, {{{{"kind", "far"}}}, {{{"kind", "near"}}}});
    const std::vector<double> p = c.first_cell(0.0);
    EXPECT_NEAR(p[0], 0.02, 1e-12);
    EXPECT_NEAR(p[1], 0.01, 1e-12);
    EXPECT_EQ(c.first_cell(0.0, 1)[0], 1.0);
}

TEST(ExitWeights, WhatIsImpossibleStaysSoHoweverFarItIsShifted) {
    const Compiled c = compiled(row_from(
        State::current, {with_shift(exit_with(State::defaulted, {0.0}), 800.0),
                         with_beta(exit_with(State::repaid, {0.0}), 1e4), exit_with(State::cured, {0.1})}));
    for (const double deviation : {0.0, 1.0}) {
        const std::vector<double> p = c.first_cell(deviation);
        EXPECT_EQ(p[0], 0.0);
        EXPECT_NEAR(p[1], 0.1, 1e-15);
        EXPECT_EQ(p[2], 0.0);
    }
    const Compiled barred = compiled(
        row_from(State::current,
                 {with_shift(exit_with(State::defaulted, {0.1}), 800.0), exit_with(State::repaid, {0.1})}),
        {{State::defaulted, 0.0}});
    EXPECT_EQ(barred.first_cell(0.0)[0], 0.0);
    EXPECT_NEAR(barred.first_cell(0.0)[1], 1.0 / 9.0, 1e-12) << "odds of .1 / .8 against staying";
}

TEST(ExitWeights, WhereStayingIsRemovedTheLeastUnlikelyExitIsTaken) {
    HazardRowSpec row = row_from(State::current, {with_shift(exit_with(State::defaulted, {0.02}), -900.0),
                                                  with_shift(exit_with(State::repaid, {0.01}), -900.0)});
    row.latest = 1;
    const Compiled c = compiled(row);
    std::vector<double> p;
    exit_probabilities(c.table, 0, std::vector<double>{0.0}, std::vector<double>(1, 0.0), p);
    const std::size_t removed = c.table.cells() - 1;
    ASSERT_EQ(c.table.staying_removed[removed], 1);
    EXPECT_NEAR(p[2 * removed], 2.0 / 3.0, 1e-12);
    EXPECT_NEAR(p[2 * removed + 1], 1.0 / 3.0, 1e-12);
}

TEST(ExitWeights, AProbabilityBesideAFarLogOddsKeepsWhatIsStated) {
    // p is 0.1 against everything else, which the exit by log-odds has whole
    const Compiled c = compiled(
        row_from(State::current, {exit_with(State::defaulted, {0.1}), by_log_odds(State::repaid, 1000.0)}));
    EXPECT_NEAR(c.first_cell(0.0)[0], 0.1, 1e-12);
    EXPECT_NEAR(c.first_cell(0.0)[1], 0.9, 1e-12);
}

TEST(ExitWeights, ACopulaKeepsItsDefaultBesideCertainExits) {
    HazardRowSpec row = row_from(State::current, {with_shift(exit_with(State::arrears_1_30, {0.02}), 800.0),
                                                  with_shift(exit_with(State::repaid, {0.01}), 800.0),
                                                  exit_with(State::defaulted, {0.0})});
    row.copula =
        CopulaSpec{.exit = State::defaulted, .pd_annual = 0.05, .rho = 0.2, .weights = {{"growth", 1.0}}};
    const Compiled c = compiled(row);
    const std::vector<HazardExit>& exits = c.table.rows[0].exits;
    const std::vector<double> p = c.first_cell(0.0, 0, 0.25 / 0.75);
    for (std::size_t j = 0; j < exits.size(); ++j) {
        const double others = exits[j].to == State::repaid ? 0.25 : 0.5;
        EXPECT_NEAR(p[j], exits[j].to == State::defaulted ? 0.25 : others, 1e-12);
    }
}

TEST(ExitWeights, NearAndFarAgreeWithTheLogarithmsAndThresholdsWithProbabilities) {
    std::mt19937_64 dice(17);
    std::uniform_real_distribution<double> any(-1.0, 1.0);
    for (const double reach : {5.0, 290.0, 2000.0}) {
        for (int run = 0; run < 300; ++run) {
            HazardRowSpec row = row_from(State::current, {});
            std::vector<double> logs;
            const double deviation = any(dice);
            for (const State to : {State::defaulted, State::arrears_1_30, State::repaid}) {
                ExitSpec exit = by_log_odds(to, reach * any(dice));
                exit.beta["growth"] = reach * any(dice);
                row.exits.push_back(exit);
            }
            const Compiled c = compiled(row);
            for (const HazardExit& exit : c.table.rows[0].exits) {
                const auto given = std::find_if(row.exits.begin(), row.exits.end(),
                                                [&](const ExitSpec& each) { return each.to == exit.to; });
                logs.push_back(given->level[0][0] + given->beta["growth"] * deviation);
            }
            logs.push_back(0.0);  // staying
            const std::vector<double> expected = shares(logs);
            const std::vector<double> p = c.first_cell(deviation);

            double eta[3], numbers[3], weights[3], ones[3] = {1.0, 1.0, 1.0};
            const bool far = macro_log_odds(c.table.rows[0], std::vector<double>{deviation}, eta);
            for (int j = 0; j < 3; ++j) numbers[j] = std::exp(eta[j]);
            const double staying = exit_weights(
                c.table, 0, 0, {.logs = eta, .numbers = numbers, .far = far || c.table.far_row[0][0] != 0},
                weights);
            std::uint32_t thresholds[3];
            exit_thresholds(weights, ones, 3, staying, thresholds);
            double cumulative = 0.0;
            for (std::size_t j = 0; j < 3; ++j) {
                EXPECT_NEAR(p[j], expected[j], 1e-12 + 1e-15 * reach) << reach;
                cumulative += p[j];
                EXPECT_NEAR(thresholds[j], std::min(cumulative * two_to_the_32, 4294967295.0), 1.001)
                    << reach;
            }
        }
    }
}

TEST(ExitWeights, OddsAreFarBeyondALogarithmOf300OnlyAndTheImpossibleIsNot) {
    EXPECT_EQ(compiled(row_from(State::current, {by_log_odds(State::repaid, 299.0)})).table.far_row[0][0], 0);
    EXPECT_EQ(compiled(row_from(State::current, {by_log_odds(State::repaid, -301.0)})).table.far_row[0][0],
              1);
    EXPECT_EQ(
        compiled(row_from(State::current, {exit_with(State::repaid, {0.0}), exit_with(State::cured, {0.1})}))
            .table.far_row[0][0],
        0);
    Odds odds = Odds();
    odds.raise(800.0);
    EXPECT_EQ(odds.number(), 0.0);
}

}  // namespace
}  // namespace recoup
