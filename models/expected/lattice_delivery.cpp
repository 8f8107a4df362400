// What leaves a row: sales and auctions, cash, ends, and deliveries to other places.
#include <algorithm>
#include <numeric>

#include "models/expected/lattice_step.hpp"
#include "models/expected/row_sums.hpp"

namespace recoup {

/// Ways out by the clock, into `due_`. An auction that fails leads to the rows that all strata share; what it
/// tells goes with them.
void LatticeStep::due_ways(const LatticePlace& place, const LatticeMonth& month, const NoiseLaw* noise,
                           LatticeMass& mass) {
    if (place.clock.kind != ClockKind::auction || place.bare) {
        planner_.due_edges(place, month, due_);
        return;
    }
    if (!failed_known_) {
        failed_known_ = true;
        failed_.assign(place.unsold_edges.size(), 0.0);
        if (noise == nullptr) {
            planner_.add_failures(place, no_stratum, 1.0, month, failed_);
        }
        for (std::size_t s = 0; noise != nullptr && s < noise->size(); ++s) {
            planner_.add_failures(place, static_cast<int>(s), (*noise)[s], month, failed_);
        }
        failing_ = std::accumulate(failed_.begin(), failed_.end(), 0.0);
        const LatticeEdge& unsold = place.edges[static_cast<std::size_t>(place.unsold_edges.front())];
        const LatticePlace* again =
            unsold.target == no_place ? nullptr : &lattice_.places()[static_cast<std::size_t>(unsold.target)];
        if (again != nullptr && again->stratum >= 0 && failing_ > 0.0) {
            for (double& probability : failed_) {
                probability /= failing_;
            }
            mass.enter_with(*again, failed_);
        }
    }
    due_.assign(1, {place.clock_edge, 1.0});
    due_.emplace_back(place.unsold_edges.front(), failing_);
}

/// A sale of a cohort, by LTV node: the mean over its strata.
const std::vector<ExpectedSale>& LatticeStep::sale_of(const LatticePlace& place, const LatticeEdge& edge,
                                                      const LatticeMonth& month, const NoiseLaw& noise) {
    const bool auction = edge.exit < 0;
    if (auction && mixed_known_) {
        return mixed_sale_;
    }
    mixed_known_ = auction;
    mixed_sale_.assign(static_cast<std::size_t>(place.width), {});
    for (std::size_t s = 0; s < noise.size(); ++s) {
        if (noise[s] == 0.0) {
            continue;
        }
        const double reserve = place.clock.reserve;
        const std::vector<ExpectedSale>& part = auction ? month.sales->auction(reserve, static_cast<int>(s))
                                                        : month.sales->sale(reserve, static_cast<int>(s));
        for (std::size_t j = 0; j < part.size(); ++j) {
            mixed_sale_[j].probability += noise[s] * part[j].probability;
            mixed_sale_[j].recovered += noise[s] * part[j].recovered;
            mixed_sale_[j].cost += noise[s] * part[j].cost;
            mixed_sale_[j].deficiency_probability += noise[s] * part[j].deficiency_probability;
        }
    }
    return mixed_sale_;
}

void LatticeStep::deliver_edge(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                               const LatticeMonth& month, const double* taken, LatticeMass& mass,
                               MonthFlows& flows) {
    const int width = place.width;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    const bool workout = !place.untouched || edge.first_default;
    if (workout && (edge.first_default || plan_.moves_cash())) {
        const double count = row_sum(taken, width);
        const double claim = row_sum(taken + mass_claim * width, width);
        flows.inflow[rate] += edge.first_default ? claim : 0.0;
        const double cash = plan_.in_by_claim * claim + plan_.in_by_count * count;
        flows.in[rate] += cash;
        flows.external[rate] += place.commission_share * cash;
        flows.external[rate] += plan_.external_by_claim * claim + plan_.external_by_count * count;
        flows.internal[rate] += plan_.internal_by_claim * claim + plan_.internal_by_count * count;
    }
    const double* moved = taken;
    if (plan_.sale != nullptr) {
        const CubicShift before_sale(lattice_.log_ltv(), plan_.log_step);
        std::fill_n(shifted_.begin(), components_ * width, 0.0);
        before_sale.add_mass(taken, shifted_.data(), components_);
        moved = shifted_.data();
        for (int j = 0; workout && plan_.posts && j < width; ++j) {
            const ExpectedSale& sale = (*plan_.sale)[static_cast<std::size_t>(j)];
            flows.in[rate] += (sale.recovered + sale.cost) * moved[mass_claim * width + j];
            flows.external[rate] += sale.cost * moved[mass_claim * width + j];
        }
    }
    const double* at_cut_off = moved + mass_at_cut_off * width;
    const double* resolved = moved + mass_resolved * width;
    const bool tells = components_ == mass_components && (plan_.sale != nullptr || plan_.closing > 0.0);
    for (int j = 0; tells && j < width; ++j) {
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

/// Ends the claims of `sum_`.
void LatticeStep::close(const LatticePlace& place, const LatticeEdge& edge, int month,
                        MonthFlows& flows) const {
    if (components_ < mass_components) {
        return;
    }
    const double at_cut_off = row_sum(sum_.data() + mass_at_cut_off * place.width, place.width);
    const double resolved = row_sum(sum_.data() + mass_resolved * place.width, place.width);
    flows.closed_at_cut_off += at_cut_off;
    flows.closed_resolved += edge.was_in_stock ? month * at_cut_off : resolved;
}

void LatticeStep::deliver(const LatticePlace& place, const LatticeEdge& edge, const Delivery& delivery,
                          int month, const double* moved, LatticeMass& mass) {
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(delivery.place)];
    const int width = place.width;
    if (delivery.plain() && target.width == width && edge.was_in_stock && target.reporting.in_stock()) {
        double* entry = mass.use_entry(target, delivery.contract_class);
        const int size = std::min<int>(components_, mass_resolved) * width;
        for (int i = 0; i < size; ++i) {
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
    const bool in_stock = target.reporting.in_stock();
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
        if (components_ == mass_components) {
            to[mass_at_cut_off * width + j] = by_count * at_cut_off[j];
            to[mass_resolved * width + j] =
                by_count * (months_now * at_cut_off[j] + months_then * resolved[j]);
        }
    }
    double* entry = mass.use_entry(target, delivery.contract_class);
    if (target.width == 1) {
        for (int component = 0; component < components_; ++component) {
            entry[component] += row_sum(to + component * width, width);
        }
        return;
    }
    CubicShift(lattice_.log_ltv(), delivery.log_step).add_mass(to, entry, components_);
}

}  // namespace recoup
