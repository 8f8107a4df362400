// The standard error of a statistic from the influence of each path on it (statistics.hpp has the sources).
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

/// Standard error of a mean of independent values.
inline double standard_error_of_mean(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    if (values.size() < 2) {
        return not_a_number;
    }
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / (n * (n - 1.0)));
}

/// `influence(s, k)` of the atom of scenario s and path k, NaN where it has none; `weights` by scenario.
/// Paths without any atom are left out.
template <class Influence>
double path_error(const std::vector<double>& weights, std::size_t path_count, Influence influence) {
    std::vector<double> by_path;
    by_path.reserve(path_count);
    double total_weight = 0.0;
    for (std::size_t k = 0; k < path_count; ++k) {
        double sum = 0.0;
        double weight = 0.0;
        for (std::size_t s = 0; s < weights.size(); ++s) {
            const double value = influence(s, k);
            if (!std::isnan(value)) {
                sum += weights[s] * value;
                weight += weights[s];
            }
        }
        if (weight > 0.0) {
            by_path.push_back(sum);
            total_weight += weight;
        }
    }
    const double mean_weight = total_weight / static_cast<double>(by_path.size());
    return standard_error_of_mean(by_path) / mean_weight;
}

inline std::vector<double> weights_of(const Mixture& sample) {
    std::vector<double> weights;
    for (const ScenarioColumn& column : sample) {
        weights.push_back(column.weight);
    }
    return weights;
}

}  // namespace recoup::sim
