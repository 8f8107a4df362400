#include "sim/books/accounting.hpp"

#include <algorithm>

#include "sim/books/horizon_sums.hpp"
#include "sim/books/loan_account.hpp"

namespace recoup::sim {

namespace {

/// A contract that asks for nothing stays as it is in this node, which costs nothing and has no clock.
bool is_quiet(const Node& node) {
    const bool stands = node.rules.performing() || node.rules.in_stock();
    return stands && node.rules.costs.free() && claim_rests_in(node);
}

}  // namespace

Accounting::Accounting(const PreparedStudy& prepared)
    : prepared_(prepared), opening_(prepared.segments.size()), quiet_ends_(prepared) {
    list_work();
    list_loans();
}

void Accounting::list_work() {
    for (int option = 0; option <= prepared_.option_count(); ++option) {
        auto& by_segment = work_of_move_.emplace_back();
        for (const PreparedSegment& segment : prepared_.segments) {
            std::vector<Work>& work = by_segment.emplace_back();
            const std::vector<Node>& nodes = segment.graphs[graph_of(option)].nodes;
            for (const GraphExit& exit : segment.exits[graph_of(option)]) {
                for (unsigned standing = 0; standing < loan_standings; ++standing) {
                    work.push_back(work_of(nodes[exit.from], nodes[exit.to], standing));
                }
            }
        }
    }
}

Accounting::Work Accounting::work_of(const Node& from, const Node& to, unsigned standing) {
    const bool was_in_stock = from.rules.in_stock();
    if ((standing & quiet_loan) == 0 || !can_leave(standing, was_in_stock)) {
        return account_work;  // which refuses what the books contradict
    }
    if (is_quiet(to)) {
        const bool is_in_stock = to.rules.in_stock();
        return was_in_stock == is_in_stock ? nothing : is_in_stock ? inflow : cure;
    }
    if (QuietEnds::can_close(to) && from.rules.commission_share == 0.0) {
        return to.form.sells ? sale : other_end;
    }
    return account_work;
}

void Accounting::list_loans() {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
        const bool npe = prepared_.is_npe_at_cut_off(loan);
        opening_[loans.segment[loan]].carrying += npe ? loans.gross_carrying_amount[loan] : 0;
        opening_[loans.segment[loan]].claim += npe ? loans.claim[loan] : 0;
        if (neighbours_.empty() || neighbours_.back().segment != loans.segment[loan]) {
            neighbours_.push_back({.segment = loans.segment[loan], .first = loan});
        }
        ++neighbours_.back().size;
    }
    for (int option = 0; option <= prepared_.option_count(); ++option) {
        QuietBooks& books = books_at_cut_off_.emplace_back();
        const bool trunk = is_trunk(option);
        for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
            const PreparedSegment& segment = prepared_.segments[loans.segment[loan]];
            const auto state = static_cast<std::size_t>(loans.state[loan]);
            const WorkoutGraph& graph = segment.graphs[graph_of(option)];
            const bool here = segment.trunk.holds(segment.graphs[0].start[state]) == trunk;
            const bool calm =
                !prepared_.study.plain_twins &&
                asks_nothing_until(prepared_.start_contracts[loan], segment.contract, prepared_.months);
            const bool quiet = calm && is_quiet(graph.nodes[graph.start[state]]);
            const bool npe = prepared_.is_npe_at_cut_off(loan);
            books.standing.push_back(
                static_cast<std::uint8_t>((here ? 0 : posted_loan) | (here && quiet ? quiet_loan : 0) |
                                          (npe ? workout_loan | npe_loan | stock_loan : 0)));
        }
        books.resolved.assign(loans.size(), -1);
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
    post_horizon(ledger);
}

void Accounting::post(const PathContext& context, int option, const PathEvents& events, PathLedger& ledger) {
    books_ = books_at_cut_off_[static_cast<std::size_t>(option)];
    enter_option(events);
    post_log(context, option, events.logs[static_cast<std::size_t>(option)], ledger);
    post_horizon(ledger);
    ledger.finish();
}

void Accounting::post_log(const PathContext& context, int option, const EventLog& log, PathLedger& ledger) {
    const auto graph = static_cast<int>(graph_of(option));
    account_events_.clear();
    for (const EventRun& run : log.runs()) {
        sort_moves(option, log.moves_of(run), run.segment);
        post_inflows(run, ledger);
        post_cures(run, ledger);
        quiet_ends_.post(context, graph, run, moves_for(sale), moves_for(other_end), books_, ledger);
        list_account_events(context, graph, log, run);
    }
    post_accounts(context, option, log, ledger);
}

/// Keeps the quiet loans as they leave; those that do not are posted to the end.
void Accounting::leave_trunk(const PathEvents& events) {
    trunk_books_ = books_;
    for (const std::uint32_t loan : events.left) {
        std::uint8_t& standing = books_.standing[loan];
        standing = static_cast<std::uint8_t>(posted_loan | (standing & npe_loan));
    }
}

void Accounting::enter_option(const PathEvents& events) {
    for (const std::uint32_t loan : events.left) {
        books_.standing[loan] = trunk_books_.standing[loan];
        books_.resolved[loan] = trunk_books_.resolved[loan];
    }
}

// How a loan moves is as random as the draws, and a branch on it is guessed wrong every other time: each move
// is entered in the list of its kind, also where it asks for nothing. The lengths of the lists stand side by
// side in one register, for so many moves that none outgrows its bits.
void Accounting::sort_moves(int option, std::span<const QuietMove> moves, int segment) {
    constexpr unsigned bits = 10;
    constexpr std::size_t most_moves = (1U << bits) - 1;
    static_assert(work_kinds * bits <= 64);
    const Work* const work_of_move =
        work_of_move_[static_cast<std::size_t>(option)][static_cast<std::size_t>(segment)].data();
    const std::uint8_t* const standing = books_.standing.data();
    const LoanRecord* const records = prepared_.loan_records.data();
    std::array<QuietMove*, work_kinds> next;
    for (std::size_t kind = 0; kind < work_kinds; ++kind) {
        work_[kind].resize(std::max(work_[kind].size(), moves.size()));
        next[kind] = work_[kind].data();
    }
    for (std::size_t first = 0; first < moves.size(); first += most_moves) {
        std::uint64_t lengths = 0;
        for (const QuietMove& move : moves.subspan(first, std::min(most_moves, moves.size() - first))) {
            const unsigned work = work_of_move[move.exit * loan_standings + standing[move.loan]];
            __builtin_prefetch(&records[move.loan]);
            next[work][lengths >> work * bits & most_moves] = move;
            lengths += std::uint64_t{1} << work * bits;
        }
        for (std::size_t kind = 0; kind < work_kinds; ++kind) {
            next[kind] += lengths >> kind * bits & most_moves;
        }
    }
    for (std::size_t kind = 0; kind < work_kinds; ++kind) {
        work_count_[kind] = static_cast<std::size_t>(next[kind] - work_[kind].data());
    }
}

/// Quiet loans that become non-performing; for the first time their claim is posted, too.
void Accounting::post_inflows(const EventRun& run, PathLedger& ledger) {
    const std::span<const QuietMove> moves = moves_for(inflow);
    first_claims_.resize(moves.size() + settlement_slack);
    effective_.resize(moves.size() + settlement_slack);
    Minor carrying = 0, claim = 0;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const LoanRecord& loan = prepared_.loan_records[moves[i].loan];
        std::uint8_t& standing = books_.standing[moves[i].loan];
        first_claims_[i] = (standing & workout_loan) == 0 ? loan.claim : 0;
        effective_[i] = loan.effective;
        carrying += loan.carrying;
        claim += first_claims_[i];
        standing |= workout_loan | stock_loan;
    }
    ledger.post(run.segment, run.month, Account::inflow, carrying);
    ledger.post(run.segment, run.month, Account::claim_inflow, claim);
    ledger.post(run.segment, run.month, Account::claim_inflow_discounted,
                discounted_sum(first_claims_.data(), effective_.data(), moves.size(), run.month));
}

void Accounting::post_cures(const EventRun& run, PathLedger& ledger) {
    Minor carrying = 0;
    for (const QuietMove& move : moves_for(cure)) {
        std::uint8_t& standing = books_.standing[move.loan];
        carrying += prepared_.loan_records[move.loan].carrying;
        standing = static_cast<std::uint8_t>(standing & ~stock_loan);
        books_.resolved[move.loan] = static_cast<std::int16_t>(run.month);
    }
    ledger.post(run.segment, run.month, Account::cure, carrying);
}

/// Whatever stands in a whole record, and moves of loans that are quiet no longer or were not at cut-off.
void Accounting::list_account_events(const PathContext& context, int graph, const EventLog& log,
                                     const EventRun& run) {
    const std::size_t first = account_events_.size();
    const PreparedSegment& segment = prepared_.segments[run.segment];
    const std::vector<GraphExit>& exits = segment.exits[static_cast<std::size_t>(graph)];
    const std::vector<Node>& nodes = segment.graphs[static_cast<std::size_t>(graph)].nodes;
    for (const QuietMove& move : moves_for(account_work)) {
        account_events_.push_back(event_of(exits, move, run.month));
    }
    const std::span<const Event> records = log.records_of(run);
    account_events_.insert(account_events_.end(), records.begin(), records.end());
    for (std::size_t i = first; i < account_events_.size(); ++i) {
        const Event& event = account_events_[i];
        std::uint8_t& standing = books_.standing[event.loan];
        const bool from_stock = nodes[event.from_node].rules.in_stock();
        if ((standing & quiet_loan) != 0 && !can_leave(standing, from_stock)) {
            events_disagree(context, graph, event, prepared_.loan_records[event.loan].claim);
        }
        standing = static_cast<std::uint8_t>(standing & ~quiet_loan);
    }
}

void Accounting::post_accounts(const PathContext& context, int option, const EventLog& log,
                               PathLedger& ledger) {
    const auto has_account = [](std::uint8_t standing) {
        return (standing & (quiet_loan | posted_loan)) == 0;
    };
    if (std::none_of(books_.standing.begin(), books_.standing.end(), has_account)) {
        return;
    }
    link_events();
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        const bool leaves = is_trunk(option) && fork_of_[loan] == will_leave;
        if (!has_account(books_.standing[loan]) ||
            (next == no_event && !leaves && !posts_without_events(loan))) {
            continue;
        }
        LoanAccount account(context, static_cast<int>(graph_of(option)), loan, book_of(option, loan, next),
                            ledger);
        for (; next != no_event; next = next_event_[next]) {
            const Event& event = account_events_[next];
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
void Accounting::post_horizon(PathLedger& ledger) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const int horizon = prepared_.months;
    for (const Neighbours& run : neighbours_) {
        const int segment = run.segment;
        const HorizonSums sums = sum_at_horizon({.standing = books_.standing.data() + run.first,
                                                 .resolved = books_.resolved.data() + run.first,
                                                 .claim = loans.claim.data() + run.first,
                                                 .carrying = loans.gross_carrying_amount.data() + run.first,
                                                 .size = run.size,
                                                 .horizon = horizon});
        ledger.post(segment, horizon, Account::claim_months_to_resolution, sums.claim_months);
        ledger.post(segment, horizon, Account::unresolved_claim, sums.unresolved);
        ledger.post(segment, horizon, Account::closing, sums.carrying);
        ledger.post(segment, horizon, Account::claim_closing, sums.claim_open);
        ledger.post(segment, horizon, Account::terminal_claim, sums.claim_open);
        ledger.post(segment, horizon, Account::terminal_claim_performing, sums.claim_performing);
    }
}

/// The loan as its quiet moves left it; at cut-off where there were none. `first_event` is the first that its
/// account sees.
LoanBook Accounting::book_of(int option, std::uint32_t loan, std::uint32_t first_event) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const PreparedSegment& segment = prepared_.segments[loans.segment[loan]];
    if (!is_trunk(option) && prepared_.has_trunk && fork_of_[loan] < will_leave) {
        LoanBook book = fork_books_[fork_of_[loan]];
        book.node = segment.trunk.node_in[static_cast<std::size_t>(option)][book.node];
        return book;
    }
    // A loan that was quiet has moved without its books: where to, its first event says.
    const auto at_cut_off = static_cast<std::size_t>(loans.state[loan]);
    const bool was_quiet = (books_at_cut_off_[static_cast<std::size_t>(option)].standing[loan] &
                            (quiet_loan | posted_loan)) != 0;
    const std::uint16_t node = was_quiet && first_event != no_event
                                   ? account_events_[first_event].from_node
                                   : segment.graphs[graph_of(option)].start[at_cut_off];
    const unsigned standing = books_.standing[loan];
    const LoanRecord& facts = prepared_.loan_records[loan];
    return {.contract = prepared_.start_contracts[loan],
            .claim = facts.claim,
            .carrying = facts.carrying,
            .node = node,
            .workout = (standing & workout_loan) != 0,
            .npe_at_cut_off = (standing & npe_loan) != 0,
            .claim_at_cut_off = facts.claim,
            .collateral = facts.all_collateral(),
            .resolved = books_.resolved[loan]};
}

bool Accounting::posts_without_events(std::uint32_t loan) const {
    const NodeRules& rules = prepared_.rules_at_cut_off(loan);
    return rules.in_stock() || !claim_schedule(prepared_.start_contracts[loan], rules.cash).constant();
}

void Accounting::link_events() {
    first_event_.assign(prepared_.study.portfolio.loans.size(), no_event);
    next_event_.resize(std::max(next_event_.size(), account_events_.size()));
    for (std::size_t i = account_events_.size(); i-- > 0;) {
        const std::uint32_t loan = account_events_[i].loan;
        next_event_[i] = first_event_[loan];
        first_event_[loan] = static_cast<std::uint32_t>(i);
    }
}

}  // namespace recoup::sim
