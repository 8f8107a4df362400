#include "sim/books/loan_account.hpp"

#include <string>

#include "models/errors.hpp"
#include "sim/path/amount_context.hpp"

namespace recoup::sim {

void events_disagree(const PathContext& context, int option, const Event& event, Minor book) {
    const LoanOnPath at{context, option, event.loan, event.month, event.from_node};
    throw ContractViolation("accounting and engine disagree on a loan's claim or node (its books say " +
                            std::to_string(book) + " minor units): " + at.text() + "; see " +
                            at.replay_command());
}

LoanAccount::LoanAccount(const PathContext& context, int option, std::uint32_t loan, const LoanBook& start,
                         PathLedger& ledger)
    : context_(context),
      prepared_(context.prepared),
      option_(option),
      loan_(loan),
      segment_index_(prepared_.study.portfolio.loans.segment[loan]),
      segment_(prepared_.segments[static_cast<std::size_t>(segment_index_)]),
      graph_(segment_.graphs[static_cast<std::size_t>(option)]),
      ledger_(ledger),
      book_(start),
      discounting_{.effective = prepared_.loan_records[loan].effective,
                   .hurdle = prepared_.discount_hurdle.data(),
                   .investor = prepared_.discount_investor.data()},
      poster_(ledger, segment_index_, book_, discounting_) {}

void LoanAccount::event(const Event& event, const EventAmounts* amounts) {
    with_amounts_that_fit([&] { post(event, amounts); },
                          [&] {
                              return LoanOnPath{context_, option_, loan_, event.month, event.from_node};
                          });
}

void LoanAccount::close() {
    const int horizon = prepared_.months;
    with_amounts_that_fit([&] { post_horizon(horizon); },
                          [&] {
                              return LoanOnPath{context_, option_, loan_, horizon, book_.node};
                          });
}

void LoanAccount::post(const Event& event, const EventAmounts* amounts) {
    const bool at_maturity = event.cause == Cause::maturity;
    stay(event.month - (at_maturity ? 1 : 0));
    if (at_maturity) {  // the last payment brings the month's interest with it
        const Minor before = amounts == nullptr ? book_.claim : amounts->claim_before;
        const Minor interest = before - book_.claim;
        poster_.post(event.month, Account::claim_interest, book_.workout ? interest : 0);
        if (graph_.nodes[event.from_node].rules.accrues) {  // forborne: the contract is paid
            poster_.post(event.month, Account::accrued, interest);
            book_.carrying += interest;
        }
        book_.claim = before;
        book_.since = event.month;
    }
    post_event(context_, option_, event, amounts, book_, discounting_, poster_);
}

void LoanAccount::post_horizon(int horizon) {
    const Reporting& reporting = graph_.nodes[book_.node].rules;
    if (!reporting.closed()) {
        stay(horizon);
    }
    if (book_.npe_at_cut_off) {
        const bool open = reporting.in_stock();
        poster_.post(horizon, Account::claim_months_to_resolution,
                     book_.claim_at_cut_off * (open ? horizon : book_.resolved));
        poster_.post(horizon, Account::unresolved_claim, open ? book_.claim_at_cut_off : 0);
    }
    if (book_.workout) {
        poster_.post(horizon, Account::closing, reporting.in_stock() ? book_.carrying : 0);
        poster_.post(horizon, Account::claim_closing, book_.claim);
        poster_.post(horizon, Account::terminal_claim, book_.claim);
        poster_.post(horizon, Account::terminal_claim_performing, reporting.performing() ? book_.claim : 0);
    }
}

void LoanAccount::stay(int until) {
    if (until <= book_.since) {
        return;
    }
    const NodeRules& rules = graph_.nodes[book_.node].rules;
    const ClaimSchedule schedule = claim_schedule(book_.contract, rules.cash);
    if (rules.performing() && !book_.workout) {
        post_performing_stay(book_, schedule, until, segment_index_, ledger_);
    } else {
        post_stay(book_, rules, schedule, until, upkept_value(rules.costs), discounting_, poster_);
    }
}

/// Value that upkeep is paid on: the collateral still held, at the index level of the start of the stay.
double LoanAccount::upkept_value(const CostSpec& costs) const {
    if (costs.upkeep_share_of_value_per_year == 0.0) {
        return 0.0;
    }
    const CollateralColumns& collateral = prepared_.study.portfolio.collateral;
    double value = 0.0;
    const std::uint32_t first = collateral.first[loan_];
    for (std::uint32_t c = first; c < collateral.first[loan_ + 1]; ++c) {
        if (book_.collateral.holds(c - first)) {
            value += static_cast<double>(collateral.value[c]) *
                     context_.indices.level_at(book_.since, collateral.index[c]);
        }
    }
    return value;
}

}  // namespace recoup::sim
