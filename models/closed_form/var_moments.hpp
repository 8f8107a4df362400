// Second moments of y_t = A y_{t-1} + u_t, Cov(u) = Sigma, and of its scalar cases.
//   Gamma(0) = sum_k A^k Sigma A'^k, summed by doubling: S <- S + B S B', B <- B^2;   Gamma(h) = A^h Gamma(0)
//   AR(1): variance after n steps sigma^2 (1 - phi^2n) / (1 - phi^2), autocorrelation phi^h
//   Ornstein-Uhlenbeck, exact step D: factor e^(-kappa D), variance sigma^2 (1 - e^(-2 kappa D)) / (2 kappa)
// Source: Luetkepohl, New Introduction to Multiple Time Series Analysis (2005), section 2.1. Valid for
// spectral radius below 1 (kappa > 0). Matrices are row-major, n x n; the covariances are fixed loops without
// library calls, fit to stand upstream of results.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace recoup {

using RowMajor = std::vector<double>;

/// Gamma(0), or nothing where the sum does not converge (spectral radius not below 1).
std::optional<RowMajor> stationary_covariance(std::span<const double> transition,
                                              std::span<const double> shock, int dimension);

/// Gamma(lag) = A^lag Gamma(0) = Cov(y_t, y_{t-lag}).
RowMajor lag_covariance(std::span<const double> transition, std::span<const double> stationary, int dimension,
                        int lag);

/// Moduli of the eigenvalues, largest first: the first is the spectral radius.
std::vector<double> eigenvalue_moduli(std::span<const double> transition, int dimension);

/// (I - A)^-1: the cumulated response to a shock of one.
RowMajor long_run_multiplier(std::span<const double> transition, int dimension);

double ar1_variance(double coefficient, double shock_sd, int steps);
double ar1_stationary_variance(double coefficient, double shock_sd);
double ar1_autocorrelation(double coefficient, int lag);

struct OrnsteinUhlenbeck {
    double reversion;   ///< kappa, a year
    double volatility;  ///< sigma, a year
};
double ou_step_factor(const OrnsteinUhlenbeck& process, double years);
double ou_step_variance(const OrnsteinUhlenbeck& process, double years);
double ou_stationary_variance(const OrnsteinUhlenbeck& process);

}  // namespace recoup
