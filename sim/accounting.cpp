#include "sim/accounting.hpp"

#include <algorithm>

#include "sim/loan_account.hpp"

namespace recoup::sim {

Accounting::Accounting(const PreparedStudy& prepared)
    : prepared_(prepared), opening_(prepared.segments.size()) {
    list_effects();
    list_nodes();
    list_loans();
}

/// Tabulated: how a loan moves is as random as the draws, and a branch on it is guessed wrong every other
/// time.
void Accounting::list_effects() {
    constexpr unsigned standings = changing_standing + 1;
    constexpr unsigned facts = 32;  // all sets of NodeFact
    for (unsigned standing = 0; standing < standings; ++standing) {
        for (unsigned from = 0; from < facts; ++from) {
            for (unsigned to = 0; to < facts; ++to) {
                effects_.push_back(effect_of(standing, from, to));
            }
        }
    }
}

Accounting::Effect Accounting::effect_of(unsigned standing, unsigned from, unsigned to) {
    const bool quiet = (standing & quiet_loan) != 0;
    const bool was_in_stock = (from & non_performing_node) != 0;
    const bool is_in_stock = (to & non_performing_node) != 0;
    Effect effect{.standing = static_cast<std::uint8_t>(standing)};
    if (quiet && (to & quiet_node) != 0) {
        effect.moves = true;
        effect.enters = is_in_stock && !was_in_stock;
        effect.cures = was_in_stock && !is_in_stock;
        effect.standing |= effect.enters ? workout_loan : 0;
        effect.work = effect.enters && (standing & workout_loan) == 0 ? first_inflow : quiet_move;
    } else if (quiet && (to & closing_node) != 0) {
        effect.work = (to & sale_node) != 0 ? sale : other_end;
    } else {
        effect.standing &= static_cast<std::uint8_t>(~unsigned{quiet_loan});
    }
    return effect;
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
            const unsigned standing = (here ? 0U : unsigned{posted_loan}) |
                                      (here && calm && (at & quiet_node) != 0 ? unsigned{quiet_loan} : 0U) |
                                      ((at & non_performing_node) != 0 ? workout_loan | npe_loan : 0U);
            books.push_back({.node = node, .standing = standing});
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
        books_[loan].standing = posted_loan | (books_[loan].standing & npe_loan);
    }
}

void Accounting::enter_option(int option, const PathEvents& events) {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (const std::uint32_t loan : events.left) {
        const Trunk& trunk = prepared_.segments[loans.segment[loan]].trunk;
        books_[loan] = trunk_books_[loan];
        books_[loan].node = trunk.node_in[static_cast<std::size_t>(option)][trunk_books_[loan].node];
    }
}

// Amounts are masked instead of branched on, each event is entered in the list of its work, and what is
// posted to one month of one segment, where events follow one another, is added up before it is.
void Accounting::post_quiet_moves(const PathContext& context, int option, const EventLog& log,
                                  PathLedger& ledger) {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data();
    const std::uint32_t* const first_node = first_node_[static_cast<std::size_t>(option)].data();
    const LoanRecord* const loans = prepared_.loan_records.data();
    const Effect* const effects = effects_.data();
    QuietBook* const books = books_.data();
    other_work_.resize(std::max(other_work_.size(), log.size() + 1));
    OtherWork* other = other_work_.data();
    std::uint32_t first_wrong = no_event;
    std::uint32_t number = 0;
    for (const Event* event = log.begin(); event != log.end();) {
        const std::uint32_t segment = loans[event->loan].segment;
        const std::uint16_t month = event->month;
        const std::uint8_t* const facts_here = facts + first_node[segment];
        Minor inflow = 0, cure = 0;
        for (; event != log.end() && event->month == month && loans[event->loan].segment == segment;
             ++event) {
            QuietBook& book = books[event->loan];
            const Minor carrying = loans[event->loan].carrying;
            const Effect effect = effects[place_of_effect(book.standing, facts_here[event->from_node],
                                                          facts_here[event->to_node])];
            inflow += carrying & -Minor{effect.enters};
            cure += carrying & -Minor{effect.cures};
            const bool wrong = (book.node != event->from_node) | (event->amounts != no_amounts);
            first_wrong = std::min(first_wrong, effect.moves & wrong ? number : no_event);
            book = {.node = effect.moves ? event->to_node : book.node,
                    .resolved = effect.cures ? static_cast<std::int16_t>(month) : book.resolved,
                    .standing = (book.standing & ~changing_standing) | effect.standing};
            *other = {number++, effect.work};
            other += effect.work != quiet_move ? 1 : 0;
        }
        Minor* row = ledger.row(static_cast<int>(segment), month);
        row[static_cast<std::size_t>(Account::inflow)] += inflow;
        row[static_cast<std::size_t>(Account::cure)] += cure;
    }
    if (first_wrong != no_event) {
        const Event& event = log[first_wrong];
        events_disagree(context, is_trunk(option) ? 0 : option, event, loans[event.loan].claim);
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
    for (std::size_t i = 0; i < work_count_[first_inflow]; ++i) {
        const Event& event = log[work_[first_inflow][i]];
        const LoanRecord& loan = prepared_.loan_records[event.loan];
        Minor* row = ledger.row(static_cast<int>(loan.segment), event.month);
        row[static_cast<std::size_t>(Account::claim_inflow)] += loan.claim;
        row[static_cast<std::size_t>(Account::claim_inflow_discounted)] +=
            round_to_minor(static_cast<double>(loan.claim) * power(loan.effective, event.month));
    }
}

/// What ends a quiet loan is one event of its account; its contract, which asks for nothing, is not looked
/// at.
void Accounting::end_quiet_loans(const PathContext& context, int option, const EventLog& log, Work kind,
                                 PathLedger& ledger) {
    for (std::size_t i = 0; i < work_count_[kind]; ++i) {
        fetch_ahead(log, kind, i);
        const Event& event = log[work_[kind][i]];
        const LoanRecord& loan = prepared_.loan_records[event.loan];
        LoanBook book = book_of(option, event.loan, {});
        book.since = event.month;
        const Discounting discounting{.effective = loan.effective,
                                      .hurdle = prepared_.discount_hurdle.data(),
                                      .investor = prepared_.discount_investor.data()};
        CashPoster<PathLedger> poster(ledger, static_cast<int>(loan.segment), book, discounting);
        post_event(context, is_trunk(option) ? 0 : option, event, log.amounts(event), book, discounting,
                   poster);
        books_[event.loan].resolved = static_cast<std::int16_t>(book.resolved);
        books_[event.loan].standing |= closed_loan;
    }
}

/// The loans that end lie anywhere in memory: what the next ones will read is asked for in time.
void Accounting::fetch_ahead(const EventLog& log, Work kind, std::size_t place) const {
    const auto loan_after = [&](std::size_t ends) {
        return log[work_[kind][std::min(place + ends, work_count_[kind] - 1)]].loan;
    };
    const std::uint32_t far = loan_after(12);
    __builtin_prefetch(&prepared_.loan_records[far]);
    __builtin_prefetch(&books_[far]);
    __builtin_prefetch(prepared_.collateral.data() + prepared_.loan_records[loan_after(6)].first_collateral);
}

void Accounting::post_accounts(const PathContext& context, int option, const EventLog& log,
                               PathLedger& ledger) {
    link_events(log);
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        const bool leaves = is_trunk(option) && fork_of_[loan] == will_leave;
        if ((books_[loan].standing & (quiet_loan | posted_loan)) != 0 ||
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
    const int horizon = prepared_.months;
    for (std::size_t i = 0; i < books_.size(); ++i) {
        const LoanRecord& loan = prepared_.loan_records[i];
        const unsigned standing = books_[i].standing;
        const unsigned at = facts[first_node[loan.segment] + books_[i].node];
        const unsigned quiet = standing & quiet_loan;
        const unsigned open = quiet & ~((standing & closed_loan) / closed_loan);
        const unsigned stock = open & ((at & non_performing_node) / non_performing_node);
        const unsigned npe = quiet & ((standing & npe_loan) / npe_loan);
        const unsigned workout = open & ((standing & workout_loan) / workout_loan);
        const unsigned performing = workout & ((at & performing_node) / performing_node);
        const int months =
            (horizon & -static_cast<int>(stock)) | (books_[i].resolved & (static_cast<int>(stock) - 1));
        const Minor claim = loan.claim;
        Minor* row = ledger.row(static_cast<int>(loan.segment), horizon);
        row[static_cast<std::size_t>(Account::claim_months_to_resolution)] += (claim * months) & -Minor{npe};
        row[static_cast<std::size_t>(Account::unresolved_claim)] += claim & -Minor{npe & stock};
        row[static_cast<std::size_t>(Account::closing)] += loan.carrying & -Minor{stock};
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
    const QuietBook& quiet = books_[loan];
    const LoanRecord& facts = prepared_.loan_records[loan];
    return {.contract = contract,
            .claim = facts.claim,
            .carrying = facts.carrying,
            .node = quiet.node,
            .workout = (quiet.standing & workout_loan) != 0,
            .npe_at_cut_off = (quiet.standing & npe_loan) != 0,
            .claim_at_cut_off = facts.claim,
            .resolved = quiet.resolved};
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
