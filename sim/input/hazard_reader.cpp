#include "sim/input/hazard_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/input/hazard_checks.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

/// Far beyond certainty, and sums of such numbers times a macro variable are finite.
constexpr Range any_log_odds = range::between(-1e6, 1e6, "log-odds");

std::vector<int> read_duration_edges(KeyReader& keys) {
    const Node* node = keys.find("duration_edges");
    if (node == nullptr) {
        return {0};
    }
    std::vector<int> edges;
    if (node->array() != nullptr) {
        for (const Node& each : *node->array()) {
            edges.push_back(static_cast<int>(
                whole_number_of(each, range::between(0, 1200, "a number of months"), keys.problems())));
        }
    }
    if (edges.empty() || edges.front() != 0 ||
        std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) != edges.end()) {
        keys.problem("duration_edges", "must be whole months that ascend from 0",
                     "each edge starts a bin, closed on the left", "Write for instance [0, 6, 12]");
        return {0};
    }
    return edges;
}

void check_variable(const std::string& name, const Node& at, const HazardContext& context,
                    Problems& problems) {
    const auto& known = context.macro_variables;
    if (known && std::find(known->begin(), known->end(), name) == known->end()) {
        problems.error(at.where(), at.path, "", "the macro model has no variable '" + name + "'",
                       "a sensitivity needs a variable to act on", suggest_name(name, *known));
    }
}

std::map<std::string, double> read_macro_table(KeyReader& keys, std::string_view key,
                                               const HazardContext& context) {
    std::map<std::string, double> values;
    keys.for_each_entry(key, [&](const std::string& name, const Node& node) {
        check_variable(name, node, context, keys.problems());
        values[name] = number_of(node, any_log_odds, keys.problems());
    });
    return values;
}

/// By duration, one number a bin; or a joint table, one array a bin with one number a bucket.
std::vector<std::vector<double>> read_level(KeyReader& keys, std::string_view key, const Range& range,
                                            std::size_t durations, std::size_t buckets) {
    std::vector<std::vector<double>> level;
    const Node& node = *keys.find(key);
    const bool array = node.array() != nullptr && !node.array()->empty();
    const bool joint = array && node.array()->front().array() != nullptr;
    if (array) {
        for (const Node& each : *node.array()) {
            level.push_back(joint ? numbers_of(each, range, keys.problems())
                                  : std::vector<double>{number_of(each, range, keys.problems())});
        }
    } else {
        level.push_back({number_of(node, range, keys.problems())});
    }
    if (level.size() != durations) {
        keys.problem(key, fmt::format("has {} values for {} duration bins", level.size(), durations),
                     "one value, or one array by LTV bucket, for each of duration_edges", "");
    }
    for (const auto& row : level) {
        if (joint && row.size() != buckets) {
            keys.problem(
                key,
                fmt::format("a row of the joint table has {} values for {} LTV buckets", row.size(), buckets),
                "n edges make n + 1 buckets", "");
            break;
        }
    }
    level.resize(durations, std::vector<double>(1, 0.0));
    return level;
}

void read_ltv_effect(KeyReader& keys, ExitSpec& exit, const HazardRowSpec& row) {
    const bool probability = exit.scale == LevelScale::probability;
    const char* key = probability ? "ltv_odds_ratio" : "ltv_log_odds";
    const char* other = probability ? "ltv_log_odds" : "ltv_odds_ratio";
    if (keys.find(other) != nullptr) {
        keys.problem(other, fmt::format("does not go with {}", probability ? "p" : "log_odds"), "",
                     fmt::format("Write {}", key));
    }
    std::vector<double> values =
        keys.numbers_or(key, probability ? range::positive("an odds ratio") : any_log_odds);
    if (values.empty()) {
        return;
    }
    const std::size_t buckets = row.ltv_edges.size() + 1;
    if (values.size() != buckets) {
        keys.problem(key, fmt::format("has {} values for {} LTV buckets", values.size(), buckets),
                     "n edges make n + 1 buckets", row.ltv_edges.empty() ? "Give ltv_edges" : "");
        return;
    }
    if (exit.level.front().size() > 1) {
        keys.problem(key, "does not go with a joint table", "the table already varies by LTV bucket",
                     "Remove one");
        return;
    }
    if (probability && values[static_cast<std::size_t>(row.reference_ltv_bucket)] != 1.0) {
        keys.problem(key, fmt::format("must be 1 in the reference bucket {}", row.reference_ltv_bucket),
                     "p is stated for that bucket",
                     "Set reference_ltv_bucket to the bucket that p belongs to");
    }
    if (probability) {
        // log_ieee, not std::log: these numbers are upstream of every result.
        std::transform(values.begin(), values.end(), values.begin(), checked_log);
    }
    exit.ltv_log_odds = std::move(values);
}

void read_delta(KeyReader& keys, ExitSpec& exit) {
    keys.for_each_entry("delta", [&](const std::string& column, const Node& node) {
        KeyReader values(node, keys.problems());
        if (node.table() == nullptr) {
            return;
        }
        for (const auto& entry : *node.table()) {
            values.find(entry.first);
            exit.delta[column][entry.first] = number_of(entry.second, any_log_odds, keys.problems());
        }
    });
}

void read_exit_level(KeyReader& keys, ExitSpec& exit, const HazardRowSpec& row) {
    const bool has_p = keys.find("p") != nullptr;
    const bool has_log_odds = keys.find("log_odds") != nullptr;
    const std::size_t durations = row.duration_edges.size();
    exit.scale = has_log_odds && !has_p ? LevelScale::log_odds : LevelScale::probability;
    if (has_p == has_log_odds) {
        keys.problem("p", has_p ? "stands beside log_odds" : "is missing",
                     "an exit is given as monthly probabilities p or as log_odds",
                     has_p ? "Remove one" : "Write p = [...] or log_odds = [...]");
        exit.level.assign(durations, std::vector<double>(1, 0.0));
        return;
    }
    exit.level = read_level(keys, has_p ? "p" : "log_odds", has_p ? range::probability() : any_log_odds,
                            durations, row.ltv_edges.size() + 1);
}

ExitSpec read_exit(State to, const Node& node, const HazardRowSpec& row, const HazardContext& context,
                   Problems& problems) {
    KeyReader keys(node, problems);
    ExitSpec exit;
    exit.to = to;
    read_exit_level(keys, exit, row);
    read_ltv_effect(keys, exit, row);
    exit.beta = read_macro_table(keys, "beta", context);
    read_delta(keys, exit);
    exit.shift = keys.number_or("shift", 0.0, any_log_odds);
    exit.earliest = keys.whole_or("earliest", 0, range::between(0, 1200, "a number of months"));
    exit.accounts = keys.flag_or("accounts", true);
    keys.find("pedigree");  // read with the pedigrees of the file
    return exit;
}

CopulaSpec read_copula(const Node& node, const HazardContext& context, Problems& problems) {
    KeyReader keys(node, problems);
    CopulaSpec copula;
    if (const Node* exit = keys.find("exit")) {
        copula.exit = state_at(text_of(*exit, problems), *exit, problems).value_or(State::defaulted);
    }
    copula.pd_annual = keys.number("pd_annual", Range{0.0, 1.0, true, true, "a probability"});
    copula.rho = keys.number("rho", Range{0.0, 1.0, false, true, "a correlation"});
    copula.weights = read_macro_table(keys, "weights", context);
    const bool all_zero = std::all_of(copula.weights.begin(), copula.weights.end(),
                                      [](const auto& weight) { return weight.second == 0.0; });
    if (all_zero) {
        keys.problem("weights", "no variable has a weight",
                     "the credit index is a weighted sum of macro variables",
                     "Write for instance weights = { unemployment_rate = -1.0 }");
    }
    keys.find("pedigree");
    return copula;
}

/// The exit that the copula drives has a place among the exits of its row and no odds of its own.
ExitSpec exit_of_copula(const HazardRowSpec& row) {
    ExitSpec exit;
    exit.to = row.copula->exit;
    exit.level.assign(row.duration_edges.size(), std::vector<double>(1, 0.0));
    return exit;
}

bool uses_ltv(const Node& row) {
    const auto exits = row.table()->find("exits");
    if (exits == row.table()->end() || exits->second.table() == nullptr) {
        return false;
    }
    const auto varies = [](const auto& entry) {
        const auto* exit = entry.second.table();
        if (exit == nullptr) {
            return false;
        }
        const auto joint = [&](const char* key) {
            const auto level = exit->find(key);
            return level != exit->end() && level->second.array() != nullptr &&
                   !level->second.array()->empty() && level->second.array()->front().array() != nullptr;
        };
        return exit->count("ltv_odds_ratio") + exit->count("ltv_log_odds") > 0 || joint("p") ||
               joint("log_odds");
    };
    return std::any_of(exits->second.table()->begin(), exits->second.table()->end(), varies);
}

void read_from(const std::string& name, KeyReader& keys, HazardRowSpec& row) {
    const Node* from = keys.find("from");
    if (from != nullptr) {
        row.from = state_at(text_of(*from, keys.problems()), *from, keys.problems()).value_or(State::current);
    } else if (const auto state = state_named(name)) {
        row.from = *state;
    } else {
        keys.problem("from", "is missing",
                     "'" + name + "' is not a state, so the row must say which state it leaves",
                     did_you_mean(name, all_state_names()));
    }
    if (is_closed(row.from)) {
        keys.problem("from", "nothing leaves the closed state '" + std::string(name_of(row.from)) + "'");
    }
}

}  // namespace

std::vector<double> read_ltv_edges(KeyReader& keys) {
    std::vector<double> edges = keys.numbers_or("ltv_edges", range::positive("a loan-to-value ratio"));
    if (std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) != edges.end()) {
        keys.problem("ltv_edges", "must ascend", "each edge starts the next bucket", "");
    }
    return edges;
}

HazardRowSpec read_hazard_row(const std::string& name, const Node& node, const HazardContext& context,
                              Problems& problems) {
    HazardRowSpec row;
    row.name = name;
    KeyReader keys(node, problems);
    if (node.table() == nullptr) {
        return row;
    }
    read_from(name, keys, row);
    row.given_as = keys.choice<GivenAs>(
        "given_as", {{"at_mean", GivenAs::at_mean}, {"long_run_average", GivenAs::long_run_average}});
    row.duration_edges = read_duration_edges(keys);
    row.ltv_edges = read_ltv_edges(keys);
    if (!keys.has("ltv_edges") && uses_ltv(node)) {
        row.ltv_edges = context.ltv_edges;
    }
    row.reference_ltv_bucket = keys.whole_or(
        "reference_ltv_bucket", 0,
        range::between(0, static_cast<double>(std::max(row.ltv_edges.size(), context.ltv_edges.size())),
                       "a bucket"));
    row.reference_ltv_bucket =
        std::clamp(row.reference_ltv_bucket, 0, static_cast<int>(row.ltv_edges.size()));
    if (keys.has("latest")) {
        row.latest = keys.whole("latest", range::between(1, 1200, "a number of months"));
    }
    keys.find("latest");
    keys.for_each_entry("exits", [&](const std::string& exit_name, const Node& exit) {
        if (const auto to = state_at(exit_name, exit, problems)) {
            row.exits.push_back(read_exit(*to, exit, row, context, problems));
        }
    });
    if (const Node* copula = keys.find("copula")) {
        row.copula = read_copula(*copula, context, problems);
    }
    keys.find("pedigree");
    check_hazard_row(row, keys);
    if (row.copula) {
        row.exits.push_back(exit_of_copula(row));
    }
    return row;
}

}  // namespace recoup::sim
