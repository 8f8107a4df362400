// /ledger: the accounts by quarter, means over paths of integer sums. The accounts by path are in /paths
// where a quantity needs them; an error of every account would need its squares.
#include "models/accounts.hpp"
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

const std::string group = "ledger";

/// From cut-off to the end of each quarter; the last bucket ends at the recovery horizon.
void declare_quarters(schema::Writer& writer, const ResultsSource& source) {
    std::vector<std::int32_t> numbers, ends;
    for (int bucket = 1; bucket <= source.shape.buckets; ++bucket) {
        const bool last = bucket == source.shape.buckets;
        numbers.push_back(bucket);
        ends.push_back(
            days_to_month_end(source.study, last ? source.shape.months : bucket * months_per_quarter));
    }
    writer.dimension(group, "quarter", numbers);
    writer.write(group, "quarter_end", ends);
}

}  // namespace

void write_ledger(schema::Writer& writer, const ResultsSource& source) {
    declare_axes(writer, group, source, Scenarios::with_mixture);
    declare_quarters(writer, source);
    writer.dimension(group, "account", std::vector<std::string>(account_names.begin(), account_names.end()));
    const std::size_t scenarios = source.scenarios.size();
    const std::size_t segments = source.study.segments.size();
    const auto buckets = static_cast<std::size_t>(source.shape.buckets);
    Cube<double, 5> mean({source.options.size(), scenarios + 1, segments + 1, buckets, account_count}, 0.0);
    const std::int64_t* money = source.totals.money_sum.data();
    for (std::size_t s = 0; s < scenarios; ++s) {
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            for (std::size_t g = 0; g < segments; ++g) {
                for (std::size_t b = 0; b < buckets; ++b) {
                    for (std::size_t a = 0; a < account_count; ++a) {
                        const double unit = is_money(static_cast<Account>(a)) ? minor_units_per_unit : 1.0;
                        const double value = static_cast<double>(*money++) / unit /
                                             static_cast<double>(source.totals.path_count);
                        mean[{o, s, g, b, a}] = value;
                        mean[{o, s, segments, b, a}] += value;
                        mean[{o, scenarios, g, b, a}] += source.weights[s] * value;
                        mean[{o, scenarios, segments, b, a}] += source.weights[s] * value;
                    }
                }
            }
        }
    }
    writer.write(group, "money_mean", mean.values());
}

}  // namespace recoup::sim
