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
#include "models/entry_actions.hpp"
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

/// Rules of the state that a loan stays in.
struct CashRules {
    const CashSpec& cash;
    const CostSpec& costs;
    double collateral_value = 0.0;  ///< that upkeep is paid on, minor units
};

/// Account of what borrowers pay in a state.
constexpr Account payment_account(State state) {
    if (is_performing(state)) {
        return Account::performing;
    }
    if (state == State::residual_claim) {
        return Account::estate;
    }
    return state == State::written_off ? Account::after_write_off : Account::borrower;
}

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

/// Cash applied to a non-performing exposure: first to its carrying amount, the rest is a gain.
template <typename Ledger>
void apply_to_carrying(LoanBook& book, State state, int month, Minor cash, CashPoster<Ledger>& poster) {
    if (!is_non_performing(state)) {  // off the books, or performing: no stock of NPE to apply it to
        poster.post(month, Account::gain_over_carrying, state == State::written_off ? cash : 0);
        return;
    }
    const Minor applied = std::min(cash, book.carrying);
    book.carrying -= applied;
    poster.post(month, Account::cash_applied, applied);
    poster.post(month, Account::gain_over_carrying, cash - applied);
}

/// A loan that has never been non-performing pays its level instalment: one post for the whole stay. Where it
/// pays a share of the claim, its contract has phases to come, or its claim ends before the stay does, month
/// by month.
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
    const bool level = schedule.share_of_claim == 0.0 && after > 0 && schedule.is_level_from(book.since + 1);
    const int last = std::min(until, schedule.last_payment);
    if (level && book.since < last && schedule.payment > 0.0) {
        ledger.post_performing(segment, book.since + 1, last, round_to_minor(schedule.payment));
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
void post_payment(LoanBook& book, State state, int month, Minor interest, Minor cash, double effective,
                  CashPoster<Ledger>& poster) {
    poster.cash(month, payment_account(state), cash, effective);
    poster.post(month, Account::claim_interest, book.workout ? interest : 0);
    poster.post(month, Account::claim_cash, book.workout ? cash : 0);
    book.claim += interest - cash;
    if (is_performing(state)) {
        book.carrying = std::max<Minor>(0, book.carrying + interest - cash);
        return;
    }
    if (pays_contract(state)) {
        book.carrying += interest;
        poster.post(month, Account::accrued, interest);
    }
    apply_to_carrying(book, state, month, cash, poster);
}

/// A workout loan, or one that the tape has as written off: posts the months after book.since up to and
/// including `until` in the node held.
template <typename Ledger>
void post_stay(LoanBook& book, State state, const ClaimSchedule& schedule, int until, const CashRules& rules,
               const Discounting& discounting, CashPoster<Ledger>& poster) {
    const Minor servicing = round_to_minor(rules.costs.servicing_per_month * minor_units_per_unit);
    const Minor internal = round_to_minor(rules.costs.internal_workout_per_month * minor_units_per_unit);
    const Minor upkeep =
        round_to_minor(rules.collateral_value * rules.costs.upkeep_share_of_value_per_year / months_per_year);
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
        post_payment(book, state, month, now.interest, now.cash, effective, poster);
        poster.cash(month, Account::servicing, servicing, effective);
        poster.cash(month, Account::internal_workout, internal, effective);
        poster.cash(month, Account::collateral_upkeep, upkeep, effective);
    }
}

/// Posts the entry action of an event and moves the book to its outcome. `posted` is false for an exit that
/// is counted only. Status changes are posted apart, afterwards.
template <typename Ledger>
void post_entry(LoanBook& book, EntryAction action, State from, const EntryOutcome& outcome, int month,
                bool posted, CashPoster<Ledger>& poster) {
    const bool on_claim = book.workout;  // claims are tracked from the first default on
    const auto post_claim = [&](Account account, Minor amount) {
        poster.post(month, account, on_claim ? amount : 0);
    };
    switch (action) {
        case EntryAction::none:
        case EntryAction::cure:
        case EntryAction::write_off:
            break;
        case EntryAction::repay:
            if (posted) {
                poster.cash(month, payment_account(from), book.claim);
                post_claim(Account::claim_cash, book.claim);
                apply_to_carrying(book, from, month, book.claim, poster);
            } else {
                post_claim(Account::claim_closed, book.claim);
            }
            break;
        case EntryAction::abandon:
            post_claim(Account::claim_closed, book.claim);
            break;
        case EntryAction::restructure: {
            const Minor carried = std::min(book.carrying, outcome.forgiven);
            book.carrying -= carried;
            poster.post(month, Account::forgiven, carried);
            post_claim(Account::claim_forgiven, outcome.forgiven);
            poster.cash(month, Account::internal_workout, outcome.cost);
            break;
        }
        case EntryAction::legal_costs:
            poster.cash(month, Account::legal, outcome.cost);
            post_claim(Account::claim_costs_added, outcome.cost_added);
            break;
        case EntryAction::liquidate: {
            const Proceeds& p = outcome.proceeds;
            if (posted) {
                poster.cash(month, Account::collateral, p.to_claim);
                poster.cash(month, Account::sale_cost, p.sale_cost);
                poster.post(month, Account::prior_claims_paid, p.prior_claims_paid);
                post_claim(Account::claim_costs_added, p.sale_cost);
                post_claim(Account::claim_cash, p.to_claim);
                apply_to_carrying(book, from, month, p.to_claim - p.sale_cost, poster);
                post_claim(Account::claim_closed, book.claim + p.sale_cost - p.to_claim - outcome.claim);
            } else {
                post_claim(Account::claim_closed, book.claim - outcome.claim);
            }
            break;
        }
    }
    book.claim = outcome.claim;
    if (outcome.contract_changed) {
        book.contract = outcome.contract;
    }
    book.node = outcome.node;
    book.since = month;
    book.collateral = book.collateral.without(outcome.collateral_sold);
}

/// Moves the book into or out of the stock of non-performing exposures.
template <typename Ledger>
void post_status_change(LoanBook& book, State from, State to, int month, const Discounting& discounting,
                        CashPoster<Ledger>& poster) {
    const bool was = is_non_performing(from);
    const bool is = is_non_performing(to);
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
        if (is_performing(to)) {
            poster.post(month, Account::cure, book.carrying);
        } else {
            poster.post(month, Account::write_off, book.carrying);
            book.carrying = 0;
        }
    }
}

}  // namespace recoup
