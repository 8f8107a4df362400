#include "models/expected/deviation_basis.hpp"

#include <cmath>

#include "models/closed_form/cholesky.hpp"
#include "models/closed_form/var_moments.hpp"
#include "models/errors.hpp"

namespace recoup {

namespace {

using Matrix = std::vector<double>;  // row-major; fixed loops throughout, the same bits everywhere

std::size_t cell(int row, int column, int columns) {
    return static_cast<std::size_t>(row * columns + column);
}

Matrix row_major(const Eigen::MatrixXd& m) {
    Matrix values;
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            values.push_back(m(i, j));
        }
    }
    return values;
}

Matrix product(const Matrix& a, const Matrix& b, int n, int inner, int m) {
    Matrix c(static_cast<std::size_t>(n * m), 0.0);
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < inner; ++k) {
            for (int j = 0; j < m; ++j) {
                c[cell(i, j, m)] += a[cell(i, k, inner)] * b[cell(k, j, m)];
            }
        }
    }
    return c;
}

Matrix inverse_lower(const Matrix& lower, int n) {
    Matrix inverse(lower.size(), 0.0);
    for (int j = 0; j < n; ++j) {
        for (int i = j; i < n; ++i) {
            double sum = i == j ? 1.0 : 0.0;
            for (int k = j; k < i; ++k) {
                sum -= lower[cell(i, k, n)] * inverse[cell(k, j, n)];
            }
            inverse[cell(i, j, n)] = sum / lower[cell(i, i, n)];
        }
    }
    return inverse;
}

/// Solves the positive definite system a x = b for many right-hand sides, b [n][m]; by elimination.
Matrix solved(Matrix a, Matrix b, int n, int m) {
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < n; ++k) {
            if (k == i) {
                continue;
            }
            const double factor = a[cell(k, i, n)] / a[cell(i, i, n)];
            for (int j = i; j < n; ++j) {
                a[cell(k, j, n)] -= factor * a[cell(i, j, n)];
            }
            for (int j = 0; j < m; ++j) {
                b[cell(k, j, m)] -= factor * b[cell(i, j, m)];
            }
        }
    }
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < m; ++j) {
            b[cell(i, j, m)] /= a[cell(i, i, n)];
        }
    }
    return b;
}

std::vector<std::vector<double>> collocation_points(int n) {
    std::vector<std::vector<double>> points;
    points.emplace_back(static_cast<std::size_t>(n), 0.0);
    for (int corner = 0; corner < 1 << n; ++corner) {
        points.emplace_back();
        for (int v = 0; v < n; ++v) {
            points.back().push_back((corner >> v & 1) != 0 ? 1.0 : -1.0);
        }
    }
    const double far = std::sqrt(n + 2.0);
    for (int v = 0; v < n; ++v) {
        for (const double side : {-far, far}) {
            points.emplace_back(static_cast<std::size_t>(n), 0.0);
            points.back()[static_cast<std::size_t>(v)] = side;
        }
    }
    return points;
}

/// [coefficient before][coefficient after]: what a basis function of z_t is expected to be, as a polynomial
/// in z_{t-1}.
Matrix expectation(const Matrix& b, const Matrix& shock, int n, int coefficients) {
    Matrix t(static_cast<std::size_t>(coefficients * coefficients), 0.0);
    const auto quadratic = [n](int i, int j) {  // place of z_i z_j, i <= j, after 1 and the z_i
        return 1 + n + i * n - i * (i - 1) / 2 + (j - i);
    };
    t[0] = 1.0;
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < n; ++k) {
            t[cell(1 + k, 1 + i, coefficients)] = b[cell(i, k, n)];
        }
        for (int j = i; j < n; ++j) {
            const int after = quadratic(i, j);
            t[cell(0, after, coefficients)] = shock[cell(i, j, n)];
            for (int k = 0; k < n; ++k) {
                for (int l = 0; l < n; ++l) {
                    const int before = k <= l ? quadratic(k, l) : quadratic(l, k);
                    t[cell(before, after, coefficients)] += b[cell(i, k, n)] * b[cell(j, l, n)];
                }
            }
        }
    }
    return t;
}

}  // namespace

DeviationBasis::DeviationBasis(const MacroModel& model, bool central)
    : variables_(static_cast<int>(model.variables.size())) {
    const int n = variables_;
    if (central || model.dispersion == 0.0) {
        points_ = {std::vector<double>(static_cast<std::size_t>(n), 0.0)};
        basis_at_point_ = {{1.0}};
        expected_fit_ = {1.0};
        return;
    }
    Matrix sigma = row_major(model.Sigma);
    for (double& value : sigma) {
        value *= model.dispersion * model.dispersion;
    }
    const Matrix a = row_major(model.A);
    const auto covariance = stationary_covariance(a, sigma, n);
    if (!covariance) {
        throw InputError({.field = "dynamics.A",
                          .problem = "the macro model has no stationary law",
                          .why = "its spectral radius is not below 1",
                          .suggestion = "Scale A, as the estimation script does"});
    }
    const Matrix w = cholesky(*covariance, n).lower;
    whitening_ = inverse_lower(w, n);
    coefficients_ = 1 + n + n * (n + 1) / 2;
    for (const std::vector<double>& z : collocation_points(n)) {
        points_.push_back(product(w, z, n, n, 1));
        basis_at_point_.push_back(basis_of(z));
    }
    const int m = coefficients_;
    const int count = points();
    Matrix normal(static_cast<std::size_t>(m * m), 0.0);
    Matrix transposed(static_cast<std::size_t>(m * count));
    for (int p = 0; p < count; ++p) {
        const std::vector<double>& phi = basis_at_point_[static_cast<std::size_t>(p)];
        for (int i = 0; i < m; ++i) {
            transposed[cell(i, p, count)] = phi[static_cast<std::size_t>(i)];
            for (int j = 0; j < m; ++j) {
                normal[cell(i, j, m)] += phi[static_cast<std::size_t>(i)] * phi[static_cast<std::size_t>(j)];
            }
        }
    }
    const Matrix fit = solved(normal, transposed, m, count);
    const Matrix b = product(product(whitening_, a, n, n, n), w, n, n, n);
    Matrix whitening_transposed(whitening_.size());
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            whitening_transposed[cell(i, j, n)] = whitening_[cell(j, i, n)];
        }
    }
    const Matrix shock = product(product(whitening_, sigma, n, n, n), whitening_transposed, n, n, n);
    expected_fit_ = product(expectation(b, shock, n, m), fit, m, m, count);
}

std::vector<double> DeviationBasis::basis_of(const std::vector<double>& z) const {
    std::vector<double> phi = {1.0};
    phi.insert(phi.end(), z.begin(), z.end());
    for (std::size_t i = 0; i < z.size(); ++i) {
        for (std::size_t j = i; j < z.size(); ++j) {
            phi.push_back(z[i] * z[j]);
        }
    }
    return phi;
}

std::vector<double> DeviationBasis::at(const std::vector<double>& y) const {
    return coefficients_ == 1 ? std::vector<double>{1.0}
                              : basis_of(product(whitening_, y, variables_, variables_, 1));
}

}  // namespace recoup
