// From where on what was read, or what came out, is doubted. No figure of the results depends on it.
#pragma once

#include <optional>

namespace recoup::sim {

/// A check that is switched off has no threshold.
struct PlausibilitySettings {
    /// One loan's share of all claims, from so many loans on.
    std::optional<double> largest_claim_share = 0.20;
    int concentration_from_loans = 100;
    /// What an option costs or asks for at least, or a year of workout, over the median claim.
    std::optional<double> cost_to_claim = 1.0;
    std::optional<double> highest_rate = 0.60;  ///< a year
    std::optional<double> lowest_rate = 0.002;  ///< a year; of all loans that bear interest
    /// Median of value over claim, of the loans that have collateral.
    std::optional<double> least_collateral_to_claim = 0.05, most_collateral_to_claim = 20.0;
    std::optional<double> oldest_valuation_years = 15.0;
    /// Recovery of an option, scenario and segment in the mean over paths.
    std::optional<double> least_recovery = -0.20, most_recovery = 1.20;
    /// Share of the rows from which on a pattern that is legal in single rows is doubted.
    double share_of_rows = 0.01;
    bool no_collateral = true;
    bool totals = true;
    bool default_before_origination = true;
    bool days_beside_default = true;
    bool currency_change = true;
};

}  // namespace recoup::sim
