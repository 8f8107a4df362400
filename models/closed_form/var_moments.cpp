#include "models/closed_form/var_moments.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>

#include "models/deterministic_math.hpp"

namespace recoup {
namespace {

using Map = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

RowMajor product(std::span<const double> a, std::span<const double> b, std::size_t n) {
    RowMajor result(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t j = 0; j < n; ++j) result[i * n + j] += a[i * n + k] * b[k * n + j];
        }
    }
    return result;
}

RowMajor transposed(std::span<const double> a, std::size_t n) {
    RowMajor result(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) result[j * n + i] = a[i * n + j];
    }
    return result;
}

/// Adds b to a; the largest magnitude added and whether everything stays finite.
double accumulate(RowMajor& a, const RowMajor& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] += b[i];
        largest = std::isfinite(a[i]) ? std::max(largest, std::fabs(b[i]))
                                      : std::numeric_limits<double>::infinity();
        if (std::isinf(largest)) return largest;
    }
    return largest;
}

}  // namespace

std::optional<RowMajor> stationary_covariance(std::span<const double> transition,
                                              std::span<const double> shock, int dimension) {
    const auto n = static_cast<std::size_t>(dimension);
    RowMajor sum(shock.begin(), shock.end());
    RowMajor propagator(transition.begin(), transition.end());
    constexpr int doublings = 60;  // 2^60 terms: a radius of 1 - 1e-16 would still be summed
    for (int step = 0; step < doublings; ++step) {
        const RowMajor term = product(product(propagator, sum, n), transposed(propagator, n), n);
        const double added = accumulate(sum, term);
        if (std::isinf(added)) return std::nullopt;
        if (added == 0.0) return sum;
        propagator = product(propagator, propagator, n);
    }
    return std::nullopt;
}

RowMajor lag_covariance(std::span<const double> transition, std::span<const double> stationary, int dimension,
                        int lag) {
    RowMajor result(stationary.begin(), stationary.end());
    for (int step = 0; step < lag; ++step)
        result = product(transition, result, static_cast<std::size_t>(dimension));
    return result;
}

std::vector<double> eigenvalue_moduli(std::span<const double> transition, int dimension) {
    const Eigen::MatrixXd matrix = Map(transition.data(), dimension, dimension);
    const Eigen::VectorXcd eigenvalues = matrix.eigenvalues();
    std::vector<double> moduli;
    for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) moduli.push_back(std::abs(eigenvalues[i]));
    std::sort(moduli.begin(), moduli.end(), std::greater<>());
    return moduli;
}

RowMajor long_run_multiplier(std::span<const double> transition, int dimension) {
    const Eigen::MatrixXd matrix = Map(transition.data(), dimension, dimension);
    const Eigen::MatrixXd inverse = (Eigen::MatrixXd::Identity(dimension, dimension) - matrix).inverse();
    RowMajor result;
    for (Eigen::Index i = 0; i < dimension; ++i) {
        for (Eigen::Index j = 0; j < dimension; ++j) result.push_back(inverse(i, j));
    }
    return result;
}

double ar1_variance(double coefficient, double shock_sd, int steps) {
    return ar1_stationary_variance(coefficient, shock_sd) * (1.0 - power(coefficient, 2 * steps));
}

double ar1_stationary_variance(double coefficient, double shock_sd) {
    return shock_sd * shock_sd / (1.0 - coefficient * coefficient);
}

double ar1_autocorrelation(double coefficient, int lag) {
    return power(coefficient, lag);
}

double ou_step_factor(const OrnsteinUhlenbeck& process, double years) {
    return std::exp(-process.reversion * years);
}

double ou_step_variance(const OrnsteinUhlenbeck& process, double years) {
    return ou_stationary_variance(process) * -std::expm1(-2.0 * process.reversion * years);
}

double ou_stationary_variance(const OrnsteinUhlenbeck& process) {
    return process.volatility * process.volatility / (2.0 * process.reversion);
}

}  // namespace recoup
