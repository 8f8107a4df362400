// The borrower pays a share of the claim, drawn evenly from a band, and the rest is forgiven: the claim is
// closed.
//
// Source: S3-02 (band), S3-06 (the haircut is a write-off of what is foregone, the loan is closed).
#pragma once

#include "models/primitives/outcome.hpp"

namespace recoup {

struct PayShare {
    double lowest = 0.0;
    double highest = 0.0;

    bool operator==(const PayShare&) const = default;
};

inline void apply(const PayShare& pay, const LoanAtEvent& loan, Outcome& outcome) {
    const double share = pay.lowest + (pay.highest - pay.lowest) * loan.draw;
    const Minor paid = round_to_minor(share * static_cast<double>(outcome.claim));
    outcome.post(Account::claim_forgiven, outcome.claim - paid);
    outcome.claim = 0;
    if (!loan.posts) {
        outcome.post(Account::claim_closed, paid);
        return;
    }
    outcome.post(Account::settlement, paid);
    outcome.post(Account::claim_cash, paid);
    outcome.apply_to_carrying(loan.standing, paid);
}

inline void add_to(LinearForm& form, const PayShare& pay) {
    const double mean = 0.5 * (pay.lowest + pay.highest);
    form.paid_by_claim += mean * form.claim;
    form.paid_by_count += mean * form.claim_by_count;
    form.claim = form.claim_by_count = 0.0;
    form.draws = true;
    form.closes = true;
}

}  // namespace recoup
