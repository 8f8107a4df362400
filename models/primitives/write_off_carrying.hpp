// The carrying amount is written off; the claim and the pursuit of it go on (S3-26: "accounting, not legal").
#pragma once

#include "models/primitives/outcome.hpp"

namespace recoup {

struct WriteOffCarrying {
    bool operator==(const WriteOffCarrying&) const = default;
};

inline void apply(const WriteOffCarrying&, const LoanAtEvent& loan, Outcome& outcome) {
    if (loan.standing.in_stock()) {
        outcome.post(Account::write_off, outcome.carrying);
        outcome.carrying = 0;
    }
}

inline void add_to(LinearForm&, const WriteOffCarrying&) {}

}  // namespace recoup
