// The borrower pays the whole claim.
#pragma once

#include "models/primitives/outcome.hpp"

namespace recoup {

struct PayClaim {
    bool operator==(const PayClaim&) const = default;
};

inline void apply(const PayClaim&, const LoanAtEvent& loan, Outcome& outcome) {
    const Minor paid = outcome.claim;
    outcome.claim = 0;
    if (!loan.posts) {
        outcome.post(Account::claim_closed, paid);
        return;
    }
    outcome.post_payment(loan.standing, paid);
    outcome.post(Account::claim_cash, paid);
    outcome.apply_to_carrying(loan.standing, paid);
}

inline void add_to(LinearForm& form, const PayClaim&) {
    form.paid_by_claim += form.claim;
    form.paid_by_count += form.claim_by_count;
    form.claim = form.claim_by_count = 0.0;
    form.closes = true;
}

}  // namespace recoup
