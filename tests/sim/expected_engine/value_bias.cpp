#include "tests/sim/expected_engine/value_bias.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <tuple>

#include "models/deterministic_math.hpp"
#include "sim/path/macro_draws.hpp"

namespace recoup::sim {

namespace {

std::vector<MacroState> macro_paths(const PreparedStudy& prepared, const BiasSettings& settings) {
    constexpr std::uint32_t fresh = 0x40000000U;  // past the paths of a study, before the pilots
    std::vector<MacroState> states;
    MacroShocks shocks;
    const auto& centre = prepared.centre[static_cast<std::size_t>(settings.scenario)];
    for (int pair = 0; pair < settings.pairs; ++pair) {
        draw_macro_shocks(prepared, fresh + static_cast<std::uint32_t>(settings.first_pair + pair), shocks);
        for (const double sign : {1.0, -1.0}) {
            for (double& shock : shocks.variables) shock *= sign;
            for (double& shock : shocks.indices) shock *= sign;
            MacroState& macro = states.emplace_back();
            macro.x.resize(centre.size());
            macro_path(prepared.study.macro, centre, shocks.variables, macro.x);
            collateral_paths(prepared.study.macro, macro.x, shocks.indices, prepared.months, macro.indices);
        }
    }
    return states;
}

/// Deviation of the macro state after so many quarters.
std::vector<double> deviation_at(const PreparedStudy& prepared, const MacroState& macro, int scenario,
                                 int period) {
    const std::size_t n = prepared.study.macro.variables.size();
    std::vector<double> y(n, 0.0);
    for (std::size_t v = 0; period > 0 && v < n; ++v) {
        const std::size_t at = static_cast<std::size_t>(period - 1) * n + v;
        y[v] = macro.x[at] - prepared.centre[static_cast<std::size_t>(scenario)][at];
    }
    return y;
}

/// Log-odds of default, summed over the rows of a segment: high = bad.
double credit_factor(const PreparedStudy& prepared, int segment, const std::vector<double>& y) {
    double factor = 0.0;
    for (const HazardRow& row : prepared.segments[static_cast<std::size_t>(segment)].table.rows) {
        for (const HazardExit& exit : row.exits) {
            for (std::size_t v = 0; exit.to == State::defaulted && v < y.size(); ++v) {
                factor += exit.beta[v] * y[v];
            }
        }
    }
    return factor;
}

/// Discounted and plain sums of the macro innovations after a quarter: mean zero whatever came before.
std::vector<double> innovations_after(const PreparedStudy& prepared, const MacroState& macro, int scenario,
                                      int quarter) {
    const MacroModel& model = prepared.study.macro;
    const std::size_t n = model.variables.size();
    std::vector<double> sums(2 * n, 0.0);
    double weight = 1.0;
    std::vector<double> before = deviation_at(prepared, macro, scenario, quarter);
    for (int q = quarter + 1; q <= prepared.months / months_per_quarter; ++q, weight *= 0.9) {
        const std::vector<double> now = deviation_at(prepared, macro, scenario, q);
        for (std::size_t v = 0; v < n; ++v) {
            double innovation = now[v];
            for (std::size_t w = 0; w < n; ++w) {
                innovation -= model.A(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(w)) * before[w];
            }
            sums[v] += weight * innovation;
            sums[n + v] += innovation;
        }
        before = now;
    }
    return sums;
}

/// Mean of values after the part that is linear in controls of mean zero is taken away.
MeanAndError controlled_mean(const std::vector<double>& values,
                             const std::vector<const std::vector<double>*>& controls) {
    const auto n = static_cast<Eigen::Index>(values.size());
    const auto k = static_cast<Eigen::Index>(controls.front()->size());
    Eigen::MatrixXd design(n, k + 1);
    Eigen::VectorXd y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        y(i) = values[static_cast<std::size_t>(i)];
        design(i, 0) = 1.0;
        for (Eigen::Index c = 0; c < k; ++c) {
            design(i, c + 1) = (*controls[static_cast<std::size_t>(i)])[static_cast<std::size_t>(c)];
        }
    }
    const Eigen::MatrixXd inverse = (design.transpose() * design).inverse();
    const Eigen::VectorXd fit = inverse * design.transpose() * y;
    const double residual =
        (y - design * fit).squaredNorm() / static_cast<double>(std::max<Eigen::Index>(1, n - k - 1));
    return {fit(0), std::sqrt(residual * inverse(0, 0))};
}

MeanAndError mean_of(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double square = 0.0;
    for (const double value : values) square += (value - mean) * (value - mean);
    return {mean, std::sqrt(square / (n - 1.0) / n)};
}

/// What a start (or a sum of starts) gave on every path, present values at cut-off.
struct Outcome {
    double value = 0.0, central = 0.0;      ///< N_0
    std::vector<double> total;              ///< [path] cash
    std::vector<std::vector<double>> held;  ///< [quarter asked][path] cash until then + N then
    std::vector<double> later, then;        ///< [path] cash after the fifths' quarter, N then

    Outcome() = default;
    Outcome(std::size_t paths, std::size_t quarters)
        : total(paths, 0.0), held(quarters, total), later(paths, 0.0), then(paths, 0.0) {}
    void add(const Outcome& other) {
        const auto sum = [](std::vector<double>& to, const std::vector<double>& from) {
            for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
        };
        value += other.value;
        central += other.central;
        sum(total, other.total);
        for (std::size_t q = 0; q < held.size(); ++q) sum(held[q], other.held[q]);
        sum(later, other.later);
        sum(then, other.then);
    }
};

MeanAndError of_pairs(const std::vector<double>& by_path, double less, double whole) {
    std::vector<double> pairs;
    for (std::size_t p = 0; p + 1 < by_path.size(); p += 2) {
        pairs.push_back(100.0 * (0.5 * (by_path[p] + by_path[p + 1]) - less) / whole);
    }
    return mean_of(pairs);
}

BiasFigures figures_of(const Outcome& outcome, const std::vector<double>& credit,
                       const std::vector<std::vector<double>>& innovations) {
    BiasFigures figures;
    figures.value = outcome.value / minor_units_per_unit;
    figures.bias = of_pairs(outcome.total, outcome.value, outcome.value);
    figures.central_bias = figures.bias.mean - 100.0 * (outcome.central - outcome.value) / outcome.value;
    for (const std::vector<double>& held : outcome.held) {
        MeanAndError sum = of_pairs(held, outcome.value, outcome.value);
        sum.mean = -sum.mean;
        figures.running_sums.push_back(sum);
    }
    std::vector<std::size_t> order(credit.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return credit[a] < credit[b]; });
    const std::size_t fifth = order.size() / 5;
    for (const bool worst : {true, false}) {
        std::vector<double> off;
        std::vector<const std::vector<double>*> controls;
        double level = 0.0;
        for (std::size_t i = 0; i < fifth; ++i) {
            const std::size_t p = order[worst ? order.size() - 1 - i : i];
            off.push_back(outcome.later[p] - outcome.then[p]);
            controls.push_back(&innovations[p]);
            level += outcome.then[p] / static_cast<double>(fifth);
        }
        MeanAndError& there = worst ? figures.worst_fifth : figures.best_fifth;
        there = controlled_mean(off, controls);
        there.mean *= 100.0 / level;
        there.standard_error *= 100.0 / level;
    }
    return figures;
}

class Measurement {
  public:
    Measurement(ExpectedStudy& study, const std::vector<BiasStart>& starts, const BiasSettings& settings)
        : study_(study), settings_(settings), prepared_(study.prepared) {
        study.blocks.clear();
        for (const BiasStart& start : starts) {
            study.blocks.push_back(start.block);
            study.blocks.back().npe_at_cut_off = false;  // cash alone is asked for, no time to resolution
        }
        for (const ExpectedBlock& block : study.blocks) {
            ValueSettings kept{.kept_periods = {0, settings.fifths_at}};
            kept.kept_periods.insert(kept.kept_periods.end(), settings.quarters.begin(),
                                     settings.quarters.end());
            const Known& known = values_of(block, kept);
            values_.push_back(known.values.get());
            LatticeMass mass(known.values->lattice());
            put_start(block, known.values->lattice(), mass);
            const std::vector<double> y(prepared_.study.macro.variables.size(), 0.0);
            Outcome outcome(2 * static_cast<std::size_t>(settings.pairs), settings.quarters.size());
            outcome.value = known.values->on_path(0, y, 0.0).worth(mass);
            outcome.central = known.central->on_path(0, y, 0.0).worth(mass);
            outcomes_.push_back(std::move(outcome));
        }
    }

    MeasuredBias run() {
        const std::vector<MacroState> paths = macro_paths(prepared_, settings_);
        ExpectedEngine engine(study_);
        ExpectedTotals totals;
        const int segment = study_.blocks.front().segment;
        std::vector<double> credit;
        std::vector<std::vector<double>> innovations;
        for (std::size_t p = 0; p < paths.size(); ++p) {
            const auto observe = [&](const ExpectedBlock& block, const ValueLattice&, int month,
                                     const LatticeMass& mass, const MonthFlows& flows) {
                see(block, month, mass, flows, paths[p], p);
            };
            on_path_.clear();
            engine.run(settings_.scenario, paths[p], totals, observe);
            credit.push_back(
                credit_factor(prepared_, segment,
                              deviation_at(prepared_, paths[p], settings_.scenario, settings_.fifths_at)));
        }
        for (const MacroState& path : paths) {
            innovations.push_back(
                innovations_after(prepared_, path, settings_.scenario, settings_.fifths_at));
        }
        MeasuredBias measured;
        std::vector<Outcome> options(static_cast<std::size_t>(prepared_.option_count()),
                                     Outcome(paths.size(), settings_.quarters.size()));
        for (std::size_t s = 0; s < outcomes_.size(); ++s) {
            measured.starts.push_back(figures_of(outcomes_[s], credit, innovations));
            options[static_cast<std::size_t>(study_.blocks[s].option)].add(outcomes_[s]);
        }
        for (const Outcome& option : options) {
            measured.options.push_back(option.value == 0.0 ? BiasFigures{}
                                                           : figures_of(option, credit, innovations));
        }
        return measured;
    }

  private:
    struct Known {
        ValueKey key;
        std::unique_ptr<BlockValues> values, central;
    };

    const Known& values_of(const ExpectedBlock& block, const ValueSettings& kept) {
        for (const Known& known : known_) {
            if (known.key == key_of(block)) return known;
        }
        const ValueSettings central{.central = true, .keep_all_periods = false};
        const auto solve = [&](const ValueSettings& how) {
            return std::make_unique<BlockValues>(study_, block, settings_.scenario, ValueRate::hurdle, how);
        };
        return known_.emplace_back(Known{key_of(block), solve(kept), solve(central)});
    }

    void see(const ExpectedBlock& block, int month, const LatticeMass& mass, const MonthFlows& flows,
             const MacroState& macro, std::size_t path) {
        const auto s = static_cast<std::size_t>(&block - study_.blocks.data());
        Outcome& outcome = outcomes_[s];
        double net = 0.0;
        for (std::size_t r = 0; r < flows.in.size(); ++r) {
            net += flows.in[r] - flows.external[r] - flows.internal[r];
        }
        outcome.total[path] += prepared_.discount_hurdle[static_cast<std::size_t>(month)] * net;
        if (month % months_per_quarter != 0 || month == 0) return;
        const int quarter = month / months_per_quarter;
        for (std::size_t q = 0; q < settings_.quarters.size(); ++q) {
            if (settings_.quarters[q] == quarter) {
                outcome.held[q][path] = outcome.total[path] + worth_now(s, month, mass, macro);
            }
        }
        if (quarter == settings_.fifths_at) {
            outcome.then[path] = worth_now(s, month, mass, macro);
            outcome.later[path] = -outcome.total[path];
        }
        if (month == prepared_.months) {
            outcome.later[path] += outcome.total[path];
        }
    }

    double worth_now(std::size_t s, int month, const LatticeMass& mass, const MacroState& macro) {
        const int quarter = month / months_per_quarter;
        auto found = on_path_.find({values_[s], quarter});
        if (found == on_path_.end()) {
            const ExpectedBlock& block = study_.blocks[s];
            double log_index = -values_[s]->central_log_index(quarter);
            if (block.kind >= 0) {
                const int index = study_.segments[static_cast<std::size_t>(block.segment)]
                                      .kinds[static_cast<std::size_t>(block.kind)]
                                      .price_index;
                log_index += log_ieee(macro.indices.level_at(month, index));
            }
            const std::vector<double> y = deviation_at(prepared_, macro, settings_.scenario, quarter);
            found =
                on_path_.emplace(std::pair{values_[s], quarter}, values_[s]->on_path(quarter, y, log_index))
                    .first;
        }
        return found->second.worth(mass);
    }

    ExpectedStudy& study_;
    const BiasSettings& settings_;
    const PreparedStudy& prepared_;
    std::vector<Known> known_;
    std::vector<const BlockValues*> values_;                             ///< [start]
    std::map<std::pair<const BlockValues*, int>, ValueOnPath> on_path_;  ///< of the path at hand, by quarter
    std::vector<Outcome> outcomes_;
};

}  // namespace

MeasuredBias measure_bias(ExpectedStudy& study, const std::vector<BiasStart>& starts,
                          const BiasSettings& settings) {
    return Measurement(study, starts, settings).run();
}

}  // namespace recoup::sim
