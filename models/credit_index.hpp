// The credit index of the copula link and the default probability that it implies.
//
//   Z = (sum over a 12-month period of w'(y_t - E[y_t | y at the period's start])) / sd of that sum, + shift
//   PD(Z) = Phi((Phi^-1(PD) - sqrt(rho) Z) / sqrt(1 - rho)),  monthly 1 - (1 - PD(Z))^(1/12)
//
// Source: Vasicek (2002), "The distribution of loan portfolio value", Risk 15(12); high Z is good. The sum of
// a Gaussian VAR is Gaussian, so Z is standard normal given the start and the large-pool law holds (cases
// E4-E8). Valid for Gaussian shocks; dispersion d gives Z the standard deviation d. Periods count from
// cut-off.
#pragma once

#include <span>
#include <vector>

#include "models/scenario.hpp"

namespace recoup {

/// What standardises the credit index with weights w; prepared once a row.
class CreditIndex {
  public:
    CreditIndex(const MacroModel& model, std::vector<double> weights);

    /// Z of each 12-month period on a path; x and centre are [period][variable].
    std::vector<double> path(std::span<const double> x, std::span<const double> centre, double shift) const;

  private:
    std::size_t variables_;
    std::size_t periods_a_year_;
    std::vector<double> weights_;
    std::vector<double> carry_;  // w'(A + A^2 + ...), the effect of the start on the sum
    double standard_deviation_ = 1.0;
};

/// Monthly default probability given the credit index.
double monthly_default_probability(double pd_annual, double rho, double z);

}  // namespace recoup
