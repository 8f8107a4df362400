#include "models/entry_actions.hpp"

namespace recoup {

namespace {

Minor cost_of(const MeasureCosts& costs, Minor claim) {
    return round_to_minor(costs.fixed * minor_units_per_unit +
                          costs.share_of_claim * static_cast<double>(claim));
}

}  // namespace

EntryOutcome enter_node(const WorkoutGraph& graph, std::uint16_t node, const Contract& contract, Minor claim,
                        int now, const ContractSpec& contract_rules, const Sale& sale) {
    const Node& target = graph.nodes[node];
    EntryOutcome outcome;
    outcome.node = node;
    outcome.claim = claim;
    outcome.contract = contract;
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
            outcome.collateral_gone = true;
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
