// What entering a node does to the claim and the contract: the one function that engines, accounting and
// replay share. Cash flows, costs and carrying amounts follow from the outcome in models/recovery_cash_flows.
#pragma once

#include "models/measures/liquidation.hpp"
#include "models/measures/restructure.hpp"
#include "models/workout_graph.hpp"

namespace recoup {

/// All collateral of a loan at one sale, minor units.
struct Sale {
    double appraised = 0.0;
    double price = 0.0;
    double prior_claims = 0.0;
    double sale_cost = 0.0;
};

struct EntryOutcome {
    std::uint16_t node = no_node;  ///< entered in the end: a deficiency goes on to the residual node
    Minor claim = 0;               ///< after the action
    Contract contract;
    bool contract_changed = false;
    Minor forgiven = 0;
    Minor cost = 0;        ///< of the measure
    Minor cost_added = 0;  ///< part of it that the claim bears
    Proceeds proceeds;
    bool collateral_gone = false;
};

/// Enters `node` at the end of month `now` with claim `claim`. `sale` is read by `liquidate` only.
EntryOutcome enter_node(const WorkoutGraph& graph, std::uint16_t node, const Contract& contract, Minor claim,
                        int now, const ContractSpec& contract_rules, const Sale& sale);

}  // namespace recoup
