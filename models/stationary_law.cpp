#include "models/stationary_law.hpp"

#include "models/closed_form/cholesky.hpp"
#include "models/closed_form/var_moments.hpp"
#include "models/deterministic_math.hpp"
#include "models/errors.hpp"

namespace recoup {

namespace {

RowMajor row_major(const Eigen::MatrixXd& matrix) {
    RowMajor values;
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
            values.push_back(matrix(i, j));
        }
    }
    return values;
}

/// Lower factor of Gamma(0); the shocks carry the dispersion.
RowMajor stationary_factor(const MacroModel& model) {
    const std::size_t n = model.variables.size();
    RowMajor shock = row_major(model.Sigma);
    for (double& value : shock) {
        value *= model.dispersion * model.dispersion;
    }
    const auto covariance = stationary_covariance(row_major(model.A), shock, static_cast<int>(n));
    if (!covariance) {
        throw InputError({.field = "dynamics.A",
                          .problem = "the macro model has no stationary law",
                          .why = "its spectral radius is not below 1",
                          .suggestion = "Scale A, as the estimation script does"});
    }
    const CholeskyFactor factor = cholesky(*covariance, static_cast<int>(n));
    if (!factor.succeeded()) {
        throw InputError({.field = "dynamics",
                          .problem = "the stationary covariance of the macro model is not positive definite",
                          .why = "a variable is a combination of others",
                          .suggestion = "Remove variable " +
                                        model.variables[static_cast<std::size_t>(factor.failed_row)].name});
    }
    return factor.lower;
}

}  // namespace

std::vector<double> stationary_deviations(const MacroModel& model, std::span<const double> unit_points) {
    const std::size_t n = model.variables.size();
    std::vector<double> deviations(unit_points.size());
    const RowMajor lower = model.dispersion > 0.0 ? stationary_factor(model) : RowMajor(n * n, 0.0);
    std::vector<double> z(n);
    for (std::size_t point = 0; point * n < unit_points.size(); ++point) {
        for (std::size_t v = 0; v < n; ++v) {
            z[v] = normal_quantile(unit_points[point * n + v]);
        }
        for (std::size_t v = 0; v < n; ++v) {
            double deviation = model.variables[v].long_run_mean - model.variables[v].xbar;
            for (std::size_t k = 0; k <= v; ++k) {
                deviation += lower[v * n + k] * z[k];
            }
            deviations[point * n + v] = deviation;
        }
    }
    return deviations;
}

}  // namespace recoup
