// Large homogeneous pool under one Gaussian factor Z (high Z is good), asset correlation rho, default
// probability p:
//   p(Z) = Phi((Phi^-1(p) - sqrt(rho) Z) / sqrt(1 - rho)),   loss quantile q_a = p(Phi^-1(1 - a)),
//   Var = Phi_2(Phi^-1 p, Phi^-1 p; rho) - p^2,   ES_a = Phi_2(Phi^-1 p, Phi^-1(1 - a); sqrt rho) / (1 - a)
// Source: Vasicek, Loan portfolio value, Risk, December 2002. Valid for 0 <= rho < 1, 0 < p < 1 (p = 0 and 1
// stay themselves). p(Z) is upstream of results (copula link): deterministic mathematics only.
#pragma once

namespace recoup {

/// Default probability given the factor.
double conditional_default_probability(double default_probability, double correlation, double factor);

double vasicek_loss_quantile(double default_probability, double correlation, double level);

/// P(loss fraction <= loss), rho > 0.
double vasicek_loss_cdf(double default_probability, double correlation, double loss);

double vasicek_standard_deviation(double default_probability, double correlation);

/// Mean loss fraction beyond the quantile of `level`.
double vasicek_expected_shortfall(double default_probability, double correlation, double level);

/// P(X <= h, Y <= k) for standard normals of the given correlation, |correlation| < 1: Plackett's integral
/// over the correlation (Biometrika 41 (1954) 351-360), with the substitution correlation = sin theta.
double bivariate_normal_cdf(double h, double k, double correlation);

}  // namespace recoup
