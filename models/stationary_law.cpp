#include "models/stationary_law.hpp"

#include "models/closed_form/cholesky.hpp"
#include "models/deterministic_math.hpp"
#include "models/errors.hpp"

namespace recoup {

namespace {

/// C + P C P', row-major n x n.
std::vector<double> doubled(const std::vector<double>& c, const std::vector<double>& p, std::size_t n) {
    std::vector<double> pc(n * n, 0.0);
    std::vector<double> result = c;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < n; ++k) {
                pc[i * n + j] += p[i * n + k] * c[k * n + j];
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < n; ++k) {
                result[i * n + j] += pc[i * n + k] * p[j * n + k];
            }
        }
    }
    return result;
}

std::vector<double> squared(const std::vector<double>& p, std::size_t n) {
    std::vector<double> result(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < n; ++k) {
                result[i * n + j] += p[i * n + k] * p[k * n + j];
            }
        }
    }
    return result;
}

}  // namespace

std::vector<double> stationary_covariance(const MacroModel& model) {
    const std::size_t n = model.variables.size();
    std::vector<double> covariance(n * n);
    std::vector<double> transition(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(j);
            covariance[i * n + j] = model.Sigma(row, column) * model.dispersion * model.dispersion;
            transition[i * n + j] = model.A(row, column);
        }
    }
    // After k doublings the sum has 2^k terms; at spectral radius 0.97 twenty leave nothing.
    constexpr int doublings = 20;
    for (int k = 0; k < doublings; ++k) {
        covariance = doubled(covariance, transition, n);
        transition = squared(transition, n);
    }
    return covariance;
}

std::vector<double> stationary_deviations(const MacroModel& model, std::span<const double> unit_points) {
    const std::size_t n = model.variables.size();
    std::vector<double> deviations(unit_points.size());
    CholeskyFactor factor{.lower = std::vector<double>(n * n, 0.0)};
    if (model.dispersion > 0.0) {
        factor = cholesky(stationary_covariance(model), static_cast<int>(n));
        if (!factor.succeeded()) {
            throw InputError(
                {.field = "dynamics",
                 .problem = "the stationary covariance of the macro model is not positive definite",
                 .why = "a variable is a combination of others",
                 .suggestion =
                     "Remove variable " + model.variables[static_cast<std::size_t>(factor.failed_row)].name});
        }
    }
    std::vector<double> z(n);
    for (std::size_t point = 0; point * n < unit_points.size(); ++point) {
        for (std::size_t v = 0; v < n; ++v) {
            z[v] = normal_quantile(unit_points[point * n + v]);
        }
        for (std::size_t v = 0; v < n; ++v) {
            double deviation = model.variables[v].long_run_mean - model.variables[v].xbar;
            for (std::size_t k = 0; k <= v; ++k) {
                deviation += factor.lower[v * n + k] * z[k];
            }
            deviations[point * n + v] = deviation;
        }
    }
    return deviations;
}

}  // namespace recoup
