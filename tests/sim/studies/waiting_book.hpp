// Books with a best time to sell: one measure, court, after which the collateral is sold for certain.
#pragma once

#include <vector>

#include "models/deterministic_math.hpp"
#include "tests/models/macro_models.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::tiny {

inline Trigger best_time(int from, int to = no_deadline) {
    return {.kind = TriggerKind::best_time, .after_months = from, .to_months = to};
}

/// Months from the month of choice to the sale: court is entered in that month and left by a clock of one.
inline constexpr int months_to_sale = 2;

/// Nothing is drawn, paid or accrued; court is left after one completed month by a sale at value x index.
inline SegmentParameters sale_parameters() {
    SegmentParameters p;
    p.file = "sale.toml";
    for (const State state : {State::defaulted, State::court}) {
        testing_models::add_row(
            p, testing_models::row_from(state, {testing_models::exit_with(State::abandoned, {0.0})}));
        p.cash[state] = {.interest_accrues = false};
    }
    p.clocks[State::court] = {.after_months = 1, .to = State::liquidated};
    p.collateral["house"] = {};
    p.collateral["machine"] = {};
    p.contract.repayment = Repayment::bullet;
    return p;
}

inline OptionSpec sell(const std::string& name, const Trigger& when, double fixed = 0.0) {
    MeasureSpec measure = testing_models::legal(when, {});
    measure.costs.fixed = fixed;
    return {.name = name, .measures = {measure}};
}

/// Claim of the loan of a sale study: far above any price, its LTV on a node of the lattice of its settings.
inline double uncovered_claim() {
    return 800.0 * 0.15 * exp_ieee(3.9);
}
inline constexpr ExpectedSettings exact_lattice = {.ltv_nodes = 41, .maturity_step_months = 24};

/// One loan in default whose claim no price covers, secured by a house of 800 whose index is the only macro
/// variable: log growth a quarter, persistence `a`, shock sd `sigma`, central path `growth`.
inline Study sale_study(const std::vector<OptionSpec>& options, const std::vector<double>& growth, double a,
                        double sigma) {
    Study study = empty_study(options);
    study.macro = testing_models::one_variable(a, sigma * sigma);
    study.macro.variables[0].transform = Transform::log_change;
    study.macro.indices = {
        {.name = "housing", .classes = {"house"}, .variable = 0, .beta = {}, .entity = 21}};
    study.macro.dispersion = sigma > 0.0 ? 1.0 : 0.0;
    study.portfolio.price_indices = {"constant", "housing"};
    study.scenarios[0].path.clear();
    for (const double each : growth) study.scenarios[0].path.push_back({each});
    study.recovery_horizon_months = 36;
    study.expected = exact_lattice;
    add_segment(study, "one", sale_parameters());
    add_loan(study, {.id = "L", .claim = uncovered_claim(), .annual_rate = 0.0, .months_to_maturity = 400});
    add_collateral(study, {.id = "H", .value = 800.0, .index = 1});
    return study;
}

}  // namespace recoup::sim::tiny
