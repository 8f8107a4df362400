// The terms of a restructuring: what is done to the contract and to the claim.
#pragma once

#include <cstddef>
#include <vector>

namespace recoup {

/// A step of instalments that rise: so many months at a share of the level instalment that follows.
struct StepUp {
    int months = 0;
    double share_of_instalment = 0.0;

    bool operator==(const StepUp&) const = default;
};

struct RestructureTerms {
    int extend_months = 0;
    double rate_cut = 0.0;  ///< a year
    int holiday_months = 0;
    int interest_only_months = 0;      ///< after the holiday
    std::vector<StepUp> step_up = {};  ///< after both
    double forgive = 0.0;              ///< share of the claim

    static constexpr std::size_t most_steps = 3;  ///< with the other two as many as a contract has phases

    bool operator==(const RestructureTerms&) const = default;
};

}  // namespace recoup
