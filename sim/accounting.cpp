#include "sim/accounting.hpp"

#include <algorithm>
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

/// One loan under one option on one path.
class LoanAccount {
  public:
    LoanAccount(const PathContext& context, int option, std::uint32_t loan, const LoanBook& start,
                const std::vector<std::uint8_t>& quiet, PathLedger& ledger)
        : context_(context),
          prepared_(context.prepared),
          loan_(loan),
          segment_index_(prepared_.study.portfolio.loans.segment[loan]),
          segment_(prepared_.segments[static_cast<std::size_t>(segment_index_)]),
          graph_(segment_.graphs[static_cast<std::size_t>(option)]),
          quiet_(quiet),
          ledger_(ledger),
          book_(start),
          discounting_{.effective = prepared_.discount_effective[loan],
                       .hurdle = prepared_.discount_hurdle.data(),
                       .investor = prepared_.discount_investor.data()},
          poster_(ledger, segment_index_, book_, discounting_) {
        if (book_.npe_at_cut_off) {
            poster_.post(0, Account::opening, book_.carrying);
            poster_.post(0, Account::claim_opening, book_.claim);
        }
    }

    void event(const Event& event) {
        const bool at_maturity = event.cause == Cause::maturity;
        stay(event.month - (at_maturity ? 1 : 0));
        if (at_maturity) {  // the last payment brings the month's interest with it
            const Minor interest = event.claim_before - book_.claim;
            poster_.post(event.month, Account::claim_interest, book_.workout ? interest : 0);
            if (is_non_performing(graph_.nodes[event.from_node].state)) {  // forborne: the contract is paid
                poster_.post(event.month, Account::accrued, interest);
                book_.carrying += interest;
            }
            book_.claim = event.claim_before;
            book_.since = event.month;
        }
        if (book_.claim != event.claim_before) {
            disagree(context_, graph_, event, book_.claim, event.claim_before);
        }
        enter(event);
        if (book_.claim != event.claim_after || book_.node != event.to_node) {
            disagree(context_, graph_, event, book_.claim, event.claim_after);
        }
    }

    void close() {
        const int horizon = prepared_.months;
        const State state = graph_.nodes[book_.node].state;
        if (!is_closed(state)) {
            stay(horizon);
        }
        if (book_.npe_at_cut_off) {
            const bool open = is_non_performing(state);
            const Minor whole_units =
                round_to_minor(static_cast<double>(book_.claim_at_cut_off) / minor_units_per_unit);
            poster_.post(horizon, Account::claim_months_to_resolution,
                         whole_units * (open ? horizon : book_.resolved));
            poster_.post(horizon, Account::unresolved_claim, open ? book_.claim_at_cut_off : 0);
        }
        if (book_.workout) {
            poster_.post(horizon, Account::closing, is_non_performing(state) ? book_.carrying : 0);
            poster_.post(horizon, Account::claim_closing, book_.claim);
            poster_.post(horizon, Account::terminal_claim, book_.claim);
            poster_.post(horizon, Account::terminal_claim_performing, is_performing(state) ? book_.claim : 0);
        }
    }

  private:
    void stay(int until) {
        if (until <= book_.since) {
            return;
        }
        if (quiet_[book_.node] != 0 && asks_nothing()) {
            book_.since = until;
            return;
        }
        const State state = graph_.nodes[book_.node].state;
        const CashRules rules{.cash = segment_.cash[static_cast<std::size_t>(state)],
                              .costs = segment_.costs[static_cast<std::size_t>(state)],
                              .collateral_value = collateral_value(state)};
        const ClaimSchedule schedule = claim_schedule(book_.contract, rules.cash);
        if (!book_.workout) {
            post_performing_stay(book_, schedule, until, segment_index_, ledger_);
        } else {
            post_stay(book_, state, schedule, until, rules, discounting_, poster_);
        }
    }

    /// Value that upkeep is paid on: all collateral at the index level of the start of the stay.
    double collateral_value(State state) const {
        if (segment_.costs[static_cast<std::size_t>(state)].upkeep_share_of_value_per_year == 0.0 ||
            book_.collateral_gone) {
            return 0.0;
        }
        const CollateralColumns& collateral = prepared_.study.portfolio.collateral;
        double value = 0.0;
        for (std::uint32_t c = collateral.first[loan_]; c < collateral.first[loan_ + 1]; ++c) {
            value += static_cast<double>(collateral.value[c]) *
                     context_.indices.level_at(book_.since, collateral.index[c]);
        }
        return value;
    }

    void enter(const Event& event) {
        const Node& from = graph_.nodes[event.from_node];
        const std::uint16_t target = action_node(graph_, event);
        const Node& entered = graph_.nodes[target];
        // A performing loan that takes a loss is non-performing first: claim and carrying amount enter the
        // stock before the action, whatever it leaves of them.
        State standing = from.state;
        if (is_performing(standing) && !is_performing(entered.state) && entered.state != State::repaid) {
            standing = State::defaulted;
            post_status_change(book_, from.state, standing, event.month, discounting_, poster_);
        }
        if (entered.action == EntryAction::none ||
            (entered.action == EntryAction::cure && cure_changes_nothing(event.month))) {
            book_.node = target;
            book_.since = event.month;
        } else {
            Sale sale;
            if (entered.action == EntryAction::liquidate && !book_.collateral_gone) {
                sale = collateral_sale(context_, loan_, event.month, event.cause == Cause::auction_sold);
            }
            const EntryOutcome outcome =
                enter_node(graph_, target, book_.contract, book_.claim, event.month, segment_.contract, sale);
            post_entry(book_, entered.action, standing, outcome, event.month, posts(segment_, from, event),
                       poster_);
        }
        post_status_change(book_, standing, graph_.nodes[book_.node].state, event.month, discounting_,
                           poster_);
    }

    /// A contract that asks for nothing and runs long enough is the same after a cure.
    bool cure_changes_nothing(int month) const {
        return asks_nothing() && book_.contract.repayment == Repayment::bullet &&
               book_.contract.maturity >= month + segment_.contract.minimum_term_months_after_cure;
    }
    bool asks_nothing() const { return book_.contract.annual_rate == 0.0 && book_.contract.instalment == 0; }

    const PathContext& context_;
    const PreparedStudy& prepared_;
    std::uint32_t loan_;
    int segment_index_;
    const PreparedSegment& segment_;
    const WorkoutGraph& graph_;
    const std::vector<std::uint8_t>& quiet_;
    PathLedger& ledger_;
    LoanBook book_;
    Discounting discounting_;
    CashPoster<PathLedger> poster_;
};

/// Nodes whose state has neither cash rules nor costs: a contract that asks for nothing posts nothing there.
std::vector<std::uint8_t> quiet_nodes(const PreparedSegment& segment, const WorkoutGraph& graph) {
    std::vector<std::uint8_t> quiet;
    for (const Node& node : graph.nodes) {
        const CashSpec& cash = segment.cash[static_cast<std::size_t>(node.state)];
        const CostSpec& cost = segment.costs[static_cast<std::size_t>(node.state)];
        quiet.push_back(cash.share_of_claim_per_month == 0.0 && cost.servicing_per_month == 0.0 &&
                        cost.internal_workout_per_month == 0.0 && cost.upkeep_share_of_value_per_year == 0.0);
    }
    return quiet;
}

}  // namespace

Accounting::Accounting(const PreparedStudy& prepared)
    : prepared_(prepared), first_event_(prepared.study.portfolio.loans.size()) {
    for (const PreparedSegment& segment : prepared.segments) {
        quiet_.emplace_back();
        for (const WorkoutGraph& graph : segment.graphs) {
            quiet_.back().push_back(quiet_nodes(segment, graph));
        }
    }
}

LoanBook Accounting::book_at_cut_off(int option, std::uint32_t loan) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const State state = loans.state[loan];
    const auto& graph = prepared_.segments[loans.segment[loan]].graphs[static_cast<std::size_t>(option)];
    return {.contract = prepared_.start_contracts[loan],
            .claim = loans.claim[loan],
            .carrying = loans.gross_carrying_amount[loan],
            .node = graph.start[static_cast<std::size_t>(state)],
            .workout = is_non_performing(state),
            .npe_at_cut_off = is_non_performing(state),
            .claim_at_cut_off = loans.claim[loan]};
}

bool Accounting::posts_without_events(std::uint32_t loan) const {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const State state = loans.state[loan];
    const CashSpec& cash = prepared_.segments[loans.segment[loan]].cash[static_cast<std::size_t>(state)];
    return is_non_performing(state) || !claim_schedule(prepared_.start_contracts[loan], cash).constant();
}

void Accounting::post(const PathContext& context, int option, const EventLog& log, PathLedger& ledger) {
    link_events(log);
    const auto o = static_cast<std::size_t>(option);
    for (std::uint32_t loan = 0; loan < first_event_.size(); ++loan) {
        std::uint32_t next = first_event_[loan];
        if (next == no_event && !posts_without_events(loan)) {
            continue;
        }
        LoanAccount account(context, option, loan, book_at_cut_off(option, loan),
                            quiet_[prepared_.study.portfolio.loans.segment[loan]][o], ledger);
        for (; next != no_event; next = next_event_[next]) {
            account.event(log[next]);
        }
        account.close();
    }
    ledger.finish();
}

void Accounting::link_events(const EventLog& log) {
    std::fill(first_event_.begin(), first_event_.end(), no_event);
    next_event_.resize(log.size());
    for (std::size_t event = log.size(); event-- > 0;) {
        next_event_[event] = first_event_[log[event].loan];
        first_event_[log[event].loan] = static_cast<std::uint32_t>(event);
    }
}

}  // namespace recoup::sim
