// What one event does to a loan's book and posts: the functions that the engine used, replayed.
//
// Inline: most loans end here, and their books then live in registers.
#pragma once

#include "models/recovery_cash_flows.hpp"
#include "sim/path/collateral_sale.hpp"
#include "sim/path/ledger.hpp"
#include "sim/path/path_events.hpp"

namespace recoup::sim {

/// Throws ContractViolation: engine and accounting hold different claims or nodes.
[[noreturn]] void events_disagree(const PathContext& context, int option, const Event& event, Minor book);

/// The node whose entry action the event ran; its `to_node` may be the residual node behind a liquidation.
inline std::uint16_t action_node(const WorkoutGraph& graph, const Event& event) {
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
inline bool posts(const PreparedSegment& segment, const Node& from, const Event& event) {
    return event.cause != Cause::exit || segment.table.rows[from.row].exits[event.exit].accounts;
}

/// Moves `book` through the event and posts it. `amounts` is null where the claim stood still.
inline void post_event(const PathContext& context, int option, const Event& event,
                       const EventAmounts* amounts, LoanBook& book, const Discounting& discounting,
                       CashPoster<PathLedger>& poster) {
    const PreparedSegment& segment =
        context.prepared.segments[context.prepared.loan_records[event.loan].segment];
    const WorkoutGraph& graph = segment.graphs[static_cast<std::size_t>(option)];
    const Minor before = amounts == nullptr ? book.claim : amounts->claim_before;
    const Node& from = graph.nodes[event.from_node];
    const bool has_exit = event.cause != Cause::exit || event.exit < from.exits.size();
    if (book.claim != before || book.node != event.from_node || !has_exit) {
        events_disagree(context, option, event, book.claim);
    }
    const std::uint16_t target = action_node(graph, event);
    const Node& entered = graph.nodes[target];
    // A performing loan that takes a loss is non-performing first: claim and carrying amount enter the
    // stock before the action, whatever it leaves of them.
    State standing = from.state;
    if (is_performing(standing) && !is_performing(entered.state) && entered.state != State::repaid) {
        standing = State::defaulted;
        post_status_change(book, from.state, standing, event.month, discounting, poster);
    }
    if (entered.action == EntryAction::none) {
        book.node = target;
        book.since = event.month;
    } else {
        Sale sale;
        if (entered.action == EntryAction::liquidate) {
            sale = collateral_sale(context, event.loan, book.collateral, event.month,
                                   event.cause == Cause::auction_sold);
        }
        const EntryOutcome outcome =
            enter_node(graph, target, book.contract, book.claim, event.month, segment.contract, sale);
        post_entry(book, entered.action, standing, outcome, event.month, posts(segment, from, event), poster);
    }
    post_status_change(book, standing, graph.nodes[book.node].state, event.month, discounting, poster);
    const Minor quiet = is_closed(entered.state) ? 0 : before;
    const Minor after = amounts == nullptr ? quiet : amounts->claim_after;
    if (book.claim != after || book.node != event.to_node) {
        events_disagree(context, option, event, book.claim);
    }
}

}  // namespace recoup::sim
