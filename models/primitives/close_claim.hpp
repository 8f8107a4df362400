// The claim is given up.
#pragma once

#include "models/primitives/outcome.hpp"

namespace recoup {

struct CloseClaim {
    bool operator==(const CloseClaim&) const = default;
};

inline void apply(const CloseClaim&, const LoanAtEvent&, Outcome& outcome) {
    outcome.post(Account::claim_closed, outcome.claim);
    outcome.claim = 0;
}

inline void add_to(LinearForm& form, const CloseClaim&) {
    form.claim = form.claim_by_count = 0.0;
    form.closes = true;
}

}  // namespace recoup
