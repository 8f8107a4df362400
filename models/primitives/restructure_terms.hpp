// The terms of a restructuring: what is done to the contract and to the claim.
#pragma once

namespace recoup {

struct RestructureTerms {
    int extend_months = 0;
    double rate_cut = 0.0;  ///< a year
    int holiday_months = 0;
    double forgive = 0.0;  ///< share of the claim

    bool operator==(const RestructureTerms&) const = default;
};

}  // namespace recoup
