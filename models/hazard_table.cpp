#include "models/hazard_table.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "models/deterministic_math.hpp"
#include "models/errors.hpp"
#include "models/odds.hpp"

namespace recoup {

namespace {

constexpr std::size_t most_cells = 65535;  // the hot index is 16 bits
constexpr std::size_t engine_tracks = 2;   // the engine appends an idle and a closed track, and idle cells
constexpr int most_iterations = 2000;
constexpr double solved_to = 1e-12;  // a sum over 4,096 equal points may be off by half of this

int bin_of(const std::vector<int>& edges, int months) {
    return static_cast<int>(std::upper_bound(edges.begin(), edges.end(), months) - edges.begin()) - 1;
}

int bucket_of(const std::vector<double>& edges, double ltv) {
    return static_cast<int>(std::upper_bound(edges.begin(), edges.end(), ltv) - edges.begin());
}

/// Union of the row's own duration edges with the months at which an exit opens or staying ends.
std::vector<int> all_duration_edges(const HazardRowSpec& spec) {
    std::set<int> edges(spec.duration_edges.begin(), spec.duration_edges.end());
    edges.insert(0);
    for (const ExitSpec& exit : spec.exits) {
        edges.insert(exit.earliest);
    }
    if (spec.latest) {
        edges.insert(*spec.latest);
    }
    return {edges.begin(), edges.end()};
}

double level_of(const ExitSpec& exit, int bin, int bucket) {
    const auto& by_bucket = exit.level[static_cast<std::size_t>(bin)];
    return by_bucket.size() == 1 ? by_bucket[0] : by_bucket[static_cast<std::size_t>(bucket)];
}

double covariate_log_odds(const ExitSpec& exit, const CovariateProfile& profile) {
    double sum = 0.0;
    for (const auto& [column, value] : profile.values) {
        const auto by_value = exit.delta.find(column);
        if (by_value == exit.delta.end()) {
            continue;
        }
        const auto found = by_value->second.find(value);
        sum += found == by_value->second.end() ? 0.0 : found->second;
    }
    return sum;
}

[[noreturn]] void refuse(const SegmentParameters& parameters, const std::string& row,
                         const std::string& problem, const std::string& why, const std::string& suggestion) {
    throw InputError({.where = parameters.file,
                      .field = "hazards." + row,
                      .problem = problem,
                      .why = why,
                      .suggestion = suggestion});
}

/// log(1 + sum of exp(l)) of the given logarithms.
double log_of_one_and(const std::vector<double>& logs) {
    const double largest = std::max(0.0, logs.empty() ? 0.0 : *std::max_element(logs.begin(), logs.end()));
    double sum = exp_ieee(-largest);
    for (const double log : logs) {
        sum += exp_ieee(log - largest);
    }
    return largest + log_ieee(sum);
}

/// Static odds of a cell before covariates and measures.
std::vector<Odds> cell_odds(const HazardRowSpec& spec, const std::vector<const ExitSpec*>& exits, int months,
                            int bucket, bool staying_removed, std::span<const double> multipliers) {
    const int bin = bin_of(spec.duration_edges, months);
    const std::size_t n = exits.size();
    std::vector<double> probability(n, 0.0);
    std::vector<Odds> odds(n);
    double leaving = 0.0;
    double others = 0.0;  // odds of the exits that are given as log-odds
    std::vector<double> others_log;
    for (std::size_t j = 0; j < n; ++j) {
        if (months < exits[j]->earliest) {
            continue;
        }
        if (exits[j]->scale == LevelScale::probability) {
            probability[j] = level_of(*exits[j], bin, bucket);
            leaving += probability[j];
        } else {
            odds[j] = Odds::of_logarithm(level_of(*exits[j], bin, bucket));
            others += odds[j].number();
            others_log.push_back(odds[j].logarithm());
        }
    }
    // Odds are against staying, which shares 1 - sum p with the exits given as log-odds: so every p comes out
    // as stated. Where staying is removed only proportions matter.
    const double others_and_one = log_of_one_and(others_log);
    const bool near = others_and_one <= far_log_odds;
    const double staying = staying_removed ? 1.0 : (1.0 - leaving) / (1.0 + others);
    const std::vector<double> averaged = spec.given_as == GivenAs::long_run_average
                                             ? long_run_odds(probability, multipliers, staying_removed)
                                             : std::vector<double>();
    for (std::size_t j = 0; j < n; ++j) {
        if (!averaged.empty()) {
            odds[j] = Odds::of_number(averaged[j]);
        } else if (probability[j] > 0.0) {
            odds[j] = near || staying_removed
                          ? Odds::of_number(probability[j] / staying)
                          : Odds::of_logarithm(log_ieee(probability[j] / (1.0 - leaving)) + others_and_one);
        }
        double log_odds = exits[j]->shift;
        log_odds +=
            exits[j]->ltv_log_odds.empty() ? 0.0 : exits[j]->ltv_log_odds[static_cast<std::size_t>(bucket)];
        odds[j].raise(log_odds);
    }
    return odds;
}

}  // namespace

std::uint16_t HazardTable::track(std::uint16_t row, int months_in_state) const {
    const HazardRow& r = rows[row];
    return static_cast<std::uint16_t>(r.first_track + std::min(months_in_state, r.last_duration()));
}

std::vector<double> long_run_odds(std::span<const double> target, std::span<const double> multipliers,
                                  bool staying_removed) {
    const std::size_t n = target.size();
    const std::size_t points = multipliers.size() / n;
    double leaving = 0.0;
    for (const double p : target) {
        leaving += p;
    }
    const double staying = staying_removed ? 0.0 : 1.0 - leaving;
    // Where staying is removed the exits keep their proportions and share everything.
    const double whole = staying_removed ? leaving : 1.0;
    std::vector<double> odds(n);
    for (std::size_t j = 0; j < n; ++j) {
        odds[j] = target[j] / (staying_removed ? whole : staying);
    }
    // Iterative proportional scaling: raise the odds of what comes out too rare, relative to staying.
    for (int iteration = 0; iteration < most_iterations; ++iteration) {
        std::vector<double> mean(n, 0.0);
        double mean_staying = 0.0;
        for (std::size_t k = 0; k < points; ++k) {
            const double* m = multipliers.data() + k * n;
            double total = staying_removed ? 0.0 : 1.0;
            for (std::size_t j = 0; j < n; ++j) {
                total += odds[j] * m[j];
            }
            mean_staying += 1.0 / total;
            for (std::size_t j = 0; j < n; ++j) {
                mean[j] += odds[j] * m[j] / total;
            }
        }
        bool solved = true;  // false also where the odds have left the range of a double
        for (std::size_t j = 0; j < n; ++j) {
            solved =
                solved && std::fabs(mean[j] / static_cast<double>(points) - target[j] / whole) <= solved_to;
        }
        if (solved) {
            return odds;
        }
        const double staying_ratio =
            staying_removed ? 1.0 : staying * static_cast<double>(points) / mean_staying;
        for (std::size_t j = 0; j < n; ++j) {
            if (target[j] > 0.0) {
                odds[j] *= target[j] / whole * static_cast<double>(points) / (mean[j] * staying_ratio);
            }
        }
    }
    throw InputError({.field = "given_as",
                      .value = "long_run_average",
                      .problem = "no log-odds found whose long-run average equals the table",
                      .why = "the betas are too large for the stationary law of the macro model",
                      .suggestion = "Lower the betas or give the table at_mean"});
}

HazardTableBuilder::HazardTableBuilder(const SegmentParameters& parameters,
                                       const std::vector<CovariateProfile>& profiles,
                                       const std::vector<std::string>& macro_variables,
                                       std::span<const double> stationary_points)
    : parameters_(parameters),
      profiles_(profiles),
      macro_variables_(macro_variables),
      stationary_points_(stationary_points) {
    std::set<double> edges;
    for (const auto& [name, row] : parameters.hazards) {
        edges.insert(row.ltv_edges.begin(), row.ltv_edges.end());
        table_.stride = std::max({table_.stride, static_cast<int>(row.exits.size()), most_exits_of_own_rows});
    }
    edges_.assign(edges.begin(), edges.end());
    for (const double edge : edges_) {
        table_.ltv_edges.push_back(static_cast<float>(edge));
    }
    table_.buckets = static_cast<int>(edges_.size()) + 1;
    const std::size_t profile_count = std::max<std::size_t>(1, profiles_.size());
    table_.odds.resize(profile_count);
    table_.log_odds.resize(profile_count);
    table_.far_row.resize(profile_count);
}

bool HazardTable::can_leave(std::uint16_t row) const {
    if (rows[row].copula) {
        return true;
    }
    const auto exits = static_cast<std::size_t>(stride);
    for (std::size_t cell = rows[row].first_cell; cell < cells(); ++cell) {
        for (std::size_t j = 0; j < exits && cell_row[cell] == row; ++j) {
            if (log_odds.front()[cell * exits + j] > -std::numeric_limits<double>::infinity()) {
                return true;
            }
        }
    }
    return false;
}

std::uint16_t HazardTableBuilder::row(const std::string& name, const std::map<State, double>& odds_factors) {
    return row(parameters_.hazards.at(name), odds_factors, name);
}

std::uint16_t HazardTableBuilder::row(const HazardRowSpec& spec, const std::map<State, double>& odds_factors,
                                      const std::string& name) {
    const auto key = std::make_pair(name, odds_factors);
    if (const auto found = known_.find(key); found != known_.end()) {
        return found->second;
    }
    HazardRow row;
    row.name = name;
    row.from = spec.from;
    row.duration_edges = all_duration_edges(spec);
    const std::size_t new_cells = row.duration_edges.size() * static_cast<std::size_t>(table_.buckets);
    const std::size_t new_tracks = static_cast<std::size_t>(row.last_duration()) + 1;
    const std::size_t idle_cells = static_cast<std::size_t>(table_.buckets);
    if (table_.cells() + new_cells + idle_cells > most_cells ||
        table_.track_next.size() + new_tracks + engine_tracks > most_cells) {
        refuse(parameters_, name, "the segment needs more than 65535 cells of duration and LTV",
               "the hot index has 16 bits", "Use fewer duration edges, LTV edges or named rows");
    }
    const bool log_odds = std::any_of(spec.exits.begin(), spec.exits.end(), [](const ExitSpec& exit) {
        return exit.scale == LevelScale::log_odds;
    });
    if (log_odds && spec.given_as == GivenAs::long_run_average) {
        refuse(parameters_, name, "an exit is given as log-odds in a row given as a long-run average",
               "only a probability has a long-run average to meet", "Give p, or the row at_mean");
    }
    if (spec.exits.size() > static_cast<std::size_t>(table_.stride)) {
        throw ContractViolation("hazard table: row " + name + " has more exits than the table has room for");
    }
    row.first_cell = static_cast<std::uint16_t>(table_.cells());
    row.first_track = static_cast<std::uint16_t>(table_.track_next.size());
    std::vector<const ExitSpec*> exits;
    for (const ExitSpec& exit : spec.exits) {
        exits.push_back(&exit);
    }
    std::sort(exits.begin(), exits.end(), [](const ExitSpec* a, const ExitSpec* b) { return a->to < b->to; });
    for (const ExitSpec* exit : exits) {
        HazardExit compiled{.to = exit->to, .accounts = exit->accounts, .beta = {}};
        for (const std::string& variable : macro_variables_) {
            const auto beta = exit->beta.find(variable);
            compiled.beta.push_back(beta == exit->beta.end() ? 0.0 : beta->second);
        }
        row.exits.push_back(std::move(compiled));
    }
    if (spec.copula) {
        CopulaLink link{
            .exit = 0, .pd_annual = spec.copula->pd_annual, .rho = spec.copula->rho, .weights = {}};
        for (std::size_t j = 0; j < row.exits.size(); ++j) {
            link.exit = row.exits[j].to == spec.copula->exit ? static_cast<int>(j) : link.exit;
        }
        for (const std::string& variable : macro_variables_) {
            const auto weight = spec.copula->weights.find(variable);
            link.weights.push_back(weight == spec.copula->weights.end() ? 0.0 : weight->second);
        }
        row.copula = std::move(link);
    }
    const auto index = static_cast<std::uint16_t>(table_.rows.size());
    compile_cells(spec, row, odds_factors);
    table_.rows.push_back(std::move(row));
    known_.emplace(key, index);
    return index;
}

/// A cell behind the last one, of the row that is being compiled.
void HazardTableBuilder::append_cell(std::size_t profile, const std::vector<Odds>& odds) {
    const auto stride = static_cast<std::size_t>(table_.stride);
    for (std::size_t j = 0; j < stride; ++j) {
        const Odds own = j < odds.size() ? odds[j] : Odds();
        table_.odds[profile].push_back(own.number());
        table_.log_odds[profile].push_back(own.logarithm());
        if (own.far()) {
            table_.far_row[profile].back() = 1;
        }
    }
}

void HazardTableBuilder::compile_cells(const HazardRowSpec& spec, const HazardRow& row,
                                       const std::map<State, double>& factors) {
    std::vector<const ExitSpec*> exits;
    for (const HazardExit& exit : row.exits) {
        exits.push_back(&*std::find_if(spec.exits.begin(), spec.exits.end(),
                                       [&](const ExitSpec& given) { return given.to == exit.to; }));
    }
    const std::size_t variables = macro_variables_.size();
    std::vector<double> multipliers;  // exp(beta'(x - xbar)) over the stationary law
    if (spec.given_as == GivenAs::long_run_average) {
        for (std::size_t k = 0; k * variables < stationary_points_.size(); ++k) {
            for (const HazardExit& exit : row.exits) {
                double eta = 0.0;
                for (std::size_t v = 0; v < variables; ++v) {
                    eta += exit.beta[v] * stationary_points_[k * variables + v];
                }
                multipliers.push_back(exp_ieee(eta));
            }
        }
    }
    const auto row_index = static_cast<std::uint16_t>(table_.rows.size());
    for (std::vector<std::uint8_t>& far : table_.far_row) {
        far.push_back(0);
    }
    for (std::size_t bin = 0; bin < row.duration_edges.size(); ++bin) {
        const int months = row.duration_edges[bin];
        const bool staying_removed = spec.latest && months >= *spec.latest;
        std::vector<std::vector<Odds>> by_own_bucket;
        for (std::size_t own = 0; own <= spec.ltv_edges.size(); ++own) {
            const std::string place =
                " from month " + std::to_string(months) + " on in LTV bucket " + std::to_string(own);
            try {
                by_own_bucket.push_back(
                    cell_odds(spec, exits, months, static_cast<int>(own), staying_removed, multipliers));
            } catch (const InputError& error) {
                const Problem& unsolved = error.problems().front();
                refuse(parameters_, spec.name, unsolved.problem + place, unsolved.why, unsolved.suggestion);
            }
            const std::vector<Odds>& odds = by_own_bucket.back();
            bool open = !staying_removed;
            for (std::size_t j = 0; j < exits.size(); ++j) {
                const auto factor = factors.find(exits[j]->to);
                open = open || (odds[j].possible() && (factor == factors.end() || factor->second > 0.0));
            }
            if (!open) {
                refuse(parameters_, spec.name, "no exit is possible" + place,
                       "`latest` removes staying, so a loan must have somewhere to go",
                       "Open an exit there or take `latest` away");
            }
        }
        for (int bucket = 0; bucket < table_.buckets; ++bucket) {
            // A bucket of the union lies inside one bucket of the row: the one that holds its lower edge.
            const double lower = bucket == 0 ? -1.0 : edges_[static_cast<std::size_t>(bucket) - 1];
            const auto& odds = by_own_bucket[static_cast<std::size_t>(bucket_of(spec.ltv_edges, lower))];
            table_.cell_row.push_back(row_index);
            table_.staying_removed.push_back(staying_removed ? 1 : 0);
            for (std::size_t profile = 0; profile < table_.odds.size(); ++profile) {
                std::vector<Odds> of_profile = odds;
                for (std::size_t j = 0; j < exits.size(); ++j) {
                    if (profile < profiles_.size()) {
                        of_profile[j].raise(covariate_log_odds(*exits[j], profiles_[profile]));
                    }
                    const auto factor = factors.find(exits[j]->to);
                    if (factor != factors.end()) {
                        of_profile[j].multiply(factor->second);
                    }
                }
                append_cell(profile, of_profile);
            }
        }
    }
    for (int months = 0; months <= row.last_duration(); ++months) {
        const auto position = static_cast<std::uint16_t>(table_.track_next.size());
        table_.track_next.push_back(months == row.last_duration() ? position
                                                                  : static_cast<std::uint16_t>(position + 1));
        table_.track_cell.push_back(
            static_cast<std::uint16_t>(row.first_cell + bin_of(row.duration_edges, months) * table_.buckets));
    }
}

}  // namespace recoup
