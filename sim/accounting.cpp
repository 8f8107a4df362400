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
    for (int option = 0; option <= prepared_.option_count(); ++option) {
        auto& facts = node_facts_.emplace_back();
        auto& first = first_node_.emplace_back();
        for (const PreparedSegment& segment : prepared_.segments) {
            first.push_back(static_cast<std::uint32_t>(facts.size()));
            const std::size_t graph = is_trunk(option) ? 0 : static_cast<std::size_t>(option);
            for (const Node& node : segment.graphs[graph].nodes) {
                const CashSpec& cash = segment.cash[static_cast<std::size_t>(node.state)];
                const CostSpec& cost = segment.costs[static_cast<std::size_t>(node.state)];
                const bool free = cost.servicing_per_month == 0.0 && cost.internal_workout_per_month == 0.0 &&
                                  cost.upkeep_share_of_value_per_year == 0.0;
                const bool quiet = free && claim_rests_in(node, cash) && !is_closed(node.state);
                const bool closes = is_closed(node.state) && node.residual_node == no_node;
                facts.push_back(
                    static_cast<std::uint8_t>((quiet ? quiet_node : 0) | (closes ? closing_node : 0) |
                                              (is_non_performing(node.state) ? non_performing_node : 0) |
                                              (is_performing(node.state) ? performing_node : 0) |
                                              (node.action == EntryAction::liquidate ? sale_node : 0)));
            }
        }
    }
}

void Accounting::list_loans() {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
        const bool npe = is_non_performing(loans.state[loan]);
        opening_[loans.segment[loan]].carrying += npe ? loans.gross_carrying_amount[loan] : 0;
        opening_[loans.segment[loan]].claim += npe ? loans.claim[loan] : 0;
    }
    for (std::size_t option = 0; option < node_facts_.size(); ++option) {
        auto& books = books_at_cut_off_.emplace_back();
        const bool trunk = is_trunk(static_cast<int>(option));
        for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
            const PreparedSegment& segment = prepared_.segments[loans.segment[loan]];
            const auto state = static_cast<std::size_t>(loans.state[loan]);
            const std::uint16_t node = segment.graphs[trunk ? 0 : option].start[state];
            const bool here = segment.trunk.holds(segment.graphs[0].start[state]) == trunk;
            const bool calm =
                !prepared_.study.plain_twins &&
                asks_nothing_until(prepared_.start_contracts[loan], segment.contract, prepared_.months);
            const std::uint8_t at = node_facts_[option][first_node_[option][loans.segment[loan]] + node];
            books.node.push_back(node);
            books.resolved.push_back(-1);
            books.standing.push_back(static_cast<std::uint8_t>(
                (here ? 0 : posted_loan) | (here && calm && (at & quiet_node) != 0 ? quiet_loan : 0) |
                ((at & non_performing_node) != 0 ? workout_loan : 0)));
        }
    }
}

void Accounting::post_trunk(const PathContext& context, const PathEvents& events, PathLedger& ledger) {
    for (std::size_t segment = 0; segment < opening_.size(); ++segment) {
        ledger.post(static_cast<int>(segment), 0, Account::opening, opening_[segment].carrying);
        ledger.post(static_cast<int>(segment), 0, Account::claim_opening, opening_[segment].claim);
    }
    if (!prepared_.has_trunk) {
        return;
    }
    fork_of_.assign(prepared_.study.portfolio.loans.size(), no_fork);
    fork_books_.clear();
    for (const std::uint32_t loan : events.left) {
        fork_of_[loan] = will_leave;
    }
    const int trunk = prepared_.option_count();
    books_ = books_at_cut_off_[static_cast<std::size_t>(trunk)];
    post_log(context, trunk, events.trunk, ledger);
    leave_trunk(events);
    post_quiet_ends(trunk, ledger);
}

void Accounting::post(const PathContext& context, int option, const PathEvents& events, PathLedger& ledger) {
    books_ = books_at_cut_off_[static_cast<std::size_t>(option)];
    enter_option(option, events);
    post_log(context, option, events.logs[static_cast<std::size_t>(option)], ledger);
    post_quiet_ends(option, ledger);
    ledger.finish();
}

void Accounting::post_log(const PathContext& context, int option, const EventLog& log, PathLedger& ledger) {
    post_quiet_moves(context, option, log, ledger);
    post_first_inflows(log, ledger);
    end_quiet_loans(context, option, log, sale, ledger);
    end_quiet_loans(context, option, log, other_end, ledger);
    post_accounts(context, option, log, ledger);
}

/// Keeps the quiet loans as they leave; those that do not are posted to the end.
void Accounting::leave_trunk(const PathEvents& events) {
    trunk_books_ = books_;
    for (const std::uint32_t loan : events.left) {
        books_.standing[loan] = posted_loan;
    }
}

void Accounting::enter_option(int option, const PathEvents& events) {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (const std::uint32_t loan : events.left) {
        const Trunk& trunk = prepared_.segments[loans.segment[loan]].trunk;
        books_.node[loan] = trunk.node_in[static_cast<std::size_t>(option)][trunk_books_.node[loan]];
        books_.resolved[loan] = trunk_books_.resolved[loan];
        books_.standing[loan] = trunk_books_.standing[loan];
    }
}

// How a loan moves is as random as the draws, and a branch on it is guessed wrong every other time: amounts
// are masked instead, and each event is entered in the list of its work.
void Accounting::post_quiet_moves(const PathContext& context, int option, const EventLog& log,
                                  PathLedger& ledger) {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data();
    const std::uint32_t* const first_node = first_node_[static_cast<std::size_t>(option)].data();
    const std::uint16_t* const segments = prepared_.study.portfolio.loans.segment.data();
    const Minor* const carryings = prepared_.study.portfolio.loans.gross_carrying_amount.data();
    std::uint16_t* const nodes = books_.node.data();
    std::int16_t* const resolved = books_.resolved.data();
    std::uint8_t* const standings = books_.standing.data();
    other_work_.resize(std::max(other_work_.size(), log.size() + 1));
    OtherWork* other = other_work_.data();
    std::uint32_t first_wrong = no_event;
    std::uint32_t number = 0;
    for (const Event& event : log) {
        const std::size_t loan = event.loan;
        const std::uint32_t first = first_node[segments[loan]];
        const unsigned from = facts[first + event.from_node];
        const unsigned to = facts[first + event.to_node];
        const unsigned standing = standings[loan];
        const unsigned moves = standing & to & quiet_node;  // the same bit
        const unsigned enters = moves & ((to & ~from & non_performing_node) / non_performing_node);
        const unsigned cures = moves & ((from & ~to & non_performing_node) / non_performing_node);
        const unsigned enters_first = enters & ~((standing & workout_loan) / workout_loan);
        const unsigned ends = standing & ~moves & ((to & closing_node) / closing_node);
        const unsigned sold = ends & ((to & sale_node) / sale_node);

        Minor* row = ledger.row(segments[loan], event.month);
        row[static_cast<std::size_t>(Account::inflow)] += carryings[loan] & -Minor{enters};
        row[static_cast<std::size_t>(Account::cure)] += carryings[loan] & -Minor{cures};
        const int kept = resolved[loan] & (static_cast<int>(cures) - 1);
        resolved[loan] = static_cast<std::int16_t>(kept | (event.month & -static_cast<int>(cures)));
        const bool wrong = (nodes[loan] != event.from_node) | (event.amounts != no_amounts);
        first_wrong = std::min(first_wrong, (moves & wrong) != 0 ? number : no_event);
        nodes[loan] =
            static_cast<std::uint16_t>(nodes[loan] + (event.to_node - nodes[loan]) * static_cast<int>(moves));
        standings[loan] = static_cast<std::uint8_t>((standing & ~unsigned{quiet_loan}) | moves | ends |
                                                    enters * workout_loan);

        // quiet_move or first_inflow; sale, other_end or account_work
        const unsigned kind = enters_first + (1 - moves) * (account_work - ends - sold);
        *other = {number++, kind};
        other += kind != quiet_move ? 1 : 0;
    }
    if (first_wrong != no_event) {
        const Event& event = log[first_wrong];
        events_disagree(context, is_trunk(option) ? 0 : option, event,
                        prepared_.study.portfolio.loans.claim[event.loan]);
    }
    sort_work(static_cast<std::size_t>(other - other_work_.data()));
}

void Accounting::sort_work(std::size_t count) {
    for (std::vector<std::uint32_t>& list : work_) {
        list.resize(std::max(list.size(), count + 1));
    }
    work_count_.fill(0);
    for (std::size_t i = 0; i < count; ++i) {
        const OtherWork& work = other_work_[i];
        work_[work.kind][work_count_[work.kind]++] = work.event;
    }
}

/// The claim of a loan that becomes non-performing for the first time.
void Accounting::post_first_inflows(const EventLog& log, PathLedger& ledger) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::size_t i = 0; i < work_count_[first_inflow]; ++i) {
        const Event& event = log[work_[first_inflow][i]];
        const Minor claim = loans.claim[event.loan];
        Minor* row = ledger.row(loans.segment[event.loan], event.month);
        row[static_cast<std::size_t>(Account::claim_inflow)] += claim;
        row[static_cast<std::size_t>(Account::claim_inflow_discounted)] += round_to_minor(
            static_cast<double>(claim) * power(prepared_.discount_effective[event.loan], event.month));
    }
}

/// What ends a quiet loan is one event of its account; its contract, which asks for nothing, is not looked
/// at.
void Accounting::end_quiet_loans(const PathContext& context, int option, const EventLog& log, Work kind,
                                 PathLedger& ledger) {
    for (std::size_t i = 0; i < work_count_[kind]; ++i) {
        const Event& event = log[work_[kind][i]];
        LoanBook book = book_of(option, event.loan, {});
        book.since = event.month;
        LoanAccount account(context, is_trunk(option) ? 0 : option, event.loan, book, ledger);
        account.enter(event, log.amounts(event));
        books_.resolved[event.loan] = static_cast<std::int16_t>(account.book().resolved);
        books_.standing[event.loan] |= closed_loan;
    }
}

void Accounting::post_accounts(const PathContext& context, int option, const EventLog& log,
                               PathLedger& ledger) {
    link_events(log);
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        const bool leaves = is_trunk(option) && fork_of_[loan] == will_leave;
        if ((books_.standing[loan] & (quiet_loan | posted_loan)) != 0 ||
            (next == no_event && !leaves && !posts_without_events(loan))) {
            continue;
        }
        LoanAccount account(context, is_trunk(option) ? 0 : option, loan,
                            book_of(option, loan, prepared_.start_contracts[loan]), ledger);
        for (; next != no_event; next = next_event_[next]) {
            const Event& event = log[work_[account_work][next]];
            account.event(event, log.amounts(event));
        }
        if (leaves) {
            fork_of_[loan] = static_cast<std::uint32_t>(fork_books_.size());
            fork_books_.push_back(account.book());
        } else {
            account.close();
        }
    }
}

/// The quiet loans at the horizon: as LoanAccount::close.
void Accounting::post_quiet_ends(int option, PathLedger& ledger) const {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data();
    const std::uint32_t* const first_node = first_node_[static_cast<std::size_t>(option)].data();
    const std::uint8_t* const at_cut_off =
        books_at_cut_off_[static_cast<std::size_t>(option)].standing.data();
    const int horizon = prepared_.months;
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::size_t i = 0; i < prepared_.study.portfolio.loans.size(); ++i) {
        const unsigned standing = books_.standing[i];
        const unsigned at = facts[first_node[loans.segment[i]] + books_.node[i]];
        const unsigned quiet = standing & quiet_loan;
        const unsigned open = quiet & ~((standing & closed_loan) / closed_loan);
        const unsigned stock = open & ((at & non_performing_node) / non_performing_node);
        const unsigned npe = quiet & ((at_cut_off[i] & workout_loan) / workout_loan);
        const unsigned workout = open & ((standing & workout_loan) / workout_loan);
        const unsigned performing = workout & ((at & performing_node) / performing_node);
        const int months =
            (horizon & -static_cast<int>(stock)) | (books_.resolved[i] & (static_cast<int>(stock) - 1));
        const Minor claim = loans.claim[i];
        Minor* row = ledger.row(loans.segment[i], horizon);
        row[static_cast<std::size_t>(Account::claim_months_to_resolution)] += (claim * months) & -Minor{npe};
        row[static_cast<std::size_t>(Account::unresolved_claim)] += claim & -Minor{npe & stock};
        row[static_cast<std::size_t>(Account::closing)] += loans.gross_carrying_amount[i] & -Minor{stock};
        row[static_cast<std::size_t>(Account::claim_closing)] += claim & -Minor{workout};
        row[static_cast<std::size_t>(Account::terminal_claim)] += claim & -Minor{workout};
        row[static_cast<std::size_t>(Account::terminal_claim_performing)] += claim & -Minor{performing};
    }
}

/// The loan as its quiet moves left it; at cut-off where there were none.
LoanBook Accounting::book_of(int option, std::uint32_t loan, const Contract& contract) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    if (!is_trunk(option) && prepared_.has_trunk && fork_of_[loan] < will_leave) {
        LoanBook book = fork_books_[fork_of_[loan]];
        book.node = prepared_.segments[loans.segment[loan]]
                        .trunk.node_in[static_cast<std::size_t>(option)][book.node];
        return book;
    }
    const std::uint8_t at_cut_off = books_at_cut_off_[static_cast<std::size_t>(option)].standing[loan];
    return {.contract = contract,
            .claim = loans.claim[loan],
            .carrying = loans.gross_carrying_amount[loan],
            .node = books_.node[loan],
            .workout = (books_.standing[loan] & workout_loan) != 0,
            .npe_at_cut_off = (at_cut_off & workout_loan) != 0,
            .claim_at_cut_off = loans.claim[loan],
            .resolved = books_.resolved[loan]};
}

bool Accounting::posts_without_events(std::uint32_t loan) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const State state = loans.state[loan];
    const CashSpec& cash = prepared_.segments[loans.segment[loan]].cash[static_cast<std::size_t>(state)];
    return is_non_performing(state) || !claim_schedule(prepared_.start_contracts[loan], cash).constant();
}

void Accounting::link_events(const EventLog& log) {
    first_event_.assign(prepared_.study.portfolio.loans.size(), no_event);
    next_event_.resize(std::max(next_event_.size(), work_count_[account_work]));
    for (std::size_t i = work_count_[account_work]; i-- > 0;) {
        const std::uint32_t loan = log[work_[account_work][i]].loan;
        next_event_[i] = first_event_[loan];
        first_event_[loan] = static_cast<std::uint32_t>(i);
    }
}

}  // namespace recoup::sim
