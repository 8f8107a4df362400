#include "sim/books/quiet/quiet_ends.hpp"

#include <algorithm>

#include "models/recovery_cash_flows.hpp"
#include "sim/path/amount_context.hpp"

namespace recoup::sim {

QuietEnds::QuietEnds(const PreparedStudy& prepared) : prepared_(prepared) {
    closing_.resize(static_cast<std::size_t>(prepared.option_count()));
    for (std::size_t option = 0; option < closing_.size(); ++option) {
        for (const PreparedSegment& segment : prepared.segments) {
            const std::vector<Node>& nodes = segment.graphs[option].nodes;
            auto& closing = closing_[option].emplace_back();
            for (const GraphExit& exit : segment.exits[option]) {
                const Node& from = nodes[exit.from];
                const Node& to = nodes[exit.to];
                const bool defaults = defaults_on_the_way(from.rules, to);
                const bool sale = to.form.sells;
                const bool paid = segment.table.rows[from.row].exits[exit.exit].accounts &&
                                  (sale || to.form.paid_by_claim > 0.0);
                const bool in_stock = from.rules.in_stock();
                closing.push_back({.cash = defaults ? defaulted_now.payments : from.rules.payments,
                                   .facts = fact_if(sale, EndFact::sells) | fact_if(paid, EndFact::pays) |
                                            fact_if(in_stock || defaults, EndFact::from_stock) |
                                            fact_if(defaults, EndFact::by_default) |
                                            fact_if(defaults, EndFact::of_workout)});
            }
        }
    }
}

bool QuietEnds::can_close(const Node& to) {
    const double paid = to.form.paid_by_claim;
    return to.rules.closed() && to.form.closes && to.actions.size() == 1 && (paid == 0.0 || paid == 1.0);
}

void QuietEnds::post(const PathContext& context, int graph, const EventRun& run,
                     std::span<const QuietMove> sales, std::span<const QuietMove> others, QuietBooks& books,
                     PathLedger& ledger) {
    const std::size_t size = sales.size() + others.size();
    if (size == 0) {
        return;
    }
    ends_.make_room(size);
    gather(graph, run, sales, 0, books);
    gather(graph, run, others, sales.size(), books);
    sell(context, graph, run, sales);
    std::fill_n(ends_.price.begin() + static_cast<std::ptrdiff_t>(sales.size()), others.size(), 0.0);
    std::fill_n(ends_.prior_claims.begin() + static_cast<std::ptrdiff_t>(sales.size()), others.size(), 0.0);
    std::fill_n(ends_.cost.begin() + static_cast<std::ptrdiff_t>(sales.size()), others.size(), 0.0);
    const auto m = static_cast<std::size_t>(run.month);
    const Settlement sums =
        settle(ends_, size, run.month, prepared_.discount_hurdle[m], prepared_.discount_investor[m]);

    Minor* const row = ledger.row(run.segment, run.month);
    const ClosingExit* const exits = closing_[static_cast<std::size_t>(graph)][run.segment].data();
    for (std::size_t i = 0; i < others.size(); ++i) {
        const ClosingExit& exit = exits[others[i].exit];
        const bool paid = (exit.facts & EndFact::pays) != 0;
        row[static_cast<std::size_t>(exit.cash)] += paid ? ends_.claim[sales.size() + i] : 0;
    }
    ledger.post_net_cash(run.segment, run.month, sums.net_cash);
    const auto post = [row](Account account, Minor amount) {
        row[static_cast<std::size_t>(account)] += amount;
    };
    post(Account::inflow, sums.inflow);
    post(Account::claim_inflow, sums.claim_inflow);
    post(Account::claim_inflow_discounted, sums.claim_inflow_discounted);
    post(Account::collateral, sums.sale_cash);
    post(Account::sale_cost, sums.sale_cost);
    post(Account::prior_claims_paid, sums.prior_claims_paid);
    post(Account::net_cash_npe, sums.net_cash_npe);
    post(Account::net_cash_inflow, sums.net_cash_inflow);
    post(Account::pv_effective, sums.pv_effective);
    post(Account::pv_hurdle, sums.pv_hurdle);
    post(Account::pv_investor, sums.pv_investor);
    post(Account::pv_effective_npe, sums.pv_effective_npe);
    post(Account::pv_hurdle_npe, sums.pv_hurdle_npe);
    post(Account::pv_investor_npe, sums.pv_investor_npe);
    post(Account::pv_costs_hurdle, sums.pv_costs_hurdle);
    post(Account::claim_costs_added, sums.claim_costs_added);
    post(Account::claim_cash, sums.claim_cash);
    post(Account::claim_closed, sums.claim_closed);
    post(Account::cash_applied, sums.cash_applied);
    post(Account::gain_over_carrying, sums.gain_over_carrying);
    post(Account::write_off, sums.write_off);
}

void QuietEnds::gather(int graph, const EventRun& run, std::span<const QuietMove> ends, std::size_t first,
                       QuietBooks& books) {
    const ClosingExit* const exits = closing_[static_cast<std::size_t>(graph)][run.segment].data();
    for (std::size_t i = first; i < first + ends.size(); ++i) {
        const QuietMove& end = ends[i - first];
        const LoanRecord& loan = prepared_.loan_records[end.loan];
        const ClosingExit& exit = exits[end.exit];
        std::uint8_t& standing = books.standing[end.loan];
        const bool was_workout = (standing & workout_loan) != 0;
        ends_.facts[i] =
            exit.facts | fact_if(was_workout, EndFact::of_workout) |
            fact_if((standing & npe_loan) != 0, EndFact::of_npe_cohort) |
            fact_if((exit.facts & EndFact::by_default) != 0 && !was_workout, EndFact::by_first_default);
        ends_.claim[i] = loan.claim;
        ends_.carrying[i] = loan.carrying;
        ends_.effective[i] = loan.effective;
        std::int16_t& resolved = books.resolved[end.loan];
        resolved = (exit.facts & EndFact::from_stock) != 0 ? static_cast<std::int16_t>(run.month) : resolved;
        standing |= closed_loan;
    }
}

/// The collateral of the sales, which stand first.
void QuietEnds::sell(const PathContext& context, int graph, const EventRun& run,
                     std::span<const QuietMove> sales) {
    const std::vector<GraphExit>& exits =
        prepared_.segments[run.segment].exits[static_cast<std::size_t>(graph)];
    for (std::size_t i = 0; i < sales.size(); ++i) {
        const bool paid = (ends_.facts[i] & EndFact::pays) != 0;
        Sale sale;
        with_amounts_that_fit(
            [&] {
                const LoanRecord& loan = prepared_.loan_records[sales[i].loan];
                sale =
                    paid ? collateral_sale(context, loan, loan.all_collateral(), run.month, false) : Sale{};
            },
            [&] {
                return LoanOnPath{context, graph, sales[i].loan, run.month, exits[sales[i].exit].from};
            });
        ends_.price[i] = sale.price;
        ends_.prior_claims[i] = sale.prior_claims;
        ends_.cost[i] = sale.sale_cost;
    }
}

}  // namespace recoup::sim
