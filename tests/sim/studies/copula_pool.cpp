#include "tests/sim/studies/copula_pool.hpp"

#include "tests/models/macro_models.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup::sim::tiny {

namespace {

constexpr int beyond_every_horizon = 900;  // months

}  // namespace

Study copula_pool(double pd_annual, double rho, int months) {
    Study study = empty_study({hold()});
    study.macro = testing_models::one_variable(0.8, 2.25);
    study.portfolio.price_indices = {"constant"};
    study.recovery_horizon_months = months;
    study.reporting_horizon_quarters = 4;
    SegmentParameters p;
    HazardRowSpec current =
        testing_models::row_from(State::current, {testing_models::exit_with(State::defaulted, {0.0})});
    current.copula = CopulaSpec{.pd_annual = pd_annual, .rho = rho, .weights = {{"z", 1.0}}};
    testing_models::add_row(p, current);
    HazardRowSpec in_default =
        testing_models::row_from(State::defaulted, {testing_models::exit_with(State::written_off, {0.5})});
    in_default.exits[0].earliest = beyond_every_horizon;
    testing_models::add_row(p, in_default);
    p.cash[State::current] = {.interest_accrues = false};
    add_segment(study, "pool", p);
    return study;
}

void add_pool_loans(Study& study, int loans) {
    for (int i = 0; i < loans; ++i) {
        add_loan(study, {.id = "L" + std::to_string(100000 + i),
                         .state = State::current,
                         .months_to_maturity = beyond_every_horizon});
    }
}

}  // namespace recoup::sim::tiny
