// Restructuring: term extension, rate cut, payment holiday, interest only, step-up and forgiveness in one
// measure (S3-16, S0-02).
//
//   claim' = claim (1 - forgive),  rate' = max(0, rate - cut),  maturity' = max(max(maturity, now) +
//   extension, now + months of holiday, interest only and steps + 1);  the level instalment repays over the
//   months left what these phases leave of claim' (models/contract)
//
// Source: settlement-and-restructuring-decisions 17.4 (terms); Kellison (2009), chapter 3 (annuity).
#pragma once

#include "models/contract.hpp"
#include "models/options.hpp"

namespace recoup {

struct RestructuredClaim {
    Contract contract;
    Minor claim = 0;     ///< after forgiveness
    Minor forgiven = 0;  ///< claim before less claim after
};

inline RestructuredClaim restructure(const Contract& contract, Minor claim, int now,
                                     const RestructureTerms& terms) {
    RestructuredClaim result;
    result.forgiven = round_to_minor(static_cast<double>(claim) * terms.forgive);
    result.claim = claim - result.forgiven;
    result.contract = contract;
    result.contract.annual_rate = std::max(0.0, contract.annual_rate - terms.rate_cut);
    int until = now;
    result.contract.phases.clear();
    const auto add = [&](int months, Pays pays, double amount) {
        until += months;
        if (months > 0) {
            result.contract.phases.push_back({.amount = amount, .until = until, .pays = pays});
        }
    };
    add(terms.holiday_months, Pays::nothing, 0.0);
    add(terms.interest_only_months, Pays::interest, 0.0);
    for (const StepUp& step : terms.step_up) {
        add(step.months, Pays::share_of_instalment, step.share_of_instalment);
    }
    result.contract.maturity = std::max(std::max(contract.maturity, now) + terms.extend_months,
                                        until + 1);  // at least one level instalment
    set_instalment(result.contract, static_cast<double>(result.claim), now);
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

}  // namespace recoup
