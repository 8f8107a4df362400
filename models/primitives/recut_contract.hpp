// The contract is cut anew for the claim as it stands (S3-16, S0-02), or after a cure without a measure:
// arrears are capitalised and the claim is repaid over what is left of the term.
//
//   rate' = max(0, rate - cut),  maturity' = max(max(maturity, now) + extension, now + months of holiday,
//   interest only and steps + 1);  the level instalment repays over the months left what these phases leave
//   of the claim (models/contract)
//
// Source: settlement-and-restructuring-decisions 17.4 (terms); Kellison (2009), chapter 3 (annuity).
#pragma once

#include "models/contract.hpp"
#include "models/primitives/outcome.hpp"

namespace recoup {

/// For the claim after forgiveness.
inline Contract restructured_contract(const Contract& contract, Minor claim, int now,
                                      const RestructureTerms& terms) {
    Contract result = contract;
    result.annual_rate = std::max(0.0, contract.annual_rate - terms.rate_cut);
    result.phases.clear();
    int until = now;
    const auto add = [&](int months, Pays pays, double amount) {
        until += months;
        if (months > 0) {
            result.phases.push_back({.amount = amount, .until = until, .pays = pays});
        }
    };
    add(terms.holiday_months, Pays::nothing, 0.0);
    add(terms.interest_only_months, Pays::interest, 0.0);
    for (const StepUp& step : terms.step_up) {
        add(step.months, Pays::share_of_instalment, step.share_of_instalment);
    }
    result.maturity = std::max(std::max(contract.maturity, now) + terms.extend_months,
                               until + 1);  // at least one level instalment
    set_instalment(result, static_cast<double>(claim), now);
    return result;
}

/// Cure without a measure: arrears are capitalised and the claim is repaid over what is left of the term, at
/// once: what a restructuring before had put off is put off no longer.
inline Contract cured_contract(const Contract& contract, Minor claim, int now, int minimum_term_months) {
    Contract cured = contract;
    cured.maturity = std::max(contract.maturity, now + minimum_term_months);
    cured.phases.clear();
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
