#include <algorithm>

#include "models/expected/lattice_step.hpp"

namespace recoup {

namespace {

void scale(const double* by, int width, double* values) {
    for (int component = 0; component < value_components; ++component) {
        for (int j = 0; j < width; ++j) {
            values[component * width + j] *= by[j];
        }
    }
}

void add_weighted(const double* weight, const double* from, int width, double* to) {
    for (int component = 0; component < value_components; ++component) {
        for (int j = 0; j < width; ++j) {
            to[component * width + j] += weight[j] * from[component * width + j];
        }
    }
}

}  // namespace

// Every line here is the transpose of one in lattice_forward.cpp.

void LatticeStep::backward(const LatticeMonth& month, const CashWeights& weights, const LatticeValue& after,
                           LatticeValue& before) {
    const bool quarter_end = month.month % months_per_quarter == 0;
    if (quarter_end) {
        if (refreshed_.slots.empty()) {
            refreshed_ = LatticeValue(lattice_);
        }
        refresh_value(month.month, after, refreshed_);
    }
    const LatticeValue& next = quarter_end ? refreshed_ : after;
    for (const LatticePlace& place : lattice_.places()) {
        begin_place(place);
        for (int c = 0; c < place.classes; ++c) {
            backward_class(place, c, month, weights, next, before);
        }
    }
}

void LatticeStep::backward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 const CashWeights& weights, const LatticeValue& after,
                                 LatticeValue& before) {
    std::fill(group_filled_.begin(), group_filled_.end(), 0);
    begin_class(place, contract_class, month);
    const LatticeStay stay = lattice_.stay(place, contract_class);
    const bool matured =
        place.maturity_edge >= 0 && lattice_.maturity_of(place, contract_class) <= month.month;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    for (int months = 0; months < place.durations; ++months) {
        double* value = before.at(place, contract_class, months, 0);
        if (matured) {
            std::fill_n(value, value_components * place.width, 0.0);
            std::fill_n(value + mass_claim * place.width, place.width,
                        place.untouched ? 0.0 : stay.accrual * weights.in[rate]);
        } else {
            backward_row(place, contract_class, months, month, stay, weights, after,
                         place.stretch_at(months).bin == LatticeStretch::by_clock, value);
        }
    }
}

void LatticeStep::backward_row(const LatticePlace& place, int contract_class, int months,
                               const LatticeMonth& month, const LatticeStay& stay, const CashWeights& weights,
                               const LatticeValue& after, bool due, double* before) {
    const int width = place.width;
    double* later = moved_.data();  // value of the mass that has been run through the month
    if (due) {
        std::copy_n(group_value(place, contract_class, clock_group, months, month, weights, after),
                    value_components * width, later);
    } else {
        const int next = std::min(months + 1, place.durations - 1);
        std::copy_n(after.at(place, contract_class, next, 0), value_components * width, later);
        if (place.row != no_row) {
            const BinLaw& law = law_of(place, months, month);
            scale(law.staying.data(), width, later);
            for (int exit = 0; exit < exits_of(place); ++exit) {
                add_weighted(law.probability.data() + exit * width,
                             group_value(place, contract_class, exit, months, month, weights, after), width,
                             later);
            }
        }
    }
    const double q = share_paid(place, contract_class, months, month);
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const bool cash = !place.untouched;
    const double by_count =
        cash ? minor_units_per_unit * (place.costs.servicing_per_month * weights.external[rate] +
                                       place.costs.internal_workout_per_month * weights.internal[rate])
             : 0.0;
    const double in = cash ? weights.in[rate] + place.commission_share * weights.external[rate] : 0.0;
    const double upkeep =
        cash ? planner_.upkeep_by_claim(place, contract_class, months, month) * weights.external[rate] : 0.0;
    for (int j = 0; j < width; ++j) {
        const double claim = later[mass_claim * width + j];
        before[j] = later[j] + by_count;
        before[mass_claim * width + j] = stay.growth * claim + stay.cash_by_claim * in +
                                         (upkeep == 0.0 ? 0.0 : upkeep * lattice_.value_over_claim(j));
        before[mass_instalment * width + j] = later[mass_instalment * width + j] - q * claim + q * in;
    }
}

const double* LatticeStep::group_value(const LatticePlace& place, int contract_class, int edge, int months,
                                       const LatticeMonth& month, const CashWeights& weights,
                                       const LatticeValue& after) {
    const int phase = phase_of(place, month.month, months);
    const bool known = group_filled_[group_place(edge, phase)] != 0;
    double* value = group(place, edge, phase, value_components);
    if (known) {
        return value;
    }
    if (edge == clock_group) {
        planner_.due_edges(place, month, due_);
    } else {
        due_.assign(1, {edge, 1.0});
    }
    for (const auto& [taken, share] : due_) {
        const LatticeEdge& way = place.edges[static_cast<std::size_t>(taken)];
        planner_.plan(place, contract_class, way, share, months, month, plan_);
        add_edge_value(place, contract_class, way, weights, after, value);
    }
    return value;
}

void LatticeStep::add_edge_value(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                                 const CashWeights& weights, const LatticeValue& after, double* value) {
    const int width = place.width;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const bool workout = !place.untouched || edge.first_default;
    const double in = workout ? weights.in[rate] : 0.0;
    const double external = workout ? weights.external[rate] : 0.0;
    const double internal = workout ? weights.internal[rate] : 0.0;
    const double paid = in + place.commission_share * external;
    double* now = shifted_.data();
    for (int j = 0; j < width; ++j) {
        now[j] = plan_.in_by_count * paid + plan_.external_by_count * external +
                 plan_.internal_by_count * internal;
        now[mass_claim * width + j] = plan_.in_by_claim * paid + plan_.external_by_claim * external +
                                      plan_.internal_by_claim * internal;
        now[mass_instalment * width + j] = 0.0;
        if (plan_.sale != nullptr && plan_.posts) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            now[mass_claim * width + j] += (sale.recovered + sale.cost) * in + sale.cost * external;
        }
    }
    for (const Delivery& delivery : plan_.deliveries) {
        add_delivery_value(place, delivery, after, now);
    }
    if (plan_.sale == nullptr) {
        for (int i = 0; i < value_components * width; ++i) {
            value[i] += now[i];
        }
        return;
    }
    const CubicShift before_sale(lattice_.log_ltv(), plan_.log_step);
    for (int component = 0; component < value_components; ++component) {
        before_sale.add_value(now + component * width, value + component * width);
    }
}

void LatticeStep::add_delivery_value(const LatticePlace& place, const Delivery& delivery,
                                     const LatticeValue& after, double* value) {
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(delivery.place)];
    const int width = place.width;
    double* moved = weighted_.data();
    std::fill_n(moved, value_components * width, 0.0);
    const CubicShift shift(lattice_.log_ltv(), delivery.log_step);
    for (int component = 0; component < value_components; ++component) {
        const double* from = after.at(target, delivery.contract_class, 0, component);
        if (target.width == 1) {
            std::fill_n(moved + component * width, width, from[0]);
        } else {
            shift.add_value(from, moved + component * width);
        }
    }
    for (int j = 0; j < width; ++j) {
        const double by_count = moved[j];
        const double by_claim = moved[mass_claim * width + j];
        const double by_instalment = moved[mass_instalment * width + j];
        if (delivery.deficiency) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            value[j] += sale.deficiency_probability * by_count;
            value[mass_claim * width + j] += (sale.probability - sale.recovered) * by_claim;
            value[mass_instalment * width + j] += sale.deficiency_probability * by_instalment;
            continue;
        }
        value[j] += delivery.count * by_count + delivery.claim_by_count * by_claim;
        value[mass_claim * width + j] +=
            delivery.claim * by_claim + delivery.instalment_by_claim * by_instalment;
        value[mass_instalment * width + j] += delivery.instalment * by_instalment;
    }
}

void LatticeStep::refresh_value(int month, const LatticeValue& from, LatticeValue& to) const {
    to.slots = from.slots;
    for (const LatticePlace& place : lattice_.places()) {
        if (place.width == 1) {
            continue;
        }
        for (int c = 0; c < place.classes; ++c) {
            for (int months = 1; months < place.durations; ++months) {
                const CubicShift shift(lattice_.log_ltv(), lattice_.step_on_axis(place, c, month, months));
                if (shift.identity()) {
                    continue;
                }
                double* row = to.at(place, c, months, 0);
                std::fill_n(row, value_components * place.width, 0.0);
                for (int component = 0; component < value_components; ++component) {
                    shift.add_value(from.at(place, c, months, component), row + component * place.width);
                }
            }
        }
    }
}

}  // namespace recoup
