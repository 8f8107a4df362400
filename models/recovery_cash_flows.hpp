// Recovery cash flows: what a stay in a node and an event post to the ledger.
//
//   month:  cash = the contract's instalment, interest = B' - B + cash: i B to the minor unit, for B' from
//           models/claim_schedule is rounded and what rounding leaves goes to the interest; of a share of the
//           claim and of a last instalment that is less: interest i B, cash = B + i B - B'
//   NPE gross carrying: cash is applied to it, the excess is a gain; interest accrues to it only where the
//   contract is paid (non-accrual otherwise, S4-04); leaving by cure takes it out, write-off sets it to zero
//   (S1-42) present values at cut-off: net cash x (1 + r)^(-months/12) at the effective, the hurdle and the
//   investor's rate
//
// Sources: IFRS 9 B5.5.55 (costs to sell inside, internal cost outside the accounting value); Basel
// CRE36.76-36.79 (economic loss: cash net of costs, discounted). A loan that has never been non-performing
// posts only `performing`, one that the tape has as written off its cash alone; from its first default on (or
// from cut-off) all its cash counts as recovery, also after a cure.
#pragma once

#include <algorithm>

#include "models/accounts.hpp"
#include "models/claim_schedule.hpp"
#include "models/node_rules.hpp"
#include "models/primitives/outcome.hpp"
#include "models/workout_graph.hpp"

namespace recoup {

/// A loan's books under one option.
struct LoanBook {
    Contract contract;
    Minor claim = 0;     ///< at the end of month `since`
    Minor carrying = 0;  ///< gross carrying amount at the end of month `since`
    std::int32_t since = 0;
    std::uint16_t node = no_node;
    bool workout = false;         ///< is or was non-performing
    bool npe_at_cut_off = false;  ///< cohort
    Minor claim_at_cut_off = 0;
    CollateralSet collateral;  ///< still held
    std::int32_t resolved =
        -1;  ///< month in which the loan last left the stock of NPE; -1 = in it or never in
};

/// Discount factors for one loan.
struct Discounting {
    double effective = 1.0;            ///< of one month, the loan's own
    const double* hurdle = nullptr;    ///< by month
    const double* investor = nullptr;  ///< by month
};

/// Posts for one loan: cash with its month, present values and cohort. `Ledger` is sim/path/ledger or a
/// test's own.
template <typename Ledger>
class CashPoster {
  public:
    CashPoster(Ledger& ledger, int segment, const LoanBook& book, const Discounting& discounting)
        : ledger_(ledger), segment_(segment), book_(book), discounting_(discounting) {}

    void post(int month, Account account, Minor amount) {
        row(month)[static_cast<std::size_t>(account)] += amount;
    }

    /// Cash in or out, by account; of a workout loan also its present values and cohort. `effective` is the
    /// discount factor at the loan's own rate.
    void cash(int month, Account account, Minor amount, double effective) {
        if (amount == 0) {
            return;
        }
        const bool in = is_cash_in(account);
        const Minor net = in ? amount : -amount;
        post(month, account, amount);
        ledger_.post_net_cash(segment_, month, net);
        if (!book_.workout) {
            return;
        }
        const double signed_amount = static_cast<double>(net);
        const bool internal = account == Account::internal_workout;
        const Minor pv_hurdle = round_to_minor(signed_amount * discounting_.hurdle[month]);
        const Minor pv_effective = internal ? 0 : round_to_minor(signed_amount * effective);
        const Minor pv_investor = internal ? 0 : round_to_minor(signed_amount * discounting_.investor[month]);
        post(month, Account::pv_hurdle, pv_hurdle);
        post(month, Account::pv_effective, pv_effective);
        post(month, Account::pv_investor, pv_investor);
        post(month, Account::pv_costs_hurdle, in ? 0 : -pv_hurdle);
        post(month, book_.npe_at_cut_off ? Account::net_cash_npe : Account::net_cash_inflow, net);
        if (book_.npe_at_cut_off) {
            post(month, Account::pv_hurdle_npe, pv_hurdle);
            post(month, Account::pv_effective_npe, pv_effective);
            post(month, Account::pv_investor_npe, pv_investor);
        }
    }
    void cash(int month, Account account, Minor amount) {
        if (amount != 0) {
            cash(month, account, amount, power(discounting_.effective, month));
        }
    }

  private:
    /// The accounts of the month, found once for all posts of an event.
    Minor* row(int month) {
        if (month != month_of_row_) {
            month_of_row_ = month;
            row_ = ledger_.row(segment_, month);
        }
        return row_;
    }

    Ledger& ledger_;
    int segment_;
    const LoanBook& book_;
    const Discounting& discounting_;
    Minor* row_ = nullptr;
    int month_of_row_ = -1;
};

/// Cash of a stay set against the carrying amount: as Outcome::apply_to_carrying.
template <typename Ledger>
void apply_to_carrying(LoanBook& book, const Reporting& standing, int month, Minor cash,
                       CashPoster<Ledger>& poster) {
    if (!standing.in_stock()) {  // off the books, or performing: no stock of NPE to apply it to
        poster.post(month, Account::gain_over_carrying,
                    standing.reported == ReportedClass::written_off ? cash : 0);
        return;
    }
    const auto [applied, gain] = shares_of_cash(cash, book.carrying, least_minor);
    book.carrying -= applied;
    poster.post(month, Account::cash_applied, applied);
    poster.post(month, Account::gain_over_carrying, gain);
}

/// A loan that has never been non-performing pays its level instalment: one post for the whole stay. Where it
/// pays a share of the claim, a phase of its contract pays otherwise, or its claim ends before the stay does,
/// month by month.
template <typename Ledger>
void post_performing_stay(LoanBook& book, const ClaimSchedule& schedule, int until, int segment,
                          Ledger& ledger) {
    if (schedule.constant()) {
        book.since = until;
        return;
    }
    const Minor before = book.claim;
    const auto claim_at = [&](int month) {
        return round_to_minor(claim_after(schedule, static_cast<double>(before), book.since, month));
    };
    const Minor after = claim_at(until);
    bool level = schedule.share_of_claim == 0.0 && after > 0;
    int first = book.since + 1;
    for (const SchedulePhase& phase : schedule.phases) {  // a holiday is passed over
        if (phase.until >= first) {
            level = level && phase.due.payment == 0.0 && phase.due.interest_paid == 0.0;
            first = phase.until + 1;
        }
    }
    const int last = std::min(until, schedule.last_payment);
    if (level && first <= last && schedule.payment > 0.0) {
        ledger.post_performing(segment, first, last, round_to_minor(schedule.payment));
    }
    for (int month = book.since + 1; month <= until && !level; ++month) {
        const ClaimMonth now = claim_month(schedule, month, claim_at(month - 1), claim_at(month));
        ledger.post_performing(segment, month, month, now.cash);
    }
    book.claim = after;
    book.carrying = std::max<Minor>(0, book.carrying + after - before);
    book.since = until;
}

/// One month's payment of a workout loan: on the claim, the carrying amount and in cash.
template <typename Ledger>
void post_payment(LoanBook& book, const NodeRules& rules, int month, Minor interest, Minor cash,
                  double effective, CashPoster<Ledger>& poster) {
    poster.cash(month, rules.payments, cash, effective);
    poster.cash(month, Account::commission,
                round_to_minor(rules.commission_share * static_cast<double>(cash)), effective);
    poster.post(month, Account::claim_interest, book.workout ? interest : 0);
    poster.post(month, Account::claim_cash, book.workout ? cash : 0);
    book.claim += interest - cash;
    if (rules.performing()) {
        book.carrying = std::max<Minor>(0, book.carrying + interest - cash);
        return;
    }
    if (rules.accrues) {
        book.carrying += interest;
        poster.post(month, Account::accrued, interest);
    }
    apply_to_carrying(book, rules, month, cash, poster);
}

/// A workout loan, or one that the tape has as written off: posts the months after book.since up to and
/// including `until` in the node held. `upkept_value`: of the collateral, minor units. The costs are those of
/// loans that are or were non-performing.
template <typename Ledger>
void post_stay(LoanBook& book, const NodeRules& rules, const ClaimSchedule& schedule, int until,
               double upkept_value, const Discounting& discounting, CashPoster<Ledger>& poster) {
    const CostSpec costs = book.workout ? rules.costs : CostSpec{};
    const Minor servicing = round_to_minor(costs.servicing_per_month * minor_units_per_unit);
    const Minor internal = round_to_minor(costs.internal_workout_per_month * minor_units_per_unit);
    const Minor upkeep =
        round_to_minor(upkept_value * costs.upkeep_share_of_value_per_year / months_per_year);
    const double start = static_cast<double>(book.claim);
    const int since = book.since;
    book.since = until;
    if (schedule.constant() && servicing == 0 && internal == 0 && upkeep == 0) {
        return;
    }
    double exact = start;
    double effective = power(discounting.effective, since);
    for (int month = since + 1; month <= until; ++month) {
        effective *= discounting.effective;
        exact = claim_next_month(schedule, exact, month);
        // The last month takes the closed form that the engine took, so that both hold the same claim.
        const Minor next =
            round_to_minor(month == until ? claim_after(schedule, start, since, until) : exact);
        const ClaimMonth now = claim_month(schedule, month, book.claim, next);
        post_payment(book, rules, month, now.interest, now.cash, effective, poster);
        poster.cash(month, Account::servicing, servicing, effective);
        poster.cash(month, Account::internal_workout, internal, effective);
        poster.cash(month, Account::collateral_upkeep, upkeep, effective);
    }
}

/// Posts the outcome of an event and moves the book to it. Status changes are posted apart, afterwards.
template <typename Ledger>
void post_outcome(LoanBook& book, const Outcome& outcome, std::uint16_t node, int month,
                  CashPoster<Ledger>& poster) {
    for (const Posting& posting : outcome.postings()) {
        if (is_cash_in(posting.account) || is_cash_out(posting.account)) {
            poster.cash(month, posting.account, posting.amount);
        } else if (!is_of_claim(posting.account) || book.workout) {  // claims count from the first default on
            poster.post(month, posting.account, posting.amount);
        }
    }
    book.claim = outcome.claim;
    book.carrying = outcome.carrying;
    if (outcome.contract_changed) {
        book.contract = outcome.contract;
    }
    book.node = node;
    book.since = month;
    book.collateral = book.collateral.without(outcome.collateral_sold);
}

/// Moves the book into or out of the stock of non-performing exposures.
template <typename Ledger>
void post_status_change(LoanBook& book, const Reporting& from, const Reporting& to, int month,
                        const Discounting& discounting, CashPoster<Ledger>& poster) {
    const bool was = from.in_stock();
    const bool is = to.in_stock();
    if (is && !was) {
        if (!book.workout) {
            book.workout = true;
            poster.post(month, Account::claim_inflow, book.claim);
            poster.post(
                month, Account::claim_inflow_discounted,
                round_to_minor(static_cast<double>(book.claim) * power(discounting.effective, month)));
        }
        poster.post(month, Account::inflow, book.carrying);
        book.resolved = -1;
    } else if (was && !is) {
        book.resolved = month;
        if (to.performing()) {
            poster.post(month, Account::cure, book.carrying);
        } else {
            poster.post(month, Account::write_off, book.carrying);
            book.carrying = 0;
        }
    }
}

}  // namespace recoup
