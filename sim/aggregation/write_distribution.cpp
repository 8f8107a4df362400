// /distribution and /moments: counts and power sums over paths, by scenario.
#include <algorithm>
#include <cmath>

#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"
#include "sim/aggregation/histogram.hpp"

namespace recoup::sim {

namespace {

/// [option][scenario][path] of one quantity and segment.
using Samples = std::vector<std::vector<std::vector<double>>>;

Samples all_samples(const ResultsSource& source, QuantityOf rule, std::size_t segment) {
    Samples samples;
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        samples.push_back(source.samples(rule, o, segment));
    }
    return samples;
}

std::vector<double> edges_of(const Samples& samples, int bins) {
    double minimum = not_a_number;
    double maximum = not_a_number;
    for (const auto& columns : samples) {
        for (const auto& column : columns) {
            for (const double value : column) {
                minimum = std::fmin(minimum, value);  // fmin and fmax pass over NaN
                maximum = std::fmax(maximum, value);
            }
        }
    }
    return round_edges(minimum, maximum, bins);
}

class QuantityHistograms {
  public:
    QuantityHistograms(const ResultsSource& source, std::size_t bins)
        : edges_({source.segments.size(), bins + 1}),
          inside_({source.options.size(), source.scenarios.size(), source.segments.size(), bins}),
          below_({source.options.size(), source.scenarios.size(), source.segments.size()}),
          above_(below_) {}

    void add(const Samples& samples, std::size_t segment, const std::vector<double>& edges) {
        for (std::size_t i = 0; i < edges.size(); ++i) {
            edges_[{segment, i}] = edges[i];
        }
        for (std::size_t o = 0; o < samples.size(); ++o) {
            for (std::size_t s = 0; s < samples[o].size(); ++s) {
                const HistogramCounts counts = count_in_bins(samples[o][s], edges);
                below_[{o, s, segment}] = counts.below;
                above_[{o, s, segment}] = counts.above;
                for (std::size_t i = 0; i < counts.inside.size(); ++i) {
                    inside_[{o, s, segment, i}] = counts.inside[i];
                }
            }
        }
    }

    void write(schema::Writer& writer, const std::string& group, const std::string& quantity) const {
        writer.write(group, quantity + "_edges", edges_.values());
        writer.write(group, quantity + "_count", inside_.values());
        writer.write(group, quantity + "_count_below", below_.values());
        writer.write(group, quantity + "_count_above", above_.values());
    }

  private:
    Cube<double, 2> edges_;
    Cube<std::int64_t, 4> inside_;
    Cube<std::int64_t, 3> below_, above_;
};

constexpr std::array<const char*, 6> moment_names = {"_mean", "_m2", "_m3", "_m4", "_min", "_max"};

struct QuantityMoments {
    explicit QuantityMoments(const Cube<double, 3>::Place& sizes)
        : n(sizes), power(moment_names.size(), Cube<double, 3>(sizes)) {}

    void add(const Cube<double, 3>::Place& place, const Moments& moments) {
        n[place] = moments.n;
        const std::array<double, 6> values{moments.mean, moments.m2,      moments.m3,
                                           moments.m4,   moments.minimum, moments.maximum};
        for (std::size_t i = 0; i < values.size(); ++i) {
            power[i][place] = values[i];
        }
    }

    Cube<std::int64_t, 3> n;
    std::vector<Cube<double, 3>> power;
};

}  // namespace

void write_distribution(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "distribution";
    const auto bins = static_cast<std::size_t>(source.study.histogram_bins);
    declare_axes(writer, group, source, Scenarios::alone);
    writer.dimension(group, "bin", bins);
    writer.dimension(group, "bin_edge", bins + 1);
    for (const schema::Quantity& quantity : schema::quantities()) {
        QuantityHistograms histograms(source, bins);
        for (std::size_t g = 0; g < source.segments.size(); ++g) {
            const Samples samples = all_samples(source, rule_of_quantity(quantity.name), g);
            histograms.add(samples, g, edges_of(samples, source.study.histogram_bins));
        }
        histograms.write(writer, group, std::string(quantity.name));
    }
}

void write_moments(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "moments";
    declare_axes(writer, group, source, Scenarios::alone);
    for (const schema::Quantity& quantity : schema::quantities()) {
        QuantityMoments moments({source.options.size(), source.scenarios.size(), source.segments.size()});
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
                for (std::size_t g = 0; g < source.segments.size(); ++g) {
                    moments.add({o, s, g},
                                moments_of(source.sample(rule_of_quantity(quantity.name), o, s, g)));
                }
            }
        }
        const std::string name(quantity.name);
        writer.write(group, name + "_n", moments.n.values());
        for (std::size_t i = 0; i < moment_names.size(); ++i) {
            writer.write(group, name + moment_names[i], moments.power[i].values());
        }
    }
}

}  // namespace recoup::sim
