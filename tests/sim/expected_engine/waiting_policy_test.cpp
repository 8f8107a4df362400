// Optimal waiting against stopping problems whose answer is known, and what a policy must never do.
#include "sim/expected_engine/waiting_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "sim/expected_engine/block_values.hpp"
#include "sim/expected_engine/expected_engine.hpp"
#include "sim/replay.hpp"
#include "sim/running/estimate.hpp"
#include "sim/running/limits.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using tiny::best_time;
using tiny::months_to_sale;
using tiny::sale_study;
using tiny::sell;

/// Present value at the hurdle rate of an option, all segments, by the expected engine.
double hurdle_value(const PreparedStudy& prepared, const ExpectedTotals& totals, int option) {
    double sum = 0.0;
    const int segments = prepared.segment_count();
    for (int segment = 0; segment < segments; ++segment) {
        const double* own = totals.totals.data() + (option * segments + segment) * total_count;
        sum += own[static_cast<int>(Total::pv_hurdle_npe)] + own[static_cast<int>(Total::pv_hurdle_inflow)];
    }
    return sum;
}

/// The same as the values of backward induction have it.
double value_at_cut_off(const ExpectedStudy& study, int option) {
    double sum = 0.0;
    for (const ExpectedBlock& block : study.blocks) {
        if (block.option != option) continue;
        const BlockValues values(study, block, 0, ValueRate::hurdle, {.keep_all_periods = false});
        const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(block.lattice)];
        LatticeMass mass(lattice);
        put_start(block, lattice, mass);
        const std::vector<double> y(study.prepared.study.macro.variables.size(), 0.0);
        sum += worth(lattice, mass, values.at(0, y), 0.0);
    }
    return sum / minor_units_per_unit;
}

/// The month in which the loan of a sale study takes its measure on a path; 0 = never.
int month_of_measure(const PreparedRun& ready, std::uint32_t path, int option = 0) {
    const tiny::PathResult result = tiny::Runner(ready.prepared, ready.choices).run(path);
    for (const Event& event : result.events.logs[static_cast<std::size_t>(option)].records()) {
        if (event.cause == Cause::trigger) return event.month;
    }
    return 0;
}

// A deterministic price path: the best month is the one whose sale is worth most today.
TEST(OptimalWaiting, KnownBestMonthOnADeterministicPath) {
    struct Case {
        std::vector<double> growth;
        int to;
    };
    const Case cases[] = {
        {{-0.05, -0.05, -0.05, -0.05}, 24},  // falls: at once
        {{0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05},
         18},                                                      // rises faster than 10 %: at the deadline
        {{0.06, 0.06, 0.06, 0.05, 0.03, -0.01, -0.06, 0.01}, 27},  // a peak
        {{0.01, -0.2, 0.15, 0.15, 0.15, -0.01, -0.06, 0.01}, no_deadline},  // a trough before the peak
    };
    for (const Case& each : cases) {
        Study study = sale_study({sell("wait", best_time(0, each.to))}, each.growth, 0.5, 0.0);
        study.engine = EngineChoice::both;
        const PreparedRun ready(study);
        const PreparedStudy& prepared = ready.prepared;
        const MacroState macro = tiny::macro_of(prepared, 0, 0);
        double best = 0.0;
        int best_month = 0;
        for (int month = 1; month + months_to_sale - 1 <= prepared.months; month += 3) {
            const int sale = month + months_to_sale;
            if (month - 1 > each.to || sale > prepared.months) break;
            const double value = 800.0 * macro.indices.level_at(sale, 1) *
                                 prepared.discount_hurdle[static_cast<std::size_t>(sale)];
            if (value > best) {
                best = value;
                best_month = month;
            }
        }
        ExpectedTotals totals;
        ExpectedEngine(*ready.lattices).run(0, macro, totals);
        EXPECT_EQ(month_of_measure(ready, 0), best_month);
        EXPECT_NEAR(hurdle_value(prepared, totals, 0) / best, 1.0, 1e-10);
        EXPECT_NEAR(value_at_cut_off(*ready.lattices, 0) / best, 1.0, 1e-10);
    }
}

// The window opens at the first quarter end with `from` completed months, also those of the tape, and closes
// at the first with `to`.
TEST(OptimalWaiting, WindowCountsMonthsInTheNode) {
    const std::vector<double> falls(12, -0.05), rises(12, 0.05);
    const auto month_of = [&](const std::vector<double>& growth, Trigger when, int months_in_state) {
        Study study = sale_study({sell("wait", when)}, growth, 0.5, 0.0);
        study.portfolio.loans.months_in_state[0] = months_in_state;
        return month_of_measure(PreparedRun(study), 0);
    };
    EXPECT_EQ(month_of(falls, best_time(0, 24), 0), 1);
    EXPECT_EQ(month_of(falls, best_time(3, 24), 0), 4);
    EXPECT_EQ(month_of(falls, best_time(4, 24), 0), 7) << "quarter ends only";
    EXPECT_EQ(month_of(falls, best_time(4, 24), 1), 4);
    EXPECT_EQ(month_of(falls, best_time(4, 24), 30), 1);
    EXPECT_EQ(month_of(rises, best_time(0, 24), 0), 25);
    EXPECT_EQ(month_of(rises, best_time(0, 24), 1), 25) << "25 completed months in default";
    EXPECT_EQ(month_of(rises, best_time(0, 24), 3), 22);
    EXPECT_EQ(month_of(rises, best_time(6, 6), 0), 7) << "nothing left to choose";
}

TEST(OptimalWaiting, NotEligibleLoansHoldAndAreCountedOnce) {
    Study study = sale_study({sell("wait", best_time(0, 24))}, {-0.05}, 0.5, 0.0);
    study.portfolio.eligible[0] = {0};
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const tiny::PathResult result = tiny::Runner(prepared, ready.choices).run(0);
    EXPECT_EQ(result.events.logs[0].event_count(), 0u);
    EXPECT_EQ(result.events.ineligible.at(0), 1);
}

// Wait a quarter or not, growth known but for two shocks. With y the deviation of the quarter that ended,
//   E[log growth to the sale] is linear in y, so waiting is better exactly above a threshold, and
//   E max(c1 e^{b1 y}, c2 e^{b2 y}), y ~ N(0, s^2), is an exchange option: Margrabe (1978), J. Finance 33.
struct OneQuarter {
    double a = 0.6, sigma = 0.04, mu = 0.0;
    double discount_now = 0.0, discount_later = 0.0;

    // Sale at the end of the quarter that begins, or of the next one.
    double log_now(double y) const { return mu + a * y + 0.5 * sigma * sigma + log_ieee(discount_now); }
    double log_later(double y) const {
        const double variance = ((1.0 + a) * (1.0 + a) + 1.0) * sigma * sigma;
        return 2.0 * mu + (a + a * a) * y + 0.5 * variance + log_ieee(discount_later);
    }
    double threshold() const { return (log_now(0.0) - log_later(0.0)) / (a * a); }
    /// Of a house worth 1 at cut-off, whose first quarter grew by mu + y.
    double value() const {
        const double y0 = threshold();
        const auto part = [&](double at_zero, double b, bool above) {
            const double z = (y0 - (1.0 + b) * sigma * sigma) / sigma;
            return exp_ieee(mu + at_zero + 0.5 * (1.0 + b) * (1.0 + b) * sigma * sigma) *
                   (above ? normal_cdf(-z) : normal_cdf(z));
        };
        return part(log_now(0.0), a, false) + part(log_later(0.0), a + a * a, true);
    }
    double fixed(bool later) const {
        const double b = later ? a + a * a : a;
        return exp_ieee(mu + (later ? log_later(0.0) : log_now(0.0)) +
                        0.5 * (1.0 + b) * (1.0 + b) * sigma * sigma);
    }
};

TEST(OptimalWaiting, MargrabeOneQuarterToWaitByGrowth) {
    OneQuarter exact;
    exact.mu = 0.0225;  // near the hurdle rate of a quarter
    Study study = sale_study(
        {sell("wait", best_time(3, 6)), sell("now", {.after_months = 3}), sell("later", {.after_months = 6})},
        std::vector<double>(8, exact.mu), exact.a, exact.sigma);
    study.engine = EngineChoice::both;
    study.macro.centre = Centre::median;
    study.recovery_horizon_months = 12;
    study.expected.ltv_nodes = 120;
    study.expected.ltv_margin = 0.6;  // room for the index above and below its central path
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    // Month of choice 4 or 7, so the sale is at the end of month 6 or 9: whole quarters.
    exact.discount_now = prepared.discount_hurdle[6];
    exact.discount_later = prepared.discount_hurdle[9];
    const double house = 800.0;
    EXPECT_NEAR(value_at_cut_off(*ready.lattices, 1) / (house * exact.fixed(false)), 1.0, 1e-4);
    EXPECT_NEAR(value_at_cut_off(*ready.lattices, 2) / (house * exact.fixed(true)), 1.0, 1e-4);
    EXPECT_NEAR(value_at_cut_off(*ready.lattices, 0) / (house * exact.value()), 1.0, 2e-3)
        << "a kink, fitted by a quadratic";

    ExpectedEngine engine(*ready.lattices);
    ExpectedTotals totals;
    constexpr int paths = 4000;
    double mean = 0.0, square = 0.0, gain = 0.0, gain_square = 0.0;
    int wrong = 0;
    for (std::uint32_t path = 0; path < paths; ++path) {
        const MacroState macro = tiny::macro_of(prepared, path, 0);
        engine.run(0, macro, totals);
        const double value = hurdle_value(prepared, totals, 0);
        mean += value / paths;
        square += value * value / paths;
        const double more = value - hurdle_value(prepared, totals, 2);
        gain += more / paths;
        gain_square += more * more / paths;
        const double y = macro.x[0] - prepared.centre[0][0];
        const bool later = value == hurdle_value(prepared, totals, 2);
        const bool close = std::fabs(y - exact.threshold()) < 0.02 * exact.sigma;
        wrong += !close && later != (y > exact.threshold()) ? 1 : 0;
    }
    const double error = std::sqrt((square - mean * mean) / (paths - 1.0));
    EXPECT_EQ(wrong, 0) << "decisions on the wrong side of the threshold " << exact.threshold();
    EXPECT_NEAR(mean, house * exact.value(), 4.0 * error) << "standard error " << error;
    const double exact_gain = house * (exact.value() - exact.fixed(true));
    const double gain_error = std::sqrt((gain_square - gain * gain) / (paths - 1.0));
    EXPECT_GT(exact.fixed(true), exact.fixed(false)) << "the best fixed option waits";
    EXPECT_NEAR(gain, exact_gain, 4.0 * gain_error) << "standard error " << gain_error;
    EXPECT_GT(gain, 10.0 * gain_error);
    std::printf("policy %.4f (%.4f), exact %.4f; gain over the best fixed option %.4f (%.4f), exact %.4f\n",
                mean, error, house * exact.value(), gain, gain_error, exact_gain);
}

/// hold, restructure, court of the varied book, and two policies that wait.
Study waiting_book(int copies) {
    Study study = tiny::varied_book(copies);
    OptionSpec wait_court = tiny::court();
    wait_court.name = "wait_court";
    wait_court.measures[0].when = best_time(0, 12);
    OptionSpec wait_twice = tiny::restructure();
    wait_twice.name = "wait_twice";
    wait_twice.measures[0].when = best_time(3);
    wait_twice.measures[1].when = best_time(0, 9);
    study.options.push_back(wait_court);
    study.options.push_back(wait_twice);
    study.portfolio.eligible.resize(study.options.size(), study.portfolio.eligible[0]);
    return study;
}

// Agreement (i) with choices: at dispersion 0 the policy run forward is worth what backward induction says.
TEST(OptimalWaiting, AgreementOneWithoutDispersion) {
    Study study = waiting_book(4);
    study.macro.dispersion = 0.0;
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {.maturity_step_months = 12, .noise_strata = 4});
    ExpectedEngine engine(expected);
    ExpectedTotals totals;
    engine.run(0, tiny::macro_of(prepared, 0, 0), totals);
    for (const int option : {3, 4}) {
        const double forward = hurdle_value(prepared, totals, option);
        EXPECT_NEAR(value_at_cut_off(expected, option) / forward, 1.0, 1e-10);
    }
    EXPECT_GT(hurdle_value(prepared, totals, 3), hurdle_value(prepared, totals, 2)) << "waiting pays";
}

// A policy moves its loans by what has happened, not by what will: the same past, the same decisions.
TEST(OptimalWaiting, DecisionsDoNotLookAhead) {
    Study study = sale_study({sell("wait", best_time(0))}, std::vector<double>(8, 0.023), 0.6, 0.04);
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const WaitingPolicies& policies = *ready.choices.policies;
    MacroState macro = tiny::macro_of(prepared, 7, 0);
    const auto basis = policies.basis(0, macro.x, 7);
    for (std::size_t at = 2; at < macro.x.size(); ++at) macro.x[at] += 1.0;
    EXPECT_EQ(policies.basis(0, macro.x, 7), basis) << "two quarters have ended";
    macro.x[1] += 1.0;
    EXPECT_NE(policies.basis(0, macro.x, 7), basis);
}

// Stopped at the first collocation point that sees the flag; the policy can be solved later.
TEST(OptimalWaiting, AStopEndsAPolicyAndLeavesItUnsolved) {
    const Study study = waiting_book(2);
    const PreparedRun ready(study);
    const WaitingPolicies& policies = *ready.choices.policies;
    std::atomic<bool> stop = true;
    EXPECT_THROW(policies.solved(0, &stop), Interrupted);
    std::vector<std::int64_t> told;
    const auto tell = [&](std::int64_t done, std::int64_t) { told.push_back(done); };
    EXPECT_THROW(solve_policies(ready.policies(), 2, &stop, tell), Interrupted);
    EXPECT_EQ(told, std::vector<std::int64_t>{0});
    stop = false;
    EXPECT_FALSE(policies.solved(0, &stop).gains.empty());
}

// Bad input: policies that do not fit are refused before work, with the setting to lower; what the lattice
// cannot represent is refused by name.
TEST(OptimalWaiting, TablesThatDoNotFitAreRefusedWithTheSettingToLower) {
    const Study study = waiting_book(2);
    const PreparedRun ready(study);
    const RunEstimate estimate = estimate_size(ready, 2);
    EXPECT_GT(estimate.policies_gb, 0.0);
    EXPECT_GE(estimate.memory_gb, estimate.policies_gb);
    const Limits enough{.memory_gb = 1e3, .memory_origin = "limits.memory_gb of the study", .disk_gb = 1e3};
    EXPECT_NO_THROW(check_limits(estimate, enough));
    Limits limits = enough;
    limits.memory_gb = 0.5 * estimate.policies_gb;
    try {
        check_limits(estimate, limits);
        FAIL() << "not refused";
    } catch (const LimitError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("limits.memory_gb of the study"), std::string::npos) << text;
        EXPECT_NE(text.find("the tables of expected values need about"), std::string::npos) << text;
        EXPECT_NE(text.find("Lower expected.ltv_nodes (now 24)"), std::string::npos) << text;
    }
}

std::string refusal_of(const Study& study) {
    try {
        const PreparedRun ready(study);
    } catch (const InputError& error) {
        return error.what();
    }
    return "not refused";
}

TEST(OptimalWaiting, WhatTheLatticeCannotRepresentIsRefusedByName) {
    Study study = sale_study({sell("wait", best_time(0))}, {0.01}, 0.6, 0.04);
    study.portfolio.collateral_classes = {"house", "machine"};
    tiny::add_collateral(study, {.id = "M", .value = 100.0, .collateral_class = 1, .index = 0});
    const auto refusal_with = [&](EngineChoice engine) {
        study.engine = engine;
        return refusal_of(study);
    };
    using testing::AllOf, testing::HasSubstr, testing::Not;
    const auto loan = HasSubstr("loan_identifier, L");
    const auto fixed =
        HasSubstr("ive every measure at its best time a fixed time, when = { after_months = 6 }");
    const auto other_engine = HasSubstr("engine = \"loan\"");
    EXPECT_THAT(refusal_with(EngineChoice::loan), AllOf(loan, fixed, Not(other_engine)));
    EXPECT_THAT(refusal_with(EngineChoice::both), AllOf(loan, fixed, other_engine));
    study.options[0].measures[0].when = {.after_months = 6};
    EXPECT_THAT(refusal_with(EngineChoice::both), AllOf(loan, Not(fixed), other_engine));
}

// Design, section 8: the reason is the credit index, with either engine.
TEST(OptimalWaiting, ACopulaIsRefusedForItsOwnReason) {
    using testing::AllOf, testing::HasSubstr;
    Study study = sale_study({sell("wait", best_time(0))}, {0.01}, 0.6, 0.04);
    study.segments[0].parameters.hazards["default"].copula =
        CopulaSpec{.pd_annual = 0.2, .rho = 0.3, .weights = {{"z", -1.0}}};
    study.segments[0].parameters.hazards["default"].exits[0].to = State::written_off;
    for (const EngineChoice engine : {EngineChoice::loan, EngineChoice::expected, EngineChoice::both}) {
        study.engine = engine;
        EXPECT_THAT(refusal_of(study),
                    AllOf(HasSubstr("copula"), HasSubstr("not adapted"), HasSubstr("a fixed time, when =")));
    }
}

// Replay of one loan runs the policy of the whole study, not one fitted to that loan.
TEST(OptimalWaiting, ReplayRunsThePolicyOfTheStudy) {
    Study study = waiting_book(3);
    study.options = {study.options[3]};
    study.portfolio.eligible.resize(1);
    study.expected = {.ltv_nodes = 12, .maturity_step_months = 24, .noise_strata = 3};
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const tiny::PathResult whole = tiny::Runner(prepared, ready.choices).run(2);
    int taken = 0;
    for (std::uint32_t loan = 0; loan < study.portfolio.loans.size(); loan += 2) {
        std::vector<std::string> lines;
        const auto replayed = replay(ready, study.portfolio.loans.loan_identifier[loan], 2, 0);
        for (const ReplayMonth& month : replayed[0].months) {
            if (!month.entered.empty()) {
                lines.push_back(std::to_string(month.month) + ": " + month.node + " > " + month.entered);
            }
            taken += month.cause == "measure" ? 1 : 0;
        }
        EXPECT_EQ(lines, tiny::story(prepared, whole, 0, loan));
    }
    EXPECT_GT(taken, 0);
}

TEST(OptimalWaiting, TheMacroStateOfValuesIsASetting) {
    Study study = sale_study({sell("wait", best_time(0))}, {0.01}, 0.6, 0.04);
    study.macro.dispersion = 1.0;
    const auto functions = [&study](ValueState state) {
        study.expected.value_state = state;
        const PreparedRun ready(study);
        const PreparedStudy& prepared = ready.prepared;
        const MacroState macro = tiny::macro_of(prepared, 0, 0);
        EXPECT_EQ(tiny::Runner(prepared, ready.choices).run(0).ledgers.size(), 1u);
        return ready.choices.policies->basis(0, macro.x, 4).size();
    };
    EXPECT_GT(functions(ValueState::quadratic), 1u);
    EXPECT_EQ(functions(ValueState::central), 1u) << "the same on every macro path";
}

TEST(OptimalWaiting, AMacroModelOfManyVariablesIsRefusedByName) {
    Study study = sale_study({sell("wait", best_time(0))}, {0.01}, 0.6, 0.04);
    EXPECT_NO_THROW(PreparedStudy{study});
    study.macro.variables.resize(40);  // 2^40 collocation points, were they made
    const auto expect_refusal = [](auto make) {
        try {
            make();
            FAIL() << "not refused";
        } catch (const InputError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("macro model, variables, 40: too many"));
        }
    };
    study.macro.dispersion = 1.0;
    expect_refusal([&] { basis_of_values(study.macro, false); });
    EXPECT_EQ(basis_of_values(study.macro, true).points(), 1) << "the central path needs one point";
    study.macro.dispersion = 0.0;
    EXPECT_EQ(basis_of_values(study.macro, false).points(), 1) << "so does a study without dispersion";
}

}  // namespace
}  // namespace recoup::sim
