#include "sim/accounting.hpp"

#include <algorithm>

#include "models/powers.hpp"
#include "sim/loan_account.hpp"

namespace recoup::sim {

Accounting::Accounting(const PreparedStudy& prepared)
    : prepared_(prepared), opening_(prepared.segments.size()), quiet_ends_(prepared) {
    list_work();
    list_nodes();
    list_loans();
}

/// Tabulated: how a loan moves is as random as the draws, and a branch on it is guessed wrong every other
/// time.
void Accounting::list_work() {
    for (const unsigned quiet : {0U, 1U}) {
        for (unsigned from = 0; from < facts_count; ++from) {
            for (unsigned to = 0; to < facts_count; ++to) {
                work_of_[place_of_work(quiet, from, to)] = work_of(quiet != 0, from, to);
            }
        }
    }
}

Accounting::Work Accounting::work_of(bool quiet, unsigned from, unsigned to) {
    if (quiet && (to & quiet_node) != 0) {
        const bool was_in_stock = (from & non_performing_node) != 0;
        const bool is_in_stock = (to & non_performing_node) != 0;
        return was_in_stock == is_in_stock ? quiet_move : is_in_stock ? inflow : cure;
    }
    if (quiet && (to & closing_node) != 0) {
        return (to & sale_node) != 0 ? sale : other_end;
    }
    return account_work;
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
                const bool stands = is_performing(node.state) || is_non_performing(node.state);
                const bool quiet = free && claim_rests_in(node, cash) && stands;
                const bool closes = QuietEnds::can_close(node);
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
    const int graph = is_trunk(option) ? 0 : option;
    account_work_.clear();
    for (const EventRun& run : log.runs()) {
        move_quiet_loans(context, option, log, run);
        post_inflows(log, run, ledger);
        post_cures(log, run, ledger);
        quiet_ends_.post(context, graph, log, run, work(sale), work(other_end), books_.data(), ledger);
        const auto accounts = work(account_work);
        account_work_.insert(account_work_.end(), accounts.begin(), accounts.end());
    }
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

// Most events only move a loan: nothing here is branched on, and every other event is entered in a list.
void Accounting::move_quiet_loans(const PathContext& context, int option, const EventLog& log,
                                  const EventRun& run) {
    const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data() +
                                      first_node_[static_cast<std::size_t>(option)][run.segment];
    const Work* const work_at = work_of_.data();
    QuietBook* const books = books_.data();
    other_work_.resize(std::max<std::size_t>(other_work_.size(), run.last - run.first + 1));
    OtherWork* other = other_work_.data();
    std::uint32_t first_wrong = no_event;
    for (std::uint32_t number = run.first; number < run.last; ++number) {
        const Event& event = log[number];
        QuietBook& book = books[event.loan];
        const Work work =
            work_at[place_of_work(book.standing & quiet_loan, facts[event.from_node], facts[event.to_node])];
        const bool of_account = work == account_work;
        const bool wrong =
            (book.node != event.from_node) | (event.amounts != no_amounts) | (event.cause != Cause::exit);
        first_wrong = std::min(first_wrong, wrong & !of_account ? number : no_event);
        book.node = of_account ? book.node : event.to_node;
        book.standing &= ~static_cast<std::uint32_t>(of_account);  // the bit of a quiet loan
        *other = {number, work};
        other += work != quiet_move ? 1 : 0;
    }
    if (first_wrong != no_event) {
        const Event& event = log[first_wrong];
        events_disagree(context, is_trunk(option) ? 0 : option, event,
                        prepared_.loan_records[event.loan].claim);
    }
    sort_work(static_cast<std::size_t>(other - other_work_.data()));
}

void Accounting::sort_work(std::size_t count) {
    for (std::vector<std::uint32_t>& list : work_) {
        list.resize(std::max(list.size(), count));
    }
    work_count_.fill(0);
    for (std::size_t i = 0; i < count; ++i) {
        const OtherWork& work = other_work_[i];
        work_[work.kind][work_count_[work.kind]++] = work.event;
    }
}

/// Quiet loans that become non-performing; for the first time their claim is posted, too.
void Accounting::post_inflows(const EventLog& log, const EventRun& run, PathLedger& ledger) {
    const std::span<const std::uint32_t> places = work(inflow);
    first_claims_.resize(places.size());
    bases_.resize(places.size());
    discount_.resize(places.size());
    Minor carrying = 0, claim = 0, discounted = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const LoanRecord& loan = prepared_.loan_records[log[places[i]].loan];
        QuietBook& book = books_[log[places[i]].loan];
        first_claims_[i] = (book.standing & workout_loan) == 0 ? loan.claim : 0;
        bases_[i] = loan.effective;
        carrying += loan.carrying;
        claim += first_claims_[i];
        book.standing |= workout_loan;
    }
    powers(bases_, run.month, discount_.data());
    for (std::size_t i = 0; i < places.size(); ++i) {
        discounted += round_to_minor(static_cast<double>(first_claims_[i]) * discount_[i]);
    }
    ledger.post(run.segment, run.month, Account::inflow, carrying);
    ledger.post(run.segment, run.month, Account::claim_inflow, claim);
    ledger.post(run.segment, run.month, Account::claim_inflow_discounted, discounted);
}

void Accounting::post_cures(const EventLog& log, const EventRun& run, PathLedger& ledger) {
    Minor carrying = 0;
    for (const std::uint32_t place : work(cure)) {
        carrying += prepared_.loan_records[log[place].loan].carrying;
        books_[log[place].loan].resolved = static_cast<std::int16_t>(run.month);
    }
    ledger.post(run.segment, run.month, Account::cure, carrying);
}

void Accounting::post_accounts(const PathContext& context, int option, const EventLog& log,
                               PathLedger& ledger) {
    const auto has_account = [](const QuietBook& book) {
        return (book.standing & (quiet_loan | posted_loan)) == 0;
    };
    if (std::none_of(books_.begin(), books_.end(), has_account)) {
        return;
    }
    link_events(log);
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        const bool leaves = is_trunk(option) && fork_of_[loan] == will_leave;
        if (!has_account(books_[loan]) || (next == no_event && !leaves && !posts_without_events(loan))) {
            continue;
        }
        LoanAccount account(context, is_trunk(option) ? 0 : option, loan,
                            book_of(option, loan, prepared_.start_contracts[loan]), ledger);
        for (; next != no_event; next = next_event_[next]) {
            const Event& event = log[account_work_[next]];
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

/// The quiet loans at the horizon: as LoanAccount::close. Group by group, whose loans share a segment.
void Accounting::post_quiet_ends(int option, PathLedger& ledger) const {
    const int horizon = prepared_.months;
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (const LoanGroup& group : prepared_.groups) {
        const auto segment = static_cast<std::size_t>(group.segment);
        const std::uint8_t* const facts = node_facts_[static_cast<std::size_t>(option)].data() +
                                          first_node_[static_cast<std::size_t>(option)][segment];
        Minor claim_months = 0, unresolved = 0, carrying = 0, claim_open = 0, claim_performing = 0;
        for (const std::uint32_t loan : group.rows) {
            const QuietBook& book = books_[loan];
            const unsigned standing = book.standing;
            const unsigned at = facts[book.node];
            const unsigned quiet = standing & quiet_loan;
            const unsigned open = quiet & ~((standing & closed_loan) / closed_loan);
            const unsigned stock = open & ((at & non_performing_node) / non_performing_node);
            const unsigned npe = quiet & ((standing & npe_loan) / npe_loan);
            const unsigned workout = open & ((standing & workout_loan) / workout_loan);
            const unsigned performing = workout & ((at & performing_node) / performing_node);
            const int months =
                (horizon & -static_cast<int>(stock)) | (book.resolved & (static_cast<int>(stock) - 1));
            const Minor claim = loans.claim[loan];
            claim_months += (claim * months) & -Minor{npe};
            unresolved += claim & -Minor{npe & stock};
            carrying += loans.gross_carrying_amount[loan] & -Minor{stock};
            claim_open += claim & -Minor{workout};
            claim_performing += claim & -Minor{performing};
        }
        ledger.post(group.segment, horizon, Account::claim_months_to_resolution, claim_months);
        ledger.post(group.segment, horizon, Account::unresolved_claim, unresolved);
        ledger.post(group.segment, horizon, Account::closing, carrying);
        ledger.post(group.segment, horizon, Account::claim_closing, claim_open);
        ledger.post(group.segment, horizon, Account::terminal_claim, claim_open);
        ledger.post(group.segment, horizon, Account::terminal_claim_performing, claim_performing);
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
    next_event_.resize(std::max(next_event_.size(), account_work_.size()));
    for (std::size_t i = account_work_.size(); i-- > 0;) {
        const std::uint32_t loan = log[account_work_[i]].loan;
        next_event_[i] = first_event_[loan];
        first_event_[loan] = static_cast<std::uint32_t>(i);
    }
}

}  // namespace recoup::sim
