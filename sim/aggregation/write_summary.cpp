// /summary and /expected: statistics over paths of every quantity, each with its Monte Carlo error.
#include <algorithm>
#include <cmath>

#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"
#include "sim/aggregation/headline.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

/// A claim still open at the recovery horizon above this share of the claim is flagged (its value is not yet
/// in).
constexpr double open_share_flagged_above = 0.02;

const std::string summary = "summary";

using Cube3 = Cube<double, 3>;
using Cube4 = Cube<double, 4>;
using Place3 = Cube3::Place;

void put(Cube3& value, Cube3& error, const Place3& place, const Estimate& estimate) {
    value[place] = estimate.value;
    error[place] = estimate.mc_error;
}

void put(Cube4& value, Cube4& error, const Place3& place, std::size_t level, const Estimate& estimate) {
    value[{place[0], place[1], place[2], level}] = estimate.value;
    error[{place[0], place[1], place[2], level}] = estimate.mc_error;
}

/// What is stated of one sample.
struct SampleSummary {
    Estimate mean, sd;
    std::array<Estimate, quantile_levels.size()> quantile = {};
    std::array<Estimate, tail_levels.size()> shortfall = {};
    bool complete = false;
};

SampleSummary summary_of(const Statistics& statistics, Tail bad) {
    SampleSummary of_sample{
        .mean = statistics.mean(), .sd = statistics.sd(), .complete = statistics.complete()};
    std::ranges::copy(statistics.quantiles(quantile_levels), of_sample.quantile.begin());
    for (std::size_t i = 0; i < tail_levels.size(); ++i) {
        of_sample.shortfall[i] = statistics.expected_shortfall(tail_levels[i], bad);
    }
    return of_sample;
}

/// The arrays of one quantity, [option][scenario][segment] and levels.
class QuantitySummary {
  public:
    explicit QuantitySummary(const Place3& sizes)
        : mean_(sizes),
          mean_error_(sizes),
          sd_(sizes),
          sd_error_(sizes),
          quantile_({sizes[0], sizes[1], sizes[2], quantile_levels.size()}),
          quantile_error_(quantile_),
          shortfall_({sizes[0], sizes[1], sizes[2], tail_levels.size()}),
          shortfall_error_(shortfall_),
          undefined_(sizes) {}

    void add(const Place3& place, const SampleSummary& of_sample) {
        put(mean_, mean_error_, place, of_sample.mean);
        put(sd_, sd_error_, place, of_sample.sd);
        for (std::size_t i = 0; i < quantile_levels.size(); ++i) {
            put(quantile_, quantile_error_, place, i, of_sample.quantile[i]);
        }
        for (std::size_t i = 0; i < tail_levels.size(); ++i) {
            put(shortfall_, shortfall_error_, place, i, of_sample.shortfall[i]);
        }
        undefined_[place] = of_sample.complete ? 0 : 1;
    }

    void write(schema::Writer& writer, const std::string& group, const std::string& quantity) const {
        const auto write_pair = [&](const std::string& name, const auto& value, const auto& error) {
            writer.write(group, name, value.values());
            writer.write(group, name + "_mc_error", error.values());
        };
        write_pair(quantity + "_mean", mean_, mean_error_);
        write_pair(quantity + "_sd", sd_, sd_error_);
        write_pair(quantity + "_quantile", quantile_, quantile_error_);
        write_pair(quantity + "_expected_shortfall", shortfall_, shortfall_error_);
        writer.write(group, quantity + "_undefined", undefined_.values());
    }

    /// The portfolio's part of it, to the root.
    void write_headline(schema::Writer& writer, const ResultsSource& source,
                        const std::string& quantity) const {
        const auto write_pair = [&](const std::string& name, const auto& value, const auto& error) {
            writer.write("", quantity + name, value);
            writer.write("", quantity + name + "_mc_error", error);
        };
        write_pair("_mean", headline_of(mean_, source), headline_of(mean_error_, source));
        for (const auto& [name, level] : {std::pair{"_quantile_05", 0.05}, std::pair{"_quantile_95", 0.95}}) {
            const auto place =
                static_cast<std::size_t>(std::ranges::find(quantile_levels, level) - quantile_levels.begin());
            write_pair(name, headline_of(quantile_, place, source),
                       headline_of(quantile_error_, place, source));
        }
    }

  private:
    Cube3 mean_, mean_error_, sd_, sd_error_;
    Cube4 quantile_, quantile_error_, shortfall_, shortfall_error_;
    Cube<std::int8_t, 3> undefined_;
};

/// Of one quantity, option and segment: each scenario, then the mixture.
std::vector<SampleSummary> summaries_of(const ResultsSource& source, const std::vector<double>& figures,
                                        const schema::Quantity& quantity, std::size_t option,
                                        std::size_t segment) {
    const Tail bad = quantity.bad_tail == schema::BadTail::low ? Tail::low : Tail::high;
    const auto columns = source.samples_of(figures, rule_of_quantity(quantity.name), option, segment);
    const auto mixtures = source.alone_and_mixed(columns);
    std::vector<SampleSummary> summaries;
    for (std::size_t s = 0; s < mixtures.size(); ++s) {
        const bool known = s > 0 && same_sample(mixtures[s], mixtures[s - 1]);
        summaries.push_back(known ? summaries.back() : summary_of(Statistics(mixtures[s]), bad));
    }
    return summaries;
}

void write_quantities(schema::Writer& writer, const ResultsSource& source, const std::string& to,
                      const std::vector<double>& figures) {
    declare_axes(writer, to, source, Scenarios::with_mixture);
    writer.dimension(to, "quantile", quantile_levels);
    writer.dimension(to, "tail_level", tail_levels);
    const auto& quantities = schema::quantities();
    const Place3 sizes = {source.options.size(), source.scenarios.size() + 1, source.segments.size()};
    const std::size_t samples = sizes[0] * sizes[2];
    std::vector<std::vector<SampleSummary>> summaries(quantities.size() * samples);
    for_each_in_parallel(summaries.size(), source.facts.threads, [&](std::size_t i) {
        summaries[i] =
            summaries_of(source, figures, quantities[i / samples], i % samples / sizes[2], i % sizes[2]);
    });
    for (std::size_t i = 0; i < summaries.size(); i += samples) {
        QuantitySummary of_quantity(sizes);
        for (std::size_t k = 0; k < samples; ++k) {
            for (std::size_t s = 0; s < sizes[1]; ++s) {
                of_quantity.add({k / sizes[2], s, k % sizes[2]}, summaries[i + k][s]);
            }
        }
        const schema::Quantity& quantity = quantities[i / samples];
        of_quantity.write(writer, to, std::string(quantity.name));
        if (quantity.headline && to == summary) {
            of_quantity.write_headline(writer, source, std::string(quantity.name));
        }
    }
}

void write_open_claims(schema::Writer& writer, const ResultsSource& source) {
    Cube<std::int8_t, 3> flagged(
        {source.options.size(), source.scenarios.size() + 1, source.segments.size()});
    const auto claim_inflow = [](const Figures& f) { return f[Total::claim_inflow]; };
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        for (std::size_t g = 0; g < source.segments.size(); ++g) {
            const auto open = source.samples(rule_of_quantity("terminal_claim"), o, g);
            const auto inflow = source.samples(claim_inflow, o, g);
            const auto open_mixtures = source.alone_and_mixed(open);
            const auto inflow_mixtures = source.alone_and_mixed(inflow);
            for (std::size_t s = 0; s < open_mixtures.size(); ++s) {
                const double claim = source.claims.claim_npe[g] + mean_of(inflow_mixtures[s]).value;
                const double share = ratio(mean_of(open_mixtures[s]).value, claim);
                flagged[{o, s, g}] = share > open_share_flagged_above ? 1 : 0;
            }
        }
    }
    writer.write(summary, "open_share_flagged", flagged.values());
}

template <std::size_t count>
void write_tail_flags(schema::Writer& writer, const ResultsSource& source, const std::string& name,
                      const std::array<double, count>& levels) {
    std::vector<std::int8_t> flags;
    for (std::size_t s = 0; s <= source.scenarios.size(); ++s) {
        for (const double level : levels) {
            flags.push_back(too_few_tail_paths(source.totals.path_count, level) ? 1 : 0);
        }
    }
    writer.write(summary, name, flags);
}

}  // namespace

void write_summary(schema::Writer& writer, const ResultsSource& source) {
    declare_headline(writer, source);
    write_quantities(writer, source, summary, source.totals.totals);
    write_best_option(writer, source, summary, source.totals.totals,
                      source.shape.loan_engine ? "realised_wins" : "");
    std::vector<double> weights = source.weights;
    weights.push_back(1.0);
    writer.write(summary, "scenario_weight", weights);
    writer.write(summary, "loan_count", source.claims.loan_count);
    writer.write(summary, "claim_at_cut_off", source.claims.claim);
    writer.write(summary, "claim_at_cut_off_npe", source.claims.claim_npe);
    write_open_claims(writer, source);
    write_tail_flags(writer, source, "quantile_flagged", quantile_levels);
    write_tail_flags(writer, source, "tail_level_flagged", tail_levels);
}

void write_expected(schema::Writer& writer, const ResultsSource& source) {
    write_quantities(writer, source, "expected", source.expected_totals());
    write_best_option(writer, source, "expected", source.expected_totals(), "probability_best");
}

}  // namespace recoup::sim
