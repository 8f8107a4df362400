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
    if (event.cause == Cause::exit) {
        return from.exits[event.exit];
    }
    if (event.cause == Cause::trigger || event.cause == Cause::auction_unsold) {
        return event.to_node;
    }
    for (const Clock& clock : from.clocks) {
        if (clock.node != no_node && clock.node != event.to_node &&
            graph.nodes[clock.node].residual_node == event.to_node) {
            return clock.node;
        }
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
    Reporting standing = from.rules;
    if (defaults_on_the_way(from.rules, entered)) {
        standing = defaulted_now;
        post_status_change(book, from.rules, standing, event.month, discounting, poster);
    }
    if (entered.actions.empty()) {
        book.node = target;
        book.since = event.month;
    } else {
        Sale sale;
        if (entered.form.sells) {
            sale = collateral_sale(context, event.loan, book.collateral, event.month,
                                   event.cause == Cause::auction_sold);
        }
        const Outcome outcome = outcome_of(
            entered.actions, {.claim = book.claim,
                              .carrying = book.carrying,
                              .contract = book.contract,
                              .standing = standing,
                              .month = event.month,
                              .draw = entered.form.draws ? drawn_at(context, event.loan, event.month) : 0.5,
                              .posts = posts(segment, from, event),
                              .sale = sale});
        post_outcome(book, outcome, outcome.leaves_deficiency ? entered.residual_node : target, event.month,
                     poster);
    }
    post_status_change(book, standing, graph.nodes[book.node].rules, event.month, discounting, poster);
    const Minor quiet = entered.rules.closed() ? 0 : before;
    const Minor after = amounts == nullptr ? quiet : amounts->claim_after;
    if (book.claim != after || book.node != event.to_node) {
        events_disagree(context, option, event, book.claim);
    }
}

}  // namespace recoup::sim
