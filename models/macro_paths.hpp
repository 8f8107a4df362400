// Macro paths: a VAR(1) around the path of a scenario.
//
//   x_t = mu_t + y_t,   y_t = A y_{t-1} + dispersion * L e_t,   y_0 = 0,   Sigma = L L'
//   past the end of the scenario's path   mu_t = m + A (mu_{t-1} - m)   with a stated long-run mean m
//
// Source: Luetkepohl, New Introduction to Multiple Time Series Analysis (2005), section 2.1. Centre = mean
// lowers the log-change of an index by half the growth of Var(sum of y), so that the *level* has the
// scenario's path as its mean: E exp(S) = exp(E S + Var S / 2) for Gaussian S (the log-normal mean). Valid
// for a stable A (checked on reading). One period is a quarter or a month; x is constant inside it.
#pragma once

#include <span>
#include <vector>

#include "models/scenario.hpp"

namespace recoup {

/// The centre mu_t of a scenario, [period][variable], for `periods` periods from the first after cut-off.
std::vector<double> central_path(const MacroModel& model, const Scenario& scenario, int periods);

/// Var(y_{1,v} + ... + y_{t,v}), [period][variable]: what the centre = mean correction rests on.
std::vector<double> cumulative_variance(const MacroModel& model, int periods);

/// One path x, [period][variable], from its centre and standard shocks e, both [period][variable].
void macro_path(const MacroModel& model, std::span<const double> centre, std::span<const double> shocks,
                std::span<double> x);

/// Multivariate t shocks with unit covariance, truncated at a Mahalanobis radius of 6.
///
/// e = R z/|z| with z standard normal and R drawn by inverse cdf from the radius of a t_nu vector, density
/// proportional to r^(d-1) (1 + r^2/nu)^(-(nu+d)/2) (Kotz and Nadarajah, Multivariate t Distributions, 2004,
/// section 1.1), cut at 6 standard deviations and rescaled so that Cov(e) = I exactly. Valid for nu > 2.
class StudentRadius {
  public:
    StudentRadius(double degrees_of_freedom, int dimension);
    /// Turns standard normals z (one period) into t shocks, given a uniform in (0, 1).
    void apply(double uniform, std::span<double> z) const;

  private:
    std::vector<double> radius_;      // grid
    std::vector<double> cumulative_;  // distribution function on the grid
    double scale_ = 1.0;
};

}  // namespace recoup
