#include "models/credit_index.hpp"

#include <cmath>
#include <utility>

#include "models/closed_form/vasicek.hpp"
#include "models/deterministic_math.hpp"

namespace recoup {

CreditIndex::CreditIndex(const MacroModel& model, std::vector<double> weights)
    : variables_(model.variables.size()),
      periods_a_year_(static_cast<std::size_t>(12 / months_per_period(model.frequency))),
      weights_(std::move(weights)),
      carry_(variables_, 0.0) {
    // The shock of step h enters the sum with w'(I + A + ... + A^(H-h)); reach[j] = w'(I + ... + A^j).
    std::vector<double> power_row = weights_;  // w'A^j
    std::vector<double> reach = weights_;
    double variance = 0.0;
    for (std::size_t j = 0; j < periods_a_year_; ++j) {
        for (std::size_t k = 0; k < variables_; ++k) {
            double loading = 0.0;  // of the k-th standard shock
            for (std::size_t v = 0; v < variables_; ++v) {
                loading += reach[v] * model.L(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(k));
            }
            variance += loading * loading;
        }
        std::vector<double> next(variables_, 0.0);
        for (std::size_t k = 0; k < variables_; ++k) {
            for (std::size_t v = 0; v < variables_; ++v) {
                next[k] += power_row[v] * model.A(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(k));
            }
        }
        power_row = next;
        for (std::size_t v = 0; v < variables_; ++v) {
            carry_[v] += power_row[v];
            reach[v] += power_row[v];
        }
    }
    standard_deviation_ = std::sqrt(variance);
}

std::vector<double> CreditIndex::path(std::span<const double> x, std::span<const double> centre,
                                      double shift) const {
    const std::size_t periods = x.size() / variables_;
    std::vector<double> z;
    for (std::size_t start = 0; start < periods; start += periods_a_year_) {
        double sum = 0.0;
        // A last period cut short by the horizon still needs its Z: the path is drawn to the end of the year.
        for (std::size_t t = start; t < start + periods_a_year_ && t < periods; ++t) {
            for (std::size_t v = 0; v < variables_; ++v) {
                sum += weights_[v] * (x[t * variables_ + v] - centre[t * variables_ + v]);
            }
        }
        if (start > 0) {
            for (std::size_t v = 0; v < variables_; ++v) {
                const std::size_t at = (start - 1) * variables_ + v;
                sum -= carry_[v] * (x[at] - centre[at]);
            }
        }
        z.push_back(sum / standard_deviation_ + shift);
    }
    return z;
}

double monthly_default_probability(double pd_annual, double rho, double z) {
    const double annual = conditional_default_probability(pd_annual, rho, z);
    return -exp_less_one(log_one_plus(-annual) / 12.0);
}

}  // namespace recoup
