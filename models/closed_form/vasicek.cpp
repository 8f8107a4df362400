#include "models/closed_form/vasicek.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>

#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

/// Phi_2(h, k; correlation) - Phi(h) Phi(k), without the cancellation of the difference.
double excess_joint_probability(double h, double k, double correlation) {
    const auto density = [h, k](double theta) {
        const double cosine = std::cos(theta);
        return std::exp(-0.5 * (h * h + k * k - 2.0 * h * k * std::sin(theta)) / (cosine * cosine));
    };
    constexpr unsigned depth = 12;
    const double integral = boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
        density, 0.0, std::asin(correlation), depth, 1e-14);
    return integral / (2.0 * std::numbers::pi);
}

}  // namespace

double conditional_default_probability(double default_probability, double correlation, double factor) {
    const double threshold = normal_quantile(default_probability);
    return normal_cdf((threshold - std::sqrt(correlation) * factor) / std::sqrt(1.0 - correlation));
}

double vasicek_loss_quantile(double default_probability, double correlation, double level) {
    return conditional_default_probability(default_probability, correlation, -normal_quantile(level));
}

double vasicek_loss_cdf(double default_probability, double correlation, double loss) {
    return normal_cdf(
        (std::sqrt(1.0 - correlation) * normal_quantile(loss) - normal_quantile(default_probability)) /
        std::sqrt(correlation));
}

double vasicek_standard_deviation(double default_probability, double correlation) {
    const double threshold = normal_quantile(default_probability);
    return std::sqrt(excess_joint_probability(threshold, threshold, correlation));
}

double vasicek_expected_shortfall(double default_probability, double correlation, double level) {
    return bivariate_normal_cdf(normal_quantile(default_probability), -normal_quantile(level),
                                std::sqrt(correlation)) /
           (1.0 - level);
}

double bivariate_normal_cdf(double h, double k, double correlation) {
    return normal_cdf(h) * normal_cdf(k) + excess_joint_probability(h, k, correlation);
}

}  // namespace recoup
