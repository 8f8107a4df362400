// Part of the claim is forgiven; the carrying amount falls with it, as far as it reaches.
#pragma once

#include <algorithm>

#include "models/primitives/outcome.hpp"

namespace recoup {

struct Forgive {
    double share = 0.0;  ///< of the claim

    bool operator==(const Forgive&) const = default;
};

inline void apply(const Forgive& forgive, const LoanAtEvent&, Outcome& outcome) {
    const Minor forgiven = round_to_minor(static_cast<double>(outcome.claim) * forgive.share);
    const Minor carried = std::min(outcome.carrying, forgiven);
    outcome.claim -= forgiven;
    outcome.carrying -= carried;
    outcome.post(Account::forgiven, carried);
    outcome.post(Account::claim_forgiven, forgiven);
}

inline void add_to(LinearForm& form, const Forgive& forgive) {
    form.claim *= 1.0 - forgive.share;
    form.claim_by_count *= 1.0 - forgive.share;
}

}  // namespace recoup
