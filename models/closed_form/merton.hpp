// Merton's firm: equity E is a call on the assets V, struck at the debt D due after T years.
//   E = V Phi(d1) - D e^(-rT) Phi(d2),   sigma_E E = Phi(d1) sigma_V V,
//   distance to default DD = (ln(V / D) + (mu - sigma_V^2 / 2) T) / (sigma_V sqrt T),   PD = Phi(-DD)
// Source: Merton, J. Finance 29 (1974) 449-470; the two equations as in Hull, Options, Futures and Other
// Derivatives, chapter on credit risk. Valid for positive E, sigma_E, D, T.
#pragma once

namespace recoup {

struct MertonFirm {
    double equity;
    double equity_volatility;
    double debt;  ///< face value, due at the horizon
    double rate;  ///< risk-free, continuous, a year
    double years;
};

struct MertonAssets {
    double value;
    double volatility;
};

/// The assets that explain the equity's price and volatility.
MertonAssets merton_assets(const MertonFirm& firm);

/// DD under an expected growth of the assets of `drift` a year (the risk-free rate for pricing).
double distance_to_default(const MertonFirm& firm, const MertonAssets& assets, double drift);

double merton_default_probability(const MertonFirm& firm, const MertonAssets& assets, double drift);

/// 1 - market value of the debt / its value without default risk.
double merton_expected_loss(const MertonFirm& firm, const MertonAssets& assets);

}  // namespace recoup
