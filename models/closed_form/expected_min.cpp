#include "models/closed_form/expected_min.hpp"

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

/// Distance of the mean price above the claim, in standard deviations of the log price, less half of one.
double distance_to_claim(double claim, double mean_price, double log_sd) {
    return log_ieee(mean_price / claim) / log_sd - 0.5 * log_sd;
}

}  // namespace

double expected_min(double claim, double mean_price, double log_sd) {
    if (log_sd == 0.0 || claim == 0.0 || mean_price == 0.0) return std::min(claim, mean_price);
    const double d2 = distance_to_claim(claim, mean_price, log_sd);
    return mean_price * normal_cdf(-(d2 + log_sd)) + claim * normal_cdf(d2);
}

double shortfall_probability(double claim, double mean_price, double log_sd) {
    if (log_sd == 0.0 || claim == 0.0 || mean_price == 0.0) return mean_price < claim ? 1.0 : 0.0;
    return normal_cdf(-distance_to_claim(claim, mean_price, log_sd));
}

double expected_min_lognormal(double claim, double value, double drift, double volatility, double years) {
    return expected_min(claim, value * exp_ieee(drift * years), volatility * std::sqrt(years));
}

}  // namespace recoup
