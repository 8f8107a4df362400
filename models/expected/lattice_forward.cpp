#include <algorithm>

#include "models/expected/lattice_step.hpp"
#include "models/expected/row_sums.hpp"

namespace recoup {

namespace {

/// to += weight by node x from, both [component][node].
void add_weighted(const double* weight, const double* from, int components, int width, double* to) {
    for (int component = 0; component < components; ++component) {
        for (int j = 0; j < width; ++j) {
            to[component * width + j] += weight[j] * from[component * width + j];
        }
    }
}

/// Interest and payments of a month on [component][node].
void pay(const LatticeStay& stay, double share_paid, int width, double* mass) {
    double* claim = mass + mass_claim * width;
    const double* instalment = mass + mass_instalment * width;
    for (int j = 0; j < width; ++j) {
        claim[j] = stay.growth * claim[j] - share_paid * instalment[j];
    }
}

}  // namespace

void LatticeStep::forward(const LatticeMonth& month, LatticeMass& mass, MonthFlows& flows) {
    components_ = mass.components();
    for (const LatticePlace& place : lattice_.places()) {
        begin_place(place);
        for (int c = 0; place.carries() && c < place.classes; ++c) {
            if (mass.any(place, c)) {
                forward_class(place, c, month, mass, flows);
            }
        }
    }
    if (month.month % months_per_quarter == 0) {
        refresh_mass(month.month, mass);
    }
    mass.age();
}

void LatticeStep::forward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                LatticeMass& mass, MonthFlows& flows) {
    if (place.maturity_edge >= 0 && lattice_.maturity_of(place, contract_class) <= month.month) {
        forward_matured(place, contract_class, month, mass, flows);
        return;
    }
    std::fill(group_filled_.begin(), group_filled_.end(), 0);
    begin_class(place, contract_class, month);
    const LatticeStay stay = lattice_.stay(place, contract_class);
    if (month.moves != nullptr && place.has_choice()) {
        forward_choice(place, contract_class, month, stay, mass, flows);
    }
    for (int s = place.stretch_count() - 1; s >= 0; --s) {
        if (!mass.any(place, contract_class, s)) {
            continue;
        }
        forward_stretch(place, contract_class, s, month, stay, mass, flows);
        if (place.stratum >= 0) {  // the stretch is a cohort with a noise of its own
            const int months = place.stretches[static_cast<std::size_t>(s)].first;
            forward_groups(place, contract_class, month, &mass.noise(place, months), mass, flows);
        }
    }
    forward_groups(place, contract_class, month, nullptr, mass, flows);
}

void LatticeStep::forward_matured(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                  LatticeMass& mass, MonthFlows& flows) {
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const double accrual = lattice_.stay(place, contract_class).accrual;
    for (int s = 0; s < place.stretch_count(); ++s) {
        if (mass.any(place, contract_class, s)) {
            mass.total(place, contract_class, s, sum_.data());
            const double claim = row_sum(sum_.data() + mass_claim * place.width, place.width);
            flows.in[rate] += place.untouched ? 0.0 : accrual * claim;
            close(place, place.edges[static_cast<std::size_t>(place.maturity_edge)], month.month, flows);
            mass.erase(place, contract_class, s);
        }
    }
}

/// What the rows of a stretch pay, cost and lose in the month; their frame takes what the others do.
void LatticeStep::forward_stretch(const LatticePlace& place, int contract_class, int stretch,
                                  const LatticeMonth& month, const LatticeStay& stay, LatticeMass& mass,
                                  MonthFlows& flows) {
    const LatticeStretch& rows = place.stretches[static_cast<std::size_t>(stretch)];
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const double paid = share_paid(place, contract_class, rows.first, month);
    for (int months = rows.last; place.costs.upkeep_share_of_value_per_year > 0.0 && !place.untouched &&
                                 !place.bare && months >= rows.first;
         --months) {
        if (mass.active(place, contract_class, months)) {
            flows.external[rate] +=
                planner_.upkeep_by_claim(place, contract_class, months, month) *
                mass.claim(place, contract_class, months, lattice_.values_over_claim().data());
        }
    }
    mass.total(place, contract_class, stretch, sum_.data());
    leave(place, rows, month, stay, paid, rate, flows);
    if (rows.bin == LatticeStretch::by_clock || (rows.bin >= 0 && !law_of(place, rows.first, month).stays)) {
        mass.erase(place, contract_class, stretch);
        return;
    }
    mass.stay(
        place, contract_class, stretch, stay.growth, paid,
        rows.bin == LatticeStretch::no_hazard ? nullptr : law_of(place, rows.first, month).staying.data());
}

/// `sum_` pays and costs what is due, and a part of it goes to the edges by which it leaves.
void LatticeStep::leave(const LatticePlace& place, const LatticeStretch& rows, const LatticeMonth& month,
                        const LatticeStay& stay, double share_paid, std::size_t rate, MonthFlows& flows) {
    const int width = place.width;
    if (!place.untouched) {
        const double count = row_sum(sum_.data(), width);
        const double cash = stay.cash_by_claim * row_sum(sum_.data() + mass_claim * width, width) +
                            share_paid * row_sum(sum_.data() + mass_instalment * width, width);
        flows.in[rate] += cash;
        flows.external[rate] += place.commission_share * cash;
        flows.external[rate] += place.costs.servicing_per_month * minor_units_per_unit * count;
        flows.internal[rate] += place.costs.internal_workout_per_month * minor_units_per_unit * count;
    }
    if (rows.bin == LatticeStretch::no_hazard) {
        return;
    }
    pay(stay, share_paid, width, sum_.data());
    const int phase = phase_of(place, month.month, rows.first);
    if (rows.bin == LatticeStretch::by_clock) {
        add_to_row(sum_.data(), components_ * width, group(place, clock_group, phase, components_));
        return;
    }
    const BinLaw& law = law_of(place, rows.first, month);
    for (int exit = 0; exit < exits_of(place); ++exit) {
        add_weighted(law.probability.data() + exit * width, sum_.data(), components_, width,
                     group(place, exit, phase, components_));
    }
}

/// Runs what has gathered at the edges out of them.
void LatticeStep::forward_groups(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 const NoiseLaw* noise, LatticeMass& mass, MonthFlows& flows) {
    const int paying = paying_phase(month.month);
    for (int phase = paying; phase >= (place.holiday_months == 0 ? paying : holiday_phase); --phase) {
        for (int edge = clock_group; edge < exits_of(place); ++edge) {
            std::uint8_t& filled = group_filled_[group_place(edge, phase)];
            if (filled == 0) {
                continue;
            }
            const double* taken = group(place, edge, phase, components_);
            filled = 0;
            if (edge == clock_group) {
                due_ways(place, month, noise, mass);
            } else {
                due_.assign(1, {edge, 1.0});
            }
            for (const auto& [way_out, share] : due_) {
                if (share == 0.0) {
                    continue;
                }
                const LatticeEdge& way = place.edges[static_cast<std::size_t>(way_out)];
                planner_.plan(place, contract_class, way, share, place.holiday_months + phase, month, plan_);
                if (plan_.sale != nullptr && noise != nullptr) {
                    plan_.sale = &sale_of(place, way, month, *noise);
                }
                deliver_edge(place, contract_class, way, month, taken, mass, flows);
            }
        }
    }
}

// Before the rows age: those that entered in the month stand where their delivery put them.
void LatticeStep::refresh_mass(int month, LatticeMass& mass) {
    double step = 0.0;
    CubicShift shift(lattice_.log_ltv(), step);
    for (const LatticePlace& place : lattice_.places()) {
        for (int c = 0; place.width > 1 && place.carries() && c < place.classes; ++c) {
            for (int s = 0; mass.any(place, c) && s < place.stretch_count(); ++s) {
                if (!mass.any(place, c, s)) {
                    continue;
                }
                const int last = place.stretches[static_cast<std::size_t>(s)].last;
                const double own =
                    lattice_.step_on_axis(place, c, month, std::min(last + 1, place.durations - 1));
                if (own != step) {  // nearly always that of the stretch before
                    step = own;
                    shift = CubicShift(lattice_.log_ltv(), step);
                }
                if (!shift.identity()) {
                    mass.shift(place, c, s, shift);
                }
            }
        }
    }
}

}  // namespace recoup
