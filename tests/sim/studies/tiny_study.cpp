#include "tests/sim/studies/tiny_study.hpp"

#include <gtest/gtest.h>

#include "sim/random/draw_address.hpp"
#include "tests/models/macro_models.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup::sim::tiny {

namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;

Minor minor(double units) {
    return round_to_minor(units * minor_units_per_unit);
}

void add_performing_rows(SegmentParameters& p) {
    add_row(p, row_from(State::current,
                        {exit_with(State::arrears_1_30, {0.05}), exit_with(State::repaid, {0.01})}));
    add_row(p, row_from(State::arrears_1_30,
                        {exit_with(State::arrears_31_60, {0.3}), exit_with(State::current, {0.5})}));
    add_row(p, row_from(State::arrears_31_60,
                        {exit_with(State::arrears_61_90, {0.4}), exit_with(State::current, {0.3})}));
    add_row(p, row_from(State::arrears_61_90,
                        {exit_with(State::defaulted, {0.5}), exit_with(State::current, {0.2})}));
    add_row(p, row_from(State::cured,
                        {exit_with(State::defaulted, {0.03, 0.01}), exit_with(State::repaid, {0.01, 0.02})},
                        {0, 12}));
}

void add_workout_rows(SegmentParameters& p) {
    HazardRowSpec in_default =
        row_from(State::defaulted,
                 {exit_with(State::written_off, {0.0, 0.03, 0.08}),
                  exit_with(State::cured, {0.08, 0.04, 0.01}), exit_with(State::repaid, {0.02, 0.01, 0.01})},
                 {0, 6, 18});
    in_default.ltv_edges = {0.8, 1.2};
    in_default.exits[0].ltv_log_odds = {-0.5, 0.0, 0.5};
    in_default.reference_ltv_bucket = 1;
    add_row(p, in_default);
    add_row(p, row_from(State::forborne_npe,
                        {exit_with(State::defaulted, {0.04, 0.02}), exit_with(State::repaid, {0.005, 0.01})},
                        {0, 6}));
    add_row(p, row_from(State::forborne_pe,
                        {exit_with(State::defaulted, {0.02}), exit_with(State::repaid, {0.01})}));
    add_row(
        p, row_from(State::court, {exit_with(State::enforcement, {0.15}), exit_with(State::repaid, {0.02})}));
    HazardRowSpec filing = row_from(
        State::court,
        {exit_with(State::court, {0.3}), exit_with(State::cured, {0.02}), exit_with(State::repaid, {0.02})});
    filing.name = "court_filing";
    add_row(p, filing);
    add_row(p, row_from(State::enforcement, {exit_with(State::liquidated, {0.1})}));
    add_row(p, row_from(State::residual_claim, {exit_with(State::abandoned, {0.02})}));
    add_row(p, row_from(State::written_off, {exit_with(State::abandoned, {0.03})}));
}

}  // namespace

SegmentParameters segment_parameters() {
    SegmentParameters p;
    p.file = "tiny.toml";
    add_performing_rows(p);
    add_workout_rows(p);
    p.cash[State::defaulted] = {.share_of_claim_per_month = 0.005};
    p.cash[State::court] = {.share_of_claim_per_month = 0.002};
    p.cash[State::residual_claim] = {.share_of_claim_per_month = 0.003, .interest_accrues = false};
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.002, .interest_accrues = false};
    p.costs[State::defaulted] = {.servicing_per_month = 0.5, .internal_workout_per_month = 1.0};
    p.costs[State::court] = {.servicing_per_month = 0.7, .upkeep_share_of_value_per_year = 0.02};
    p.collateral["house"] = {.forced_sale_discount = 0.25,
                             .discount_slope = 0.3,
                             .sale_cost_share = 0.06,
                             .sale_error_sd = 0.15,
                             .value_sd_per_year = 0.10,
                             .round_noise_sd = 0.03};
    p.collateral["machine"] = {.forced_sale_discount = 0.4, .sale_cost_share = 0.1, .sale_error_sd = 0.3};
    p.clocks[State::forborne_npe] = {.after_months = 12, .to = State::forborne_pe};
    p.clocks[State::forborne_pe] = {.after_months = 24, .to = State::current};
    return p;
}

OptionSpec hold() {
    return {.name = "hold"};
}

OptionSpec restructure() {
    MeasureSpec modify = testing_models::modify(
        3, {.extend_months = 36, .rate_cut = 0.02, .holiday_months = 6, .forgive = 0.1});
    modify.costs = {.fixed = 5.0, .share_of_claim = 0.005};
    modify.odds = {{State::defaulted, 0.8}};
    MeasureSpec legal = court().measures[0];
    legal.when = {.kind = TriggerKind::on_redefault};
    return {.name = "restructure", .measures = {modify, legal}};
}

OptionSpec court() {
    MeasureSpec legal = testing_models::legal({.after_months = 0}, {.stages = {"court_filing", "court"},
                                                                    .months_between_auctions = 3,
                                                                    .reserve_steps = {1.0, 0.7, 0.0},
                                                                    .costs_added_to_claim = true});
    legal.costs = {.fixed = 10.0, .share_of_claim = 0.04};
    return {.name = "court", .measures = {legal}};
}

Study empty_study(std::vector<OptionSpec> options) {
    Study study;
    study.cut_off_year = 2024;
    study.cut_off_month = 12;
    study.cut_off_day = 31;
    study.seed = 20240601;
    study.paths = 16;
    study.currency = "EUR";
    study.recovery_horizon_months = 60;
    study.reporting_horizon_quarters = 12;
    study.hurdle_rate = 0.1;
    study.investor_rate = 0.18;
    study.macro = testing_models::index_model(Centre::mean);
    study.macro_paths_kept = 4;
    study.scenarios = {{.name = "baseline"}};
    study.options = std::move(options);
    study.portfolio.collateral_classes = {"house", "machine"};
    study.portfolio.price_indices = {"constant", "housing", "machines"};
    study.portfolio.eligible.resize(study.options.size());
    return study;
}

void add_segment(Study& study, const std::string& name, const SegmentParameters& parameters) {
    study.segments.push_back({.name = name, .parameters = parameters});
    study.portfolio.segments.push_back(name);
    study.portfolio.profiles.push_back({CovariateProfile{}});
}

void add_loan(Study& study, const Loan& loan) {
    LoanColumns& loans = study.portfolio.loans;
    loans.loan_identifier.push_back(loan.id);
    loans.entity.push_back(entity_of(loan.id));
    loans.segment.push_back(static_cast<std::uint16_t>(loan.segment));
    loans.profile.push_back(static_cast<std::uint16_t>(loan.profile));
    loans.claim.push_back(minor(loan.claim));
    loans.gross_carrying_amount.push_back(minor(loan.claim));
    loans.annual_rate.push_back(loan.annual_rate);
    loans.effective_rate.push_back(loan.annual_rate);
    loans.months_to_maturity.push_back(loan.months_to_maturity);
    loans.state.push_back(loan.state);
    loans.months_in_state.push_back(loan.months_in_state);
    loans.months_since_npe.push_back(is_in_stock(loan.state) ? loan.months_in_state : -1);
    loans.months_since_concession.push_back(-1);
    loans.restructurings.push_back(0);
    study.portfolio.collateral.first.push_back(study.portfolio.collateral.first.back());
    for (auto& eligible : study.portfolio.eligible) eligible.push_back(0xFFFFFFFFU);
}

void add_collateral(Study& study, const Collateral& collateral) {
    CollateralColumns& columns = study.portfolio.collateral;
    columns.identifier.push_back(collateral.id);
    columns.entity.push_back(entity_of(collateral.id));
    columns.collateral_class.push_back(static_cast<std::uint16_t>(collateral.collateral_class));
    columns.index.push_back(static_cast<std::uint16_t>(collateral.index));
    columns.value.push_back(minor(collateral.value));
    columns.prior_claims.push_back(minor(collateral.prior_claims));
    columns.valuation_month.push_back(collateral.valuation_month);
    columns.valuation_calendar_month.push_back(calendar_month(study.cut_off_year, study.cut_off_month) +
                                               collateral.valuation_month);
    ++columns.first.back();
}

Study study() {
    Study study = empty_study({hold(), restructure(), court()});
    SegmentParameters other = segment_parameters();
    study.scenarios[0].path = {{5.5, 0.01}, {6.0, -0.01}, {7.0, -0.03}, {7.5, -0.02}};
    SegmentParameters cyclical = segment_parameters();
    cyclical.hazards["default"].exits[0].beta = {{"unemployment", 0.2}};
    cyclical.hazards["default"].exits[1].beta = {{"unemployment", -0.15}, {"house_price", 2.0}};
    cyclical.hazards["current"].exits[0].beta = {{"unemployment", 0.25}};
    add_segment(study, "cyclical", cyclical);
    add_segment(study, "other", other);
    add_loan(study, {.id = "A1", .claim = 1000.0});
    add_collateral(study, {.id = "A1h", .value = 900.0, .index = 1, .valuation_month = -7});
    add_loan(study, {.id = "A2", .state = State::current, .claim = 2500.0, .months_to_maturity = 30});
    add_collateral(study, {.id = "A2h", .value = 2600.0, .index = 1, .prior_claims = 200.0});
    add_loan(study, {.id = "A3", .claim = 700.0, .months_in_state = 14});
    add_collateral(study, {.id = "A3h", .value = 400.0, .index = 1});
    add_collateral(study, {.id = "A3m", .value = 500.0, .collateral_class = 1, .index = 2});
    add_loan(study, {.id = "A4", .state = State::forborne_npe, .claim = 1500.0, .months_in_state = 5});
    add_loan(study, {.id = "B1", .claim = 400.0, .segment = 1, .annual_rate = 0.0});
    add_collateral(study, {.id = "B1m", .value = 900.0, .collateral_class = 1, .index = 2});
    add_loan(study, {.id = "B2", .state = State::arrears_31_60, .claim = 3000.0, .segment = 1});
    add_loan(study, {.id = "B3", .state = State::court, .claim = 800.0, .segment = 1, .months_in_state = 9});
    add_collateral(study, {.id = "B3h", .value = 700.0, .index = 1, .valuation_month = -20});
    add_loan(study, {.id = "B4", .claim = 1200.0, .segment = 1, .months_to_maturity = 1});
    add_collateral(study, {.id = "B4c", .value = 2000.0});
    return study;
}

Runner::Runner(const PreparedStudy& prepared, ChoicePolicies choices)
    : prepared_(prepared), program_(prepared, choices), engine_(program_), accounting_(prepared) {}

PathResult Runner::run(std::uint32_t path, int scenario, int months_per_bucket) {
    PathResult result;
    MacroShocks shocks;
    draw_macro_shocks(prepared_, path, shocks);
    const auto& centre = prepared_.centre[static_cast<std::size_t>(scenario)];
    result.macro.x.resize(centre.size());
    macro_path(prepared_.study.macro, centre, shocks.variables, result.macro.x);
    collateral_paths(prepared_.study.macro, result.macro.x, shocks.indices, prepared_.months,
                     result.macro.indices);
    PathEvents events;
    engine_.run(path, scenario, result.macro, events);
    const PathContext context{prepared_, path, scenario, result.macro.indices};
    const int buckets =
        months_per_bucket == 1 ? prepared_.months : prepared_.study.reporting_horizon_quarters;
    PathLedger trunk(prepared_.segment_count(), buckets, prepared_.months, months_per_bucket);
    accounting_.post_trunk(context, events, trunk);
    result.events.ineligible = events.ineligible;
    for (int option = 0; option < prepared_.option_count(); ++option) {
        accounting_.post(context, option, events, result.ledgers.emplace_back(trunk));
        result.events.logs.push_back(whole_log(prepared_, events, option));
    }
    return result;
}

std::vector<std::string> story(const PreparedStudy& prepared, const PathResult& result, int option,
                               std::uint32_t loan) {
    const std::size_t segment = prepared.study.portfolio.loans.segment[loan];
    const auto& nodes = prepared.segments[segment].graphs[static_cast<std::size_t>(option)].nodes;
    std::vector<std::string> lines;
    for (const Event& event : result.events.logs[static_cast<std::size_t>(option)].records()) {
        if (event.loan == loan) {
            lines.push_back(std::to_string(event.month) + ": " + nodes[event.from_node].name + " > " +
                            nodes[event.to_node].name);
        }
    }
    return lines;
}

void expect_continuous(const PreparedStudy& prepared, const PathResult& result) {
    const LoanColumns& loans = prepared.study.portfolio.loans;
    for (std::size_t option = 0; option < result.events.logs.size(); ++option) {
        std::vector<std::uint16_t> held;
        std::vector<int> last_month(loans.size(), 0);
        for (std::size_t i = 0; i < loans.size(); ++i) {
            held.push_back(prepared.segments[loans.segment[i]]
                               .graphs[option]
                               .start[static_cast<std::size_t>(loans.state[i])]);
        }
        int month = 0;
        for (const Event& event : result.events.logs[option].records()) {
            const auto& nodes = prepared.segments[loans.segment[event.loan]].graphs[option].nodes;
            ASSERT_GE(static_cast<int>(event.month), month) << "events in order of time";
            month = event.month;
            ASSERT_LE(month, prepared.months);
            ASSERT_EQ(event.from_node, held[event.loan]) << "each move starts where the last one ended";
            ASSERT_LT(last_month[event.loan], month) << "at most one move a month";
            ASSERT_FALSE(is_closed(nodes[event.from_node].state)) << "nothing leaves a closed state";
            const Minor claim_after = amounts(prepared, result, option, event).claim_after;
            ASSERT_GE(claim_after, 0);
            ASSERT_TRUE(!is_closed(nodes[event.to_node].state) || claim_after == 0)
                << "a closed loan owes nothing";
            held[event.loan] = event.to_node;
            last_month[event.loan] = month;
        }
    }
}

EventAmounts amounts(const PreparedStudy& prepared, const PathResult& result, std::size_t option,
                     const Event& event) {
    const EventLog& log = result.events.logs[option];
    if (const EventAmounts* own = log.amounts(event)) {
        return *own;
    }
    const LoanColumns& loans = prepared.study.portfolio.loans;
    const Node& to = prepared.segments[loans.segment[event.loan]].graphs[option].nodes[event.to_node];
    const Minor claim =
        loans.claim[event.loan];  // in these studies a quiet loan owes what it owed at cut-off
    return {.claim_before = claim, .claim_after = is_closed(to.state) ? 0 : claim};
}

}  // namespace recoup::sim::tiny
