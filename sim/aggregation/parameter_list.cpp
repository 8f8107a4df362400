#include "sim/aggregation/parameter_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace recoup::sim {

namespace {

std::string indexed(const std::string& name, std::size_t i) {
    return name + "[" + std::to_string(i) + "]";
}

class List {
  public:
    /// Entries that follow belong to this table.
    void table(const std::string& path, const Pedigree& pedigree) {
        path_ = path + (path.ends_with('/') ? "" : ".");
        pedigree_ = pedigree;
    }
    void add(const std::string& key, double value) { entries_.push_back({path_ + key, value, pedigree_}); }
    /// Zero, the default, is not a parameter that the file gave.
    void add_given(const std::string& key, double value) {
        if (value != 0.0) {
            add(key, value);
        }
    }
    std::vector<ParameterEntry> take() { return std::move(entries_); }

  private:
    std::string path_;
    Pedigree pedigree_;
    std::vector<ParameterEntry> entries_;
};

/// Of the table itself, else of the row or file that holds it.
Pedigree pedigree_of(const SegmentParameters& parameters, const std::string& table,
                     const Pedigree& otherwise) {
    const auto found = parameters.pedigrees.find(table);
    return found == parameters.pedigrees.end() ? otherwise : found->second;
}

void add_levels(List& list, const ExitSpec& exit) {
    const std::string key = exit.scale == LevelScale::probability ? "p" : "log_odds";
    for (std::size_t d = 0; d < exit.level.size(); ++d) {
        for (std::size_t b = 0; b < exit.level[d].size(); ++b) {
            const std::string by_duration = indexed(key, d);
            list.add(exit.level[d].size() > 1 ? indexed(by_duration, b) : by_duration, exit.level[d][b]);
        }
    }
}

void add_exit(List& list, const ExitSpec& exit) {
    add_levels(list, exit);
    for (std::size_t b = 0; b < exit.ltv_log_odds.size(); ++b) {
        list.add(indexed("ltv_log_odds", b), exit.ltv_log_odds[b]);
    }
    for (const auto& [variable, value] : exit.beta) {
        list.add("beta." + variable, value);
    }
    for (const auto& [column, by_value] : exit.delta) {
        for (const auto& [label, value] : by_value) {
            list.add("delta." + column + "." + label, value);
        }
    }
    list.add_given("shift", exit.shift);
    list.add_given("earliest", exit.earliest);
}

void add_row(List& list, const std::string& segment, const SegmentParameters& parameters,
             const HazardRowSpec& row) {
    const std::string table = "hazards." + row.name;
    const Pedigree pedigree = pedigree_of(parameters, table, row.pedigree);
    list.table(segment + table, pedigree);
    if (row.latest) {
        list.add("latest", *row.latest);
    }
    if (row.copula) {
        list.table(segment + table + ".copula", pedigree_of(parameters, table + ".copula", pedigree));
        list.add("pd_annual", row.copula->pd_annual);
        list.add("rho", row.copula->rho);
        for (const auto& [variable, weight] : row.copula->weights) {
            list.add("weights." + variable, weight);
        }
    }
    for (const ExitSpec& exit : row.exits) {
        const std::string path = table + ".exits." + std::string(name_of(exit.to));
        list.table(segment + path, pedigree_of(parameters, path, pedigree));
        add_exit(list, exit);
    }
}

void add_tables_by_state(List& list, const std::string& segment, const SegmentParameters& parameters) {
    for (const auto& [state, cash] : parameters.cash) {
        const std::string table = "cash." + std::string(name_of(state));
        list.table(segment + table, pedigree_of(parameters, table, {}));
        list.add("share_of_instalment", cash.share_of_instalment);
        list.add("share_of_claim_per_month", cash.share_of_claim_per_month);
        list.add("interest_accrues", cash.interest_accrues ? 1.0 : 0.0);
    }
    for (const auto& [state, cost] : parameters.costs) {
        const std::string table = "costs." + std::string(name_of(state));
        list.table(segment + table, pedigree_of(parameters, table, {}));
        list.add("servicing_per_month", cost.servicing_per_month);
        list.add("internal_workout_per_month", cost.internal_workout_per_month);
        list.add("upkeep_share_of_value_per_year", cost.upkeep_share_of_value_per_year);
    }
    for (const auto& [state, clock] : parameters.clocks) {
        const std::string table = "clocks." + std::string(name_of(state));
        list.table(segment + table, pedigree_of(parameters, table, {}));
        list.add("after_months", clock.after_months);
    }
}

void add_collateral(List& list, const std::string& segment, const SegmentParameters& parameters) {
    for (const auto& [name, spec] : parameters.collateral) {
        const std::string table = "collateral." + name;
        list.table(segment + table, pedigree_of(parameters, table, {}));
        list.add("forced_sale_discount", spec.forced_sale_discount);
        list.add("discount_slope", spec.discount_slope);
        list.add("sale_cost_share", spec.sale_cost_share);
        list.add("sale_error_sd", spec.sale_error_sd);
        list.add("value_sd_per_year", spec.value_sd_per_year);
        list.add("round_noise_sd", spec.round_noise_sd);
    }
}

void add_macro(List& list, const MacroModel& macro) {
    list.table("macro/", macro.pedigree);
    const auto n = macro.variables.size();
    for (std::size_t i = 0; i < n; ++i) {
        list.add(macro.variables[i].name + ".xbar", macro.variables[i].xbar);
        list.add(macro.variables[i].name + ".long_run_mean", macro.variables[i].long_run_mean);
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(j);
            list.add(indexed(indexed("A", i), j), macro.A(row, column));
            list.add(indexed(indexed("Sigma", i), j), macro.Sigma(row, column));
        }
    }
    for (const PriceIndex& index : macro.indices) {
        if (index.variable >= 0) {
            continue;  // it is a macro variable: no numbers of its own
        }
        list.add("index." + index.name + ".alpha", index.alpha);
        list.add("index." + index.name + ".sigma", index.sigma);
        for (std::size_t i = 0; i < index.beta.size(); ++i) {
            list.add_given("index." + index.name + ".beta." + macro.variables[i].name, index.beta[i]);
        }
    }
}

/// The source of an amount in another currency says what its file gives.
void say_what_was_converted(const std::vector<ConvertedAmount>& converted,
                            std::vector<ParameterEntry>& entries) {
    std::map<std::string, const ConvertedAmount*> by_name;
    for (const ConvertedAmount& each : converted) {
        by_name[each.name] = &each;
    }
    for (ParameterEntry& entry : entries) {
        std::string name = "parameters." + entry.name;
        std::ranges::replace(name, '/', '.');
        const auto found = by_name.find(name);
        if (found != by_name.end()) {
            entry.pedigree.source += "; " + converted_from(*found->second) + " converted";
        }
    }
}

}  // namespace

std::size_t standing_of(const std::string& status) {
    const auto found = std::ranges::find(standings, status);
    return found == standings.end() ? standings.size() - 1
                                    : static_cast<std::size_t>(found - standings.begin());
}

std::string converted_from(const ConvertedAmount& amount) {
    const std::string text = fmt::format("{:.12g} {}", amount.given, amount.currency);
    return amount.country.empty() ? text : text + " (" + amount.country + ")";
}

std::vector<ParameterEntry> parameters_of(const Study& study) {
    List list;
    for (const SegmentDefinition& segment : study.segments) {
        const SegmentParameters& parameters = segment.parameters;
        const std::string prefix = segment.name + "/";
        list.table(prefix + "contract", pedigree_of(parameters, "contract", {}));
        list.add("minimum_term_months_after_cure", parameters.contract.minimum_term_months_after_cure);
        for (const auto& [name, row] : parameters.hazards) {
            add_row(list, prefix, parameters, row);
        }
        add_tables_by_state(list, prefix, parameters);
        add_collateral(list, prefix, parameters);
    }
    add_macro(list, study.macro);
    std::vector<ParameterEntry> entries = list.take();
    say_what_was_converted(study.converted_amounts, entries);
    return entries;
}

}  // namespace recoup::sim
