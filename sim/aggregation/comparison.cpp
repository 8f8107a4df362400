#include "sim/aggregation/comparison.hpp"

#include <cmath>

#include "sim/aggregation/path_influence.hpp"

namespace recoup::sim {

namespace {

std::size_t path_count_of(const Mixture& sample) {
    return sample.empty() ? 0 : sample.front().values.size();
}

Mixture mixture_of(const std::vector<std::vector<double>>& columns, const Mixture& like) {
    Mixture mixture;
    for (std::size_t s = 0; s < columns.size(); ++s) {
        mixture.push_back({columns[s], like[s].weight});
    }
    return mixture;
}

/// `combine(a, b)` of every atom that both have.
template <class Combine>
std::vector<std::vector<double>> combined(const Mixture& a, const Mixture& b, Combine combine) {
    std::vector<std::vector<double>> result(a.size());
    for (std::size_t s = 0; s < a.size(); ++s) {
        result[s].reserve(path_count_of(a));
        for (std::size_t k = 0; k < path_count_of(a); ++k) {
            const double x = a[s].values[k];
            const double y = b[s].values[k];
            result[s].push_back(std::isnan(x) || std::isnan(y) ? not_a_number : combine(x, y));
        }
    }
    return result;
}

/// Weighted sum over scenarios by path; paths that lack a scenario are left out.
std::vector<double> path_values(const Mixture& sample) {
    std::vector<double> values;
    for (std::size_t k = 0; k < path_count_of(sample); ++k) {
        double sum = 0.0;
        for (const ScenarioColumn& column : sample) {
            sum += column.weight * column.values[k];
        }
        if (!std::isnan(sum)) {
            values.push_back(sum);
        }
    }
    return values;
}

double squared(double x) {
    return x * x;
}

}  // namespace

std::vector<std::vector<double>> paired_differences(const Mixture& a, const Mixture& b) {
    return combined(a, b, [](double x, double y) { return x - y; });
}

Estimate share_won(const Mixture& a, const Mixture& b, Tail bad) {
    const auto won = combined(a, b, [bad](double x, double y) {
        const bool better = bad == Tail::low ? x > y : x < y;
        return better ? 1.0 : (x == y ? 0.5 : 0.0);
    });
    return mean_of(mixture_of(won, a));
}

Estimate correlation(const Mixture& a, const Mixture& b) {
    const auto a_common = combined(a, b, [](double x, double) { return x; });
    const auto b_common = combined(a, b, [](double, double y) { return y; });
    const Spread of_a = spread_of(mixture_of(a_common, a));
    const Spread of_b = spread_of(mixture_of(b_common, a));
    if (!(of_a.sd > 0.0 && of_b.sd > 0.0)) {
        return {};
    }
    const auto z_a = [&](std::size_t s, std::size_t k) { return (a_common[s][k] - of_a.mean) / of_a.sd; };
    const auto z_b = [&](std::size_t s, std::size_t k) { return (b_common[s][k] - of_b.mean) / of_b.sd; };
    const auto products = combined(
        a, b, [&](double x, double y) { return (x - of_a.mean) / of_a.sd * ((y - of_b.mean) / of_b.sd); });
    const double r = mean_of(mixture_of(products, a)).value;
    const double error = path_error(weights_of(a), path_count_of(a), [&](std::size_t s, std::size_t k) {
        return z_a(s, k) * z_b(s, k) - r * (squared(z_a(s, k)) + squared(z_b(s, k))) / 2.0;
    });
    return {r, error};
}

Estimate variance_ratio(const Mixture& a, const Mixture& b) {
    const auto a_common = combined(a, b, [](double x, double) { return x; });
    const auto b_common = combined(a, b, [](double, double y) { return y; });
    const std::vector<double> y_a = path_values(mixture_of(a_common, a));
    const std::vector<double> y_b = path_values(mixture_of(b_common, a));
    if (y_a.size() < 2) {
        return {};
    }
    const double mean_a = moments_of(y_a).mean;
    const double mean_b = moments_of(y_b).mean;
    double of_difference = 0.0;
    double of_both = 0.0;
    for (std::size_t k = 0; k < y_a.size(); ++k) {
        of_difference += squared(y_a[k] - mean_a - (y_b[k] - mean_b));
        of_both += squared(y_a[k] - mean_a) + squared(y_b[k] - mean_b);
    }
    if (!(of_both > 0.0)) {
        return {};
    }
    const double ratio = of_difference / of_both;
    const double both = of_both / static_cast<double>(y_a.size());
    std::vector<Each<1>> influence;
    influence.reserve(y_a.size());
    for (std::size_t k = 0; k < y_a.size(); ++k) {
        const double d_a = y_a[k] - mean_a;
        const double d_b = y_b[k] - mean_b;
        influence.push_back({(squared(d_a - d_b) - ratio * (squared(d_a) + squared(d_b))) / both});
    }
    return {ratio, standard_errors_of_means(influence).front()};
}

}  // namespace recoup::sim
