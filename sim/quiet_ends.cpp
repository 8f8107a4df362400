#include "sim/quiet_ends.hpp"

#include <algorithm>
#include <array>

#include "models/measures/liquidation.hpp"
#include "models/powers.hpp"
#include "models/recovery_cash_flows.hpp"

namespace recoup::sim {

namespace {

/// All bits where `condition` holds: a sum takes `amount & mask(condition)` without a branch.
Minor mask(bool condition) {
    return -static_cast<Minor>(condition);
}

/// Present values of one payment.
struct PresentValues {
    Minor effective, hurdle, investor;
};

}  // namespace

QuietEnds::QuietEnds(const PreparedStudy& prepared) : prepared_(prepared) {
    for (const PreparedSegment& segment : prepared.segments) {
        for (const HazardRow& row : segment.table.rows) {
            most_exits_ = std::max(most_exits_, row.exits.size());
        }
    }
    closing_.resize(static_cast<std::size_t>(prepared.option_count()));
    for (std::size_t option = 0; option < closing_.size(); ++option) {
        for (const PreparedSegment& segment : prepared.segments) {
            const WorkoutGraph& graph = segment.graphs[option];
            auto& exits = closing_[option].emplace_back(graph.nodes.size() * most_exits_);
            for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
                const Node& from = graph.nodes[n];
                for (std::size_t exit = 0; exit < from.exits.size(); ++exit) {
                    const Node& to = graph.nodes[from.exits[exit]];
                    const bool defaults = is_performing(from.state) && to.state != State::repaid;
                    exits[n * most_exits_ + exit] = {
                        .cash = to.action == EntryAction::liquidate
                                    ? Account::collateral
                                    : payment_account(defaults ? State::defaulted : from.state),
                        .posts = segment.table.rows[from.row].exits[exit].accounts,
                        .in_stock = is_non_performing(from.state),
                        .defaults = defaults,
                        .repays = to.action == EntryAction::repay};
                }
            }
        }
    }
}

bool QuietEnds::can_close(const Node& to) {
    return is_closed(to.state) && to.residual_node == no_node &&
           (to.action == EntryAction::repay || to.action == EntryAction::liquidate ||
            to.action == EntryAction::abandon);
}

// Claims are tracked from the first default on, present values likewise (models/recovery_cash_flows).
template <typename Settle>
void QuietEnds::post(int graph, const EventLog& log, const EventRun& run, std::span<const std::uint32_t> ends,
                     QuietBook* books, PathLedger& ledger, Settle&& settle) {
    const ClosingExit* const exits = closing_[static_cast<std::size_t>(graph)][run.segment].data();
    const double hurdle = prepared_.discount_hurdle[run.month];
    const double investor = prepared_.discount_investor[run.month];
    effective_.resize(std::max(effective_.size(), ends.size()));
    bases_.resize(effective_.size());
    for (std::size_t i = 0; i < ends.size(); ++i) {
        bases_[i] = prepared_.loan_records[log[ends[i]].loan].effective;
    }
    powers({bases_.data(), ends.size()}, run.month, effective_.data());
    std::array<Minor, account_count> sums{};
    Minor net_cash = 0;
    const auto post = [&sums](Account account, Minor amount) {
        sums[static_cast<std::size_t>(account)] += amount;
    };
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const Event& event = log[ends[i]];
        const LoanRecord& loan = prepared_.loan_records[event.loan];
        const ClosingExit& exit = exits[event.from_node * most_exits_ + event.exit];
        QuietBook& book = books[event.loan];
        const bool was_workout = (book.standing & workout_loan) != 0;
        const Minor npe = mask((book.standing & npe_loan) != 0);
        const Minor stock = mask(exit.in_stock | exit.defaults);
        const Minor workout = mask(was_workout | exit.defaults);
        const Minor first_default = mask(exit.defaults & !was_workout);
        const double effective = effective_[i];
        const auto present_values = [&](Minor payment) {
            const double amount = static_cast<double>(payment & workout);
            return PresentValues{round_to_minor(amount * effective), round_to_minor(amount * hurdle),
                                 round_to_minor(amount * investor)};
        };

        post(Account::inflow, loan.carrying & mask(exit.defaults));
        post(Account::claim_inflow, loan.claim & first_default);
        post(Account::claim_inflow_discounted,
             round_to_minor(static_cast<double>(loan.claim & first_default) * effective));

        const Proceeds proceeds = settle(event.loan, loan.claim, exit);
        const Minor cash = proceeds.to_claim;
        const Minor cost = proceeds.sale_cost;
        PresentValues net = present_values(cash);
        if (cost != 0) {  // none or all, as the parameters have it
            const PresentValues out = present_values(cost);
            post(Account::pv_costs_hurdle, out.hurdle);
            net = {net.effective - out.effective, net.hurdle - out.hurdle, net.investor - out.investor};
        }
        post(exit.cash, cash);
        post(Account::sale_cost, cost);
        post(Account::prior_claims_paid, proceeds.prior_claims_paid);
        net_cash += cash - cost;
        post(Account::pv_effective, net.effective);
        post(Account::pv_hurdle, net.hurdle);
        post(Account::pv_investor, net.investor);
        post(Account::net_cash_npe, (cash - cost) & workout & npe);
        post(Account::net_cash_inflow, (cash - cost) & workout & ~npe);
        post(Account::pv_effective_npe, net.effective & npe);
        post(Account::pv_hurdle_npe, net.hurdle & npe);
        post(Account::pv_investor_npe, net.investor & npe);

        post(Account::claim_costs_added, cost & workout);
        post(Account::claim_cash, cash & workout);
        post(Account::claim_closed, (loan.claim + cost - cash) & workout);
        const Minor applied = std::min(cash - cost, loan.carrying);
        post(Account::cash_applied, applied & stock);
        post(Account::gain_over_carrying, (cash - cost - applied) & stock);
        post(Account::write_off, (loan.carrying - applied) & stock);
        book.resolved = stock != 0 ? static_cast<std::int16_t>(run.month) : book.resolved;
        book.standing |= closed_loan;
    }
    Minor* const row = ledger.row(run.segment, run.month);
    for (std::size_t account = 0; account < sums.size(); ++account) {
        row[account] += sums[account];
    }
    ledger.post_net_cash(run.segment, run.month, net_cash);
}

void QuietEnds::post_sales(const PathContext& context, int graph, const EventLog& log, const EventRun& run,
                           std::span<const std::uint32_t> ends, QuietBook* books, PathLedger& ledger) {
    post(graph, log, run, ends, books, ledger, [&](std::uint32_t loan, Minor claim, const ClosingExit& exit) {
        if (!exit.posts) {
            return Proceeds{};
        }
        const Sale sale = collateral_sale(context, loan, run.month, false);
        return distribute(sale.price, sale.prior_claims, sale.sale_cost, claim);
    });
}

void QuietEnds::post_others(int graph, const EventLog& log, const EventRun& run,
                            std::span<const std::uint32_t> ends, QuietBook* books, PathLedger& ledger) {
    post(graph, log, run, ends, books, ledger, [](std::uint32_t, Minor claim, const ClosingExit& exit) {
        return Proceeds{.to_claim = claim & mask(exit.posts & exit.repays)};
    });
}

}  // namespace recoup::sim
