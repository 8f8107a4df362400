#include "models/closed_form/merton.hpp"

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

#include "models/closed_form/black_scholes.hpp"
#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

constexpr int digits = 52;
constexpr std::uintmax_t evaluations = 200;

double default_free_debt(const MertonFirm& firm) {
    return firm.debt * std::exp(-firm.rate * firm.years);
}

EuropeanOption equity_as_call(const MertonFirm& firm, double value, double volatility) {
    return {value, firm.debt, firm.rate, volatility, firm.years};
}

template <class Function>
double root_between(Function function, double low, double high) {
    std::uintmax_t budget = evaluations;
    const auto bracket = boost::math::tools::toms748_solve(
        function, low, high, boost::math::tools::eps_tolerance<double>(digits), budget);
    return 0.5 * (bracket.first + bracket.second);
}

/// Asset value at which the call is worth the equity: between equity and equity + default-free debt.
double value_at_volatility(const MertonFirm& firm, double volatility) {
    const auto excess = [&](double value) {
        return black_scholes_call(equity_as_call(firm, value, volatility)) - firm.equity;
    };
    const double highest = (firm.equity + default_free_debt(firm)) * (1.0 + 1e-12);
    return root_between(excess, firm.equity, highest);
}

}  // namespace

MertonAssets merton_assets(const MertonFirm& firm) {
    // negative where leverage vanishes, positive at the equity's own volatility
    const auto excess = [&](double volatility) {
        const double value = value_at_volatility(firm, volatility);
        return black_scholes_call_delta(equity_as_call(firm, value, volatility)) * volatility * value -
               firm.equity_volatility * firm.equity;
    };
    const double volatility = root_between(excess, 1e-6 * firm.equity_volatility, firm.equity_volatility);
    return {value_at_volatility(firm, volatility), volatility};
}

double distance_to_default(const MertonFirm& firm, const MertonAssets& assets, double drift) {
    const double growth = (drift - 0.5 * assets.volatility * assets.volatility) * firm.years;
    return (std::log(assets.value / firm.debt) + growth) / (assets.volatility * std::sqrt(firm.years));
}

double merton_default_probability(const MertonFirm& firm, const MertonAssets& assets, double drift) {
    return normal_cdf(-distance_to_default(firm, assets, drift));
}

double merton_expected_loss(const MertonFirm& firm, const MertonAssets& assets) {
    return 1.0 - (assets.value - firm.equity) / default_free_debt(firm);
}

}  // namespace recoup
