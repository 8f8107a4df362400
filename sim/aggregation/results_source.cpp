#include "sim/aggregation/results_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "models/errors.hpp"
#include "models/units.hpp"

namespace recoup::sim {

namespace {

/// The engines may add up past what an amount can hold; one total is an amount by months.
bool fits(double figure, std::size_t total, int months) {
    const bool by_months = total == static_cast<std::size_t>(Total::claim_months_to_resolution);
    return fits_minor((by_months ? figure / months : figure) * minor_units_per_unit);
}

/// Figures as [path][scenario][option][segment][total].
void require_amounts(const ResultsSource& source, const std::vector<double>& figures, const char* engine) {
    std::size_t at = 0;
    while (at < figures.size() && fits(figures[at], at % total_count, source.shape.months)) {
        ++at;
    }
    if (at == figures.size()) {
        return;
    }
    const double figure = figures[at];
    const auto place = [&at](std::size_t size) {
        const std::size_t own = at % size;
        at /= size;
        return own;
    };
    const std::size_t total = place(total_count);
    const std::size_t segment = place(source.study.segments.size());
    const std::size_t option = place(source.options.size());
    const std::size_t scenario = place(source.scenarios.size());
    const std::int64_t path = source.totals.first_path + static_cast<std::int64_t>(at);
    if (std::isfinite(figure)) {
        throw InputError(
            {.where =
                 fmt::format("{} engine, path {}, scenario {}, option {}, segment {}", engine, path,
                             source.scenarios[scenario], source.options[option], source.segments[segment]),
             .field = std::string(total_names[total]),
             .value = fmt::format("{:.6g}", figure),
             .problem = "does not fit into an amount",
             .why = fmt::format("amounts are whole minor units below 2^62, {:.3g} currency units",
                                most_minor_units / minor_units_per_unit),
             .suggestion = "Look for a claim, a collateral value, a rate or a price index of the segment "
                           "that is out of reason"});
    }
    throw ContractViolation(
        fmt::format("{} engine: {} is not a finite number on path {} of scenario {}, option {}, segment {}",
                    engine, total_names[total], path, source.scenarios[scenario], source.options[option],
                    source.segments[segment]));
}

}  // namespace

ResultsSource::ResultsSource(const PreparedStudy& prepared_study, const PathTotals& path_totals,
                             const RunFacts& run_facts, StopFlag stop_flag)
    : prepared(prepared_study),
      study(prepared_study.study),
      totals(path_totals),
      facts(run_facts),
      stop(stop_flag),
      shape(prepared_study),
      claims(prepared_study.study) {
    for (const OptionSpec& option : study.options) {
        options.push_back(option.name);
    }
    for (const Scenario& scenario : study.scenarios) {
        scenarios.push_back(scenario.name);
        weights.push_back(scenario.weight);
    }
    for (const SegmentDefinition& segment : study.segments) {
        segments.push_back(segment.name);
    }
    segments.emplace_back(schema::portfolio_label);
    require_amounts(*this, totals.totals, shape.loan_engine ? "loan" : "expected");
    require_amounts(*this, totals.expected, "expected");
}

std::vector<std::string> ResultsSource::scenarios_and_mixture() const {
    std::vector<std::string> labels = scenarios;
    labels.emplace_back(schema::mixture_label);
    return labels;
}

std::vector<double> ResultsSource::sample_of(const std::vector<double>& figures, QuantityOf rule,
                                             std::size_t option, std::size_t scenario,
                                             std::size_t segment) const {
    throw_if_stopped(stop);
    const auto segment_count = study.segments.size();
    const bool whole = segment == segment_count;
    const int first = whole ? 0 : static_cast<int>(segment);
    const int end = whole ? static_cast<int>(segment_count) : first + 1;
    const std::size_t block = segment_count * total_count;
    std::vector<double> values;
    values.reserve(paths());
    for (std::size_t k = 0; k < paths(); ++k) {
        const std::size_t at = ((k * scenarios.size() + scenario) * options.size() + option) * block;
        values.push_back(rule(Figures({figures.data() + at, block}, first, end, claims.claim_npe[segment],
                                      prepared.discount_hurdle.back())));
    }
    return values;
}

std::vector<std::vector<double>> ResultsSource::samples_of(const std::vector<double>& figures,
                                                           QuantityOf rule, std::size_t option,
                                                           std::size_t segment) const {
    std::vector<std::vector<double>> columns;
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        columns.push_back(sample_of(figures, rule, option, s, segment));
    }
    return columns;
}

std::vector<Mixture> ResultsSource::alone_and_mixed(const std::vector<std::vector<double>>& columns) const {
    std::vector<Mixture> result;
    Mixture mixture;
    for (std::size_t s = 0; s < columns.size(); ++s) {
        result.push_back({{columns[s], 1.0}});
        if (weights[s] > 0.0) {  // without weight it has no place among order statistics either
            mixture.push_back({columns[s], weights[s]});
        }
    }
    result.push_back(std::move(mixture));
    return result;
}

std::int32_t days_to_month_end(const Study& study, int month) {
    using namespace std::chrono;
    const year_month_day cut_off{year{study.cut_off_year},
                                 std::chrono::month{static_cast<unsigned>(study.cut_off_month)},
                                 day{static_cast<unsigned>(study.cut_off_day)}};
    const year_month later = year_month{cut_off.year(), cut_off.month()} + months{month};
    return static_cast<std::int32_t>((sys_days{later / last} - sys_days{cut_off}).count());
}

void declare_axes(schema::Writer& writer, const std::string& group, const ResultsSource& source,
                  Scenarios scenarios) {
    writer.dimension(group, "option", source.options);
    writer.dimension(group, "scenario",
                     scenarios == Scenarios::alone ? source.scenarios : source.scenarios_and_mixture());
    writer.dimension(group, "segment", source.segments);
}

void declare_months(schema::Writer& writer, const std::string& group, const ResultsSource& source) {
    std::vector<std::int32_t> months(static_cast<std::size_t>(source.shape.months));
    std::iota(months.begin(), months.end(), 1);
    writer.dimension(group, "month", months);
}

void write_month_ends(schema::Writer& writer, const std::string& group, const ResultsSource& source) {
    std::vector<std::int32_t> ends;
    for (int month = 1; month <= source.shape.months; ++month) {
        ends.push_back(days_to_month_end(source.study, month));
    }
    writer.write(group, "month_end", ends);
}

}  // namespace recoup::sim
