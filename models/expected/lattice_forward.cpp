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

}  // namespace

void LatticeStep::forward(const LatticeMonth& month, const LatticeMass& before, LatticeMass& after,
                          MonthFlows& flows) {
    after.clear(lattice_);
    for (const LatticePlace& place : lattice_.places()) {
        for (int c = 0; c < place.classes; ++c) {
            forward_class(place, c, month, before, after, flows);
        }
    }
    if (month.month % months_per_quarter == 0) {
        refresh_mass(month.month, after);
    }
}

void LatticeStep::forward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                const LatticeMass& before, LatticeMass& after, MonthFlows& flows) {
    bool any = false;
    for (int months = 0; months < place.durations; ++months) {
        any = any || before.active(place, contract_class, months);
    }
    if (!any) {
        return;
    }
    probability_cell_ = -1;
    std::fill(group_filled_.begin(), group_filled_.end(), 0);
    std::fill(sum_filled_.begin(), sum_filled_.end(), 0);
    std::fill_n(cash_sums_.begin(), cash_sum_count * place.width, 0.0);
    const LatticeStay stay = planner_.stay(place, contract_class);
    const bool matured = place.maturity_edge >= 0 && lattice_.maturity_of(contract_class) <= month.month;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    for (int months = 0; months < place.durations; ++months) {
        if (!before.active(place, contract_class, months)) {
            continue;
        }
        const double* mass = before.at(place, contract_class, months, 0);
        if (matured) {
            const double* claim = mass + mass_claim * place.width;
            flows.in[rate] += place.untouched ? 0.0 : stay.accrual * sum_of(claim, place.width);
            close(place, place.edges[static_cast<std::size_t>(place.maturity_edge)], month.month, mass,
                  flows);
        } else if (month.moves != nullptr && place.has_choice() && months >= place.clock.after_months) {
            forward_choice(place, contract_class, months, month, stay, mass, after);
        } else {
            forward_row(place, contract_class, months, month, stay, mass, clock_due(place, months), after);
        }
    }
    flush_exits(place);
    if (!matured && !place.untouched) {
        post_stay(place, stay, rate, flows);
    }
    forward_groups(place, contract_class, month, after, flows);
}

// What the rows of a class pay and cost in the month, from sums over rows.
void LatticeStep::post_stay(const LatticePlace& place, const LatticeStay& stay, std::size_t rate,
                            MonthFlows& flows) {
    const int width = place.width;
    const double* sums = cash_sums_.data();
    const double count = sum_of(sums, width);
    flows.in[rate] +=
        stay.cash_by_claim * sum_of(sums + width, width) + stay.share_paid * sum_of(sums + 2 * width, width);
    flows.external[rate] += place.costs.servicing_per_month * minor_units_per_unit * count;
    flows.internal[rate] += place.costs.internal_workout_per_month * minor_units_per_unit * count;
    for (int j = 0; place.costs.upkeep_share_of_value_per_year > 0.0 && j < width; ++j) {
        flows.external[rate] += lattice_.value_over_claim(j) * sums[3 * width + j];
    }
}

// Rows of one duration bin share their exit probabilities: masses are summed first, then multiplied once an
// exit.
void LatticeStep::flush_exits(const LatticePlace& place) {
    if (probability_cell_ < 0) {
        return;
    }
    const auto exits = static_cast<int>(lattice_.table().rows[place.row].exits.size());
    for (int held = 0; held < held_groups; ++held) {
        if (sum_filled_[static_cast<std::size_t>(held)] == 0) {
            continue;
        }
        sum_filled_[static_cast<std::size_t>(held)] = 0;
        const double* sum = sum_of_bin(place, held);
        for (int exit = 0; exit < exits; ++exit) {
            double* target = group(place, exit, held, mass_components);
            const double* weight = probability_.data() + exit * place.width;
            for (int component = 0; component < mass_components; ++component) {
                for (int j = 0; j < place.width; ++j) {
                    target[component * place.width + j] += weight[j] * sum[component * place.width + j];
                }
            }
        }
    }
}

double* LatticeStep::sum_of_bin(const LatticePlace& place, int held) {
    return bin_sums_.data() + held * mass_components * place.width;
}

void LatticeStep::forward_row(const LatticePlace& place, int contract_class, int months,
                              const LatticeMonth& month, const LatticeStay& stay, const double* mass,
                              bool due, LatticeMass& after) {
    const int width = place.width;
    const bool pays = planner_.pays(place, contract_class, month.month, months);
    const double q = pays ? stay.share_paid : 0.0;
    double* now = moved_.data();
    std::copy_n(mass, mass_components * width, now);
    const double* claim = mass + mass_claim * width;
    const double* instalment = mass + mass_instalment * width;
    double* sums = cash_sums_.data();
    const double upkeep = planner_.upkeep_by_claim(place, months, month);
    for (int j = 0; j < width; ++j) {
        now[mass_claim * width + j] = stay.growth * claim[j] - q * instalment[j];
        sums[j] += mass[j];
        sums[width + j] += claim[j];
        sums[2 * width + j] += pays ? instalment[j] : 0.0;
        sums[3 * width + j] += upkeep * claim[j];
    }
    const int held = held_group(place, months, month.month);
    const int size = mass_components * width;
    if (due) {
        double* target = group(place, clock_group, held, mass_components);
        for (int i = 0; i < size; ++i) {
            target[i] += now[i];
        }
        return;
    }
    const int next = std::min(months + 1, place.durations - 1);
    if (place.row == no_row) {
        after.mark(place, contract_class, next);
        double* stays = after.at(place, contract_class, next, 0);
        for (int i = 0; i < size; ++i) {
            stays[i] += now[i];
        }
        return;
    }
    find_probabilities(place, months, month);
    double* sum = sum_of_bin(place, held);
    if (sum_filled_[static_cast<std::size_t>(held)] == 0) {
        sum_filled_[static_cast<std::size_t>(held)] = 1;
        std::fill_n(sum, size, 0.0);
    }
    for (int i = 0; i < size; ++i) {
        sum[i] += now[i];
    }
    if (!stays_) {
        return;
    }
    after.mark(place, contract_class, next);
    double* stays = after.at(place, contract_class, next, 0);
    const double* staying = staying_.data();
    for (int component = 0; component < mass_components; ++component) {
        for (int j = 0; j < width; ++j) {
            stays[component * width + j] += staying[j] * now[component * width + j];
        }
    }
}

void LatticeStep::forward_groups(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 LatticeMass& after, MonthFlows& flows) {
    const auto exits =
        place.row == no_row ? 0 : static_cast<int>(lattice_.table().rows[place.row].exits.size());
    for (int held = 0; held < held_groups; ++held) {
        for (int edge = clock_group; edge < exits; ++edge) {
            if (group_filled_[group_place(edge, held)] == 0) {
                continue;
            }
            const double* mass = group(place, edge, held, mass_components);
            const double growth = held_growth(place, contract_class, month.month, held);
            if (edge == clock_group) {
                planner_.due_edges(place, month, due_);
            } else {
                due_.assign(1, {edge, 1.0});
            }
            for (const auto& [taken, share] : due_) {
                const LatticeEdge& way = place.edges[static_cast<std::size_t>(taken)];
                planner_.plan(place, contract_class, way, share, growth, month, plan_);
                deliver_edge(place, contract_class, way, month, mass, after, flows);
            }
        }
    }
}

void LatticeStep::deliver_edge(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                               const LatticeMonth& month, const double* mass, LatticeMass& after,
                               MonthFlows& flows) {
    const int width = place.width;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const double count = sum_of(mass, width);
    const double claim = sum_of(mass + mass_claim * width, width);
    if (edge.first_default) {
        flows.inflow[rate] += claim;
    }
    const bool workout = !place.untouched || edge.first_default;
    if (workout) {
        flows.in[rate] += plan_.in_by_claim * claim;
        flows.external[rate] += plan_.external_by_claim * claim + plan_.external_by_count * count;
        flows.internal[rate] += plan_.internal_by_claim * claim + plan_.internal_by_count * count;
    }
    const double* moved = mass;
    if (plan_.sale != nullptr) {
        const CubicShift before_sale(lattice_.log_ltv(), plan_.log_step);
        std::fill(shifted_.begin(), shifted_.end(), 0.0);
        for (int component = 0; component < mass_components; ++component) {
            before_sale.add_mass(mass + component * width, shifted_.data() + component * width);
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
    for (int j = 0; j < width; ++j) {
        double closing = plan_.closing;
        if (plan_.sale != nullptr) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            closing = sale.probability - (plan_.residual ? sale.deficiency_probability : 0.0);
        }
        flows.closed_at_cut_off += closing * at_cut_off[j];
        flows.closed_resolved += closing * (edge.was_in_stock ? month.month * at_cut_off[j] : resolved[j]);
    }
    for (const Delivery& delivery : plan_.deliveries) {
        deliver(place, edge, delivery, month.month, moved, after);
    }
}

void LatticeStep::close(const LatticePlace& place, const LatticeEdge& edge, int month, const double* mass,
                        MonthFlows& flows) const {
    const double at_cut_off = sum_of(mass + mass_at_cut_off * place.width, place.width);
    const double resolved = sum_of(mass + mass_resolved * place.width, place.width);
    flows.closed_at_cut_off += at_cut_off;
    flows.closed_resolved += edge.was_in_stock ? month * at_cut_off : resolved;
}

void LatticeStep::deliver(const LatticePlace& place, const LatticeEdge& edge, const Delivery& delivery,
                          int month, const double* moved, LatticeMass& after) {
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(delivery.place)];
    const int width = place.width;
    const CubicShift shift(lattice_.log_ltv(), delivery.log_step);
    const bool leaves_stock = edge.was_in_stock && !is_non_performing(target.state);
    const bool in_stock = is_non_performing(target.state);
    double* weighted = weighted_.data();
    after.mark(target, delivery.contract_class, 0);
    for (int component = 0; component < mass_components; ++component) {
        const double* own = moved + component * width;
        const double* counts = moved;
        const double* claims = moved + mass_claim * width;
        const double* at_cut_off = moved + mass_at_cut_off * width;
        for (int j = 0; j < width; ++j) {
            const auto* sale = delivery.deficiency ? &(*plan_.sale)[static_cast<std::size_t>(j)] : nullptr;
            const double count = sale != nullptr ? sale->deficiency_probability : delivery.count;
            switch (component) {
                case mass_claim:
                    weighted[j] = sale != nullptr
                                      ? (sale->probability - sale->recovered) * own[j]
                                      : delivery.claim * own[j] + delivery.claim_by_count * counts[j];
                    break;
                case mass_instalment:
                    weighted[j] = (sale != nullptr ? count : delivery.instalment) * own[j] +
                                  delivery.instalment_by_claim * claims[j];
                    break;
                case mass_resolved:
                    weighted[j] = in_stock ? 0.0 : count * (leaves_stock ? month * at_cut_off[j] : own[j]);
                    break;
                default:
                    weighted[j] = count * own[j];
            }
        }
        double* to = after.at(target, delivery.contract_class, 0, component);
        if (target.width == 1) {
            to[0] += sum_of(weighted, width);
        } else {
            shift.add_mass(weighted, to);
        }
    }
}

void LatticeStep::refresh_mass(int month, LatticeMass& mass) {
    for (const LatticePlace& place : lattice_.places()) {
        if (place.width == 1) {
            continue;
        }
        for (int c = 0; c < place.classes; ++c) {
            for (int months = 1; months < place.durations; ++months) {
                if (!mass.active(place, c, months)) {
                    continue;
                }
                const CubicShift shift(lattice_.log_ltv(), refresh_step(place, c, month, months));
                if (shift.identity()) {
                    continue;
                }
                double* row = mass.at(place, c, months, 0);
                std::fill(shifted_.begin(), shifted_.end(), 0.0);
                for (int component = 0; component < mass_components; ++component) {
                    shift.add_mass(row + component * place.width, shifted_.data() + component * place.width);
                }
                std::copy_n(shifted_.data(), mass_components * place.width, row);
            }
        }
    }
}

}  // namespace recoup
