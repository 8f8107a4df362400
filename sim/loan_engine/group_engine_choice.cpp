// Optimal waiting in the loan engine: in a month of choice the policy says whether a loan takes its measure.
#include "models/deterministic_math.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/loan_engine/group_engine.hpp"

namespace recoup::sim {

GroupEngine::Fired GroupEngine::fire_choice(int option, std::uint32_t place, int month, std::size_t clock) {
    if (measure_due(option, place, clock) == no_measure || moves_now(option, place, month)) {
        return fire_measure(option, place, month, clock);  // which counts a loan that no measure takes
    }
    return Fired::asks_again;
}

bool GroupEngine::moves_now(int option, std::uint32_t place, int month) const {
    const OptionColumns& columns = columns_of(option);
    const Position& position = columns.positions[place];
    const std::uint32_t row = row_of(place);
    const double value = collateral_value(place, position);
    WaitingLoan loan;
    loan.row = row + choices_.first_row;
    loan.option = option;
    loan.node = &graph(option).nodes[node_at(columns, place)];
    loan.rate_cut = prepared_.start_contracts[row].annual_rate - contract_of(columns, place).annual_rate;
    loan.bare = value <= 0.0;
    loan.terms = {.annual_rate = prepared_.start_contracts[row].annual_rate,
                  .maturity = contract_of(columns, place).maturity,
                  .months = month - 1 - position.since + months_at_cut_off(option, place)};
    if (!loan.bare) {
        loan.terms.log_ltv = log_ieee(columns.ltv_claim[place] / value);
    }
    return choices_.policies->moves(loan, context_->scenario, month, choice_basis_, context_->indices);
}

}  // namespace recoup::sim
