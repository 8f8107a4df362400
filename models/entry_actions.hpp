// What entering a node does to the claim and the contract: the one function that engines, accounting and
// replay share. Cash flows, costs and carrying amounts follow from the outcome in models/recovery_cash_flows.
#pragma once

#include "models/collateral_set.hpp"
#include "models/measures/liquidation.hpp"
#include "models/measures/restructure.hpp"
#include "models/workout_graph.hpp"

namespace recoup {

/// The collateral of a loan that one sale takes, minor units.
struct Sale {
    CollateralSet sold;
    double appraised = 0.0;
    double price = 0.0;
    double prior_claims = 0.0;
    double sale_cost = 0.0;
};

struct EntryOutcome {
    std::uint16_t node = no_node;  ///< entered in the end: a deficiency goes on to the residual node
    Minor claim = 0;               ///< after the action
    Contract contract;             ///< where it changed
    bool contract_changed = false;
    Minor forgiven = 0;
    Minor cost = 0;        ///< of the measure
    Minor cost_added = 0;  ///< part of it that the claim bears
    Proceeds proceeds;
    CollateralSet collateral_sold;
};

inline Minor cost_of(const MeasureCosts& costs, Minor claim) {
    return round_to_minor(costs.fixed * minor_units_per_unit +
                          costs.share_of_claim * static_cast<double>(claim));
}

/// Enters `node` at the end of month `now` with claim `claim`. `sale` is read by `liquidate` only.
inline EntryOutcome enter_node(const WorkoutGraph& graph, std::uint16_t node, const Contract& contract,
                               Minor claim, int now, const ContractSpec& contract_rules, const Sale& sale) {
    const Node& target = graph.nodes[node];
    EntryOutcome outcome;
    outcome.node = node;
    outcome.claim = claim;
    switch (target.action) {
        case EntryAction::none:
        case EntryAction::write_off:
            break;
        case EntryAction::repay:
        case EntryAction::abandon:
            outcome.claim = 0;
            break;
        case EntryAction::cure:
            outcome.contract =
                cured_contract(contract, claim, now, contract_rules.minimum_term_months_after_cure);
            outcome.contract_changed = outcome.contract != contract;
            break;
        case EntryAction::restructure: {
            const MeasureSpec& measure = graph.measures[static_cast<std::size_t>(target.measure)];
            const RestructuredClaim changed =
                restructure(contract, claim, now, std::get<RestructureTerms>(measure.terms));
            outcome.claim = changed.claim;
            outcome.contract = changed.contract;
            outcome.contract_changed = true;
            outcome.forgiven = changed.forgiven;
            outcome.cost = cost_of(measure.costs, claim);
            break;
        }
        case EntryAction::legal_costs: {
            const MeasureSpec& measure = graph.measures[static_cast<std::size_t>(target.measure)];
            outcome.cost = cost_of(measure.costs, claim);
            outcome.cost_added = std::get<CourtTerms>(measure.terms).costs_added_to_claim ? outcome.cost : 0;
            outcome.claim = claim + outcome.cost_added;
            break;
        }
        case EntryAction::liquidate: {
            outcome.proceeds = distribute(sale.price, sale.prior_claims, sale.sale_cost, claim);
            outcome.collateral_sold = sale.sold;
            const Minor deficiency = claim + outcome.proceeds.sale_cost - outcome.proceeds.to_claim;
            if (deficiency > 0 && target.residual_node != no_node) {
                outcome.node = target.residual_node;
                outcome.claim = deficiency;
            } else {
                outcome.claim = 0;
            }
            break;
        }
    }
    return outcome;
}

}  // namespace recoup
