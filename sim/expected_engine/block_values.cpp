#include "sim/expected_engine/block_values.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "models/deterministic_math.hpp"
#include "models/exit_probabilities.hpp"

namespace recoup::sim {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct NoiseNode {
    double value;
    double weight;
};

/// Gauss-Hermite for a standard normal, three nodes: exact to degree five.
const std::array<NoiseNode, 3> noise_nodes = {
    {{-1.7320508075688772, 1.0 / 6.0}, {0.0, 2.0 / 3.0}, {1.7320508075688772, 1.0 / 6.0}}};

DiscountedCash discounted_cash(const PreparedStudy& prepared, const ContractClasses& classes,
                               ValueRate rate) {
    DiscountedCash cash;
    cash.months.resize(static_cast<std::size_t>(prepared.months) + 1);
    for (int month = 1; month <= prepared.months; ++month) {
        const auto m = static_cast<std::size_t>(month);
        for (const double effective : classes.effective) {
            const double factor = rate == ValueRate::hurdle     ? prepared.discount_hurdle[m]
                                  : rate == ValueRate::investor ? prepared.discount_investor[m]
                                                                : power(effective, month);
            cash.months[m].in.push_back(factor);
            cash.months[m].external.push_back(-factor);
            cash.months[m].internal.push_back(rate == ValueRate::hurdle ? -factor : 0.0);
        }
    }
    return cash;
}

double coefficients_of(const MacroModel& model, const ValueSettings& settings) {
    const auto n = static_cast<double>(model.variables.size());
    return settings.central || model.dispersion == 0.0 ? 1.0 : 1.0 + n + n * (n + 1.0) / 2.0;
}

void refuse_many_variables(std::size_t variables) {
    constexpr std::size_t most = 8;
    if (variables > most) {
        throw InputError({.where = "macro model",
                          .field = "variables",
                          .value = std::to_string(variables),
                          .problem = "too many for values by backward induction, which a best time takes",
                          .why = "their collocation points double with every variable; 8 make 273",
                          .suggestion = "Leave out variables that no hazard and no index uses, or write "
                                        "expected.value_state = \"central\", or give the measures a fixed "
                                        "time, when = { after_months = 6 }"});
    }
}

}  // namespace

void refuse_copula(const PreparedStudy& prepared, int segment) {
    for (const HazardRow& row : prepared.segments[static_cast<std::size_t>(segment)].table.rows) {
        if (row.copula) {
            throw InputError(
                {.where = prepared.study.segments[static_cast<std::size_t>(segment)].name,
                 .field = "hazards." + row.name + ".copula",
                 .problem = "the copula link has no value by backward induction, which a best time takes",
                 .why = "its credit index Z is not adapted within its 12-month period",
                 .suggestion = "Give the row a hazard with betas, or the measures a fixed time, "
                               "when = { after_months = 6 }"});
        }
    }
}

DeviationBasis basis_of_values(const MacroModel& model, bool central) {
    if (!central && model.dispersion > 0.0) {
        refuse_many_variables(model.variables.size());
    }
    return DeviationBasis(model, central);
}

BlockValues::BlockValues(const ExpectedStudy& study, const ExpectedBlock& block, int scenario, ValueRate rate,
                         const ValueSettings& settings, StopFlag stop)
    : BlockValues(study, block, scenario, rate, settings, study.settings.pilot_paths, stop) {
    solve(settings);
}

BlockValues::BlockValues(const ExpectedStudy& study, const ExpectedBlock& block, int scenario, ValueRate rate,
                         const ValueSettings& settings, int pilots, StopFlag stop)
    : study_(study),
      prepared_(study.prepared),
      block_(block),
      lattice_(*study.lattices[static_cast<std::size_t>(block.lattice)]),
      scenario_(scenario),
      stop_(stop),
      step_(months_per_period(study.prepared.study.macro.frequency)),
      periods_((study.prepared.months + step_ - 1) / step_),
      basis_(basis_of_values(study.prepared.study.macro, settings.central)),
      cash_(discounted_cash(study.prepared, lattice_.classes(), rate)) {
    refuse_copula(prepared_, block.segment);
    const MacroModel& model = prepared_.study.macro;
    const std::vector<double>& centre = prepared_.centre[static_cast<std::size_t>(scenario)];
    const std::vector<double> no_noise(static_cast<std::size_t>(prepared_.periods) * model.indices.size(),
                                       0.0);
    collateral_paths(model, centre, no_noise, prepared_.months, central_);
    if (block.kind >= 0 && basis_.coefficients() > 1 && pilots > 0) {
        const CollateralKind& kind = study.segments[static_cast<std::size_t>(block.segment)]
                                         .kinds[static_cast<std::size_t>(block.kind)];
        if (kind.spec.discount_slope > 0.0 && kind.price_index > 0) {
            pilot_fall_ = PilotFall(prepared_, scenario, kind.price_index, basis_, pilots, stop);
        }
    }
}

double BlockValues::seconds_to_solve(const ExpectedStudy& study, const ExpectedBlock& block, int scenario,
                                     ValueRate rate, const ValueSettings& settings, double budget_seconds) {
    constexpr int few_pilots = 256;
    const int pilots = study.settings.pilot_paths;
    const auto start = Clock::now();
    BlockValues values(study, block, scenario, rate, settings, std::min(pilots, few_pilots), nullptr);
    const double more_pilots =
        values.pilot_fall_.empty() ? 1.0 : std::max(1.0, static_cast<double>(pilots) / few_pilots);
    const double ready = seconds_since(start) * more_pilots;
    return ready + values.periods_ * values.period_seconds(budget_seconds);
}

double BlockValues::period_seconds(double budget_seconds) {
    struct Enough {};
    const auto start = Clock::now();
    const auto laws = laws_of(periods_ / 2);
    ValueTable after(lattice_, basis_.coefficients());
    after.gain.coefficients = basis_.coefficients();
    after.gain.values.resize(lattice_.choice_slots() * static_cast<std::size_t>(basis_.coefficients()));
    ValueTable before(lattice_, basis_.coefficients());
    const double made_ready = seconds_since(start);
    int begun = 0;
    BackwardInduction induction(lattice_, basis_, [&] {
        if (begun > 0 && seconds_since(start) > budget_seconds) {
            throw Enough();
        }
        ++begun;
    });
    try {
        induction.period(laws, cash_, after, before);
    } catch (const Enough&) {
        // The points that were done tell of the others.
    }
    return made_ready + (seconds_since(start) - made_ready) * basis_.points() / begun;
}

double BlockValues::bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                          const ValueSettings& settings) {
    const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(block.lattice)];
    const MacroModel& model = study.prepared.study.macro;
    const double coefficients = coefficients_of(model, settings);
    const double table =
        8.0 * value_components * static_cast<double>(lattice.slots() + lattice.choice_slots());
    const int step = months_per_period(model.frequency);
    const double tables = settings.keep_all_periods ? (study.prepared.months + step - 1) / step + 1.0 : 2.0;
    constexpr double working_values = 6.0;
    return table * (coefficients * tables + working_values) + gain_bytes(study, block, settings) +
           law_bytes(study, block, settings);
}

/// What a period is like at every collocation point and node of the index's own noise, all kept at once.
double BlockValues::law_bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                              const ValueSettings& settings) {
    const ExpectedSegment& segment = study.segments[static_cast<std::size_t>(block.segment)];
    const MacroModel& model = study.prepared.study.macro;
    const HazardTable& table = study.prepared.segments[static_cast<std::size_t>(block.segment)].table;
    const double places =
        2.0 * (static_cast<double>(segment.reserves.size()) + 1.0) * (study.settings.noise_strata + 1.0);
    const double sales = block.kind < 0 ? 0.0
                                        : places * segment.log_ltv.size() * sizeof(ExpectedSale) *
                                              months_per_period(model.frequency);
    const double points = settings.central || model.dispersion == 0.0
                              ? 1.0
                              : DeviationBasis::points_of(static_cast<int>(model.variables.size())) *
                                    static_cast<double>(noise_nodes.size());
    return points * (sales + 8.0 * static_cast<double>(table.cells()) * table.stride +
                     8.0 * (study.prepared.months + 1.0));
}

double BlockValues::gain_bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                               const ValueSettings& settings) {
    const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(block.lattice)];
    const double dates = (study.prepared.months + months_per_quarter - 1) / months_per_quarter;
    return dates * sizeof(float) * coefficients_of(study.prepared.study.macro, settings) *
           static_cast<double>(lattice.choice_slots());
}

double BlockValues::central_log_index(int period) const {
    if (block_.kind < 0) {
        return 0.0;
    }
    const auto& kind = study_.segments[static_cast<std::size_t>(block_.segment)]
                           .kinds[static_cast<std::size_t>(block_.kind)];
    return log_ieee(central_.level_at(std::min(period * step_, prepared_.months), kind.price_index));
}

std::vector<std::vector<PeriodLaw>> BlockValues::laws_of(int period) {
    const MacroModel& model = prepared_.study.macro;
    const auto n = static_cast<std::size_t>(basis_.variables());
    const double* mu =
        prepared_.centre[static_cast<std::size_t>(scenario_)].data() + static_cast<std::size_t>(period) * n;
    const HazardTable& table = lattice_.table();
    const std::vector<double> no_odds(table.rows.size(), 0.0);
    const ExpectedSegment& segment = study_.segments[static_cast<std::size_t>(block_.segment)];
    const CollateralKind* kind =
        block_.kind < 0 ? nullptr : &segment.kinds[static_cast<std::size_t>(block_.kind)];
    const PriceIndex* index = kind == nullptr || kind->price_index == 0 || basis_.coefficients() == 1
                                  ? nullptr
                                  : &model.indices[static_cast<std::size_t>(kind->price_index) - 1];
    const bool noisy = index != nullptr && index->variable < 0 && index->sigma > 0.0;
    const std::size_t nodes = noisy ? noise_nodes.size() : 1;
    node_laws_.resize(static_cast<std::size_t>(basis_.points()) * nodes);
    std::vector<std::vector<PeriodLaw>> laws(static_cast<std::size_t>(basis_.points()));
    const int first = period * step_ + 1;
    const int last = std::min(prepared_.months, first + step_ - 1);
    for (int point = 0; point < basis_.points(); ++point) {
        throw_if_stopped(stop_);
        const std::vector<double>& y = basis_.point(point);
        std::vector<double> deviation(n);
        double growth = 0.0;
        for (std::size_t v = 0; v < n; ++v) {
            deviation[v] = mu[v] + y[v] - model.variables[v].xbar;
            growth += index != nullptr && index->variable < 0 ? index->beta[v] * y[v] : 0.0;
        }
        growth =
            index != nullptr && index->variable >= 0 ? y[static_cast<std::size_t>(index->variable)] : growth;
        for (std::size_t node = 0; node < nodes; ++node) {
            NodeLaw& own = node_laws_[static_cast<std::size_t>(point) * nodes + node];
            exit_probabilities(table, block_.profile, deviation, no_odds, own.probability);
            PeriodLaw law;
            law.weight = noisy ? noise_nodes[node].weight : 1.0;
            law.log_index_deviation =
                growth + (noisy ? model.dispersion * index->sigma * noise_nodes[node].value : 0.0);
            law.log_index_deviation *= static_cast<double>(last - first + 1) / step_;
            own.sales.clear();
            own.level.assign(static_cast<std::size_t>(prepared_.months) + 1, 1.0);
            for (int month = 0; kind != nullptr && month <= last; ++month) {
                const double share = std::clamp(static_cast<double>(month - first + 1) / step_, 0.0, 1.0);
                own.level[static_cast<std::size_t>(month)] =
                    central_.level_at(month, kind->price_index) *
                    exp_ieee(law.log_index_deviation * share * step_ / (last - first + 1));
            }
            for (int month = first; kind != nullptr && month <= last; ++month) {
                own.sales.emplace_back(*kind, segment.log_ltv, segment.reserves,
                                       study_.settings.noise_strata);
            }
            for (int month = first; month <= last; ++month) {
                LatticeMonth monthly;
                monthly.month = month;
                monthly.exit_probability = own.probability.data();
                if (kind != nullptr) {
                    const double level = own.level[static_cast<std::size_t>(month)];
                    const double central_level = central_.level_at(month, kind->price_index);
                    const double peak =
                        std::max(level, central_level / (1.0 - central_.fall_at(month, kind->price_index)));
                    SaleTables& sales = own.sales[static_cast<std::size_t>(month - first)];
                    const double fall = pilot_fall_.empty() ? 1.0 - level / peak
                                                            : pilot_fall_.at(month, basis_.at_point(point));
                    sales.begin_month(prepared_.study.calendar_month_at(month), level, fall);
                    monthly.level = own.level.data();
                    monthly.sales = &sales;
                }
                law.months.push_back(std::move(monthly));
            }
            laws[static_cast<std::size_t>(point)].push_back(std::move(law));
        }
    }
    return laws;
}

void BlockValues::solve(const ValueSettings& settings) {
    BackwardInduction induction(lattice_, basis_, [this] { throw_if_stopped(stop_); });
    ValueTable after(lattice_, basis_.coefficients());
    const std::vector<int>& asked = settings.kept_periods;
    const auto kept = [&](int period) {
        return asked.empty() ? settings.keep_all_periods || period == 0
                             : std::find(asked.begin(), asked.end(), period) != asked.end();
    };
    tables_.resize(static_cast<std::size_t>(periods_) + 1);
    if (kept(periods_)) {
        tables_.back() = after;
    }
    ValueTable before(lattice_, basis_.coefficients());
    gains_.resize(lattice_.choice_slots() > 0 ? static_cast<std::size_t>(periods_) : 0);
    for (int period = periods_ - 1; period >= 0; --period) {
        induction.period(laws_of(period), cash_, after, before);
        std::swap(after, before);
        if (lattice_.choice_slots() > 0) {
            gains_[static_cast<std::size_t>(period)] = after.gain;
        }
        if (kept(period)) {
            ValueTable& table = tables_[static_cast<std::size_t>(period)];
            table =
                period == 0 ? std::move(after) : after;  // not a third table where only N at cut-off is kept
        }
    }
}

LatticeValue BlockValues::at(int period, const std::vector<double>& y) const {
    LatticeValue value(lattice_);
    tables_[static_cast<std::size_t>(period)].evaluate(basis_.at(y), value);
    return value;
}

ValueOnPath BlockValues::on_path(int period, const std::vector<double>& y, double log_index) const {
    return {tables_[static_cast<std::size_t>(period)], basis_.at(y), log_index};
}

}  // namespace recoup::sim
