// Optimal waiting in the loan engine: in a month of choice the policy says whether a loan takes its measure.
#include "models/deterministic_math.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/loan_engine/group_engine.hpp"

namespace recoup::sim {

void GroupEngine::fire_choice(int option, std::uint32_t place, int month) {
    if (measure_due(option, place) == no_measure || moves_now(option, place, month)) {
        fire_measure(option, place, month);  // which counts a loan that no measure takes
        return;
    }
    const int next = month + months_per_quarter;
    if (next <= prepared_.months) {
        columns_of(option).positions[place].due = static_cast<std::int16_t>(next);
        columns_of(option).calendar[static_cast<std::size_t>(next)].push_back(place);
    }
}

bool GroupEngine::moves_now(int option, std::uint32_t place, int month) const {
    const OptionColumns& columns = columns_of(option);
    const Position& position = columns.positions[place];
    const std::uint32_t row = row_of(place);
    const double value = collateral_value(place, position);
    WaitingLoan loan;
    loan.row = row + choices_.first_row;
    loan.option = option;
    loan.rung = graph(option).nodes[node_at(columns, place)].rung;
    loan.bare = value <= 0.0;
    const int months_at_cut_off =
        position.since == 0 ? prepared_.study.portfolio.loans.months_in_state[row] : 0;
    loan.terms = {.annual_rate = prepared_.start_contracts[row].annual_rate,
                  .maturity = contract_of(columns, place).maturity,
                  .months = month - 1 - position.since + months_at_cut_off};
    if (!loan.bare) {
        loan.terms.log_ltv = log_ieee(columns.ltv_claim[place] / value);
    }
    return choices_.policies->moves(loan, context_->scenario, month, choice_basis_, context_->indices);
}

}  // namespace recoup::sim
