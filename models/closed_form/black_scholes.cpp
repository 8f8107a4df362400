#include "models/closed_form/black_scholes.hpp"

#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

double total_volatility(const EuropeanOption& option) {
    return option.volatility * std::sqrt(option.years);
}

double d1(const EuropeanOption& option) {
    const double drift = (option.rate + 0.5 * option.volatility * option.volatility) * option.years;
    return (std::log(option.spot / option.strike) + drift) / total_volatility(option);
}

double discounted_strike(const EuropeanOption& option) {
    return option.strike * std::exp(-option.rate * option.years);
}

}  // namespace

double black_scholes_call(const EuropeanOption& option) {
    const double d = d1(option);
    return option.spot * normal_cdf(d) - discounted_strike(option) * normal_cdf(d - total_volatility(option));
}

double black_scholes_put(const EuropeanOption& option) {
    const double d = d1(option);
    return discounted_strike(option) * normal_cdf(total_volatility(option) - d) -
           option.spot * normal_cdf(-d);
}

double black_scholes_call_delta(const EuropeanOption& option) {
    return normal_cdf(d1(option));
}

}  // namespace recoup
