#include "sim/accounting.hpp"

#include <algorithm>

#include "sim/loan_account.hpp"

namespace recoup::sim {

Accounting::Accounting(const PreparedStudy& prepared)
    : prepared_(prepared), opening_(prepared.segments.size()) {
    list_nodes();
    list_loans();
}

void Accounting::list_nodes() {
    for (int option = 0; option < prepared_.option_count(); ++option) {
        auto& facts = node_facts_.emplace_back();
        auto& first = first_node_.emplace_back();
        for (const PreparedSegment& segment : prepared_.segments) {
            first.push_back(static_cast<std::uint32_t>(facts.size()));
            for (const Node& node : segment.graphs[static_cast<std::size_t>(option)].nodes) {
                const CashSpec& cash = segment.cash[static_cast<std::size_t>(node.state)];
                const CostSpec& cost = segment.costs[static_cast<std::size_t>(node.state)];
                const bool free = cash.share_of_claim_per_month == 0.0 && cost.servicing_per_month == 0.0 &&
                                  cost.internal_workout_per_month == 0.0 &&
                                  cost.upkeep_share_of_value_per_year == 0.0;
                const bool claim_stays =
                    node.action == EntryAction::none || node.action == EntryAction::cure;
                const bool quiet =
                    free && claim_stays && node.clock.kind == ClockKind::none && !is_closed(node.state);
                const bool closes = is_closed(node.state) && node.residual_node == no_node;
                facts.push_back(static_cast<std::uint8_t>(
                    (quiet ? quiet_node : 0) | (closes ? closing_node : 0) |
                    (is_non_performing(node.state) ? non_performing_node : 0) |
                    (is_performing(node.state) ? performing_node : 0)));
            }
        }
    }
}

void Accounting::list_loans() {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
        const bool npe = is_non_performing(loans.state[loan]);
        loan_facts_.push_back({.claim = loans.claim[loan],
                               .carrying = loans.gross_carrying_amount[loan],
                               .whole_claim = npe ? whole_units(loans.claim[loan]) : 0,
                               .segment = loans.segment[loan]});
        opening_[loans.segment[loan]].carrying += npe ? loans.gross_carrying_amount[loan] : 0;
        opening_[loans.segment[loan]].claim += npe ? loans.claim[loan] : 0;
    }
    for (std::size_t option = 0; option < node_facts_.size(); ++option) {
        auto& books = books_at_cut_off_.emplace_back();
        for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
            const PreparedSegment& segment = prepared_.segments[loans.segment[loan]];
            const std::uint16_t node =
                segment.graphs[option].start[static_cast<std::size_t>(loans.state[loan])];
            const bool calm =
                asks_nothing_until(prepared_.start_contracts[loan], segment.contract, prepared_.months);
            const std::uint8_t at = node_facts_[option][first_node_[option][loans.segment[loan]] + node];
            books.node.push_back(node);
            books.resolved.push_back(-1);
            books.standing.push_back(static_cast<std::uint8_t>(
                (calm && (at & quiet_node) != 0 ? quiet_loan : 0) |
                ((at & non_performing_node) != 0 ? workout_loan : 0)));
        }
    }
}

void Accounting::post(const PathContext& context, int option, const EventLog& log, PathLedger& ledger) {
    open(option, ledger);
    post_quiet_moves(context, option, log, ledger);
    close_quiet_loans(context, option, log, ledger);
    post_accounts(context, option, log, ledger);
    post_quiet_ends(option, ledger);
    ledger.finish();
}

void Accounting::open(int option, PathLedger& ledger) {
    books_ = books_at_cut_off_[static_cast<std::size_t>(option)];
    for (std::size_t segment = 0; segment < opening_.size(); ++segment) {
        ledger.post(static_cast<int>(segment), 0, Account::opening, opening_[segment].carrying);
        ledger.post(static_cast<int>(segment), 0, Account::claim_opening, opening_[segment].claim);
    }
}

// Additions of zero instead of branches: how a loan moves is as random as the draws.
void Accounting::post_quiet_moves(const PathContext& context, int option, const EventLog& log,
                                  PathLedger& ledger) {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data();
    const std::uint32_t* const first_node = first_node_[static_cast<std::size_t>(option)].data();
    const LoanFacts* const loans = loan_facts_.data();
    std::uint16_t* const nodes = books_.node.data();
    std::int16_t* const resolved = books_.resolved.data();
    std::uint8_t* const standings = books_.standing.data();
    pending_.resize(std::max(pending_.size(), log.size() + 1));
    std::uint32_t* const pending = pending_.data();
    std::size_t pending_count = 0;
    std::uint32_t number = 0;
    for (const Event& event : log) {
        const LoanFacts& loan = loans[event.loan];
        const unsigned from = facts[first_node[loan.segment] + event.from_node];
        const unsigned to = facts[first_node[loan.segment] + event.to_node];
        const unsigned standing = standings[event.loan];
        const bool moves = (standing & to & quiet_node) != 0;  // the bit of a quiet loan is the same
        const unsigned entered = to & ~from;
        const unsigned left = from & ~to;
        const bool enters = moves & ((entered & non_performing_node) != 0);
        const bool cures = moves & ((left & non_performing_node) != 0);
        pending[pending_count] = number++;
        pending_count += moves ? 0 : 1;
        Minor* row = ledger.row(static_cast<int>(loan.segment), event.month);
        row[static_cast<std::size_t>(Account::inflow)] += enters ? loan.carrying : 0;
        row[static_cast<std::size_t>(Account::cure)] += cures ? loan.carrying : 0;
        if (enters & ((standing & workout_loan) == 0)) {
            row[static_cast<std::size_t>(Account::claim_inflow)] += loan.claim;
            row[static_cast<std::size_t>(Account::claim_inflow_discounted)] +=
                round_to_minor(static_cast<double>(loan.claim) *
                               power(prepared_.discount_effective[event.loan], event.month));
        }
        const bool agrees = (nodes[event.loan] == event.from_node) & (event.claim_before == loan.claim) &
                            (event.claim_after == loan.claim);
        if (moves & !agrees) [[unlikely]] {
            events_disagree(context, option, event, loan.claim);
        }
        const std::int16_t month = static_cast<std::int16_t>(event.month);
        const std::int16_t before = resolved[event.loan];
        resolved[event.loan] = cures ? month : (enters ? std::int16_t{-1} : before);
        nodes[event.loan] = moves ? event.to_node : nodes[event.loan];
        const bool stays_quiet = (to & (quiet_node | closing_node)) != 0;
        standings[event.loan] = static_cast<std::uint8_t>((standing & (stays_quiet ? ~0U : ~unsigned{quiet_loan})) |
                                                          (enters ? workout_loan : 0));
    }
    pending_count_ = pending_count;
}

/// What closes a quiet loan is one event of its account; the rest is left for the accounts.
void Accounting::close_quiet_loans(const PathContext& context, int option, const EventLog& log,
                                   PathLedger& ledger) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < pending_count_; ++i) {
        const Event& event = log[pending_[i]];
        std::uint8_t& standing = books_.standing[event.loan];
        if ((standing & quiet_loan) == 0) {
            pending_[left++] = pending_[i];
            continue;
        }
        LoanBook loan_book = book_of(option, event.loan);
        loan_book.since = event.month;
        LoanAccount account(context, option, event.loan, loan_book, ledger);
        account.enter(event);
        books_.resolved[event.loan] = static_cast<std::int16_t>(account.book().resolved);
        standing |= closed_loan;
    }
    pending_count_ = left;
}

void Accounting::post_accounts(const PathContext& context, int option, const EventLog& log,
                               PathLedger& ledger) {
    link_events(log);
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        if ((books_.standing[loan] & quiet_loan) != 0 || (next == no_event && !posts_without_events(loan))) {
            continue;
        }
        LoanAccount account(context, option, loan, book_of(option, loan), ledger);
        for (; next != no_event; next = next_event_[next]) {
            account.event(log[pending_[next]]);
        }
        account.close();
    }
}

/// The quiet loans at the horizon: as LoanAccount::close.
void Accounting::post_quiet_ends(int option, PathLedger& ledger) const {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data();
    const std::uint32_t* const first_node = first_node_[static_cast<std::size_t>(option)].data();
    const std::uint8_t* const at_cut_off = books_at_cut_off_[static_cast<std::size_t>(option)].standing.data();
    const int horizon = prepared_.months;
    for (std::size_t i = 0; i < loan_facts_.size(); ++i) {
        const LoanFacts& loan = loan_facts_[i];
        const unsigned standing = books_.standing[i];
        const unsigned at = facts[first_node[loan.segment] + books_.node[i]];
        const bool quiet = (standing & quiet_loan) != 0;
        const bool open = quiet & ((standing & closed_loan) == 0);
        const bool stock = open & ((at & non_performing_node) != 0);
        const bool npe = quiet & ((at_cut_off[i] & workout_loan) != 0);
        const Minor claim = (open & ((standing & workout_loan) != 0)) ? loan.claim : 0;
        Minor* row = ledger.row(static_cast<int>(loan.segment), horizon);
        row[static_cast<std::size_t>(Account::claim_months_to_resolution)] +=
            npe ? loan.whole_claim * (stock ? horizon : books_.resolved[i]) : 0;
        row[static_cast<std::size_t>(Account::unresolved_claim)] += (npe & stock) ? loan.claim : 0;
        row[static_cast<std::size_t>(Account::closing)] += stock ? loan.carrying : 0;
        row[static_cast<std::size_t>(Account::claim_closing)] += claim;
        row[static_cast<std::size_t>(Account::terminal_claim)] += claim;
        row[static_cast<std::size_t>(Account::terminal_claim_performing)] +=
            (at & performing_node) != 0 ? claim : 0;
    }
}

/// The loan as its quiet moves left it; at cut-off where there were none.
LoanBook Accounting::book_of(int option, std::uint32_t loan) const {
    const LoanFacts& facts = loan_facts_[loan];
    const std::uint8_t at_cut_off = books_at_cut_off_[static_cast<std::size_t>(option)].standing[loan];
    return {.contract = prepared_.start_contracts[loan],
            .claim = facts.claim,
            .carrying = facts.carrying,
            .node = books_.node[loan],
            .workout = (books_.standing[loan] & workout_loan) != 0,
            .npe_at_cut_off = (at_cut_off & workout_loan) != 0,
            .claim_at_cut_off = facts.claim,
            .resolved = books_.resolved[loan]};
}

bool Accounting::posts_without_events(std::uint32_t loan) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const State state = loans.state[loan];
    const CashSpec& cash = prepared_.segments[loans.segment[loan]].cash[static_cast<std::size_t>(state)];
    return is_non_performing(state) || !claim_schedule(prepared_.start_contracts[loan], cash).constant();
}

void Accounting::link_events(const EventLog& log) {
    first_event_.assign(loan_facts_.size(), no_event);
    next_event_.resize(std::max(next_event_.size(), pending_count_));
    for (std::size_t i = pending_count_; i-- > 0;) {
        const std::uint32_t loan = log[pending_[i]].loan;
        next_event_[i] = first_event_[loan];
        first_event_[loan] = static_cast<std::uint32_t>(i);
    }
}

}  // namespace recoup::sim
