#include <algorithm>

#include "models/expected/lattice_step.hpp"

namespace recoup {

namespace {

double sum_of(const double* values, int width) {
    double sum = 0.0;
    for (int j = 0; j < width; ++j) {
        sum += values[j];
    }
    return sum;
}

void add(const double* from, int size, double* to) {
    for (int i = 0; i < size; ++i) {
        to[i] += from[i];
    }
}

/// to += weight by node x from, both [component][node].
void add_weighted(const double* weight, const double* from, int width, double* to) {
    for (int component = 0; component < mass_components; ++component) {
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
    for (const LatticePlace& place : lattice_.places()) {
        begin_place(place);
        for (int c = 0; c < place.classes; ++c) {
            if (mass.any(place, c)) {
                forward_class(place, c, month, mass, flows);
            }
        }
    }
    mass.age();
    if (month.month % months_per_quarter == 0) {
        refresh_mass(month.month, mass);
    }
}

// Oldest rows first, so that a row that becomes old joins one that has had its month.
void LatticeStep::forward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                LatticeMass& mass, MonthFlows& flows) {
    if (place.maturity_edge >= 0 && lattice_.maturity_of(place, contract_class) <= month.month) {
        forward_matured(place, contract_class, month, mass, flows);
        return;
    }
    std::fill(group_filled_.begin(), group_filled_.end(), 0);
    const LatticeStay stay = lattice_.stay(place, contract_class);
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    if (month.moves != nullptr && place.has_choice()) {
        forward_choice(place, contract_class, month, stay, rate, mass, flows);
    }
    for (int months = place.durations - 1; months >= 0;) {
        const Alike rows = alike(place, months);
        const double paid = share_paid(place, contract_class, months, month);
        std::fill_n(sum_.begin(), mass_components * place.width, 0.0);
        bool any = false;
        for (; months >= 0 && alike(place, months) == rows; --months) {
            if (mass.active(place, contract_class, months)) {
                any = true;
                if (place.costs.upkeep_share_of_value_per_year > 0.0) {
                    flows.external[rate] +=
                        upkeep(place, months, month, mass.row(place, contract_class, months));
                }
                forward_row(place, contract_class, months, month, rows, stay, paid, mass);
            }
            if (months == place.durations - 2) {
                mass.join_oldest(place, contract_class);
            }
        }
        if (any) {
            leave(place, rows, month, stay, paid, rate, flows);
        }
    }
    forward_groups(place, contract_class, month, mass, flows);
}

void LatticeStep::forward_matured(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                  LatticeMass& mass, MonthFlows& flows) {
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const double accrual = lattice_.stay(place, contract_class).accrual;
    for (int months = 0; months < place.durations; ++months) {
        if (mass.active(place, contract_class, months)) {
            const double* row = mass.row(place, contract_class, months);
            const double claim = sum_of(row + mass_claim * place.width, place.width);
            flows.in[rate] += place.untouched ? 0.0 : accrual * claim;
            close(place, place.edges[static_cast<std::size_t>(place.maturity_edge)], month.month, row, flows);
            mass.erase(place, contract_class, months);
        }
    }
}

/// Adds the row to what may leave; the row itself becomes what stays.
void LatticeStep::forward_row(const LatticePlace& place, int contract_class, int months,
                              const LatticeMonth& month, const Alike& rows, const LatticeStay& stay,
                              double share_paid, LatticeMass& mass) {
    const int width = place.width;
    double* row = mass.use(place, contract_class, months);
    add(row, mass_components * width, sum_.data());
    if (rows.bin == by_clock || (rows.bin >= 0 && !law_of(place, rows.bin, month).stays)) {
        mass.erase(place, contract_class, months);
        return;
    }
    pay(stay, share_paid, width, row);
    if (rows.bin == no_hazard) {
        return;
    }
    const double* staying = law_of(place, rows.bin, month).staying.data();
    for (int component = 0; component < mass_components; ++component) {
        for (int j = 0; j < width; ++j) {
            row[component * width + j] *= staying[j];
        }
    }
}

/// Cost of upkeep of a row in the month.
double LatticeStep::upkeep(const LatticePlace& place, int months, const LatticeMonth& month,
                           const double* row) const {
    const double by_claim = planner_.upkeep_by_claim(place, months, month);
    double value = 0.0;
    for (int j = 0; by_claim != 0.0 && !place.untouched && j < place.width; ++j) {
        value += lattice_.value_over_claim(j) * row[mass_claim * place.width + j];
    }
    return by_claim * value;
}

// What rows that are alike pay and cost in the month, and by which edges a part of them leaves.
void LatticeStep::leave(const LatticePlace& place, const Alike& rows, const LatticeMonth& month,
                        const LatticeStay& stay, double share_paid, std::size_t rate, MonthFlows& flows) {
    const int width = place.width;
    if (!place.untouched) {
        const double count = sum_of(sum_.data(), width);
        flows.in[rate] += stay.cash_by_claim * sum_of(sum_.data() + mass_claim * width, width) +
                          share_paid * sum_of(sum_.data() + mass_instalment * width, width);
        flows.external[rate] += place.costs.servicing_per_month * minor_units_per_unit * count;
        flows.internal[rate] += place.costs.internal_workout_per_month * minor_units_per_unit * count;
    }
    if (rows.bin == no_hazard) {
        return;
    }
    pay(stay, share_paid, width, sum_.data());
    if (rows.bin == by_clock) {
        add(sum_.data(), mass_components * width, group(place, clock_group, rows.holiday, mass_components));
        return;
    }
    const BinLaw& law = law_of(place, rows.bin, month);
    for (int exit = 0; exit < exits_of(place); ++exit) {
        add_weighted(law.probability.data() + exit * width, sum_.data(), width,
                     group(place, exit, rows.holiday, mass_components));
    }
}

void LatticeStep::forward_groups(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 LatticeMass& mass, MonthFlows& flows) {
    for (const bool holiday : {false, true}) {
        for (int edge = clock_group; edge < exits_of(place); ++edge) {
            if (group_filled_[group_place(edge, holiday)] == 0) {
                continue;
            }
            const double* taken = group(place, edge, holiday, mass_components);
            if (edge == clock_group) {
                planner_.due_edges(place, month, due_);
            } else {
                due_.assign(1, {edge, 1.0});
            }
            for (const auto& [way_out, share] : due_) {
                if (share == 0.0) {
                    continue;
                }
                const LatticeEdge& way = place.edges[static_cast<std::size_t>(way_out)];
                planner_.plan(place, contract_class, way, share, holiday, month, plan_);
                deliver_edge(place, contract_class, way, month, taken, mass, flows);
            }
        }
    }
}

void LatticeStep::deliver_edge(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                               const LatticeMonth& month, const double* taken, LatticeMass& mass,
                               MonthFlows& flows) {
    const int width = place.width;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const bool workout = !place.untouched || edge.first_default;
    if (workout && (edge.first_default || plan_.moves_cash())) {
        const double count = sum_of(taken, width);
        const double claim = sum_of(taken + mass_claim * width, width);
        flows.inflow[rate] += edge.first_default ? claim : 0.0;
        flows.in[rate] += plan_.in_by_claim * claim;
        flows.external[rate] += plan_.external_by_claim * claim + plan_.external_by_count * count;
        flows.internal[rate] += plan_.internal_by_claim * claim + plan_.internal_by_count * count;
    }
    const double* moved = taken;
    if (plan_.sale != nullptr) {
        const CubicShift before_sale(lattice_.log_ltv(), plan_.log_step);
        std::fill_n(shifted_.begin(), mass_components * width, 0.0);
        for (int component = 0; component < mass_components; ++component) {
            before_sale.add_mass(taken + component * width, shifted_.data() + component * width);
        }
        moved = shifted_.data();
        for (int j = 0; workout && plan_.posts && j < width; ++j) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            flows.in[rate] += (sale.recovered + sale.cost) * moved[mass_claim * width + j];
            flows.external[rate] += sale.cost * moved[mass_claim * width + j];
        }
    }
    const double* at_cut_off = moved + mass_at_cut_off * width;
    const double* resolved = moved + mass_resolved * width;
    for (int j = 0; (plan_.sale != nullptr || plan_.closing > 0.0) && j < width; ++j) {
        double closing = plan_.closing;
        if (plan_.sale != nullptr) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            closing = sale.probability - (plan_.residual ? sale.deficiency_probability : 0.0);
        }
        flows.closed_at_cut_off += closing * at_cut_off[j];
        flows.closed_resolved += closing * (edge.was_in_stock ? month.month * at_cut_off[j] : resolved[j]);
    }
    for (const Delivery& delivery : plan_.deliveries) {
        deliver(place, edge, delivery, month.month, moved, mass);
    }
}

void LatticeStep::close(const LatticePlace& place, const LatticeEdge& edge, int month, const double* row,
                        MonthFlows& flows) const {
    const double at_cut_off = sum_of(row + mass_at_cut_off * place.width, place.width);
    const double resolved = sum_of(row + mass_resolved * place.width, place.width);
    flows.closed_at_cut_off += at_cut_off;
    flows.closed_resolved += edge.was_in_stock ? month * at_cut_off : resolved;
}

void LatticeStep::deliver(const LatticePlace& place, const LatticeEdge& edge, const Delivery& delivery,
                          int month, const double* moved, LatticeMass& mass) {
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(delivery.place)];
    const int width = place.width;
    if (delivery.plain() && target.width == width && edge.was_in_stock && is_non_performing(target.state)) {
        double* entry = mass.use_entry(target, delivery.contract_class);
        for (int i = 0; i < mass_resolved * width; ++i) {
            entry[i] += delivery.count * moved[i];
        }
        return;
    }
    const double* count = moved;
    const double* claim = moved + mass_claim * width;
    const double* instalment = moved + mass_instalment * width;
    const double* at_cut_off = moved + mass_at_cut_off * width;
    const double* resolved = moved + mass_resolved * width;
    double* to = weighted_.data();
    const bool in_stock = is_non_performing(target.state);
    const double months_now = !in_stock && edge.was_in_stock ? month : 0.0;
    const double months_then = !in_stock && !edge.was_in_stock ? 1.0 : 0.0;
    for (int j = 0; j < width; ++j) {
        double by_count = delivery.count, by_claim = delivery.claim, by_instalment = delivery.instalment;
        if (delivery.deficiency) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            by_count = by_instalment = sale.deficiency_probability;
            by_claim = sale.probability - sale.recovered;
        }
        to[j] = by_count * count[j];
        to[mass_claim * width + j] = by_claim * claim[j] + delivery.claim_by_count * count[j];
        to[mass_instalment * width + j] =
            by_instalment * instalment[j] + delivery.instalment_by_claim * claim[j];
        to[mass_at_cut_off * width + j] = by_count * at_cut_off[j];
        to[mass_resolved * width + j] = by_count * (months_now * at_cut_off[j] + months_then * resolved[j]);
    }
    double* entry = mass.use_entry(target, delivery.contract_class);
    const CubicShift shift(lattice_.log_ltv(), target.width == 1 ? 0.0 : delivery.log_step);
    for (int component = 0; component < mass_components; ++component) {
        if (target.width == 1) {
            entry[component] += sum_of(to + component * width, width);
        } else {
            shift.add_mass(to + component * width, entry + component * target.width);
        }
    }
}

void LatticeStep::refresh_mass(int month, LatticeMass& mass) {
    double step = 0.0;
    CubicShift shift(lattice_.log_ltv(), step);
    for (const LatticePlace& place : lattice_.places()) {
        for (int c = 0; place.width > 1 && c < place.classes; ++c) {
            for (int months = 1; months < place.durations; ++months) {
                if (!mass.active(place, c, months)) {
                    continue;
                }
                // Nearly always that of the row before.
                if (const double growth = lattice_.growth_of_quarter(place, c, month, months);
                    growth != step) {
                    step = growth;
                    shift = CubicShift(lattice_.log_ltv(), step);
                }
                if (!shift.identity()) {
                    move_row(shift, place.width, mass.use(place, c, months));
                }
            }
        }
    }
}

void LatticeStep::move_row(const CubicShift& shift, int width, double* row) {
    std::fill_n(shifted_.begin(), mass_components * width, 0.0);
    for (int component = 0; component < mass_components; ++component) {
        shift.add_mass(row + component * width, shifted_.data() + component * width);
    }
    std::copy_n(shifted_.data(), mass_components * width, row);
}

}  // namespace recoup
