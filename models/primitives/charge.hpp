// A cost of a measure: a fixed amount and a share of the claim, borne by the bank or added to the claim.
//
// Source: Basel CRE36.76-36.79 (direct and indirect costs of collection belong to the loss); internal cost
// stays outside the accounting value (IFRS 9 B5.5.55).
#pragma once

#include "models/primitives/outcome.hpp"

namespace recoup {

struct Charge {
    Account account = Account::legal;
    double fixed = 0.0;           ///< currency units
    double share_of_claim = 0.0;  ///< of the claim as it stands
    bool added_to_claim = false;

    bool operator==(const Charge&) const = default;
};

inline void apply(const Charge& charge, const LoanAtEvent&, Outcome& outcome) {
    const Minor cost = round_to_minor(charge.fixed * minor_units_per_unit +
                                      charge.share_of_claim * static_cast<double>(outcome.claim));
    outcome.post(charge.account, cost);
    if (charge.added_to_claim) {
        outcome.post(Account::claim_costs_added, cost);
        outcome.claim += cost;
    }
}

inline void add_to(LinearForm& form, const Charge& charge) {
    LinearForm::Cost& cost = charge.account == Account::internal_workout ? form.internal : form.external;
    const double by_claim = charge.share_of_claim * form.claim;
    const double by_count = charge.fixed * minor_units_per_unit + charge.share_of_claim * form.claim_by_count;
    cost.by_claim += by_claim;
    cost.by_count += by_count;
    if (charge.added_to_claim) {
        form.claim += by_claim;
        form.claim_by_count += by_count;
    }
}

}  // namespace recoup
