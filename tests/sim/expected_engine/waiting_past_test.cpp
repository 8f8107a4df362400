// What decides is the past: nothing before a month changes with the macro path and the indices from it on.
// And both engines decide alike where the index is off its centre, on the side that the price says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/expected_engine/expected_engine.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/path/path_events.hpp"
#include "sim/prepared_run.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

constexpr int month_of_change = 10;  ///< a month of choice; nine months have ended

/// The macro state with other variables and indices from the month on.
MacroState changed(MacroState macro, std::size_t variables) {
    const std::size_t first = (month_of_change - 1) / 3 * variables;
    for (std::size_t at = first; at < macro.x.size(); ++at) macro.x[at] += at % 2 == 0 ? 3.0 : -0.4;
    const auto width = static_cast<std::size_t>(macro.indices.indices);
    for (std::size_t at = month_of_change * width; at < macro.indices.level.size(); ++at) {
        macro.indices.level[at] *= 0.6;
        macro.indices.fall[at] = 1.0 - 0.6 * (1.0 - macro.indices.fall[at]);
    }
    return macro;
}

/// A varied book whose only option chooses when it goes to court, some of it by auction.
Study choosing_book() {
    Study study = tiny::varied_book(6);
    OptionSpec wait_court = tiny::court();
    wait_court.name = "wait_court";
    wait_court.measures[0].when = tiny::best_time(0, 15);
    study.options = {wait_court};
    study.portfolio.eligible.resize(1);
    study.recovery_horizon_months = 24;
    study.engine = EngineChoice::both;
    study.expected = {.ltv_nodes = 12, .maturity_step_months = 24, .noise_strata = 3};
    return study;
}

/// What happened before the month of change, and what was decided at its start.
std::vector<std::vector<int>> past_of(const PreparedRun& ready, std::uint32_t path, const MacroState& macro) {
    const PreparedStudy& prepared = ready.prepared;
    LoanEngine engine(*ready.loans);
    PathEvents events;
    engine.run(path, 0, macro, events);
    std::vector<std::vector<int>> past;
    const EventLog log = whole_log(prepared, events, 0);
    for (const Event& event : log.records()) {
        const bool decided = event.month == month_of_change && event.cause == Cause::trigger;
        if (event.month < month_of_change || decided) {
            past.push_back({static_cast<int>(event.loan), event.month, event.from_node, event.to_node,
                            static_cast<int>(event.cause)});
        }
    }
    std::sort(past.begin(), past.end());
    return past;
}

TEST(OptimalWaiting, EventsOfTheLoanEngineDoNotLookAhead) {
    const Study study = choosing_book();
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    int decided = 0, other_future = 0;
    for (std::uint32_t path = 0; path < 12; ++path) {
        const MacroState macro = tiny::macro_of(prepared, path, 0);
        const MacroState other = changed(macro, 2);
        const auto past = past_of(ready, path, macro);
        EXPECT_EQ(past, past_of(ready, path, other)) << "path " << path;
        for (const auto& event : past) decided += event[1] == month_of_change ? 1 : 0;
        PathEvents as_drawn, as_changed;
        LoanEngine engine(*ready.loans);
        engine.run(path, 0, macro, as_drawn);
        engine.run(path, 0, other, as_changed);
        other_future += whole_log(prepared, as_drawn, 0).event_count() !=
                        whole_log(prepared, as_changed, 0).event_count();
    }
    EXPECT_GT(decided, 0) << "some loans move in the month of change";
    EXPECT_GT(other_future, 0) << "the change changes something";
}

TEST(OptimalWaiting, FlowsOfTheExpectedEngineDoNotLookAhead) {
    const Study study = choosing_book();
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    ExpectedEngine engine(*ready.lattices);
    const auto flows_of = [&](const MacroState& macro, bool before) {
        std::vector<double> all;
        ExpectedTotals totals;
        engine.run(0, macro, totals,
                   [&](const ExpectedBlock&, const ValueLattice& lattice, int month, const LatticeMass& mass,
                       const MonthFlows& flows) {
                       if ((month < month_of_change) != before) return;
                       std::vector<double> by_state(state_count, 0.0);
                       add_occupancy(lattice, mass, by_state.data());
                       all.insert(all.end(), by_state.begin(), by_state.end());
                       all.insert(all.end(), flows.in.begin(), flows.in.end());
                       all.insert(all.end(), flows.external.begin(), flows.external.end());
                   });
        return all;
    };
    for (std::uint32_t path = 0; path < 3; ++path) {
        const MacroState macro = tiny::macro_of(prepared, path, 0);
        const MacroState other = changed(macro, 2);
        EXPECT_EQ(flows_of(macro, true), flows_of(other, true));
        EXPECT_NE(flows_of(macro, false), flows_of(other, false));
        const WaitingPolicies& policies = *ready.choices.policies;
        for (const ExpectedBlock& block : ready.lattices->blocks) {
            std::vector<std::uint8_t> moves, moves_then;
            policies.choose(block, 0, month_of_change, policies.basis(0, macro.x, month_of_change),
                            macro.indices, moves);
            policies.choose(block, 0, month_of_change, policies.basis(0, other.x, month_of_change),
                            other.indices, moves_then);
            EXPECT_EQ(moves, moves_then);
        }
    }
}

// House prices double in a first quarter, then rise by 5 % a quarter; the hurdle rate is 2.4 % of it and
// claims bear no interest. A claim that the price covers gains nothing by waiting; one far above it gains the
// rise. Two loans on nodes of the axis, LTV .61 and 1.35 at cut-off; in the first quarter the index leaves
// its centre by a factor of e^d and is on its way again when they choose, in month 7.
constexpr double growth = 0.05;
constexpr double boom = 0.9;
constexpr int month_of_choice = 7;
constexpr double house = 800.0;

double ltv_at(int loan) {
    return 0.15 * exp_ieee(loan == 0 ? 1.4 : 2.2);
}

Study two_loans() {
    Study study =
        tiny::sale_study({tiny::sell("wait", tiny::best_time(month_of_choice - 1, 24))}, {}, 0.0, 0.05);
    study.scenarios[0].path.assign(12, {growth});
    study.scenarios[0].path[0] = {boom};
    study.macro.centre = Centre::median;
    study.macro.variables[0].long_run_mean = growth;
    study.engine = EngineChoice::both;
    study.expected = {.ltv_nodes = 64, .maturity_step_months = 24, .ltv_margin = 2.0};
    study.portfolio.loans = {};
    study.portfolio.collateral = {};
    study.portfolio.eligible[0].clear();
    for (const int loan : {0, 1}) {
        tiny::add_loan(study, {.id = loan == 0 ? "A" : "B",
                               .claim = house * ltv_at(loan),
                               .annual_rate = 0.0,
                               .months_to_maturity = 400});
        tiny::add_collateral(study, {.id = loan == 0 ? "HA" : "HB", .value = house, .index = 1});
    }
    return study;
}

/// The centre, but for the first quarter.
MacroState off_centre(const PreparedStudy& prepared, double deviation) {
    MacroState macro;
    macro.x = prepared.centre[0];
    macro.x[0] += deviation;
    const std::vector<double> no_noise(macro.x.size(), 0.0);
    collateral_paths(prepared.study.macro, macro.x, no_noise, prepared.months, macro.indices);
    return macro;
}

std::vector<bool> moved_in_loan_engine(const PreparedRun& ready, const MacroState& macro) {
    LoanEngine engine(*ready.loans);
    PathEvents events;
    engine.run(0, 0, macro, events);
    std::vector<bool> moved = {false, false};
    const EventLog log = whole_log(ready.prepared, events, 0);
    for (const Event& event : log.records()) {
        if (event.cause == Cause::trigger && event.month == month_of_choice) moved[event.loan] = true;
    }
    return moved;
}

/// By the rule of the expected engine, at the node of each loan.
std::vector<bool> moved_by_node(const PreparedRun& ready, const MacroState& macro) {
    const WaitingPolicies& policies = *ready.choices.policies;
    const ExpectedBlock& block = ready.lattices->blocks.front();
    const ValueLattice& lattice = *ready.lattices->lattices[static_cast<std::size_t>(block.lattice)];
    const LatticePlace& place =
        lattice.places()[static_cast<std::size_t>(lattice.start_place(State::defaulted))];
    std::vector<std::uint8_t> moves;
    policies.choose(block, 0, month_of_choice, policies.basis(0, macro.x, month_of_choice), macro.indices,
                    moves);
    std::vector<bool> moved;
    for (const int loan : {0, 1}) {
        int node = 0;
        const auto away = [&](int j) {
            return std::fabs(lattice.log_ltv().node(j) - log_ieee(ltv_at(loan)));
        };
        for (int j = 1; j < place.width; ++j) node = away(j) < away(node) ? j : node;
        EXPECT_LT(away(node), 1e-4) << "the loan lies on a node";
        const std::size_t slot = place.choice_slot(0, month_of_choice - 1) + static_cast<std::size_t>(node);
        moved.push_back(moves[slot] != 0);
    }
    return moved;
}

/// Loans that the expected engine leaves in default in the month of choice.
double waiting_in_expected_engine(const PreparedRun& ready, const MacroState& macro) {
    ExpectedEngine engine(*ready.lattices);
    ExpectedTotals totals;
    double waiting = 0.0;
    engine.run(0, macro, totals,
               [&](const ExpectedBlock&, const ValueLattice& lattice, int month, const LatticeMass& mass,
                   const MonthFlows&) {
                   if (month != month_of_choice) return;
                   std::vector<double> by_state(state_count, 0.0);
                   add_occupancy(lattice, mass, by_state.data());
                   waiting += by_state[static_cast<std::size_t>(State::defaulted)];
               });
    return waiting;
}

TEST(OptimalWaiting, EnginesDecideAlikeByTheIndexOffItsCentre) {
    const Study study = two_loans();
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    ASSERT_EQ(ready.lattices->blocks.size(), 1u);
    for (const double deviation : {-1.8, -0.9, 0.0}) {
        SCOPED_TRACE(deviation);
        const MacroState macro = off_centre(prepared, deviation);
        const std::vector<bool> moved = moved_in_loan_engine(ready, macro);
        EXPECT_EQ(moved_by_node(ready, macro), moved);
        const auto left = static_cast<double>(std::count(moved.begin(), moved.end(), false));
        EXPECT_NEAR(waiting_in_expected_engine(ready, macro), left, 1e-3);
        for (const int loan : {0, 1}) {
            const double level = macro.indices.level_at(month_of_choice - 1, 1);
            EXPECT_EQ(moved[static_cast<std::size_t>(loan)], ltv_at(loan) / level < 1.0)
                << "covered claims move; LTV " << ltv_at(loan) / level;
        }
    }
}

}  // namespace
}  // namespace recoup::sim
