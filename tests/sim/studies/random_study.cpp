#include "tests/sim/studies/random_study.hpp"

#include <random>

#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::tiny {

namespace {

class Dice {
  public:
    explicit Dice(std::uint64_t number) : engine_(number) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    template <typename T>
    T pick(std::initializer_list<T> values) {
        return values.begin()[below(static_cast<int>(values.size()))];
    }

  private:
    std::mt19937_64 engine_;
};

/// Reshapes a row: durations, LTV, sensitivities, limits.
void vary(HazardRowSpec& row, Dice& dice) {
    if (dice.one_in(2)) {
        row.duration_edges = {0, 1 + dice.below(4), 8 + dice.below(10)};
    } else {
        row.duration_edges = {0};
    }
    const bool by_ltv = dice.one_in(2);
    row.ltv_edges = by_ltv ? std::vector<double>{0.5 + dice.uniform(), 2.0} : std::vector<double>{};
    for (ExitSpec& exit : row.exits) {
        exit.ltv_log_odds.clear();
        exit.level.clear();
        const bool joint = by_ltv && dice.one_in(2);
        for (std::size_t d = 0; d < row.duration_edges.size(); ++d) {
            exit.level.emplace_back();
            for (std::size_t b = 0; b < (joint ? 3U : 1U); ++b) {
                exit.level.back().push_back(dice.one_in(6) ? 0.001 : dice.between(0.001, 0.18));
            }
        }
        if (by_ltv && !joint) exit.ltv_log_odds = {dice.between(-1, 1), 0.0, dice.between(-1, 1)};
        if (dice.one_in(2)) exit.beta = {{"unemployment", dice.between(-0.3, 0.3)}};
        if (dice.one_in(4)) exit.earliest = dice.below(5);
        if (dice.one_in(6)) exit.shift = dice.between(-1, 1);
    }
    if (dice.one_in(4)) row.latest = 6 + dice.below(20);
    if (dice.one_in(4)) row.given_as = GivenAs::long_run_average;
}

void vary_cash(SegmentParameters& p, Dice& dice) {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        if (is_closed(state) || dice.one_in(2)) continue;
        p.cash[state] = {.share_of_instalment = dice.pick({0.0, 0.0, 0.4, 1.0}),
                         .share_of_claim_per_month = dice.pick({0.0, 0.0, 0.004, 0.3}),
                         .interest_accrues = dice.one_in(2)};
        p.costs[state] = {.servicing_per_month = dice.pick({0.0, 0.37}),
                          .internal_workout_per_month = dice.pick({0.0, 1.13}),
                          .upkeep_share_of_value_per_year = dice.pick({0.0, 0.03})};
    }
}

SegmentParameters random_parameters(Dice& dice) {
    SegmentParameters p = segment_parameters();
    if (dice.one_in(3)) p.hazards["current"].exits.push_back({.to = State::written_off});
    if (dice.one_in(3)) p.hazards["default"].exits.push_back({.to = State::abandoned});
    if (dice.one_in(3)) p.hazards["default"].exits.push_back({.to = State::liquidated});
    if (dice.one_in(3)) p.hazards["written_off"].exits.push_back({.to = State::repaid});
    if (dice.one_in(3)) p.hazards["residual_claim"].exits.push_back({.to = State::written_off});
    for (auto& [name, row] : p.hazards) vary(row, dice);
    if (dice.one_in(4)) p.hazards.erase("written_off");
    if (dice.one_in(4)) p.hazards["default"].exits[1].accounts = false;
    if (dice.one_in(4)) p.hazards["enforcement"].exits[0].accounts = false;
    if (dice.one_in(3)) {
        p.hazards.erase("enforcement");
        p.clocks[State::enforcement] = {.after_months = 5, .to = State::liquidated};
    }
    vary_cash(p, dice);
    if (dice.one_in(4)) {
        p.hazards.erase("residual_claim");
        p.cash.erase(State::residual_claim);
    }
    p.collateral["house"].value_sd_per_year = dice.pick({0.0, 0.2});
    p.collateral["machine"].sale_cost_share = dice.pick({0.0, 1.0});
    p.contract = {.repayment = dice.pick({Repayment::annuity, Repayment::bullet}),
                  .minimum_term_months_after_cure = 1 + dice.below(20)};
    p.clocks[State::forborne_npe].after_months = 1 + dice.below(14);
    p.clocks[State::cured] = {.after_months = 3 + dice.below(12), .to = State::current};
    return p;
}

void vary_option(OptionSpec& option, Dice& dice) {
    for (MeasureSpec& measure : option.measures) {
        if (measure.when.kind == TriggerKind::after_months) measure.when.after_months = dice.below(6);
        measure.costs = {.fixed = dice.pick({0.0, 3.33}), .share_of_claim = dice.pick({0.0, 0.07})};
        measure.odds = {{State::defaulted, dice.between(0.2, 3.0)}, {State::enforcement, 2.0}};
        if (auto* terms = std::get_if<RestructureTerms>(&measure.terms)) {
            *terms = {.extend_months = dice.below(40),
                      .rate_cut = dice.between(0.0, 0.1),
                      .holiday_months = dice.below(9),
                      .forgive = dice.pick({0.0, 0.137, 1.0})};
        } else {
            auto& court_terms = std::get<CourtTerms>(measure.terms);
            court_terms.costs_added_to_claim = dice.one_in(2);
            court_terms.months_between_auctions = 1 + dice.below(4);
            if (dice.one_in(3)) court_terms.reserve_steps.clear();
        }
    }
}

void add_random_loan(Study& study, int number, Dice& dice) {
    const State state =
        dice.pick({State::current, State::arrears_1_30, State::arrears_61_90, State::defaulted,
                   State::defaulted, State::defaulted, State::forborne_npe, State::forborne_pe, State::cured,
                   State::court, State::enforcement, State::written_off, State::residual_claim});
    add_loan(study, {.id = "L" + std::to_string(100 + number),
                     .state = state,
                     .claim = dice.pick({0.01, 3.0, 812.37, 5000.0, 1234567.89}),
                     .segment = dice.below(static_cast<int>(study.segments.size())),
                     .annual_rate = dice.pick({0.0, 0.031, 0.12}),
                     .months_to_maturity = 1 + dice.below(50),
                     .months_in_state = dice.below(30)});
    LoanColumns& loans = study.portfolio.loans;
    loans.gross_carrying_amount.back() =
        static_cast<Minor>(dice.pick({0.0, 0.8, 1.0, 1.1}) * static_cast<double>(loans.claim.back()));
    if (state == State::written_off) loans.gross_carrying_amount.back() = 0;
    for (auto& eligible : study.portfolio.eligible) {
        eligible.back() = static_cast<std::uint32_t>(dice.below(4));
    }
    const double claim = static_cast<double>(loans.claim.back()) / 100.0;
    for (int c = dice.below(3); c > 0; --c) {
        add_collateral(study, {.id = "C" + std::to_string(dice.below(1000)),
                               .value = dice.between(0.0, 1.5) * claim,
                               .collateral_class = dice.below(2),
                               .index = dice.below(3),
                               .prior_claims = dice.pick({0.0, 0.0, 0.4}) * claim,
                               .valuation_month = -dice.below(30)});
    }
}

/// In half of the segments most loans in default ask for nothing and pay nothing: their claims stand still
/// and they move in bulk. Throws its dice last, so that the rest of a study does not depend on it.
void quieten_defaults(Study& study, Dice& dice) {
    LoanColumns& loans = study.portfolio.loans;
    for (std::size_t segment = 0; segment < study.segments.size(); ++segment) {
        if (dice.one_in(2)) continue;
        SegmentParameters& p = study.segments[segment].parameters;
        p.contract.repayment = Repayment::bullet;
        p.cash[State::defaulted].share_of_claim_per_month = 0.0;
        for (std::size_t loan = 0; loan < loans.size(); ++loan) {
            if (loans.segment[loan] == segment && loans.state[loan] == State::defaulted && !dice.one_in(4)) {
                loans.annual_rate[loan] = 0.0;
                loans.months_to_maturity[loan] = 600;  // beyond every horizon
            }
        }
    }
}

}  // namespace

Study random_study(std::uint64_t number) {
    Dice dice(number);
    std::vector<OptionSpec> options = {hold(), restructure(), court()};
    for (OptionSpec& option : options) vary_option(option, dice);
    Study study = empty_study(options);
    study.seed = number;
    study.cut_off_month = 3 * (1 + dice.below(4));
    study.recovery_horizon_months = 13 + dice.below(40);
    study.reporting_horizon_quarters = 1 + dice.below(4);
    study.hurdle_rate = dice.between(0.0, 0.2);
    study.macro.dispersion = dice.pick({0.0, 1.0});
    study.macro.student_t_degrees_of_freedom = dice.one_in(3) ? 5.0 : 0.0;
    study.macro.frequency = dice.one_in(3) ? Frequency::month : Frequency::quarter;
    study.scenarios[0].path = {{6.0, -0.02}, {8.0, -0.05}, {9.0, 0.0}};
    const int segments = 1 + dice.below(2);
    for (int s = 0; s < segments; ++s) {
        SegmentParameters p = random_parameters(dice);
        if (dice.one_in(3)) {
            p.hazards["current"].given_as = GivenAs::at_mean;
            ExitSpec by_copula{.to = State::defaulted};
            by_copula.level.assign(p.hazards["current"].duration_edges.size(), {0.0});
            p.hazards["current"].exits.push_back(by_copula);
            p.hazards["current"].copula =
                CopulaSpec{.pd_annual = 0.2, .rho = 0.3, .weights = {{"unemployment", -1.0}}};
        }
        add_segment(study, "segment" + std::to_string(s), p);
    }
    const int loans = 6 + dice.below(20);
    for (int i = 0; i < loans; ++i) add_random_loan(study, i, dice);
    quieten_defaults(study, dice);
    return study;
}

}  // namespace recoup::sim::tiny
