// /comparison: every pair of options on the same paths, every quantity that is compared.
#include <algorithm>

#include "sim/aggregation/comparison.hpp"
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

const std::string group = "comparison";

/// What is stated of two options on the same paths.
struct PairSummary {
    Estimate mean, won, correlated, variance;
    std::array<Estimate, quantile_levels.size()> quantile = {};
};

PairSummary summary_of(const Mixture& a, const Mixture& b, Tail bad) {
    const auto differences = paired_differences(a, b);
    Mixture sample;
    for (std::size_t s = 0; s < differences.size(); ++s) {
        sample.push_back({differences[s], a[s].weight});
    }
    const Statistics statistics(sample);
    PairSummary of_pair{.mean = statistics.mean(),
                        .won = share_won(a, b, bad),
                        .correlated = correlation(a, b),
                        .variance = variance_ratio(a, b)};
    std::ranges::copy(statistics.quantiles(quantile_levels), of_pair.quantile.begin());
    return of_pair;
}

class PairTables {
  public:
    explicit PairTables(const ResultsSource& source)
        : sizes_{source.options.size(), source.options.size(), source.scenarios.size() + 1,
                 source.segments.size()},
          mean_(sizes_),
          won_(sizes_),
          correlation_(sizes_),
          variance_ratio_(sizes_),
          quantile_({sizes_[0], sizes_[1], sizes_[2], sizes_[3], quantile_levels.size()}) {}

    /// Of one segment, as pairs_of() lists them.
    void add(std::size_t segment, const std::vector<PairSummary>& pairs) {
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const std::size_t pair = i / sizes_[2];
            const Cube<double, 4>::Place place = {pair / sizes_[1], pair % sizes_[1], i % sizes_[2], segment};
            mean_[place] = pairs[i].mean;
            won_[place] = pairs[i].won;
            correlation_[place] = pairs[i].correlated;
            variance_ratio_[place] = pairs[i].variance;
            for (std::size_t level = 0; level < quantile_levels.size(); ++level) {
                quantile_[{place[0], place[1], place[2], place[3], level}] = pairs[i].quantile[level];
            }
        }
    }

    void write(schema::Writer& writer, const std::string& quantity) const {
        write_estimates(writer, quantity + "_difference_mean", mean_);
        write_estimates(writer, quantity + "_difference_quantile", quantile_);
        write_estimates(writer, quantity + "_share_of_paths_won", won_);
        write_estimates(writer, quantity + "_correlation", correlation_);
        write_estimates(writer, quantity + "_variance_ratio", variance_ratio_);
    }

  private:
    template <std::size_t axes>
    static void write_estimates(schema::Writer& writer, const std::string& name,
                                const Cube<Estimate, axes>& estimates) {
        std::vector<double> values, errors;
        for (const Estimate& estimate : estimates.values()) {
            values.push_back(estimate.value);
            errors.push_back(estimate.mc_error);
        }
        writer.write(group, name, values);
        writer.write(group, name + "_mc_error", errors);
    }

    Cube<Estimate, 4>::Place sizes_;
    Cube<Estimate, 4> mean_, won_, correlation_, variance_ratio_;
    Cube<Estimate, 5> quantile_;
};

/// Of one quantity and segment: [option][option versus][scenario], then the mixture.
std::vector<PairSummary> pairs_of(const ResultsSource& source, const schema::Quantity& quantity,
                                  std::size_t segment) {
    const QuantityOf rule = rule_of_quantity(quantity.name);
    const Tail bad = quantity.bad_tail == schema::BadTail::low ? Tail::low : Tail::high;
    std::vector<std::vector<std::vector<double>>> columns;
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        columns.push_back(source.samples(rule, o, segment));
    }
    std::vector<PairSummary> pairs;
    for (const auto& a : columns) {
        for (const auto& b : columns) {
            const auto of_a = source.alone_and_mixed(a);
            const auto of_b = source.alone_and_mixed(b);
            for (std::size_t s = 0; s < of_a.size(); ++s) {
                const bool known = s > 0 && same_sample(of_a[s], of_a[s - 1]);
                pairs.push_back(known ? pairs.back() : summary_of(of_a[s], of_b[s], bad));
            }
        }
    }
    return pairs;
}

}  // namespace

void write_comparison(schema::Writer& writer, const ResultsSource& source) {
    declare_axes(writer, group, source, Scenarios::with_mixture);
    writer.dimension(group, "option_versus", source.options);
    writer.dimension(group, "quantile", quantile_levels);
    std::vector<const schema::Quantity*> compared;
    for (const schema::Quantity& quantity : schema::quantities()) {
        if (quantity.compared) {
            compared.push_back(&quantity);
        }
    }
    const std::size_t segments = source.segments.size();
    std::vector<std::vector<PairSummary>> pairs(compared.size() * segments);
    for_each_in_parallel(pairs.size(), source.facts.threads, [&](std::size_t i) {
        pairs[i] = pairs_of(source, *compared[i / segments], i % segments);
    });
    for (std::size_t q = 0; q < compared.size(); ++q) {
        PairTables tables(source);
        for (std::size_t g = 0; g < segments; ++g) {
            tables.add(g, pairs[q * segments + g]);
        }
        tables.write(writer, std::string(compared[q]->name));
    }
}

}  // namespace recoup::sim
