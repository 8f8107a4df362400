// The contract is cut anew for the claim as it stands (S3-16, S0-02), or after a cure without a measure:
// arrears are capitalised and the claim is repaid over what is left of the term.
//
//   rate' = max(0, rate - cut),  maturity' = max(max(maturity, now) + extension, now + holiday + 1);  the
//   instalment repays the claim grown through the holiday over the months left after it
//
// Source: settlement-and-restructuring-decisions 17.4 (terms); Kellison (2009), chapter 3 (annuity).
#pragma once

#include "models/claim_schedule.hpp"
#include "models/primitives/outcome.hpp"

namespace recoup {

/// For the claim after forgiveness.
inline Contract restructured_contract(const Contract& contract, Minor claim, int now,
                                      const RestructureTerms& terms) {
    Contract result = contract;
    result.annual_rate = std::max(0.0, contract.annual_rate - terms.rate_cut);
    result.holiday_until = now + terms.holiday_months;
    result.maturity = std::max(std::max(contract.maturity, now) + terms.extend_months,
                               result.holiday_until + 1);  // at least one instalment
    set_instalment(result, static_cast<double>(claim), now);
    return result;
}

/// Cure without a measure: arrears are capitalised and the claim is repaid over what is left of the term.
inline Contract cured_contract(const Contract& contract, Minor claim, int now, int minimum_term_months) {
    Contract cured = contract;
    cured.maturity = std::max(contract.maturity, now + minimum_term_months);
    cured.holiday_until = std::min(contract.holiday_until, now);
    set_instalment(cured, static_cast<double>(claim), now);
    return cured;
}

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
