// What every group of the results is written from: the study, its totals, and the labels of their axes.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/aggregation/quantities.hpp"
#include "sim/aggregation/run_facts.hpp"
#include "sim/aggregation/statistics.hpp"
#include "sim/output/schema_writer.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

struct ResultsSource {
    /// Throws ContractViolation where a figure of a path is not a finite number: statistics leave such paths
    /// out.
    ResultsSource(const PreparedStudy& prepared, const PathTotals& totals, const RunFacts& facts,
                  StopFlag stop = nullptr);

    const PreparedStudy& prepared;
    const Study& study;
    const PathTotals& totals;
    const RunFacts& facts;
    StopFlag stop;
    TotalsShape shape;
    CutOffClaims claims;
    std::vector<std::string> options, scenarios, segments;  ///< labels; segments with the portfolio last
    std::vector<double> weights;                            ///< by scenario, sum 1

    std::size_t paths() const { return static_cast<std::size_t>(totals.path_count); }
    std::vector<std::string> scenarios_and_mixture() const;
    /// Figures of the expected engine: [path][scenario][option][segment][total].
    const std::vector<double>& expected_totals() const {
        return shape.both_engines ? totals.expected : totals.totals;
    }
    /// Values of a quantity in path order. `segment` = number of segments: the portfolio. Throws Interrupted
    /// on stop: every long table takes many samples.
    std::vector<double> sample(QuantityOf rule, std::size_t option, std::size_t scenario,
                               std::size_t segment) const {
        return sample_of(totals.totals, rule, option, scenario, segment);
    }
    std::vector<double> sample_of(const std::vector<double>& figures, QuantityOf rule, std::size_t option,
                                  std::size_t scenario, std::size_t segment) const;
    /// One column a scenario.
    std::vector<std::vector<double>> samples(QuantityOf rule, std::size_t option, std::size_t segment) const {
        return samples_of(totals.totals, rule, option, segment);
    }
    std::vector<std::vector<double>> samples_of(const std::vector<double>& figures, QuantityOf rule,
                                                std::size_t option, std::size_t segment) const;
    /// Views of the columns: each scenario alone, then the mixture of those that have a weight.
    std::vector<Mixture> alone_and_mixed(const std::vector<std::vector<double>>& columns) const;
};

/// Share of paths that expected shortfall averages.
inline constexpr std::array<double, 2> tail_levels = {0.01, 0.05};
inline constexpr std::array<double, 9> quantile_levels = {0.001, 0.01, 0.05, 0.25, 0.5,
                                                          0.75,  0.95, 0.99, 0.999};

/// Days from cut-off to the end of month t = 1, 2, ... after it.
std::int32_t days_to_month_end(const Study& study, int month);

/// Declares the axes of a group, by the names of the schema; the scenarios with or without their mixture.
enum class Scenarios { alone, with_mixture };
void declare_axes(schema::Writer& writer, const std::string& group, const ResultsSource& source,
                  Scenarios scenarios);
void declare_months(schema::Writer& writer, const std::string& group, const ResultsSource& source);
void write_month_ends(schema::Writer& writer, const std::string& group, const ResultsSource& source);

}  // namespace recoup::sim
