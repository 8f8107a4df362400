#include "models/node_rules.hpp"

namespace recoup {

namespace {

Account payments_in(State state) {
    switch (reported_class(state)) {
        case ReportedClass::performing:
            return Account::performing;
        case ReportedClass::written_off:
            return Account::after_write_off;
        default:
            return state == State::residual_claim ? Account::estate : Account::borrower;
    }
}

}  // namespace

NodeRules rules_of(const SegmentParameters& parameters, State state) {
    NodeRules rules;
    rules.reported = reported_class(state);
    rules.payments = payments_in(state);
    rules.accrues = rules.in_stock() && pays_contract(state);
    rules.cash = cash_of(parameters, state);
    if (const auto costs = parameters.costs.find(state); costs != parameters.costs.end()) {
        rules.costs = costs->second;
    }
    return rules;
}

}  // namespace recoup
