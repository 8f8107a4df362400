#include "sim/input/parameters_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/input/file_amounts.hpp"
#include "sim/input/hazard_reader.hpp"
#include "sim/input/regulatory_clocks.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/input/toml/merge.hpp"
#include "sim/input/toml/pedigrees.hpp"

namespace recoup::sim {

namespace {

/// Calls f(state, node) for each `[key.<state>]`.
template <class Function>
void for_each_state(KeyReader& keys, std::string_view key, Function f) {
    keys.for_each_entry(key, [&](const std::string& name, const Node& node) {
        if (const auto state = state_at(name, node, keys.problems())) {
            f(*state, node);
        }
    });
}

/// All parts of a claim, the one that is paid first first.
AllocationOrder read_allocation(KeyReader& keys) {
    AllocationOrder order = usual_allocation;
    if (keys.find("allocation") == nullptr) {
        return order;
    }
    const std::vector<std::string> given = keys.texts_or("allocation");
    const std::set<std::string> distinct(given.begin(), given.end());
    const std::set<std::string> parts(claim_part_names.begin(), claim_part_names.end());
    if (given.size() != order.size() || distinct != parts) {
        keys.problem("allocation", "must name fees, interest and principal, each once",
                     "cash goes to the first of them, what is left to the next",
                     "Write for instance allocation = [\"fees\", \"interest\", \"principal\"]");
        return order;
    }
    for (std::size_t place = 0; place < order.size(); ++place) {
        const auto part = std::find(claim_part_names.begin(), claim_part_names.end(), given[place]);
        order[place] = static_cast<ClaimPart>(part - claim_part_names.begin());
    }
    return order;
}

ContractSpec read_contract(const Node& node, Problems& problems) {
    KeyReader keys(node, problems);
    ContractSpec contract;
    contract.repayment =
        keys.choice<Repayment>("repayment", {{"annuity", Repayment::annuity}, {"bullet", Repayment::bullet}});
    contract.minimum_term_months_after_cure =
        keys.whole_or("minimum_term_months_after_cure", contract.minimum_term_months_after_cure,
                      range::between(1, 1200, "a number of months"));
    contract.allocation = read_allocation(keys);
    keys.find("pedigree");
    return contract;
}

CashSpec read_cash(State state, const Node& node, Problems& problems) {
    KeyReader keys(node, problems);
    CashSpec cash = cash_of(SegmentParameters(), state);
    cash.share_of_instalment =
        keys.number_or("share_of_instalment", cash.share_of_instalment, range::share());
    cash.share_of_claim_per_month = keys.number_or("share_of_claim_per_month", 0.0, range::share());
    cash.interest_accrues = keys.choice<bool>("interest", {{"accrues", true}, {"suspended", false}});
    keys.find("pedigree");
    if (is_closed(state)) {
        problems.error(node.where(), node.path, "", "nothing is paid in a closed state", "",
                       "Remove the table");
    }
    return cash;
}

CostSpec read_costs(State state, const Node& node, FileAmounts& amounts, Problems& problems) {
    KeyReader keys(node, problems);
    CostSpec costs;
    costs.servicing_per_month = amounts.read(keys, node.path, "servicing_per_month");
    costs.internal_workout_per_month = amounts.read(keys, node.path, "internal_workout_per_month");
    costs.upkeep_share_of_value_per_year =
        keys.number_or("upkeep_share_of_value_per_year", 0.0, range::share());
    keys.find("pedigree");
    if (is_closed(state)) {
        problems.error(node.where(), node.path, "", "nothing is booked in a closed state", "",
                       "Remove the table");
    } else if (state == State::current || is_arrears(state)) {
        problems.error(node.where(), node.path, "", "the costs of performing loans are not booked yet",
                       "a loan that has never been non-performing posts what it pays and nothing else",
                       "Remove the table");
    }
    return costs;
}

CollateralSpec read_collateral(const Node& node, Problems& problems) {
    KeyReader keys(node, problems);
    CollateralSpec spec;
    const Range sd = range::between(0.0, 3.0, "a standard deviation of a logarithm");
    spec.forced_sale_discount = keys.number_or("forced_sale_discount", 0.0, range::share_below_one());
    spec.discount_slope = keys.number_or("discount_slope", 0.0, range::not_negative());
    if (spec.forced_sale_discount + spec.discount_slope > 1.0) {
        keys.problem(
            "discount_slope", "the discount could take more than the whole price",
            "forced_sale_discount + discount_slope x fall must stay at or below 1 for a fall up to 1",
            "Lower one of the two");
    }
    spec.sale_cost_share = keys.number_or("sale_cost_share", 0.0, range::share());
    spec.sale_error_sd = keys.number_or("sale_error_sd", 0.0, sd);
    spec.value_sd_per_year = keys.number_or("value_sd_per_year", 0.0, sd);
    spec.round_noise_sd = keys.number_or("round_noise_sd", 0.0, sd);
    keys.find("pedigree");
    return spec;
}

ClockSpec read_clock(State from, const Node& node, const ClassificationRules& rules, Problems& problems) {
    KeyReader keys(node, problems);
    ClockSpec clock;
    clock.after_months = keys.whole("after_months", range::between(1, 1200, "a number of months"));
    if (const Node* to = keys.require("to", "Name the state that follows")) {
        clock.to = state_at(text_of(*to, problems), *to, problems).value_or(State::current);
        if (clock.to == from) {
            keys.problem("to", "the clock leads back to its own state", "", "Name another state");
        }
        check_clock(from, clock, rules, keys);
    }
    keys.find("pedigree");
    return clock;
}

Pedigree read_file_pedigree(KeyReader& keys, Problems& problems) {
    const Node* node = keys.require("pedigree", "Add [pedigree] with source, as_of and status");
    return node != nullptr ? read_pedigree(*node, nullptr, problems) : Pedigree();
}

void read_tables(KeyReader& keys, const HazardContext& context, const ClassificationRules& rules,
                 FileAmounts& amounts, SegmentParameters& parameters) {
    Problems& problems = keys.problems();
    if (const Node* contract = keys.find("contract")) {
        parameters.contract = read_contract(*contract, problems);
    }
    keys.for_each_entry("hazards", [&](const std::string& name, const Node& node) {
        parameters.hazards[name] = read_hazard_row(name, node, context, problems);
    });
    for_each_state(keys, "cash", [&](State state, const Node& node) {
        parameters.cash[state] = read_cash(state, node, problems);
    });
    for_each_state(keys, "costs", [&](State state, const Node& node) {
        parameters.costs[state] = read_costs(state, node, amounts, problems);
    });
    keys.for_each_entry("collateral", [&](const std::string& name, const Node& node) {
        parameters.collateral[name] = read_collateral(node, problems);
    });
    for_each_state(keys, "clocks", [&](State state, const Node& node) {
        parameters.clocks[state] = read_clock(state, node, rules, problems);
    });
    check_latest(parameters, rules, problems);
    warn_of_held_back_exits(parameters, rules, problems);
}

}  // namespace

SegmentParameters read_parameters(const std::filesystem::path& file, const ParametersRequest& request,
                                  InputFiles& files, Problems& problems) {
    FileCurrencies currencies;
    Node document = with_inheritance(
        file,
        [&](const std::filesystem::path& each) { return files.read_toml(each, DocumentKind::parameters); },
        [&](Node& each) {
            attach_pedigrees(each);
            currencies.take(each, problems);
        });
    request.settings.apply(document, request.segment, request.place, problems);
    currencies.take(document, problems);
    SegmentParameters parameters;
    parameters.file = InputFiles::shown(file);
    KeyReader keys(document, problems);
    keys.find("recoup_schema");
    keys.find("inherits");
    const Pedigree file_pedigree = read_file_pedigree(keys, problems);
    const HazardContext context{request.macro_variables, read_ltv_edges(keys)};
    FileAmounts amounts(keys, "parameters." + request.segment, currencies, request.amounts);
    read_tables(keys, context, request.rules, amounts, parameters);
    amounts.check_set();
    parameters.pedigrees = pedigrees_of(document, file_pedigree, problems);
    parameters.pedigrees.try_emplace("contract", by_default());  // in use, with the table or without
    for (auto& [name, row] : parameters.hazards) {
        row.pedigree = parameters.pedigrees["hazards." + name];
    }
    return parameters;
}

}  // namespace recoup::sim
