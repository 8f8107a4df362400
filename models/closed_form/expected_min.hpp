// What a claim B recovers from collateral with a lognormal price S, of mean F and standard deviation s of log
// S:
//   E[min(B, S)] = F Phi(-d1) + B Phi(d2),   d1 = ln(F / B) / s + s / 2,   d2 = d1 - s
// Source: Black and Scholes, J. Polit. Econ. 81 (1973), risky debt = price less a call struck at the claim.
// Valid for F, B, s >= 0; s = 0 gives min(B, F). Upstream of results: deterministic mathematics only.
#pragma once

namespace recoup {

/// E[min(claim, price)] for a price of mean `mean_price` whose logarithm has standard deviation `log_sd`.
double expected_min(double claim, double mean_price, double log_sd);

/// P(price < claim) = Phi(-d2): how often the collateral falls short.
double shortfall_probability(double claim, double mean_price, double log_sd);

/// The same for a geometric Brownian motion: mean price = value exp(drift years), log_sd = volatility
/// sqrt(years).
double expected_min_lognormal(double claim, double value, double drift, double volatility, double years);

}  // namespace recoup
