// The expected sale of collateral: models/measures/liquidation with its noise integrated in closed form.
//
//   X = F exp(s e - s^2/2), F = index (1 - discount), per unit of value; e standard normal, s the sd of noise
//   E[min(a, X); l < e <= u] = F (Phi(k - s) - Phi(l - s)) + a (Phi(u) - Phi(k)),
//       k = ln(a/F)/s + s/2 brought into [l, u]
//   recovered = min(B, ((1-c) X - K)^+) = min(B + K, (1-c) X) - min(K, (1-c) X)
//   cost      = min((X - K)^+, c X)     = X - min(K, X) - (1-c) X + min(K, (1-c) X)
//   with claim B, prior claims K, cost share c
//
// Source: partial moments of the lognormal law, as in case C2 (closed_form/expected_min); the order of
// distribution is that of `distribute`. Valid for s, K >= 0, 0 <= c <= 1; s = 0 is the point e = 0.
#pragma once

#include <span>
#include <vector>

namespace recoup {

/// A collateral at a sale, amounts per unit of its value at cut-off level.
struct SaleLaw {
    double mean_price = 0.0;    ///< F
    double prior_claims = 0.0;  ///< K
    double cost_share = 0.0;    ///< c
    double log_sd = 0.0;        ///< s
};

/// Expectations over the part l < e <= u of the noise, not divided by its probability. Per unit of the claim.
struct ExpectedSale {
    double probability = 0.0;
    double recovered = 0.0;               ///< net of prior claims and costs
    double cost = 0.0;                    ///< paid out of the price, cash in and out
    double deficiency_probability = 0.0;  ///< something of the claim is left
};

ExpectedSale expected_sale(const SaleLaw& law, double claim_over_value, double low, double high);
/// The same of many claims.
void expected_sales(const SaleLaw& law, std::span<const double> claim_over_value, double low, double high,
                    std::vector<ExpectedSale>& sales);

/// The noise above which an auction with this reserve (a share of the appraised value) succeeds;
/// `discount_factor` = 1 - discount.
double noise_at_reserve(double reserve, double discount_factor, double log_sd);

}  // namespace recoup
