// /ledger: the accounts by quarter, means over paths with their errors. The accounts by path are in /paths
// where a quantity needs them.
#include "models/account_glossary.hpp"
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

void write_meanings(schema::Writer& writer, const std::string& currency) {
    std::vector<std::string> sums, meanings, units;
    std::vector<std::int32_t> signs;
    for (const AccountMeaning& account : account_meanings) {
        sums.emplace_back(account.sum);
        signs.push_back(account.sign);
        meanings.emplace_back(account.meaning);
        constexpr std::string_view name = "{currency}";
        units.push_back(currency + std::string(account.unit.substr(name.size())));
    }
    writer.write(group, "account_sum", sums);
    writer.write(group, "account_sign", signs);
    writer.write(group, "account_meaning", meanings);
    writer.write(group, "account_unit", units);
}

struct Means {
    explicit Means(const ResultsSource& source)
        : mean({source.options.size(), source.scenarios.size() + 1, source.segments.size(),
                static_cast<std::size_t>(source.shape.buckets), account_count},
               0.0),
          error(mean) {}

    /// All accounts of one bucket.
    void add(const ResultsSource& source, std::size_t o, std::size_t s, std::size_t g, std::size_t b) {
        const std::size_t mixture = source.scenarios.size();
        for (std::size_t a = 0; a < account_count; ++a) {
            const PathSum& sum = source.totals.ledgers.money(s, o, g, b, a);
            error[{o, s, g, b, a}] = sum.standard_error(source.totals.path_count) / minor_units_per_unit;
            if (s < mixture) {
                const double value =
                    sum.total() / minor_units_per_unit / static_cast<double>(source.totals.path_count);
                mean[{o, s, g, b, a}] = value;
                mean[{o, mixture, g, b, a}] += source.weights[s] * value;
            }
        }
    }

    Cube<double, 5> mean, error;  // [option][scenario][segment][bucket][account]
};

}  // namespace

void write_ledger(schema::Writer& writer, const ResultsSource& source) {
    declare_axes(writer, group, source, Scenarios::with_mixture);
    declare_quarters(writer, source);
    writer.dimension(group, "account", std::vector<std::string>(account_names.begin(), account_names.end()));
    write_meanings(writer, source.study.currency);
    Means means(source);
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        for (std::size_t s = 0; s <= source.scenarios.size(); ++s) {
            for (std::size_t g = 0; g < source.segments.size(); ++g) {
                for (std::size_t b = 0; b < static_cast<std::size_t>(source.shape.buckets); ++b) {
                    means.add(source, o, s, g, b);
                }
            }
        }
    }
    writer.write(group, "money_mean", means.mean.values());
    writer.write(group, "money_mean_mc_error", means.error.values());
}

}  // namespace recoup::sim
