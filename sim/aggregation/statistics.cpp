#include "sim/aggregation/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/aggregation/path_influence.hpp"

namespace recoup::sim {

namespace {

std::size_t path_count_of(const Mixture& sample) {
    return sample.empty() ? 0 : sample.front().values.size();
}

void check_columns(const Mixture& sample) {
    for (const ScenarioColumn& column : sample) {
        if (!(column.weight > 0.0)) {
            throw ContractViolation("statistics: a scenario without weight is no part of a mixture");
        }
        if (column.values.size() != path_count_of(sample)) {
            throw ContractViolation("statistics: scenarios differ in the number of paths");
        }
    }
}

/// Sums are taken about the first value: the mean of equal values is that value, to the bit. NaN where no
/// value is defined.
double weighted_mean(const Mixture& sample) {
    double origin = not_a_number;
    double weight = 0.0;
    double sum = 0.0;
    for (std::size_t k = 0; k < path_count_of(sample); ++k) {
        for (const ScenarioColumn& column : sample) {
            if (!std::isnan(column.values[k])) {
                origin = std::isnan(origin) ? column.values[k] : origin;
                weight += column.weight;
                sum += column.weight * (column.values[k] - origin);
            }
        }
    }
    return origin + sum / weight;
}

template <class Influence>
double error_of(const Mixture& sample, Influence influence) {
    return path_error(weights_of(sample), path_count_of(sample), [&](std::size_t s, std::size_t k) {
        const double value = sample[s].values[k];
        return std::isnan(value) ? value : influence(value);
    });
}

/// A mean that is known already.
Estimate with_error(const Mixture& sample, double mean) {
    return std::isnan(mean) ? Estimate{}
                            : Estimate{mean, error_of(sample, [mean](double x) { return x - mean; })};
}

}  // namespace

bool same_sample(const Mixture& a, const Mixture& b) {
    return std::ranges::equal(a, b, [](const ScenarioColumn& one, const ScenarioColumn& other) {
        return one.values.data() == other.values.data() && one.values.size() == other.values.size() &&
               one.weight == other.weight;
    });
}

bool too_few_tail_paths(std::int64_t paths, double level) {
    constexpr double rounding = 1e-9;  // 1000 * (1 - 0.99) is not quite 10
    return static_cast<double>(paths) * std::min(level, 1.0 - level) < fewest_tail_paths - rounding;
}

Estimate mean_of(const Mixture& sample) {
    check_columns(sample);
    return with_error(sample, weighted_mean(sample));
}

Spread spread_of(const Mixture& sample) {
    check_columns(sample);
    const double mean = weighted_mean(sample);
    double weight = 0.0;
    double squares = 0.0;
    std::size_t paths = 0;
    for (std::size_t k = 0; k < path_count_of(sample); ++k) {
        bool defined = false;
        for (const ScenarioColumn& column : sample) {
            const double x = column.values[k];
            if (!std::isnan(x)) {
                weight += column.weight;
                squares += column.weight * (x - mean) * (x - mean);
                defined = true;
            }
        }
        paths += defined ? 1 : 0;
    }
    return paths < 2 ? Spread{} : Spread{mean, std::sqrt(squares / weight)};
}

Statistics::Statistics(Mixture sample) : sample_(std::move(sample)) {
    const std::size_t path_count = path_count_of(sample_);
    check_columns(sample_);
    atoms_.reserve(path_count * sample_.size());
    for (std::size_t k = 0; k < path_count; ++k) {
        bool defined = false;
        for (const ScenarioColumn& column : sample_) {
            if (std::isnan(column.values[k])) {
                complete_ = false;
            } else {
                atoms_.emplace_back(column.values[k], column.weight);
                weight_ += column.weight;
                defined = true;
            }
        }
        paths_ += defined ? 1 : 0;
    }
    if (atoms_.empty()) {
        return;
    }
    mean_ = weighted_mean(sample_);
    if (!std::ranges::is_sorted(atoms_)) {  // the differences of an option from itself are
        std::ranges::sort(atoms_);
    }
    double before = 0.0;
    middle_.reserve(atoms_.size());
    for (const auto& [value, weight] : atoms_) {
        middle_.push_back(before + weight / 2.0);
        before += weight;
    }
}

Estimate Statistics::mean() const {
    return with_error(sample_, mean_);
}

Estimate Statistics::sd() const {
    if (paths_ < 2) {
        return {};
    }
    double squares = 0.0;
    for (const auto& [value, weight] : atoms_) {
        squares += weight * (value - mean_) * (value - mean_);
    }
    const auto n = static_cast<double>(paths_);
    const double variance = squares / weight_;
    const double sd = std::sqrt(variance * n / (n - 1.0));
    const double variance_error =
        error_of(sample_, [&](double x) { return (x - mean_) * (x - mean_) - variance; });
    return {sd, sd > 0.0 ? variance_error / (2.0 * sd) : 0.0};
}

double Statistics::quantile_value(double level) const {
    const double inside = std::clamp(level, 0.0, 1.0);
    const double target = middle_.front() + inside * (middle_.back() - middle_.front());
    const auto above = std::ranges::upper_bound(middle_, target);
    if (above == middle_.end()) {
        return atoms_.back().first;
    }
    const auto i = static_cast<std::size_t>(above - middle_.begin());
    const double low = atoms_[i - 1].first;
    return low + (atoms_[i].first - low) * (target - middle_[i - 1]) / (middle_[i] - middle_[i - 1]);
}

std::vector<Estimate> Statistics::quantiles(std::span<const double> levels) const {
    std::vector<Estimate> estimates(levels.size());
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (!too_few_tail_paths(paths_, levels[i])) {
            places.push_back(i);
        }
    }
    constexpr std::size_t at_once = 12;  // the nine of a summary in one pass, rounded up to whole vectors
    for (std::size_t first = 0; first < places.size(); first += at_once) {
        const std::size_t size = std::min(at_once, places.size() - first);
        Each<at_once> level{}, value{};
        for (std::size_t i = 0; i < size; ++i) {
            level[i] = levels[places[first + i]];
            value[i] = quantile_value(level[i]);
        }
        const auto influence = [&](std::size_t s, std::size_t k) {
            const double x = sample_[s].values[k];
            Each<at_once> each;
            for (std::size_t i = 0; i < at_once; ++i) {
                each[i] = std::isnan(x) ? x : (x <= value[i] ? 1.0 : 0.0) - level[i];
            }
            return each;
        };
        const Each<at_once> step =
            path_errors<at_once>(weights_of(sample_), path_count_of(sample_), influence);
        for (std::size_t i = 0; i < size; ++i) {
            const double above = quantile_value(level[i] + step[i]);
            const double below = quantile_value(level[i] - step[i]);
            estimates[places[first + i]] = {value[i], (above - below) / 2.0};
        }
    }
    return estimates;
}

Estimate Statistics::expected_shortfall(double level, Tail bad) const {
    if (too_few_tail_paths(paths_, level)) {
        return {};
    }
    const double mass = level * weight_;
    double before = 0.0;
    double sum = 0.0;
    double at_risk = 0.0;
    for (std::size_t i = 0; i < atoms_.size() && before < mass; ++i) {
        const auto& [value, weight] = bad == Tail::low ? atoms_[i] : atoms_[atoms_.size() - 1 - i];
        const double used = std::min(weight, mass - before);
        sum += used * value;
        before += weight;
        at_risk = value;
    }
    const double shortfall = sum / mass;
    const double sign = bad == Tail::low ? 1.0 : -1.0;
    const double error = error_of(sample_, [&](double x) {
        return at_risk - sign * std::max(sign * (at_risk - x), 0.0) / level - shortfall;
    });
    return {shortfall, error};
}

Moments moments_of(std::span<const double> values) {
    Moments result;
    const Mixture sample{{values, 1.0}};
    const Estimate mean = mean_of(sample);
    if (std::isnan(mean.value)) {
        return result;
    }
    result.mean = mean.value;
    result.m2 = result.m3 = result.m4 = 0.0;
    for (const double value : values) {
        if (std::isnan(value)) {
            continue;
        }
        const double d = value - result.mean;
        result.minimum = result.n == 0 ? value : std::min(result.minimum, value);
        result.maximum = result.n == 0 ? value : std::max(result.maximum, value);
        ++result.n;
        result.m2 += d * d;
        result.m3 += d * d * d;
        result.m4 += d * d * d * d;
    }
    return result;
}

}  // namespace recoup::sim
