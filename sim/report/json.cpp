#include "sim/report/json.hpp"

#include <nlohmann/json.hpp>

#include "sim/aggregation/finalise.hpp"
#include "sim/build_info.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim {

namespace {

Json strings(const std::vector<std::string>& texts) {
    return texts;
}

/// NaN = not stated: null, on whatever way it goes.
Json number(double value) {
    return value == value ? Json(value) : Json(nullptr);
}

Json claims_json(const StudyFacts& facts) {
    Json list = Json::array();
    for (const ClaimSums& row : facts.claims) {
        list.push_back({{"segment", facts.study.segments[row.segment].name},
                        {"state", name_of(row.state)},
                        {"loans", row.amounts.loans},
                        {"claim", in_units(row.amounts.claim)},
                        {"claim_non_performing", in_units(row.amounts.non_performing)},
                        {"gross_carrying_amount", in_units(row.amounts.carrying)},
                        {"collateral_value", in_units(row.amounts.collateral)}});
    }
    return list;
}

Json collateral_json(const StudyFacts& facts) {
    Json list = Json::array();
    for (const CollateralSums& row : facts.collateral) {
        list.push_back({{"collateral_class", row.collateral_class},
                        {"index", row.index},
                        {"items", row.items},
                        {"value", in_units(row.value)},
                        {"prior_claims", in_units(row.prior_claims)}});
    }
    return list;
}

Json eligibility_json(const StudyFacts& facts) {
    Json list = Json::array();
    for (const EligibilitySums& row : facts.eligibility) {
        list.push_back({{"option", facts.study.options[row.option].name},
                        {"measure", row.measure},
                        {"when", row.when},
                        {"segment", facts.study.segments[row.segment].name},
                        {"loans", row.loans},
                        {"of_loans", row.of_loans},
                        {"claim", in_units(row.claim)},
                        {"of_claim", in_units(row.of_claim)}});
    }
    return list;
}

Json scenarios_json(const Study& study) {
    Json list = Json::array();
    for (const Scenario& scenario : study.scenarios) {
        list.push_back({{"scenario", scenario.name},
                        {"weight", scenario.weight},
                        {"periods", scenario.path.size()},
                        {"calendar_shift", scenario.calendar_shift}});
    }
    return list;
}

Json macro_json(const MacroModel& macro) {
    Json variables = Json::array();
    for (const MacroVariable& variable : macro.variables) {
        variables.push_back({{"variable", variable.name},
                             {"unit", variable.unit},
                             {"transform", variable.transform == Transform::level ? "level" : "log change"},
                             {"mean_of_hazards", variable.xbar},
                             {"long_run_mean", variable.long_run_mean}});
    }
    Json indices = Json::array();
    for (const PriceIndex& index : macro.indices) {
        indices.push_back(index.name);
    }
    return {{"frequency", macro.frequency == Frequency::month ? "month" : "quarter"},
            {"dispersion", macro.dispersion},
            {"student_t_degrees_of_freedom",
             macro.student_t_degrees_of_freedom > 0.0 ? Json(macro.student_t_degrees_of_freedom) : Json()},
            {"path", macro.centre == Centre::mean ? "mean" : "median"},
            {"variables", std::move(variables)},
            {"price_indices", std::move(indices)}};
}

Json pedigree_json(const StudyFacts& facts) {
    Json list = Json::array();
    for (std::size_t g = 0; g < facts.balance.share.size(); ++g) {
        const bool is_segment = g < facts.study.segments.size();
        Json row = {{"segment", is_segment ? facts.study.segments[g].name : "portfolio"}};
        for (std::size_t i = 0; i < standings.size(); ++i) {
            row[std::string(standings[i])] = number(facts.balance.share[g][i]);
        }
        row["weakest_of_any_parameter"] = facts.balance.weakest[g];
        list.push_back(std::move(row));
    }
    return list;
}

Json parameters_json(const StudyFacts& facts) {
    Json list = Json::array();
    for (const ParameterEntry& entry : facts.parameters) {
        const Pedigree& pedigree = entry.pedigree;
        list.push_back(
            {{"parameter", entry.name},
             {"value", number(entry.value)},
             {"status", pedigree.status},
             {"source", pedigree.source},
             {"as_of", pedigree.as_of},
             {"window", pedigree.window},
             {"sample_size", pedigree.n ? Json(*pedigree.n) : Json()},
             {"standard_error", pedigree.standard_error ? number(*pedigree.standard_error) : Json()}});
    }
    return list;
}

}  // namespace

Json json_answer(std::string_view command, int exit_code, const std::vector<Problem>& problems) {
    return {{"schema", json_schema_version},    {"command", command},     {"recoup", build_info::version},
            {"git_sha1", build_info::git_sha1}, {"exit_code", exit_code}, {"problems", json_of(problems)}};
}

Json excluded_json(const Study& study) {
    const ExcludedTotals totals = totals_of(study.excluded);
    Json reasons = Json::array();
    for (const auto& [reason, sums] : totals.by_reason) {
        reasons.push_back({{"reason", reason}, {"rows", sums.rows}, {"amount", in_units(sums.amount)}});
    }
    return {{"rows", totals.all.rows},
            {"amount", in_units(totals.all.amount)},
            {"by_reason", std::move(reasons)}};
}

Json study_json(const Study& study) {
    return {{"title", study.title},
            {"cut_off", cut_off_text(study)},
            {"currency", study.currency},
            {"exchange_rates", study.exchange_rates},
            {"jurisdiction", study.rules.is_named() ? Json(study.rules.jurisdiction) : Json()},
            {"default_from_days", study.rules.default_from_days()},
            {"engine", engine_names[static_cast<std::size_t>(study.engine)]},
            {"seed", study.seed},
            {"paths", study.paths},
            {"recovery_horizon_months", study.recovery_horizon_months},
            {"reporting_horizon_quarters", study.reporting_horizon_quarters},
            {"hurdle_rate", study.hurdle_rate},
            {"investor_rate", study.investor_rate},
            {"identity", study.identity}};
}

Json json_of(const std::vector<Problem>& problems) {
    Json list = Json::array();
    for (const Problem& problem : problems) {
        list.push_back({{"severity", problem.severity == Severity::error ? "error" : "warning"},
                        {"where", problem.where},
                        {"field", problem.field},
                        {"value", problem.value},
                        {"problem", problem.problem},
                        {"why", problem.why},
                        {"suggestion", problem.suggestion},
                        {"text", problem.text()}});
    }
    return list;
}

Json json_of(const StudyFacts& facts) {
    return {{"study", study_json(facts.study)},
            {"claims", claims_json(facts)},
            {"collateral", collateral_json(facts)},
            {"eligibility", eligibility_json(facts)},
            {"scenarios", scenarios_json(facts.study)},
            {"macro_model", macro_json(facts.study.macro)},
            {"pedigree", pedigree_json(facts)},
            {"parameters", parameters_json(facts)},
            {"excluded", excluded_json(facts.study)},
            {"control_totals_difference", facts.study.control_totals_difference},
            {"column_mapping", strings(facts.study.column_mapping)},
            {"unused_columns", strings(facts.study.unused_columns)},
            {"repairs", strings(facts.study.repairs)}};
}

Json json_of(const RunEstimate& estimate, const Limits& limits, int threads) {
    const bool probed = estimate.probed_paths > 0;
    return {{"threads", threads},
            {"seconds", probed ? Json(estimate.seconds) : Json()},
            {"probed_paths", estimate.probed_paths},
            {"probe_seconds", estimate.probe_seconds},
            {"memory_gb", estimate.memory_gb},
            {"memory_limit_gb", limits.memory_gb},
            {"memory_limit_from", limits.memory_origin},
            {"disk_gb", estimate.disk_gb},
            {"disk_limit_gb", limits.disk_gb},
            {"disk_limit_from", limits.disk_origin},
            {"results_gb", estimate.results_gb}};
}

Json json_of(const ResultsFacts& facts, const std::filesystem::path& file) {
    return {{"file", file.string()},
            {"title", facts.title},
            {"created_at", facts.created_at},
            {"recoup", facts.version},
            {"seed", facts.seed ? Json(*facts.seed) : Json()},
            {"paths", facts.path_count},
            {"identity", facts.identity},
            {"content_sha256", facts.content_sha256}};
}

Json json_headline(const std::filesystem::path& results) {
    const hdf5::Reader file(results);
    const std::vector<std::string> scenarios = file.strings("headline_scenario");
    const std::vector<std::string> options = file.strings("headline_option");
    Json rows = Json::array();
    for (std::size_t row = 0; row < options.size(); ++row) {
        rows.push_back({{"scenario", scenarios[row]}, {"option", options[row]}});
    }
    Json columns = Json::object();
    for (const std::string& name : file.datasets("")) {
        if (file.type(name) != hdf5::ElementType::float64) {
            continue;
        }
        columns[name] = file.text_attribute(name, "units").value_or("1");
        const std::vector<double> values = file.doubles(name);
        for (std::size_t row = 0; row < values.size(); ++row) {
            rows[row][name] = number(values[row]);
        }
    }
    return {{"units", std::move(columns)}, {"rows", std::move(rows)}};
}

std::string text_of(const Json& json) {
    constexpr int indent = 2;
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace recoup::sim
