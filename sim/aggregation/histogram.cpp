#include "sim/aggregation/histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/errors.hpp"
#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

namespace {

constexpr std::array<double, 10> round_steps = {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};

/// The power of ten at or below a positive number, by multiplication only.
double power_of_ten_below(double x) {
    double power = 1.0;
    while (power > x) {
        power /= 10.0;
    }
    while (power * 10.0 <= x) {
        power *= 10.0;
    }
    return power;
}

bool covers(double width, double minimum, double maximum, int bins) {
    return std::floor(minimum / width) * width + width * bins > maximum;
}

/// The smallest round width that covers the values.
double round_width(double minimum, double maximum, int bins) {
    const double extent = maximum > minimum ? maximum - minimum : std::max(std::fabs(minimum), 1.0);
    for (double power = power_of_ten_below(extent / bins);; power *= 10.0) {
        for (const double step : round_steps) {
            if (step * power * bins >= extent && covers(step * power, minimum, maximum, bins)) {
                return step * power;
            }
        }
    }
}

}  // namespace

std::vector<double> round_edges(double minimum, double maximum, int bins) {
    std::vector<double> edges(static_cast<std::size_t>(bins) + 1, not_a_number);
    if (std::isnan(minimum) || std::isnan(maximum)) {
        return edges;
    }
    if (!std::isfinite(minimum) || !std::isfinite(maximum) || bins < 1) {
        throw ContractViolation("histogram: values must be finite and bins at least one");
    }
    if (bins == 1) {  // no multiple of a width holds both sides of zero in one bin
        return {minimum, std::nextafter(maximum, std::numeric_limits<double>::infinity())};
    }
    const double width = round_width(minimum, maximum, bins);
    const double first = std::floor(minimum / width);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        edges[i] = (first + static_cast<double>(i)) * width;
    }
    return edges;
}

HistogramCounts count_in_bins(std::span<const double> values, std::span<const double> edges) {
    HistogramCounts counts{std::vector<std::int64_t>(edges.size() - 1), 0, 0};
    for (const double value : values) {
        if (std::isnan(value)) {
            continue;
        }
        const auto above = std::ranges::upper_bound(edges, value);
        if (above == edges.begin()) {
            ++counts.below;
        } else if (above == edges.end()) {
            ++counts.above;
        } else {
            ++counts.inside[static_cast<std::size_t>(above - edges.begin()) - 1];
        }
    }
    return counts;
}

}  // namespace recoup::sim
