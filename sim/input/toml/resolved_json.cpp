#include "sim/input/toml/resolved_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace recoup::sim {

namespace {

using Json = nlohmann::json;  // objects are std::map: keys come out sorted

template <class Value>
Json optional(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

template <class Value>
Json by_state(const std::map<State, Value>& values) {
    Json json = Json::object();
    for (const auto& [state, value] : values) {
        json[std::string(name_of(state))] = value;
    }
    return json;
}

template <class Value, class Function>
Json by_state(const std::map<State, Value>& values, Function f) {
    Json json = Json::object();
    for (const auto& [state, value] : values) {
        json[std::string(name_of(state))] = f(value);
    }
    return json;
}

template <class Values, class Function>
Json list_of(const Values& values, Function f) {
    Json json = Json::array();
    for (const auto& value : values) {
        json.push_back(f(value));
    }
    return json;
}

Json matrix(const Eigen::MatrixXd& given) {
    Json rows = Json::array();
    for (Eigen::Index i = 0; i < given.rows(); ++i) {
        Json row = Json::array();
        for (Eigen::Index j = 0; j < given.cols(); ++j) {
            row.push_back(given(i, j));
        }
        rows.push_back(row);
    }
    return rows;
}

Json pedigree(const Pedigree& given) {
    return {{"source", given.source},
            {"as_of", given.as_of},
            {"window", given.window},
            {"n", optional(given.n)},
            {"standard_error", optional(given.standard_error)},
            {"status", given.status}};
}

Json exit(const ExitSpec& given) {
    return {{"to", name_of(given.to)},   {"scale", given.scale == LevelScale::probability ? "p" : "log_odds"},
            {"level", given.level},      {"ltv_log_odds", given.ltv_log_odds},
            {"beta", given.beta},        {"delta", given.delta},
            {"shift", given.shift},      {"earliest", given.earliest},
            {"accounts", given.accounts}};
}

Json hazard_row(const HazardRowSpec& given) {
    Json json = {{"from", name_of(given.from)},
                 {"given_as", given.given_as == GivenAs::at_mean ? "at_mean" : "long_run_average"},
                 {"duration_edges", given.duration_edges},
                 {"ltv_edges", given.ltv_edges},
                 {"reference_ltv_bucket", given.reference_ltv_bucket},
                 {"latest", optional(given.latest)},
                 {"exits", Json::array()}};
    for (const ExitSpec& each : given.exits) {
        json["exits"].push_back(exit(each));
    }
    if (given.copula) {
        json["copula"] = {{"exit", name_of(given.copula->exit)},
                          {"pd_annual", given.copula->pd_annual},
                          {"rho", given.copula->rho},
                          {"weights", given.copula->weights}};
    }
    return json;
}

Json collateral_spec(const CollateralSpec& given) {
    return {{"forced_sale_discount", given.forced_sale_discount}, {"discount_slope", given.discount_slope},
            {"sale_cost_share", given.sale_cost_share},           {"sale_error_sd", given.sale_error_sd},
            {"value_sd_per_year", given.value_sd_per_year},       {"round_noise_sd", given.round_noise_sd}};
}

Json segment(const SegmentDefinition& given) {
    const SegmentParameters& p = given.parameters;
    Json json = {{"name", given.name}, {"when", given.when}};
    json["contract"] = {
        {"repayment", p.contract.repayment == Repayment::annuity ? "annuity" : "bullet"},
        {"minimum_term_months_after_cure", p.contract.minimum_term_months_after_cure},
        {"allocation", list_of(p.contract.allocation, [](ClaimPart part) { return name_of(part); })}};
    json["hazards"] = json["collateral"] = json["pedigrees"] = Json::object();
    for (const auto& [name, row] : p.hazards) {
        json["hazards"][name] = hazard_row(row);
    }
    for (const auto& [name, spec] : p.collateral) {
        json["collateral"][name] = collateral_spec(spec);
    }
    for (const auto& [name, each] : p.pedigrees) {
        json["pedigrees"][name] = pedigree(each);
    }
    json["cash"] = by_state(p.cash, [](const CashSpec& cash) -> Json {
        return {{"share_of_instalment", cash.share_of_instalment},
                {"share_of_claim_per_month", cash.share_of_claim_per_month},
                {"interest", cash.interest_accrues ? "accrues" : "suspended"}};
    });
    json["costs"] = by_state(p.costs, [](const CostSpec& costs) -> Json {
        return {{"servicing_per_month", costs.servicing_per_month},
                {"internal_workout_per_month", costs.internal_workout_per_month},
                {"upkeep_share_of_value_per_year", costs.upkeep_share_of_value_per_year}};
    });
    json["clocks"] = by_state(p.clocks, [](const ClockSpec& clock) -> Json {
        return {{"after_months", clock.after_months}, {"to", name_of(clock.to)}};
    });
    return json;
}

template <class Value>
Json term(const Value& value) {
    return value;
}

Json term(const std::vector<StepUp>& steps) {
    return list_of(steps, [](const StepUp& step) -> Json {
        return {{"months", step.months}, {"share_of_instalment", step.share_of_instalment}};
    });
}

Json terms(const MeasureTerms& given) {
    return Measures::visit(given, [](auto kind, const auto& own) {
        Json json = {{"kind", kind.kind}};
        for (const auto& field : kind.fields) {
            std::visit([&](auto member) { json[std::string(field.name)] = term(own.*member); }, field.member);
        }
        return json;
    });
}

Json trigger(const Trigger& given) {
    switch (given.kind) {
        case TriggerKind::on_redefault:
            return "redefault";
        case TriggerKind::best_time:
            return {
                {"best_from_months", given.after_months},
                {"best_to_months", given.to_months == no_deadline ? Json(nullptr) : Json(given.to_months)}};
        case TriggerKind::after_months:
            break;
    }
    return given.after_months;
}

Json measure(const MeasureSpec& given) {
    Json json = {{"name", given.name},
                 {"when", trigger(given.when)},
                 {"who", given.who},
                 {"terms", terms(given.terms)},
                 {"costs", {{"fixed", given.costs.fixed}, {"share_of_claim", given.costs.share_of_claim}}},
                 {"odds", by_state(given.odds)},
                 {"hazards", by_state(given.hazards)}};
    for (const auto& [key, name] :
         {std::pair("on_taken", given.on_taken), std::pair("on_refused", given.on_refused),
          std::pair("on_failed", given.on_failed)}) {
        if (!name.empty()) {
            json[key] = name;
        }
    }
    if (given.when.from != Trigger().from) {
        for (const State state : given.when.from) {
            json["from"].push_back(name_of(state));
        }
    }
    return json;
}

Json option(const OptionSpec& given) {
    Json json = {{"name", given.name}, {"description", given.description}, {"measures", Json::array()}};
    for (const MeasureSpec& each : given.measures) {
        json["measures"].push_back(measure(each));
    }
    return json;
}

Json price_index(const PriceIndex& given, const MacroModel& model) {
    const bool own = given.variable < 0;
    return {{"name", given.name},
            {"classes", given.classes},
            {"region", given.region},
            {"alpha", given.alpha},
            {"beta", given.beta},
            {"sigma", given.sigma},
            {"variable",
             own ? Json(nullptr) : Json(model.variables[static_cast<std::size_t>(given.variable)].name)}};
}

Json macro_model(const MacroModel& given) {
    Json json = {{"frequency", given.frequency == Frequency::quarter ? "quarter" : "month"},
                 {"centre", given.centre == Centre::mean ? "mean" : "median"},
                 {"dispersion", given.dispersion},
                 {"student_t_degrees_of_freedom", given.student_t_degrees_of_freedom},
                 {"A", matrix(given.A)},
                 {"Sigma", matrix(given.Sigma)},
                 {"pedigree", pedigree(given.pedigree)},
                 {"variables", Json::array()},
                 {"indices", Json::array()}};
    for (const MacroVariable& variable : given.variables) {
        json["variables"].push_back(
            {{"name", variable.name},
             {"transform", variable.transform == Transform::level ? "level" : "log_change"},
             {"unit", variable.unit},
             {"xbar", variable.xbar},
             {"long_run_mean", variable.long_run_mean}});
    }
    for (const PriceIndex& index : given.indices) {
        json["indices"].push_back(price_index(index, given));
    }
    return json;
}

Json scenario(const Scenario& given) {
    return {{"name", given.name},
            {"weight", given.weight},
            {"credit_index_shift", given.credit_index_shift},
            {"calendar_shift", given.calendar_shift},
            {"path", given.path}};
}

Json converted_amount(const ConvertedAmount& given) {
    return {{"name", given.name},
            {"given", given.given},
            {"currency", given.currency},
            {"country", given.country},
            {"amount", given.amount}};
}

/// A check that is off is null, or false.
Json plausibility(const PlausibilitySettings& given) {
    return {{"largest_claim_share", optional(given.largest_claim_share)},
            {"concentration_from_loans", given.concentration_from_loans},
            {"cost_to_claim", optional(given.cost_to_claim)},
            {"highest_rate", optional(given.highest_rate)},
            {"lowest_rate", optional(given.lowest_rate)},
            {"least_collateral_to_claim", optional(given.least_collateral_to_claim)},
            {"most_collateral_to_claim", optional(given.most_collateral_to_claim)},
            {"oldest_valuation_years", optional(given.oldest_valuation_years)},
            {"least_recovery", optional(given.least_recovery)},
            {"most_recovery", optional(given.most_recovery)},
            {"share_of_rows", given.share_of_rows},
            {"no_collateral", given.no_collateral},
            {"totals", given.totals},
            {"default_before_origination", given.default_before_origination},
            {"days_beside_default", given.days_beside_default},
            {"currency_change", given.currency_change}};
}

Json rule_source(const RuleSource& given) {
    return {{"source", given.text}, {"status", given.status}};
}

const char* name_of_downgrade(Downgrade downgrade) {
    if (downgrade == Downgrade::on_loss) {
        return "downgrade_on_loss";
    }
    return downgrade == Downgrade::always ? "downgrade" : "keep";
}

Json jurisdiction(const ClassificationRules& given) {
    Json json = {
        {"name", given.jurisdiction},
        {"as_of", given.as_of},
        {"days_past_due", given.days_past_due},
        {"boundary", given.boundary == DayBoundary::at_least ? "at_least" : "more_than"},
        {"cure_months", given.cure_months},
        {"observation_months", given.observation_months},
        {"probation_months", given.probation_months},
        {"performing_loan", name_of_downgrade(given.downgrade)},
        {"loss_above", given.downgrade_above_loss},
        {"concession_in_probation", given.concession_in_probation_is_npe ? "downgrade" : "as_performing"},
        {"redefault_in_probation", given.npe_clock_resumes_in_probation ? "resumes" : "restarts"},
        {"windows", Json::array()},
        {"sources", Json::object()}};
    for (const SpecialWindow& window : given.windows) {
        json["windows"].push_back({{"name", window.name},
                                   {"first_month", window.first_month},
                                   {"last_month", window.last_month},
                                   {"most_days_in_pastdue", optional(window.most_days_in_pastdue)},
                                   {"source", rule_source(window.source)}});
    }
    for (const auto& [table, source] : given.sources) {
        json["sources"][table] = rule_source(source);
    }
    return json;
}

}  // namespace

std::string resolved_json(const Study& study, bool for_identity) {
    Json json = {
        {"cut_off",
         fmt::format("{:04d}-{:02d}-{:02d}", study.cut_off_year, study.cut_off_month, study.cut_off_day)},
        {"seed", study.seed},
        {"engine", engine_names[static_cast<std::size_t>(study.engine)]},
        {"currency", study.currency},
        {"exchange_rates", study.exchange_rates},
        {"recovery_horizon_months", study.recovery_horizon_months},
        {"reporting_horizon_quarters", study.reporting_horizon_quarters},
        {"rates", {{"hurdle", study.hurdle_rate}, {"investor", study.investor_rate}}},
        {"pool_sale_costs", study.pool_sale_costs},
        {"output", {{"macro_paths_kept", study.macro_paths_kept}, {"histogram_bins", study.histogram_bins}}},
        {"macro", macro_model(study.macro)},
        {"scenarios", list_of(study.scenarios, scenario)},
        {"options", list_of(study.options, option)},
        {"segments", list_of(study.segments, segment)}};
    if (study.engine != EngineChoice::loan || study.leaves_choice()) {
        json["expected"] = {
            {"ltv_nodes", study.expected.ltv_nodes},
            {"rate_nodes", study.expected.rate_nodes},
            {"maturity_step_months", study.expected.maturity_step_months},
            {"workout_maturity_step_months", study.expected.workout_maturity_step_months},
            {"noise_strata", study.expected.noise_strata},
            {"value_state", study.expected.value_state == ValueState::central ? "central" : "quadratic"},
            {"pilot_paths", study.expected.pilot_paths}};
    }
    if (study.rules.is_named()) {
        json["jurisdiction"] = jurisdiction(study.rules);
    }
    if (!study.converted_amounts.empty()) {
        json["converted_amounts"] = list_of(study.converted_amounts, converted_amount);
    }
    if (!for_identity) {
        json["plausibility"] = plausibility(study.plausibility);  // changes no figure
        json["title"] = study.title;
        json["paths"] = study.paths;
        json["limits"] = {{"memory_gb", optional(study.memory_limit_gb)},
                          {"disk_gb", optional(study.disk_limit_gb)}};
    }
    return json.dump(for_identity ? -1 : 2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace recoup::sim
