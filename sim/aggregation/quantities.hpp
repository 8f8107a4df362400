// The published figures of one path, from its totals.
//
//   recovery rate     undiscounted net cash / claim at cut-off (loans non-performing then), / claim at
//   default (inflow) loss              claim at cut-off + claim of the inflow discounted to cut-off - net
//   cash discounted, all at the
//                     effective interest rate (IFRS 9 B5.5.28: the shortfall of discounted cash)
//   time to resolution  sum of claim x months / claim at cut-off of the loans non-performing then; a claim
//   still open
//                     counts at the recovery horizon
//   with terminal     claims that are performing at the recovery horizon count at face, discounted from
//   there; without,
//                     what comes after the horizon counts as nothing, also in the loss
//
// A ratio of the portfolio is the ratio of the sums over its segments. A ratio without a denominator is NaN.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/aggregation/batch_totals.hpp"

namespace recoup::sim {

/// At cut-off, by segment, the portfolio last; in units of the reporting currency.
struct CutOffClaims {
    std::vector<std::int64_t> loan_count;
    std::vector<double> claim;
    std::vector<double> claim_npe;  ///< of loans in a non-performing state

    explicit CutOffClaims(const Study& study);
};

/// Totals of one path, scenario and option, of the segments [first, end) together.
class Figures {
  public:
    Figures(std::span<const double> totals_by_segment, int first, int end, double claim_npe,
            double horizon_discount)
        : totals_(totals_by_segment),
          first_(first),
          end_(end),
          claim_npe_(claim_npe),
          horizon_discount_(horizon_discount) {}

    double claim_npe() const { return claim_npe_; }
    /// Discount factor of the recovery horizon at the hurdle rate.
    double horizon_discount() const { return horizon_discount_; }
    double operator[](Total total) const {
        double sum = 0.0;
        for (int segment = first_; segment < end_; ++segment) {
            sum += totals_[static_cast<std::size_t>(segment * total_count + static_cast<int>(total))];
        }
        return sum;
    }

  private:
    std::span<const double> totals_;
    int first_, end_;
    double claim_npe_;
    double horizon_discount_;
};

using QuantityOf = double (*)(const Figures&);

/// The quantity that options are ranked by: cash at the hurdle rate of claims at cut-off and of the inflow,
/// without terminal values. The one that the table after a run compares.
inline constexpr std::string_view decision_value = "discounted_recoveries";

/// The rule behind a quantity of the results schema; ContractViolation for a name without one.
QuantityOf rule_of_quantity(std::string_view name);

/// NaN unless the denominator is positive.
double ratio(double numerator, double denominator);

}  // namespace recoup::sim
