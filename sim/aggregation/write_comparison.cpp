// /comparison: every pair of options on the same paths, every quantity that is compared.
#include "sim/aggregation/comparison.hpp"
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

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
    for (std::size_t i = 0; i < quantile_levels.size(); ++i) {
        of_pair.quantile[i] = statistics.quantile(quantile_levels[i]);
    }
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

    void add(const Cube<double, 4>::Place& place, const PairSummary& of_pair) {
        mean_[place] = of_pair.mean;
        won_[place] = of_pair.won;
        correlation_[place] = of_pair.correlated;
        variance_ratio_[place] = of_pair.variance;
        for (std::size_t i = 0; i < quantile_levels.size(); ++i) {
            quantile_[{place[0], place[1], place[2], place[3], i}] = of_pair.quantile[i];
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

void write_quantity(schema::Writer& writer, const ResultsSource& source, const schema::Quantity& quantity) {
    PairTables tables(source);
    const QuantityOf rule = rule_of_quantity(quantity.name);
    const Tail bad = quantity.bad_tail == schema::BadTail::low ? Tail::low : Tail::high;
    for (std::size_t g = 0; g < source.segments.size(); ++g) {
        std::vector<std::vector<std::vector<double>>> columns;
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            columns.push_back(source.samples(rule, o, g));
        }
        for (std::size_t a = 0; a < columns.size(); ++a) {
            for (std::size_t b = 0; b < columns.size(); ++b) {
                const auto of_a = source.alone_and_mixed(columns[a]);
                const auto of_b = source.alone_and_mixed(columns[b]);
                PairSummary of_pair;
                for (std::size_t s = 0; s < of_a.size(); ++s) {
                    if (s == 0 || !same_sample(of_a[s], of_a[s - 1])) {
                        of_pair = summary_of(of_a[s], of_b[s], bad);
                    }
                    tables.add({a, b, s, g}, of_pair);
                }
            }
        }
    }
    tables.write(writer, std::string(quantity.name));
}

}  // namespace

void write_comparison(schema::Writer& writer, const ResultsSource& source) {
    declare_axes(writer, group, source, Scenarios::with_mixture);
    writer.dimension(group, "option_versus", source.options);
    writer.dimension(group, "quantile", quantile_levels);
    for (const schema::Quantity& quantity : schema::quantities()) {
        if (quantity.compared) {
            write_quantity(writer, source, quantity);
        }
    }
}

}  // namespace recoup::sim
