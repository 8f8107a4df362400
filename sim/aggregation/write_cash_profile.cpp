// /cash_profile: undiscounted net cash by month. Segments keep sums over paths only, so quantiles are those
// of the portfolio.
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

const std::string group = "cash_profile";
constexpr std::array<double, 3> cash_levels = {0.05, 0.5, 0.95};

struct Profile {
    explicit Profile(const ResultsSource& source)
        : mean({source.options.size(), source.scenarios.size() + 1, source.segments.size(), months(source)},
               0.0),
          mean_error(
              {source.options.size(), source.scenarios.size() + 1, source.segments.size(), months(source)},
              not_a_number),
          quantile({source.options.size(), source.scenarios.size() + 1, months(source), cash_levels.size()}),
          quantile_error(quantile) {}
    static std::size_t months(const ResultsSource& source) {
        return static_cast<std::size_t>(source.shape.months);
    }

    Cube<double, 4> mean, mean_error;          // [option][scenario][segment][month]
    Cube<double, 4> quantile, quantile_error;  // [option][scenario][month][level]
};

std::vector<std::vector<double>> cash_of_month(const ResultsSource& source, std::size_t option,
                                               std::size_t month) {
    const std::size_t months = Profile::months(source);
    std::vector<std::vector<double>> columns(source.scenarios.size());
    for (std::size_t k = 0; k < source.paths(); ++k) {
        for (std::size_t s = 0; s < columns.size(); ++s) {
            const std::size_t at =
                ((k * columns.size() + s) * source.options.size() + option) * months + month;
            columns[s].push_back(static_cast<double>(source.totals.portfolio_cash[at]) /
                                 minor_units_per_unit);
        }
    }
    return columns;
}

void add_portfolio(Profile& profile, const ResultsSource& source, std::size_t option, std::size_t month) {
    const std::size_t portfolio = source.segments.size() - 1;
    const auto columns = cash_of_month(source, option, month);
    const auto mixtures = source.alone_and_mixed(columns);
    Estimate mean;
    std::vector<Estimate> quantiles;
    for (std::size_t s = 0; s < mixtures.size(); ++s) {
        if (s == 0 || !same_sample(mixtures[s], mixtures[s - 1])) {
            const Statistics statistics(mixtures[s]);
            mean = statistics.mean();
            quantiles = statistics.quantiles(cash_levels);
        }
        profile.mean[{option, s, portfolio, month}] = mean.value;
        profile.mean_error[{option, s, portfolio, month}] = mean.mc_error;
        for (std::size_t level = 0; level < cash_levels.size(); ++level) {
            profile.quantile[{option, s, month, level}] = quantiles[level].value;
            profile.quantile_error[{option, s, month, level}] = quantiles[level].mc_error;
        }
    }
}

void add_segments(Profile& profile, const ResultsSource& source, std::size_t option, std::size_t month) {
    const std::size_t mixture = source.scenarios.size();
    const std::int64_t paths = source.totals.path_count;
    for (std::size_t g = 0; g < source.study.segments.size(); ++g) {
        for (std::size_t s = 0; s <= mixture; ++s) {
            const PathSum& sum = source.totals.ledgers.cash(s, option, g, month);
            profile.mean_error[{option, s, g, month}] = sum.standard_error(paths) / minor_units_per_unit;
            if (s < mixture) {
                const double mean = sum.total() / minor_units_per_unit / static_cast<double>(paths);
                profile.mean[{option, s, g, month}] = mean;
                profile.mean[{option, mixture, g, month}] += source.weights[s] * mean;
            }
        }
    }
}

}  // namespace

void write_cash_profile(schema::Writer& writer, const ResultsSource& source) {
    declare_axes(writer, group, source, Scenarios::with_mixture);
    declare_months(writer, group, source);
    write_month_ends(writer, group, source);
    writer.dimension(group, "quantile", cash_levels);
    Profile profile(source);
    const std::size_t months = Profile::months(source);
    for_each_in_parallel(source.options.size() * months, source.facts.threads, [&](std::size_t i) {
        throw_if_stopped(source.stop);
        add_portfolio(profile, source, i / months, i % months);
        add_segments(profile, source, i / months, i % months);
    });
    writer.write(group, "cash_mean", profile.mean.values());
    writer.write(group, "cash_mean_mc_error", profile.mean_error.values());
    writer.write(group, "cash_quantile", profile.quantile.values());
    writer.write(group, "cash_quantile_mc_error", profile.quantile_error.values());
}

}  // namespace recoup::sim
