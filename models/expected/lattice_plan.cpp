#include <algorithm>

#include "models/deterministic_math.hpp"
#include "models/expected/lattice_step.hpp"

namespace recoup {

void LatticePlanner::due_edges(const LatticePlace& place, const LatticeMonth& month,
                               std::vector<std::pair<int, double>>& edges) const {
    edges.clear();
    if (place.clock.kind != ClockKind::auction) {
        edges.emplace_back(place.clock_edge, 1.0);
        return;
    }
    if (place.bare) {
        edges.emplace_back(place.nothing_to_sell_edge, 1.0);
        return;
    }
    edges.emplace_back(place.clock_edge, 1.0);
    std::vector<double> failed(place.unsold_edges.size(), 0.0);
    add_failures(place, place.stratum, 1.0, month, failed);
    for (std::size_t s = 0; s < failed.size(); ++s) {
        edges.emplace_back(place.unsold_edges[s], failed[s]);
    }
}

void LatticePlanner::add_failures(const LatticePlace& place, int stratum, double weight,
                                  const LatticeMonth& month, std::vector<double>& failed) const {
    if (weight == 0.0) {
        return;
    }
    if (failed.size() == 1) {
        failed[0] += weight * month.sales->failure(place.clock.reserve, stratum);
        return;
    }
    const int next = place.edges[static_cast<std::size_t>(place.unsold_edges.front())].target;
    const Clock& again = lattice_.places()[static_cast<std::size_t>(next)].clock;
    const std::vector<double>& by_stratum =
        month.sales->failures(place.clock.reserve, stratum, again.reserve, again.after_months + 1);
    for (std::size_t s = 0; s < by_stratum.size(); ++s) {
        failed[s] += weight * by_stratum[s];
    }
}

double LatticePlanner::upkeep_by_claim(const LatticePlace& place, int contract_class, int months,
                                       const LatticeMonth& month) const {
    const double share = place.costs.upkeep_share_of_value_per_year;
    if (share == 0.0 || place.bare || month.level == nullptr) {
        return 0.0;
    }
    const int before = month.month - 1;
    const int entered = std::max(0, before - months);
    // By which the LTV is above that of the node, which stands still inside a quarter while the claim grows.
    // At most halved: a claim that the quarter all but repays is small, and what it was tells nothing.
    constexpr double halved = -0.6931471805599453;
    const double grown = before % months_per_quarter == 0
                             ? 0.0
                             : lattice_.growth_so_far(place, contract_class, before, std::max(0, months - 1));
    const double above = lattice_.axis(place, contract_class, before) + std::max(grown, halved);
    // Times value over claim of the node at cut-off level.
    return share / months_per_year * month.level[entered] * (above == 0.0 ? 1.0 : exp_ieee(-above));
}

void LatticePlanner::plan(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                          double share, int months, const LatticeMonth& month, LatticePlan& plan) const {
    const double log_growth = lattice_.growth_so_far(place, contract_class, month.month, months) +
                              lattice_.axis(place, contract_class, month.month - 1);
    plan = LatticePlan{.posts = edge.posts, .deliveries = std::move(plan.deliveries)};
    plan.deliveries.clear();
    if (edge.form.sells) {
        plan.log_step = log_growth;
        plan_sale(place, contract_class, edge, month, plan);
        for (Delivery& delivery : plan.deliveries) {
            delivery.log_step -= growth_on_entry(delivery, month.month);
        }
        return;
    }
    plan_contract(place, contract_class, edge, month.month, plan);
    for (Delivery& delivery : plan.deliveries) {
        delivery.count *= share;
        delivery.claim *= share;
        delivery.claim_by_count *= share;
        delivery.instalment *= share;
        delivery.instalment_by_claim *= share;
        delivery.log_step += log_growth - growth_on_entry(delivery, month.month);
    }
    plan.closing = plan.deliveries.empty() ? share : 0.0;
}

double LatticePlanner::growth_on_entry(const Delivery& delivery, int month) const {
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(delivery.place)];
    return lattice_.stands_back(target, delivery.contract_class, month) +
           lattice_.axis(target, delivery.contract_class, month);
}

void LatticePlanner::plan_contract(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                                   int month, LatticePlan& plan) const {
    plan.in_by_claim = edge.posts ? edge.form.paid_by_claim : 0.0;
    plan.in_by_count = edge.posts ? edge.form.paid_by_count : 0.0;
    plan.internal_by_count = edge.form.internal.by_count;
    plan.internal_by_claim = edge.form.internal.by_claim;
    plan.external_by_count = edge.form.external.by_count;
    plan.external_by_claim = edge.form.external.by_claim;
    if (edge.target == no_place) {
        return;
    }
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(edge.target)];
    const ContractClasses& classes = lattice_.classes();
    const int rate = lattice_.rate_of(place, contract_class);
    const double target_rate = lattice_.annual_rate(target, rate);
    const std::vector<int>& nodes = lattice_.maturities_of(target);
    Delivery delivery{.place = edge.target};
    const auto recut = [&](int maturity, int holiday) {
        const int paying_from = month + holiday;
        for (const ClassShare& part : classes.split_maturity(nodes, maturity, paying_from, target_rate)) {
            Delivery split = delivery;
            const int node = nodes[static_cast<std::size_t>(part.place)];
            split.contract_class = lattice_.class_of(target, rate, part.place);
            split.instalment = 0.0;
            split.instalment_by_claim =
                part.share * delivery.claim *
                instalment_per_claim(classes.repayment, target_rate, month, node, holiday);
            split.count *= part.share;
            split.claim *= part.share;
            split.claim_by_count *= part.share;
            plan.deliveries.push_back(split);
        }
    };
    // Where the target tells other maturities apart the contract is split, each part with its node's
    // instalment.
    const auto go_on = [&] {
        const int maturity = target.by_maturity ? lattice_.maturity_of(place, contract_class) : 0;
        const int node = target.by_maturity ? lattice_.maturity_node(target, maturity) : 0;
        if (target.by_maturity && nodes[static_cast<std::size_t>(node)] != maturity) {
            recut(maturity, 0);
            return;
        }
        delivery.contract_class = lattice_.class_of(target, rate, node);
        plan.deliveries.push_back(delivery);
    };
    delivery.claim = edge.form.claim;
    delivery.claim_by_count = edge.form.claim_by_count;
    if (delivery.claim != 1.0 || delivery.claim_by_count != 0.0) {
        const double reference = lattice_.reference_claim();
        const double growth = delivery.claim + (reference > 0.0 ? delivery.claim_by_count / reference : 0.0);
        delivery.log_step = log_ieee(std::max(growth, nearly_repaid));
    }
    if (!edge.form.recuts) {
        go_on();
        return;
    }
    const int maturity = lattice_.maturity_of(place, contract_class);
    const RestructureTerms& terms = edge.form.recut;
    if (edge.form.minimum_term_months > 0) {
        recut(std::max(maturity, month + edge.form.minimum_term_months), 0);
    } else {
        recut(std::max(std::max(maturity, month) + terms.extend_months, month + terms.holiday_months + 1),
              terms.holiday_months);
    }
}

void LatticePlanner::plan_sale(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                               const LatticeMonth& month, LatticePlan& plan) const {
    plan.residual = edge.residual != no_place;
    if (!place.bare && month.sales != nullptr) {
        const bool auction = place.clock.kind == ClockKind::auction && edge.exit < 0;
        plan.sale = auction ? &month.sales->auction(place.clock.reserve, place.stratum)
                            : &month.sales->sale(place.clock.reserve, place.stratum);
    }
    plan.closing = plan.sale == nullptr && !plan.residual ? 1.0 : 0.0;
    if (plan.residual) {
        const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(edge.residual)];
        const int rate = lattice_.rate_of(place, contract_class);
        const int node = target.by_maturity
                             ? lattice_.maturity_node(target, lattice_.maturity_of(place, contract_class))
                             : 0;
        plan.deliveries.push_back({.place = edge.residual,
                                   .contract_class = lattice_.class_of(target, rate, node),
                                   .deficiency = plan.sale != nullptr});
    }
}

}  // namespace recoup
