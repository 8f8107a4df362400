// Backward induction against the expected engine on the same lattices: agreement (i) and the martingale test
// (iii).
#include "sim/expected_engine/block_values.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/deterministic_math.hpp"
#include "sim/expected_engine/expected_engine.hpp"
#include "sim/path/macro_draws.hpp"
#include "sim/pipeline.hpp"
#include "sim/running/limits.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

LatticeMass start_mass(const ExpectedStudy& study, const ExpectedBlock& block) {
    const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(block.lattice)];
    LatticeMass mass(lattice);
    put_start(block, lattice, mass);
    return mass;
}

/// N at cut-off of all blocks of an option and segment, currency units.
double value_at_cut_off(const ExpectedStudy& study, int option, int scenario, ValueRate rate) {
    double sum = 0.0;
    for (const ExpectedBlock& block : study.blocks) {
        if (block.option != option) continue;
        const BlockValues values(study, block, scenario, rate, {.keep_all_periods = false});
        const std::vector<double> y(study.prepared.study.macro.variables.size(), 0.0);
        sum += worth(values.lattice(), start_mass(study, block), values.at(0, y), 0.0);
    }
    return sum / minor_units_per_unit;
}

double total_of(const ExpectedTotals& totals, const PreparedStudy& prepared, int option,
                std::initializer_list<Total> which) {
    double sum = 0.0;
    for (int segment = 0; segment < prepared.segment_count(); ++segment) {
        for (const Total total : which) {
            sum += totals.totals[static_cast<std::size_t>(
                (option * prepared.segment_count() + segment) * total_count + static_cast<int>(total))];
        }
    }
    return sum;
}

// Agreement (i): dispersion 0, a drifting index, all three options.
TEST(BlockValues, AgreementOneExpectedPresentValueEqualsValueAtCutOff) {
    Study study = tiny::varied_book();
    study.macro.dispersion = 0.0;
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {.maturity_step_months = 12, .noise_strata = 4});
    ExpectedEngine engine(expected);
    const MacroState macro = tiny::macro_of(prepared, 0, 0);
    ASSERT_NE(macro.indices.level_at(12, 1), 1.0) << "the index drifts";
    ExpectedTotals totals;
    engine.run(0, macro, totals);
    for (int option = 0; option < prepared.option_count(); ++option) {
        const double hurdle =
            total_of(totals, prepared, option, {Total::pv_hurdle_npe, Total::pv_hurdle_inflow});
        const double investor =
            total_of(totals, prepared, option, {Total::pv_investor_npe, Total::pv_investor_inflow});
        const double effective =
            total_of(totals, prepared, option, {Total::pv_effective_npe, Total::pv_effective_inflow});
        EXPECT_NEAR(value_at_cut_off(expected, option, 0, ValueRate::hurdle) / hurdle, 1.0, 1e-10);
        EXPECT_NEAR(value_at_cut_off(expected, option, 0, ValueRate::investor) / investor, 1.0, 1e-10);
        EXPECT_NEAR(value_at_cut_off(expected, option, 0, ValueRate::effective) / effective, 1.0, 1e-10);
    }
}

// Agreement (i), the loan engine: without dispersion only the loans are drawn, and their mean is N.
TEST(BlockValues, AgreementOneLoanEngineMeanIsTheValueAtCutOff) {
    constexpr int paths = 400;
    constexpr double allowed_standard_errors = 4.0;
    Study study = tiny::varied_book(24);
    study.macro.dispersion = 0.0;
    study.paths = paths;
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const ExpectedStudy expected(prepared, {.maturity_step_months = 3});
    const PathTotals drawn = Pipeline(ready).run_batch(0, paths);
    const auto width = static_cast<std::size_t>(prepared.option_count()) * total_count;  // one segment
    for (int option = 0; option < prepared.option_count(); ++option) {
        double sum = 0.0, square = 0.0;
        for (std::size_t path = 0; path < paths; ++path) {
            const double* own =
                drawn.totals.data() + path * width + static_cast<std::size_t>(option) * total_count;
            const double value =
                own[static_cast<int>(Total::pv_hurdle_npe)] + own[static_cast<int>(Total::pv_hurdle_inflow)];
            sum += value;
            square += value * value;
        }
        const double mean = sum / paths;
        const double error = std::sqrt((square / paths - mean * mean) / (paths - 1.0));
        const double value = value_at_cut_off(expected, option, 0, ValueRate::hurdle);
        EXPECT_NEAR(value, mean, allowed_standard_errors * error)
            << study.options[static_cast<std::size_t>(option)].name << ", standard error " << error;
        EXPECT_LT(error, 0.003 * mean);
    }
}

/// Largest |I_q| over quarters, relative to N_0, of one block on one path: cash + N - N before, all in
/// present value.
double largest_innovation(const ExpectedStudy& study, const BlockValues& values, const ExpectedBlock& own,
                          ExpectedEngine& engine, const MacroState& macro) {
    double before = 0.0, at_start = 0.0, cash = 0.0, largest = 0.0;
    const PreparedStudy& prepared = study.prepared;
    const auto variables = prepared.study.macro.variables.size();
    ExpectedTotals totals;
    engine.run(0, macro, totals,
               [&](const ExpectedBlock& block, const ValueLattice& lattice, int month,
                   const LatticeMass& mass, const MonthFlows& flows) {
                   if (&block != &own) return;
                   for (std::size_t r = 0; r < flows.in.size(); ++r) {
                       cash += prepared.discount_hurdle[static_cast<std::size_t>(month)] *
                               (flows.in[r] - flows.external[r] - flows.internal[r]);
                   }
                   if (month % months_per_quarter != 0) return;
                   const int quarter = month / months_per_quarter;
                   std::vector<double> y(variables, 0.0);
                   double log_index = -values.central_log_index(quarter);
                   if (quarter > 0) {
                       for (std::size_t v = 0; v < variables; ++v) {
                           const std::size_t at = static_cast<std::size_t>(quarter - 1) * variables + v;
                           y[v] = macro.x[at] - prepared.centre[0][at];
                       }
                   }
                   if (block.kind >= 0) {
                       const int index =
                           study.segments[0].kinds[static_cast<std::size_t>(block.kind)].price_index;
                       log_index += log_ieee(macro.indices.level_at(month, index));
                   }
                   const double now = worth(lattice, mass, values.at(quarter, y), log_index);
                   if (quarter == 0) {
                       at_start = now;
                   } else {
                       largest = std::max(largest, std::fabs(before - cash - now) / at_start);
                   }
                   before = now;
                   cash = 0.0;
               });
    return largest;
}

// Agreement (iii): betas zero, index deterministic, noise in the sale only, macro shocks all the same.
TEST(BlockValues, AgreementThreeMartingaleWhereTheSchemeIsExact) {
    Study study = tiny::varied_book(3);
    for (auto& [name, row] : study.segments[0].parameters.hazards) {
        for (ExitSpec& exit : row.exits) exit.beta.clear();
    }
    for (PriceIndex& index : study.macro.indices) {
        index.variable = -1;
        index.alpha = -0.01;
        index.beta.assign(study.macro.variables.size(), 0.0);
        index.sigma = 0.0;
    }
    const PreparedStudy prepared(study);
    ExpectedSettings settings;
    settings.ltv_nodes = 12;
    settings.maturity_step_months = 12;
    settings.noise_strata = 3;
    const ExpectedStudy expected(prepared, settings);
    ExpectedEngine engine(expected);
    const MacroState macro = tiny::macro_of(prepared, 5, 0);
    for (const ExpectedBlock& block : expected.blocks) {
        const BlockValues values(expected, block, 0, ValueRate::hurdle, {});
        EXPECT_GT(values.basis().points(), 1) << "solved as a function of y";
        EXPECT_LT(largest_innovation(expected, values, block, engine, macro), 1e-10)
            << "option " << block.option << ", collateral kind " << block.kind;
    }
}

// Solved without dispersion or on the central path: one point. On the law of (i) both are the same number.
TEST(BlockValues, CentralPathEqualsNoDispersionWhereCentreIsTheMedian) {
    Study study = tiny::varied_book(2);
    study.macro.centre = Centre::median;
    Study still = study;
    still.macro.dispersion = 0.0;
    const PreparedStudy prepared(study), prepared_still(still);
    const ExpectedStudy expected(prepared, {}), expected_still(prepared_still, {});
    const BlockValues central(expected, expected.blocks.front(), 0, ValueRate::hurdle, {.central = true});
    const BlockValues exact(expected_still, expected_still.blocks.front(), 0, ValueRate::hurdle, {});
    const std::vector<double> y(study.macro.variables.size(), 0.0);
    EXPECT_EQ(central.at(0, y).slots, exact.at(0, y).slots);
}

// The fall from the peak moves a forced-sale discount: how it is taken moves N where there is dispersion.
TEST(BlockValues, PilotsAreASetting) {
    Study study = tiny::varied_book(2);
    const auto values_with = [&study](int pilots) {
        const PreparedStudy prepared(study);
        const ExpectedStudy expected(prepared, {.ltv_nodes = 8, .noise_strata = 2, .pilot_paths = pilots});
        const auto house = std::find_if(expected.blocks.begin(), expected.blocks.end(),
                                        [](const ExpectedBlock& block) { return block.kind >= 0; });
        const BlockValues values(expected, *house, 0, ValueRate::hurdle, {.keep_all_periods = false});
        return values.at(0, std::vector<double>(study.macro.variables.size(), 0.0)).slots;
    };
    const auto by_regression = values_with(4096);
    EXPECT_NE(values_with(0), by_regression);
    EXPECT_NE(values_with(256), by_regression);
    study.macro.dispersion = 0.0;
    EXPECT_EQ(values_with(0), values_with(4096)) << "one path, one fall";
}

}  // namespace
}  // namespace recoup::sim
