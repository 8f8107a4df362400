// European options on a lognormal price without dividends:
//   call = S Phi(d1) - K e^(-rT) Phi(d2),  put = K e^(-rT) Phi(-d2) - S Phi(-d1),
//   d1 = (ln(S / K) + (r + sigma^2 / 2) T) / (sigma sqrt T),  d2 = d1 - sigma sqrt T
// Source: Black and Scholes, J. Polit. Econ. 81 (1973) 637-654. Valid for positive S, K, sigma, T.
#pragma once

namespace recoup {

struct EuropeanOption {
    double spot;
    double strike;
    double rate;        ///< continuous, a year
    double volatility;  ///< a year
    double years;
};

double black_scholes_call(const EuropeanOption& option);
double black_scholes_put(const EuropeanOption& option);

/// Derivative of the call by the spot, Phi(d1).
double black_scholes_call_delta(const EuropeanOption& option);

}  // namespace recoup
