// The contract is cut anew for the claim as it stands (S3-16, S0-02), or after a cure without a measure:
// arrears are capitalised and the claim is repaid over what is left of the term.
#pragma once

#include "models/measures/restructure.hpp"
#include "models/primitives/outcome.hpp"

namespace recoup {

struct RecutContract {
    RestructureTerms terms;

    bool operator==(const RecutContract&) const = default;
};

struct RecutAfterCure {
    int minimum_term_months = 0;

    bool operator==(const RecutAfterCure&) const = default;
};

inline void apply(const RecutContract& recut, const LoanAtEvent& loan, Outcome& outcome) {
    outcome.contract = restructured_contract(loan.contract, outcome.claim, loan.month, recut.terms);
    outcome.contract_changed = true;
}

inline void apply(const RecutAfterCure& recut, const LoanAtEvent& loan, Outcome& outcome) {
    outcome.contract = cured_contract(loan.contract, outcome.claim, loan.month, recut.minimum_term_months);
    outcome.contract_changed = outcome.contract != loan.contract;
}

inline void add_to(LinearForm& form, const RecutContract& recut) {
    form.recuts = true;
    form.recut = recut.terms;
    form.minimum_term_months = 0;
}

inline void add_to(LinearForm& form, const RecutAfterCure& recut) {
    form.recuts = true;
    form.recut = {};
    form.minimum_term_months = recut.minimum_term_months;
}

}  // namespace recoup
