#include "sim/expected_engine/expected_engine.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"
#include "models/exit_probabilities.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/path/copula_odds.hpp"

namespace recoup::sim {

ExpectedEngine::ExpectedEngine(const ExpectedStudy& study)
    : study_(study), prepared_(study.prepared), mass_(study.mass_room()) {
    for (const auto& lattice : study.lattices) {
        steps_.emplace_back(*lattice);
    }
    for (const ExpectedSegment& segment : study.segments) {
        kinds_.emplace_back();
        for (const CollateralKind& kind : segment.kinds) {
            KindPath path;
            const SaleTables empty(kind, segment.log_ltv, segment.reserves, study.settings.noise_strata);
            path.sales.assign(static_cast<std::size_t>(prepared_.months) + 1, empty);
            path.level.resize(path.sales.size());
            kinds_.back().push_back(std::move(path));
        }
        std::size_t profiles = 1;
        for (const int profile : segment.profiles) {
            profiles = std::max(profiles, static_cast<std::size_t>(profile) + 1);
        }
        probability_.emplace_back(
            profiles, std::vector<std::vector<double>>(static_cast<std::size_t>(prepared_.periods)));
    }
}

void ExpectedEngine::run(int scenario, const MacroState& macro, ExpectedTotals& totals,
                         const MonthObserver& observer) {
    prepare_probabilities(scenario, macro);
    prepare_collateral(macro);
    prepare_choices(scenario, macro);
    const auto segments = static_cast<std::size_t>(prepared_.segment_count());
    const auto options = static_cast<std::size_t>(prepared_.option_count());
    totals.totals.assign(options * segments * total_count, 0.0);
    for (const ExpectedBlock& block : study_.blocks) {
        const std::size_t place =
            static_cast<std::size_t>(block.option) * segments + static_cast<std::size_t>(block.segment);
        run_block(block, totals.totals.data() + place * total_count, observer);
    }
}

void ExpectedEngine::prepare_probabilities(int scenario, const MacroState& macro) {
    const MacroModel& model = prepared_.study.macro;
    const std::size_t variables = model.variables.size();
    const int step = months_per_period(model.frequency);
    const int periods = (prepared_.months + step - 1) / step;
    std::vector<double> deviation(variables);
    for (std::size_t s = 0; s < study_.segments.size(); ++s) {
        const std::vector<std::vector<double>> odds =
            copula_default_odds(prepared_, prepared_.segments[s], scenario, macro.x);
        for (int period = 0; period < periods; ++period) {
            for (std::size_t v = 0; v < variables; ++v) {
                deviation[v] =
                    macro.x[static_cast<std::size_t>(period) * variables + v] - model.variables[v].xbar;
            }
            for (const int profile : study_.segments[s].profiles) {
                exit_probabilities(
                    prepared_.segments[s].table, profile, deviation,
                    odds[static_cast<std::size_t>(period * step / months_per_year)],
                    probability_[s][static_cast<std::size_t>(profile)][static_cast<std::size_t>(period)]);
            }
        }
    }
}

void ExpectedEngine::prepare_collateral(const MacroState& macro) {
    for (std::size_t s = 0; s < kinds_.size(); ++s) {
        const ExpectedSegment& segment = study_.segments[s];
        for (std::size_t k = 0; k < kinds_[s].size(); ++k) {
            KindPath& path = kinds_[s][k];
            const int index = segment.kinds[k].price_index;
            for (int month = 0; month <= prepared_.months; ++month) {
                const auto m = static_cast<std::size_t>(month);
                path.level[m] = macro.indices.level_at(month, index);
                path.sales[m].begin_month(prepared_.study.calendar_month_at(month), path.level[m],
                                          macro.indices.fall_at(month, index));
            }
        }
    }
}

void ExpectedEngine::prepare_choices(int scenario, const MacroState& macro) {
    scenario_ = scenario;
    indices_ = &macro.indices;
    choice_basis_.assign(static_cast<std::size_t>(prepared_.months) + 1, {});
    for (int month = 1; study_.waiting && month <= prepared_.months;
         month = next_month_of_choice(month + 1)) {
        choice_basis_[static_cast<std::size_t>(month)] = study_.waiting->basis(scenario, macro.x, month);
    }
}

LatticeMonth ExpectedEngine::month_of(const ExpectedBlock& block, int month) {
    const auto s = static_cast<std::size_t>(block.segment);
    const auto m = static_cast<std::size_t>(month);
    const auto period =
        static_cast<std::size_t>((month - 1) / months_per_period(prepared_.study.macro.frequency));
    LatticeMonth law;
    law.month = month;
    law.exit_probability = probability_[s][static_cast<std::size_t>(block.profile)][period].data();
    if (block.kind >= 0) {
        KindPath& path = kinds_[s][static_cast<std::size_t>(block.kind)];
        law.level = path.level.data();
        law.sales = &path.sales[m];
    }
    const ValueLattice& lattice = *study_.lattices[static_cast<std::size_t>(block.lattice)];
    if (lattice.choice_slots() > 0 && is_month_of_choice(month)) {
        study_.waiting->choose(block, scenario_, month, choice_basis_[m], *indices_, moves_);
        law.moves = moves_.data();
    }
    return law;
}

void ExpectedEngine::run_block(const ExpectedBlock& block, double* totals, const MonthObserver& observer) {
    const auto l = static_cast<std::size_t>(block.lattice);
    const ValueLattice& lattice = *study_.lattices[l];
    put_start(block, lattice, mass_);
    const auto rates = static_cast<std::size_t>(lattice.classes().rate_count());
    const auto add = [totals](Total total, double minor) {
        totals[static_cast<int>(total)] += minor / minor_units_per_unit;
    };
    const bool npe = block.npe_at_cut_off;
    double resolved = 0.0;
    if (observer) {
        observer(block, lattice, 0, mass_, MonthFlows(static_cast<int>(rates)));
    }
    for (int month = 1; month <= prepared_.months; ++month) {
        MonthFlows flows(static_cast<int>(rates));
        steps_[l].forward(month_of(block, month), mass_, flows);
        const double hurdle = prepared_.discount_hurdle[static_cast<std::size_t>(month)];
        const double investor = prepared_.discount_investor[static_cast<std::size_t>(month)];
        for (std::size_t r = 0; r < rates; ++r) {
            const double effective = power(lattice.classes().effective[r], month);
            const double external = flows.in[r] - flows.external[r];
            const double net = external - flows.internal[r];
            add(npe ? Total::net_cash_npe : Total::net_cash_inflow, net);
            add(npe ? Total::pv_hurdle_npe : Total::pv_hurdle_inflow, hurdle * net);
            add(npe ? Total::pv_effective_npe : Total::pv_effective_inflow, effective * external);
            add(npe ? Total::pv_investor_npe : Total::pv_investor_inflow, investor * external);
            add(Total::pv_costs_hurdle, hurdle * (flows.external[r] + flows.internal[r]));
            add(Total::claim_inflow, flows.inflow[r]);
            add(Total::claim_inflow_discounted, effective * flows.inflow[r]);
        }
        resolved += flows.closed_resolved;
        if (observer) {
            observer(block, lattice, month, mass_, flows);
        }
    }
    if (npe) {
        add(Total::claim_months_to_resolution, resolved);
    }
    add_horizon(lattice, npe, mass_, totals);
}

namespace {

/// What a place holds, by component; of places that differ in the stratum alone the first holds all.
std::array<double, mass_components> held_in(const LatticePlace& place, const LatticeMass& mass) {
    std::array<double, mass_components> held{};
    std::vector<double> sum(static_cast<std::size_t>(mass_components * place.width));
    for (int c = 0; place.carries() && c < place.classes; ++c) {
        for (int s = 0; s < place.stretch_count(); ++s) {
            if (!mass.any(place, c, s)) {
                continue;
            }
            mass.total(place, c, s, sum.data());
            for (int i = 0; i < mass.components() * place.width; ++i) {
                held[static_cast<std::size_t>(i / place.width)] += sum[static_cast<std::size_t>(i)];
            }
        }
    }
    return held;
}

}  // namespace

void add_occupancy(const ValueLattice& lattice, const LatticeMass& mass, double* by_state) {
    for (const LatticePlace& place : lattice.places()) {
        by_state[static_cast<std::size_t>(place.state)] += held_in(place, mass)[mass_count];
    }
}

void ExpectedEngine::add_horizon(const ValueLattice& lattice, bool npe, const LatticeMass& mass,
                                 double* totals) const {
    const auto add = [totals](Total total, double minor) {
        totals[static_cast<int>(total)] += minor / minor_units_per_unit;
    };
    for (const LatticePlace& place : lattice.places()) {
        const std::array<double, mass_components> held = held_in(place, mass);
        const double claim = held[mass_claim];
        const double at_cut_off = held[mass_at_cut_off];
        const bool open = place.reporting.in_stock();
        if (!place.untouched) {
            add(Total::terminal_claim, claim);
            add(Total::terminal_claim_performing, place.reporting.performing() ? claim : 0.0);
        }
        if (npe) {
            add(Total::claim_months_to_resolution,
                open ? prepared_.months * at_cut_off : held[mass_resolved]);
            add(Total::unresolved_claim, open ? at_cut_off : 0.0);
        }
    }
}

}  // namespace recoup::sim
