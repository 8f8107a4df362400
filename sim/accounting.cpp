#include "sim/accounting.hpp"

#include <string>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

[[noreturn]] void disagree(const PathContext& context, const WorkoutGraph& graph, const Event& event,
                           Minor book, Minor logged) {
    const Study& study = context.prepared.study;
    throw ContractViolation(
        "accounting and engine disagree on a claim (" + std::to_string(book) + " against " +
        std::to_string(logged) + " minor units): path " + std::to_string(context.path) + ", scenario " +
        study.scenarios[static_cast<std::size_t>(context.scenario)].name + ", loan " +
        study.portfolio.loans.loan_identifier[event.loan] + ", month " + std::to_string(event.month) +
        ", node " + graph.nodes[event.from_node].name + ", seed " + std::to_string(study.seed) +
        "; see `recoup replay STUDY --path " + std::to_string(context.path) + " --loan " +
        study.portfolio.loans.loan_identifier[event.loan] + "`");
}

/// The node whose entry action the event ran; its `to_node` may be the residual node behind a liquidation.
std::uint16_t action_node(const WorkoutGraph& graph, const Event& event) {
    const Node& from = graph.nodes[event.from_node];
    switch (event.cause) {
        case Cause::exit:
            return from.exits[event.exit];
        case Cause::auction_sold:
        case Cause::clock:
            return from.clock.node;
        case Cause::maturity:
            return from.maturity_node;
        case Cause::trigger:
        case Cause::auction_unsold:
            break;
    }
    return event.to_node;
}

/// False for an exit that is counted but not posted.
bool posts(const PreparedSegment& segment, const Node& from, const Event& event) {
    return event.cause != Cause::exit || segment.table.rows[from.row].exits[event.exit].accounts;
}

}  // namespace

Accounting::Accounting(const PreparedStudy& prepared) : prepared_(prepared) {
    const LoanColumns& loans = prepared.study.portfolio.loans;
    start_.resize(static_cast<std::size_t>(prepared.option_count()));
    for (std::size_t option = 0; option < start_.size(); ++option) {
        for (std::size_t loan = 0; loan < loans.size(); ++loan) {
            const PreparedSegment& segment = prepared.segments[loans.segment[loan]];
            LoanBook book;
            book.contract.annual_rate = loans.annual_rate[loan];
            book.contract.maturity = loans.months_to_maturity[loan];
            book.contract.repayment = segment.contract.repayment;
            book.claim = loans.claim[loan];
            set_instalment(book.contract, static_cast<double>(book.claim), 0);
            book.carrying = loans.gross_carrying_amount[loan];
            book.node = segment.graphs[option].start[static_cast<std::size_t>(loans.state[loan])];
            book.npe_at_cut_off = is_non_performing(loans.state[loan]);
            book.workout = book.npe_at_cut_off;
            book.claim_at_cut_off = book.claim;
            start_[option].push_back(book);
        }
    }
}

void Accounting::post(const PathContext& context, int option, const EventLog& log, PathLedger& ledger) {
    open_books(option, ledger);
    for (const Event& e : log) {
        event(context, option, e, ledger);
    }
    close_books(context, option, ledger);
    ledger.finish();
}

Discounting Accounting::discounting(std::uint32_t loan) const {
    return {.effective = prepared_.discount_effective[loan],
            .hurdle = prepared_.discount_hurdle.data(),
            .investor = prepared_.discount_investor.data()};
}

void Accounting::open_books(int option, PathLedger& ledger) {
    books_ = start_[static_cast<std::size_t>(option)];
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    for (std::size_t loan = 0; loan < books_.size(); ++loan) {
        if (books_[loan].npe_at_cut_off) {
            ledger.post(loans.segment[loan], 0, Account::opening, books_[loan].carrying);
            ledger.post(loans.segment[loan], 0, Account::claim_opening, books_[loan].claim);
        }
    }
}

void Accounting::stay(const PathContext& context, int option, std::uint32_t loan, int until,
                      PathLedger& ledger) {
    LoanBook& book = books_[loan];
    if (until <= book.since) {
        return;
    }
    const int segment_index = prepared_.study.portfolio.loans.segment[loan];
    const PreparedSegment& segment = prepared_.segments[static_cast<std::size_t>(segment_index)];
    const State state = segment.graphs[static_cast<std::size_t>(option)].nodes[book.node].state;
    if (!book.workout) {
        const ClaimSchedule schedule =
            claim_schedule(book.contract, segment.cash[static_cast<std::size_t>(state)]);
        if (schedule.constant()) {
            book.since = until;
        } else {
            post_performing_stay(book, schedule, until, segment_index, ledger);
        }
        return;
    }
    CashRules rules{.cash = segment.cash.data(), .costs = segment.costs.data()};
    if (segment.costs[static_cast<std::size_t>(state)].upkeep_share_of_value_per_year > 0.0 &&
        !book.collateral_gone) {
        const CollateralColumns& collateral = prepared_.study.portfolio.collateral;
        for (std::uint32_t c = collateral.first[loan]; c < collateral.first[loan + 1]; ++c) {
            rules.collateral_value_now += static_cast<double>(collateral.value[c]) *
                                          context.indices.level_at(book.since, collateral.index[c]);
        }
    }
    const Discounting factors = discounting(loan);
    CashPoster<PathLedger> poster(ledger, segment_index, book, factors);
    post_stay(book, state, until, rules, poster);
}

void Accounting::event(const PathContext& context, int option, const Event& event, PathLedger& ledger) {
    LoanBook& book = books_[event.loan];
    const int segment_index = prepared_.study.portfolio.loans.segment[event.loan];
    const WorkoutGraph& graph =
        prepared_.segments[static_cast<std::size_t>(segment_index)].graphs[static_cast<std::size_t>(option)];
    const bool at_maturity = event.cause == Cause::maturity;
    stay(context, option, event.loan, event.month - (at_maturity ? 1 : 0), ledger);
    if (at_maturity) {  // the last payment brings the month's interest with it
        const Minor interest = event.claim_before - book.claim;
        if (book.workout) {
            ledger.post(segment_index, event.month, Account::claim_interest, interest);
        }
        if (is_non_performing(graph.nodes[event.from_node].state)) {  // forborne: the contract is paid
            ledger.post(segment_index, event.month, Account::accrued, interest);
            book.carrying += interest;
        }
        book.claim = event.claim_before;
        book.since = event.month;
    }
    if (book.claim != event.claim_before) {
        disagree(context, graph, event, book.claim, event.claim_before);
    }
    enter(context, option, event, action_node(graph, event), ledger);
    if (book.claim != event.claim_after || book.node != event.to_node) {
        disagree(context, graph, event, book.claim, event.claim_after);
    }
}

void Accounting::enter(const PathContext& context, int option, const Event& event, std::uint16_t target,
                       PathLedger& ledger) {
    LoanBook& book = books_[event.loan];
    const int segment_index = prepared_.study.portfolio.loans.segment[event.loan];
    const PreparedSegment& segment = prepared_.segments[static_cast<std::size_t>(segment_index)];
    const WorkoutGraph& graph = segment.graphs[static_cast<std::size_t>(option)];
    const Node& from = graph.nodes[event.from_node];
    const EntryAction action = graph.nodes[target].action;
    Sale sale;
    if (action == EntryAction::liquidate && !book.collateral_gone) {
        sale = collateral_sale(context, event.loan, event.month, event.cause == Cause::auction_sold);
    }
    const EntryOutcome outcome =
        enter_node(graph, target, book.contract, book.claim, event.month, segment.contract, sale);
    const Discounting factors = discounting(event.loan);
    CashPoster<PathLedger> poster(ledger, segment_index, book, factors);
    // A performing loan that takes a loss is non-performing first: claim and carrying amount enter the stock
    // before the action, whatever it leaves of them.
    State standing = from.state;
    const State entered = graph.nodes[target].state;
    if (is_performing(standing) && !is_performing(entered) && entered != State::repaid) {
        standing = State::defaulted;
        post_status_change(book, from.state, standing, event.month, factors, poster);
    }
    post_entry(book, action, standing, outcome, event.month, posts(segment, from, event), poster);
    post_status_change(book, standing, graph.nodes[outcome.node].state, event.month, factors, poster);
}

void Accounting::close_books(const PathContext& context, int option, PathLedger& ledger) {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const int horizon = prepared_.months;
    for (std::uint32_t loan = 0; loan < books_.size(); ++loan) {
        LoanBook& book = books_[loan];
        const int segment = loans.segment[loan];
        const State state = prepared_.segments[static_cast<std::size_t>(segment)]
                                .graphs[static_cast<std::size_t>(option)]
                                .nodes[book.node]
                                .state;
        if (!is_closed(state)) {
            stay(context, option, loan, horizon, ledger);
        }
        if (book.npe_at_cut_off) {
            const bool open = is_non_performing(state);
            ledger.post(segment, horizon, Account::claim_months_to_resolution,
                        book.claim_at_cut_off * (open ? horizon : book.resolved));
            ledger.post(segment, horizon, Account::unresolved_claim, open ? book.claim_at_cut_off : 0);
        }
        if (book.workout) {
            ledger.post(segment, horizon, Account::closing, is_non_performing(state) ? book.carrying : 0);
            ledger.post(segment, horizon, Account::claim_closing, book.claim);
            ledger.post(segment, horizon, Account::terminal_claim, book.claim);
            ledger.post(segment, horizon, Account::terminal_claim_performing,
                        is_performing(state) ? book.claim : 0);
        }
    }
}

}  // namespace recoup::sim
