#include "sim/quiet_ends.hpp"

#include <algorithm>

#include "models/measures/liquidation.hpp"
#include "models/powers.hpp"
#include "models/recovery_cash_flows.hpp"
#include "sim/event_posting.hpp"

namespace recoup::sim {

namespace {

/// All bits where `condition` holds: a sum takes `amount & mask(condition)` without a branch.
Minor mask(bool condition) {
    return -static_cast<Minor>(condition);
}

Minor present_value(Minor payment, double discount) {
    return round_to_minor(static_cast<double>(payment) * discount);
}

}  // namespace

QuietEnds::QuietEnds(const PreparedStudy& prepared) : prepared_(prepared) {
    closing_.resize(static_cast<std::size_t>(prepared.option_count()));
    for (std::size_t option = 0; option < closing_.size(); ++option) {
        for (const PreparedSegment& segment : prepared.segments) {
            const std::vector<Node>& nodes = segment.graphs[option].nodes;
            auto& closing = closing_[option].emplace_back();
            for (const GraphExit& exit : segment.exits[option]) {
                const Node& from = nodes[exit.from];
                const Node& to = nodes[exit.to];
                const bool defaults = is_performing(from.state) && to.state != State::repaid;
                closing.push_back({.cash = to.action == EntryAction::liquidate
                                               ? Account::collateral
                                               : payment_account(defaults ? State::defaulted : from.state),
                                   .pays = segment.table.rows[from.row].exits[exit.exit].accounts &&
                                           to.action != EntryAction::abandon,
                                   .in_stock = is_non_performing(from.state),
                                   .defaults = defaults});
            }
        }
    }
}

bool QuietEnds::can_close(const Node& to) {
    return is_closed(to.state) && to.residual_node == no_node &&
           (to.action == EntryAction::repay || to.action == EntryAction::liquidate ||
            to.action == EntryAction::abandon);
}

void QuietEnds::Ends::make_room(std::size_t size) {
    if (loan.size() >= size) {
        return;
    }
    const auto resize = [size](auto&... columns) { (columns.resize(size), ...); };
    resize(loan, cash_account, claim, carrying, pays, stock, workout, npe, defaults, first_default, discount,
           cash, cost, prior_claims, effective, hurdle, investor);
}

void QuietEnds::post(const PathContext& context, int graph, const EventRun& run,
                     std::span<const QuietMove> sales, std::span<const QuietMove> others, QuietBooks& books,
                     PathLedger& ledger) {
    const std::size_t size = sales.size() + others.size();
    if (size == 0) {
        return;
    }
    ends_.make_room(size);
    bases_.resize(size);
    gather(context, graph, run, sales, 0, books);
    gather(context, graph, run, others, sales.size(), books);
    powers(bases_, run.month, ends_.discount.data());
    sell(context, run.month, sales.size());
    for (std::size_t i = sales.size(); i < size; ++i) {
        ends_.cash[i] = ends_.claim[i] & ends_.pays[i];
        ends_.cost[i] = 0;
        ends_.prior_claims[i] = 0;
    }
    ledger.post(run.segment, run.month, Account::pv_costs_hurdle, take_present_values(run.month, size));
    post_sums(run, size, ledger);
}

void QuietEnds::gather(const PathContext& context, int graph, const EventRun& run,
                       std::span<const QuietMove> ends, std::size_t first, QuietBooks& books) {
    const ClosingExit* const exits = closing_[static_cast<std::size_t>(graph)][run.segment].data();
    for (std::size_t i = first; i < first + ends.size(); ++i) {
        const QuietMove& end = ends[i - first];
        const LoanRecord& loan = prepared_.loan_records[end.loan];
        const ClosingExit& exit = exits[end.exit];
        std::uint8_t& standing = books.standing[end.loan];
        if ((standing & (closed_loan | stock_loan)) != (exit.in_stock ? stock_loan : 0)) [[unlikely]] {
            moves_disagree(context, graph, end, run);
        }
        const bool was_workout = (standing & workout_loan) != 0;
        const Minor stock = mask(exit.in_stock | exit.defaults);
        ends_.loan[i] = end.loan;
        ends_.cash_account[i] = exit.cash;
        ends_.claim[i] = loan.claim;
        ends_.carrying[i] = loan.carrying;
        ends_.pays[i] = mask(exit.pays);
        ends_.stock[i] = stock;
        ends_.workout[i] = mask(was_workout | exit.defaults);
        ends_.npe[i] = mask((standing & npe_loan) != 0);
        ends_.defaults[i] = mask(exit.defaults);
        ends_.first_default[i] = mask(exit.defaults & !was_workout);
        bases_[i] = loan.effective;
        std::int16_t& resolved = books.resolved[end.loan];
        resolved = stock != 0 ? static_cast<std::int16_t>(run.month) : resolved;
        standing |= closed_loan;
    }
}

/// The collateral of the first `size` ends.
void QuietEnds::sell(const PathContext& context, int month, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        Proceeds proceeds;
        if (ends_.pays[i] != 0) {
            const Sale sale = collateral_sale(context, ends_.loan[i], month, false);
            proceeds = distribute(sale.price, sale.prior_claims, sale.sale_cost, ends_.claim[i]);
        }
        ends_.cash[i] = proceeds.to_claim;
        ends_.cost[i] = proceeds.sale_cost;
        ends_.prior_claims[i] = proceeds.prior_claims_paid;
    }
}

/// Of cash less cost, from the first default on (models/recovery_cash_flows). Returns what costs are worth at
/// the hurdle rate.
Minor QuietEnds::take_present_values(int month, std::size_t size) {
    const auto m = static_cast<std::size_t>(month);
    const double hurdle = prepared_.discount_hurdle[m];
    const double investor = prepared_.discount_investor[m];
    for (std::size_t i = 0; i < size; ++i) {
        const Minor cash = ends_.cash[i] & ends_.workout[i];
        ends_.effective[i] = present_value(cash, ends_.discount[i]);
        ends_.hurdle[i] = present_value(cash, hurdle);
        ends_.investor[i] = present_value(cash, investor);
    }
    Minor costs = 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (ends_.cost[i] != 0) {  // all sales or none, as the parameters have it
            const Minor cost = ends_.cost[i] & ends_.workout[i];
            const Minor at_hurdle = present_value(cost, hurdle);
            ends_.effective[i] -= present_value(cost, ends_.discount[i]);
            ends_.hurdle[i] -= at_hurdle;
            ends_.investor[i] -= present_value(cost, investor);
            costs += at_hurdle;
        }
    }
    return costs;
}

// One account is one sum over the ends. Claims are tracked from the first default on.
void QuietEnds::post_sums(const EventRun& run, std::size_t size, PathLedger& ledger) {
    const Ends& e = ends_;
    Minor* const row = ledger.row(run.segment, run.month);
    const auto sum = [size](auto amount_of) {
        Minor total = 0;
        for (std::size_t i = 0; i < size; ++i) {
            total += amount_of(i);
        }
        return total;
    };
    const auto post = [&](Account account, auto amount_of) {
        row[static_cast<std::size_t>(account)] += sum(amount_of);
    };
    const auto net = [&](std::size_t i) { return e.cash[i] - e.cost[i]; };
    const auto applied = [&](std::size_t i) { return std::min(net(i), e.carrying[i]); };
    using I = std::size_t;

    post(Account::inflow, [&](I i) { return e.carrying[i] & e.defaults[i]; });
    post(Account::claim_inflow, [&](I i) { return e.claim[i] & e.first_default[i]; });
    post(Account::claim_inflow_discounted,
         [&](I i) { return present_value(e.claim[i] & e.first_default[i], e.discount[i]); });

    for (std::size_t i = 0; i < size; ++i) {
        row[static_cast<std::size_t>(e.cash_account[i])] += e.cash[i];
    }
    post(Account::sale_cost, [&](I i) { return e.cost[i]; });
    post(Account::prior_claims_paid, [&](I i) { return e.prior_claims[i]; });
    ledger.post_net_cash(run.segment, run.month, sum(net));
    post(Account::net_cash_npe, [&](I i) { return net(i) & e.workout[i] & e.npe[i]; });
    post(Account::net_cash_inflow, [&](I i) { return net(i) & e.workout[i] & ~e.npe[i]; });
    post(Account::pv_effective, [&](I i) { return e.effective[i]; });
    post(Account::pv_hurdle, [&](I i) { return e.hurdle[i]; });
    post(Account::pv_investor, [&](I i) { return e.investor[i]; });
    post(Account::pv_effective_npe, [&](I i) { return e.effective[i] & e.npe[i]; });
    post(Account::pv_hurdle_npe, [&](I i) { return e.hurdle[i] & e.npe[i]; });
    post(Account::pv_investor_npe, [&](I i) { return e.investor[i] & e.npe[i]; });

    post(Account::claim_costs_added, [&](I i) { return e.cost[i] & e.workout[i]; });
    post(Account::claim_cash, [&](I i) { return e.cash[i] & e.workout[i]; });
    post(Account::claim_closed, [&](I i) { return (e.claim[i] - net(i)) & e.workout[i]; });
    post(Account::cash_applied, [&](I i) { return applied(i) & e.stock[i]; });
    post(Account::gain_over_carrying, [&](I i) { return (net(i) - applied(i)) & e.stock[i]; });
    post(Account::write_off, [&](I i) { return (e.carrying[i] - applied(i)) & e.stock[i]; });
}

}  // namespace recoup::sim
