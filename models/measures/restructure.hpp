// Restructuring: term extension, rate cut, payment holiday and forgiveness in one measure (S3-16, S0-02).
//
//   claim' = claim (1 - forgive),  rate' = max(0, rate - cut),  maturity' = max(max(maturity, now) +
//   extension, now + holiday + 1);  the instalment repays claim' grown through the holiday over the months
//   left after it
//
// Source: settlement-and-restructuring-decisions 17.4 (terms); Kellison (2009), chapter 3 (annuity).
#pragma once

#include "models/claim_schedule.hpp"
#include "models/options.hpp"

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

}  // namespace recoup
