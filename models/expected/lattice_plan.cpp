#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"
#include "models/expected/lattice_step.hpp"

namespace recoup {

namespace {

/// A claim that its instalments have all but repaid: far below every LTV that matters.
constexpr double nearly_repaid = 1e-6;

}  // namespace

LatticeStay LatticePlanner::stay(const LatticePlace& place, int contract_class) const {
    const double rate = lattice_.annual_rate(place, lattice_.rate_of(place, contract_class));
    const double i = place.cash.interest_accrues ? rate / months_per_year : 0.0;
    const double s = place.cash.share_of_claim_per_month;
    return {.accrual = 1.0 + i,
            .growth = (1.0 + i) * (1.0 - s),
            .share_paid = place.cash.share_of_instalment,
            .cash_by_claim = (1.0 + i) * s};
}

bool LatticePlanner::pays(const LatticePlace& place, int contract_class, int month,
                          int months_at_start) const {
    return place.cash.share_of_instalment > 0.0 && months_at_start >= place.holiday_months &&
           month <= lattice_.maturity_of(contract_class);
}

double LatticePlanner::log_growth(const LatticePlace& place, int contract_class, int month, int months,
                                  int months_at_start) const {
    const LatticeStay each = stay(place, contract_class);
    const double rate = lattice_.annual_rate(place, lattice_.rate_of(place, contract_class));
    double growth = 1.0;
    for (int back = months - 1; back >= 0; --back) {
        const int at = month - back;
        double factor = each.growth;
        if (pays(place, contract_class, at, months_at_start - back)) {
            factor -= each.share_paid * instalment_per_claim(lattice_.classes().repayment, rate, at - 1,
                                                             lattice_.maturity_of(contract_class), 0);
        }
        growth *= std::max(factor, nearly_repaid);
    }
    return growth == 1.0 ? 0.0 : log_ieee(growth);
}

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
    if (place.unsold_edges.size() == 1) {
        edges.emplace_back(place.unsold_edges.front(),
                           month.sales->failure(place.clock.reserve, place.stratum));
        return;
    }
    const int next = place.edges[static_cast<std::size_t>(place.unsold_edges.front())].target;
    const Clock& again = lattice_.places()[static_cast<std::size_t>(next)].clock;
    const std::vector<double>& failed =
        month.sales->failures(place.clock.reserve, place.stratum, again.reserve, again.after_months + 1);
    for (std::size_t s = 0; s < failed.size(); ++s) {
        edges.emplace_back(place.unsold_edges[s], failed[s]);
    }
}

double LatticePlanner::upkeep_by_claim(const LatticePlace& place, int months,
                                       const LatticeMonth& month) const {
    const double share = place.costs.upkeep_share_of_value_per_year;
    if (share == 0.0 || place.bare || month.level == nullptr) {
        return 0.0;
    }
    const int entered = std::max(0, month.month - 1 - months);
    return share / months_per_year * month.level[entered];  // times value over claim at cut-off level
}

void LatticePlanner::plan(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                          double share, double log_growth, const LatticeMonth& month,
                          LatticePlan& plan) const {
    plan = LatticePlan{.posts = edge.posts, .deliveries = std::move(plan.deliveries)};
    plan.deliveries.clear();
    if (edge.action == EntryAction::liquidate) {
        plan.log_step = log_growth;
        plan_sale(place, contract_class, edge, month, plan);
        return;
    }
    plan_contract(place, contract_class, edge, month.month, plan);
    for (Delivery& delivery : plan.deliveries) {
        delivery.count *= share;
        delivery.claim *= share;
        delivery.claim_by_count *= share;
        delivery.instalment *= share;
        delivery.instalment_by_claim *= share;
        delivery.log_step += log_growth;
    }
    plan.closing = plan.deliveries.empty() ? share : 0.0;
}

void LatticePlanner::plan_contract(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                                   int month, LatticePlan& plan) const {
    if (edge.action == EntryAction::repay) {
        plan.in_by_claim = edge.posts ? 1.0 : 0.0;
    }
    if (edge.target == no_place) {
        return;
    }
    const LatticePlace& target = lattice_.places()[static_cast<std::size_t>(edge.target)];
    const ContractClasses& classes = lattice_.classes();
    const int rate = lattice_.rate_of(place, contract_class);
    const int own_maturity = place.by_maturity ? contract_class % classes.maturity_count() : 0;
    const double target_rate = lattice_.annual_rate(target, rate);
    Delivery delivery{.place = edge.target, .contract_class = lattice_.class_of(target, rate, own_maturity)};
    const auto recut = [&](int maturity, int holiday) {
        for (const ClassShare& part : classes.split_maturity(maturity, month, target_rate)) {
            Delivery split = delivery;
            const int node = classes.maturities[static_cast<std::size_t>(part.place)];
            split.contract_class = lattice_.class_of(target, rate, part.place);
            split.instalment = 0.0;
            split.instalment_by_claim =
                part.share * delivery.claim *
                instalment_per_claim(classes.repayment, target_rate, month, node, holiday);
            split.count *= part.share;
            split.claim *= part.share;
            plan.deliveries.push_back(split);
        }
    };
    if (edge.action == EntryAction::cure) {
        const int maturity = classes.maturities[static_cast<std::size_t>(own_maturity)];
        recut(std::max(maturity, month + classes.minimum_term_after_cure), 0);
    } else if (edge.action == EntryAction::restructure) {
        const MeasureSpec& measure = lattice_.graph().measures[static_cast<std::size_t>(edge.measure)];
        const auto& terms = std::get<RestructureTerms>(measure.terms);
        plan.internal_by_count = measure.costs.fixed * minor_units_per_unit;
        plan.internal_by_claim = measure.costs.share_of_claim;
        delivery.claim = 1.0 - terms.forgive;
        delivery.log_step = log_ieee(std::max(delivery.claim, nearly_repaid));
        const int maturity = classes.maturities[static_cast<std::size_t>(own_maturity)];
        recut(std::max(std::max(maturity, month) + terms.extend_months, month + terms.holiday_months + 1),
              terms.holiday_months);
    } else if (edge.action == EntryAction::legal_costs) {
        const MeasureSpec& measure = lattice_.graph().measures[static_cast<std::size_t>(edge.measure)];
        plan.external_by_count = measure.costs.fixed * minor_units_per_unit;
        plan.external_by_claim = measure.costs.share_of_claim;
        if (std::get<CourtTerms>(measure.terms).costs_added_to_claim) {
            delivery.claim += plan.external_by_claim;
            delivery.claim_by_count = plan.external_by_count;
            const double reference = lattice_.reference_claim();
            delivery.log_step =
                log_ieee(delivery.claim + (reference > 0.0 ? delivery.claim_by_count / reference : 0.0));
        }
        plan.deliveries.push_back(delivery);
    } else {
        plan.deliveries.push_back(delivery);
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
        const int maturity = place.by_maturity ? contract_class % lattice_.classes().maturity_count() : 0;
        plan.deliveries.push_back({.place = edge.residual,
                                   .contract_class = lattice_.class_of(target, rate, maturity),
                                   .deficiency = plan.sale != nullptr});
    }
}

}  // namespace recoup
