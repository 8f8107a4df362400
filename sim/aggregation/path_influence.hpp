// The standard error of a statistic from the influence of each path on it (statistics.hpp has the sources).
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

/// One figure for each of several statistics.
template <std::size_t count>
using Each = std::array<double, count>;

/// Standard errors of means of independent values. Several at once take the time of one: an addition waits
/// for the one before it in the same sum only.
template <std::size_t count>
Each<count> standard_errors_of_means(const std::vector<Each<count>>& values) {
    Each<count> errors;
    errors.fill(not_a_number);
    if (values.size() < 2) {
        return errors;
    }
    const auto n = static_cast<double>(values.size());
    Each<count> mean{}, squares{};
    for (const Each<count>& value : values) {
        for (std::size_t i = 0; i < count; ++i) {
            mean[i] += value[i];
        }
    }
    for (double& each : mean) {
        each /= n;
    }
    for (const Each<count>& value : values) {
        for (std::size_t i = 0; i < count; ++i) {
            squares[i] += (value[i] - mean[i]) * (value[i] - mean[i]);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        errors[i] = std::sqrt(squares[i] / (n * (n - 1.0)));
    }
    return errors;
}

/// `influence(s, k)` of the atom of scenario s and path k on each statistic, all NaN where it has none;
/// `weights` by scenario. Paths without any atom are left out.
template <std::size_t count, class Influence>
Each<count> path_errors(const std::vector<double>& weights, std::size_t path_count, Influence influence) {
    std::vector<Each<count>> by_path;
    by_path.reserve(path_count);
    double total_weight = 0.0;
    for (std::size_t k = 0; k < path_count; ++k) {
        Each<count> sum{};
        double weight = 0.0;
        for (std::size_t s = 0; s < weights.size(); ++s) {
            const Each<count> value = influence(s, k);
            if (!std::isnan(value.front())) {
                for (std::size_t i = 0; i < count; ++i) {
                    sum[i] += weights[s] * value[i];
                }
                weight += weights[s];
            }
        }
        if (weight > 0.0) {
            by_path.push_back(sum);
            total_weight += weight;
        }
    }
    const double mean_weight = total_weight / static_cast<double>(by_path.size());
    Each<count> errors = standard_errors_of_means(by_path);
    for (double& error : errors) {
        error /= mean_weight;
    }
    return errors;
}

/// Likewise of one statistic.
template <class Influence>
double path_error(const std::vector<double>& weights, std::size_t path_count, Influence influence) {
    return path_errors<1>(weights, path_count,
                          [&](std::size_t s, std::size_t k) { return Each<1>{influence(s, k)}; })
        .front();
}

inline std::vector<double> weights_of(const Mixture& sample) {
    std::vector<double> weights;
    for (const ScenarioColumn& column : sample) {
        weights.push_back(column.weight);
    }
    return weights;
}

}  // namespace recoup::sim
