#include "models/macro_paths.hpp"

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup {

namespace {

using Square = std::vector<std::vector<double>>;

// Fixed loops: the order of additions, hence every bit, is the same on every machine.
Square product(const Square& a, const Square& b) {
    const std::size_t n = a.size();
    Square c(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < n; ++k) {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    return c;
}

Square transposed(const Square& a) {
    Square t = a;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            t[i][j] = a[j][i];
        }
    }
    return t;
}

void add_to(Square& a, const Square& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            a[i][j] += b[i][j];
        }
    }
}

Square square_of(const Eigen::MatrixXd& m) {
    Square s(static_cast<std::size_t>(m.rows()), std::vector<double>(static_cast<std::size_t>(m.cols())));
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            s[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = m(i, j);
        }
    }
    return s;
}

}  // namespace

std::vector<double> cumulative_variance(const MacroModel& model, int periods) {
    const std::size_t n = model.variables.size();
    const Square a = square_of(model.A);
    const Square a_transposed = transposed(a);
    Square shock = square_of(model.Sigma);
    for (auto& row : shock) {
        for (double& value : row) {
            value *= model.dispersion * model.dispersion;
        }
    }
    const Square zero(n, std::vector<double>(n, 0.0));
    Square covariance = zero;       // Cov(y_t)
    Square sum_with_level = zero;   // Cov(S_t, y_t), S_t = y_1 + ... + y_t
    Square variance_of_sum = zero;  // Var(S_t)
    std::vector<double> result;
    result.reserve(static_cast<std::size_t>(periods) * n);
    for (int t = 0; t < periods; ++t) {
        covariance = product(product(a, covariance), a_transposed);
        add_to(covariance, shock);
        const Square carried = product(sum_with_level, a_transposed);  // Cov(S_{t-1}, y_t)
        add_to(variance_of_sum, carried);
        add_to(variance_of_sum, transposed(carried));
        add_to(variance_of_sum, covariance);
        sum_with_level = carried;
        add_to(sum_with_level, covariance);
        for (std::size_t v = 0; v < n; ++v) {
            result.push_back(variance_of_sum[v][v]);
        }
    }
    return result;
}

std::vector<double> central_path(const MacroModel& model, const Scenario& scenario, int periods) {
    const std::size_t n = model.variables.size();
    std::vector<double> mu(static_cast<std::size_t>(periods) * n);
    std::vector<double> gap(n);
    for (std::size_t t = 0; t < static_cast<std::size_t>(periods); ++t) {
        double* now = mu.data() + t * n;
        if (t < scenario.path.size()) {
            std::copy_n(scenario.path[t].begin(), n, now);
            continue;
        }
        for (std::size_t v = 0; v < n; ++v) {
            gap[v] = t == 0 ? 0.0 : mu[(t - 1) * n + v] - model.variables[v].long_run_mean;
        }
        for (std::size_t v = 0; v < n; ++v) {
            now[v] = model.variables[v].long_run_mean;
            for (std::size_t k = 0; k < n; ++k) {
                now[v] += model.A(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(k)) * gap[k];
            }
        }
    }
    if (model.centre == Centre::median) {
        return mu;
    }
    const std::vector<double> variance = cumulative_variance(model, periods);
    for (std::size_t v = 0; v < n; ++v) {
        if (model.variables[v].transform != Transform::log_change) {
            continue;
        }
        double before = 0.0;
        for (std::size_t t = 0; t < static_cast<std::size_t>(periods); ++t) {
            mu[t * n + v] -= 0.5 * (variance[t * n + v] - before);
            before = variance[t * n + v];
        }
    }
    return mu;
}

void macro_path(const MacroModel& model, std::span<const double> centre, std::span<const double> shocks,
                std::span<double> x) {
    const std::size_t n = model.variables.size();
    std::vector<double> deviation(n, 0.0);
    std::vector<double> next(n);
    for (std::size_t t = 0; t * n < centre.size(); ++t) {
        for (std::size_t v = 0; v < n; ++v) {
            const auto row = static_cast<Eigen::Index>(v);
            double carried = 0.0;
            for (std::size_t k = 0; k < n; ++k) {
                carried += model.A(row, static_cast<Eigen::Index>(k)) * deviation[k];
            }
            double shock = 0.0;
            for (std::size_t k = 0; k <= v; ++k) {
                shock += model.L(row, static_cast<Eigen::Index>(k)) * shocks[t * n + k];
            }
            next[v] = carried + model.dispersion * shock;
        }
        deviation = next;
        for (std::size_t v = 0; v < n; ++v) {
            x[t * n + v] = centre[t * n + v] + deviation[v];
        }
    }
}

StudentRadius::StudentRadius(double degrees_of_freedom, int dimension) {
    constexpr int cells = 4096;
    constexpr double radius_in_standard_deviations = 6.0;
    const double nu = degrees_of_freedom;
    const double d = dimension;
    // In units of the t vector, whose standard deviation is sqrt(nu / (nu - 2)).
    const double last = radius_in_standard_deviations * std::sqrt(nu / (nu - 2.0));
    const auto density = [&](double r) {
        return power(r, dimension - 1) * pow_ieee(1.0 + r * r / nu, -0.5 * (nu + d));
    };
    const double width = last / cells;
    double mass = 0.0;
    double second_moment = 0.0;
    radius_.push_back(0.0);
    cumulative_.push_back(0.0);
    for (int i = 0; i < cells; ++i) {  // Simpson's rule on each cell
        const double left = i * width;
        const double middle = left + 0.5 * width;
        const double right = left + width;
        const double f_left = density(left);
        const double f_middle = density(middle);
        const double f_right = density(right);
        mass += width / 6.0 * (f_left + 4.0 * f_middle + f_right);
        second_moment +=
            width / 6.0 * (left * left * f_left + 4.0 * middle * middle * f_middle + right * right * f_right);
        radius_.push_back(right);
        cumulative_.push_back(mass);
    }
    for (double& value : cumulative_) {
        value /= mass;
    }
    scale_ = std::sqrt(d / (second_moment / mass));
}

void StudentRadius::apply(double uniform, std::span<double> z) const {
    const auto above = std::upper_bound(cumulative_.begin() + 1, cumulative_.end() - 1, uniform);
    const auto cell = static_cast<std::size_t>(above - cumulative_.begin());
    const double share = (uniform - cumulative_[cell - 1]) / (cumulative_[cell] - cumulative_[cell - 1]);
    const double radius = radius_[cell - 1] + share * (radius_[cell] - radius_[cell - 1]);
    double norm = 0.0;
    for (const double value : z) {
        norm += value * value;
    }
    const double factor = scale_ * radius / std::sqrt(norm);
    for (double& value : z) {
        value *= factor;
    }
}

}  // namespace recoup
