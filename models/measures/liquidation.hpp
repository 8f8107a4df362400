// Realisation of collateral: price and auction; models/primitives/sell_collateral divides the price.
//
//   appraised = value at valuation x index
//   price = appraised x exp(walk - s1^2 years/2 + s0 z - s0^2/2 + round noise) x (1 - discount)
//   discount = base + slope x fall of the index from its peak   (base + slope <= 1 is checked on reading)
//   the walk is the collateral's own log-value process: increments of variance s1^2/4 a quarter since
//   valuation. Quarters count, not months: that of a sale in full, also in its first month, for its increment
//   is one draw, and that of the valuation not at all
//   auction: sold where the price is the reserve's share of the appraised value or above
//
// With s0 = s1 = 0 the price is the appraised value less the forced-sale discount. E[min(claim, price)] has
// the closed form of models/closed_form/expected_min (case C2). Sources: Frye and Jacobs (2012); forced-sale
// discounts S1-10. Of several collaterals each pays its own prior claims, up to its price; costs are borne by
// all together or, with pool_sale_costs = false, by each up to what prior claims leave of its price, so that
// none brings less than nothing.
#pragma once

#include <algorithm>

#include "models/deterministic_math.hpp"
#include "models/parameters.hpp"
#include "models/units.hpp"

namespace recoup {

/// One collateral as it stands when sold. The draws are standard normals; `walk` is already a log amount.
struct CollateralAtSale {
    double value = 0.0;         ///< at valuation, minor units
    double prior_claims = 0.0;  ///< minor units
    double index_level = 1.0;   ///< now / at cut-off
    double index_fall = 0.0;    ///< from the peak
    double walk = 0.0;          ///< sum of the quarterly increments since valuation
    double years = 0.0;         ///< spanned by the walk
    double sale_error = 0.0;    ///< z, one a collateral and valuation
    double round_noise = 0.0;   ///< of the auction round
    bool in_auction = false;    ///< round noise applies
};

inline double appraised_value(const CollateralAtSale& at) {
    return at.value * at.index_level;
}

inline double realised_price(const CollateralAtSale& at, const CollateralSpec& spec) {
    double log_noise = 0.0;
    if (spec.has_noise() || at.walk != 0.0) {
        const double s0 = spec.sale_error_sd;
        const double s1 = spec.value_sd_per_year;
        const double sr = spec.round_noise_sd;
        const double round = at.in_auction ? sr * at.round_noise - 0.5 * sr * sr : 0.0;
        log_noise = at.walk - 0.5 * s1 * s1 * at.years + s0 * at.sale_error - 0.5 * s0 * s0 + round;
    }
    const double discount = spec.forced_sale_discount + spec.discount_slope * at.index_fall;
    return appraised_value(at) * (log_noise == 0.0 ? 1.0 : exp_ieee(log_noise)) * (1.0 - discount);
}

/// By which a price may lie below the reserve and still be at it: sums and products of several collaterals
/// round, and what is 70 % of both by parameters must not hang on that.
inline constexpr double reserve_rounding = 1e-12;

inline bool meets_reserve(double price, double reserve, double appraised) {
    return price >= reserve * appraised * (1.0 - reserve_rounding);
}

}  // namespace recoup
