// Rates a year that are legal and hardly right, by column.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sim/input/plausibility/doubted_rows.hpp"
#include "sim/input/plausibility/plausibility_checks.hpp"
#include "sim/input/tables/column_names.hpp"
#include "sim/input/toml/text_values.hpp"

namespace recoup::sim {

namespace {

/// The loans that have a rate in the column, with it.
using Rates = std::vector<std::pair<const LoanFacts*, double>>;

Rates rates_of(const ReadTape& tape, const Column& column) {
    Rates rates;
    rates.reserve(tape.facts.size());
    for (const LoanFacts& facts : tape.facts) {
        const auto row = facts.loan.row;
        if (const auto rate = column.null[row] == 0 ? column.number_at(row) : std::nullopt) {
            rates.emplace_back(&facts, *rate);
        }
    }
    return rates;
}

double median_rate(const Rates& rates) {
    std::vector<double> values;
    values.reserve(rates.size());
    for (const auto& each : rates) {
        values.push_back(each.second);
    }
    return median(std::move(values));
}

struct LowRates {
    DoubtedRows bearing;  ///< all that are above zero
    double highest = 0.0;
};

/// A column all of whose rates are low, unless it bears no interest at all: that is meant so.
std::optional<LowRates> all_low(const Rates& rates, double lowest_rate) {
    LowRates low;
    for (const auto& [facts, rate] : rates) {
        if (rate > 0.0) {
            low.bearing.add(*facts);
            low.highest = std::max(low.highest, rate);
        }
    }
    return low.bearing.count > 0 && low.highest < lowest_rate ? std::optional(low) : std::nullopt;
}

/// Fractions that the study says are in per cent: without it they are read as they stand. A column that has
/// rates of the usual size in per cent stays so.
std::string without_per_cent(const ReadTape& tape, double lowest_rate) {
    std::string right;
    for (const std::string& name : tape.loans.format.per_cent) {
        const Column* column = tape.loans.find(name);
        const Rates rates = column != nullptr ? rates_of(tape, *column) : Rates();
        if (std::ranges::any_of(rates, [&](const auto& each) { return each.second >= lowest_rate; })) {
            right += (right.empty() ? "" : ", ") + in_quotes(name);
        }
    }
    return right.empty() ? "remove `percent` " + tape.loans.format.portfolio.place()
                         : "set " + tape.loans.setting("percent", "[" + right + "]");
}

}  // namespace

Doubt high_rates(const ReadTape& tape, const std::string& name) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    const Column* column = tape.loans.find(name);
    if (!settings.highest_rate || column == nullptr) {
        return std::nullopt;
    }
    const Rates rates = rates_of(tape, *column);
    DoubtedRows found;
    for (const auto& [facts, rate] : rates) {
        if (rate > *settings.highest_rate) {
            found.add(*facts);
        }
    }
    if (!found.is_share_of(rates.size(), settings.share_of_rows)) {
        return std::nullopt;
    }
    Problem doubt = doubt_of_row(tape, *found.first, name);
    const double rate = *column->number_at(found.first->loan.row);
    doubt.value = column->value_text(found.first->loan.row);
    doubt.problem = fmt::format("{} of {} rates are above {} a year; the median of all is {}", found.count,
                                rates.size(), percent(*settings.highest_rate), percent(median_rate(rates)));
    doubt.why =
        column->per_cent ? "the study says that the column is in per cent" : "rates are fractions a year";
    doubt.suggestion =
        fmt::format("If the value stands for {} %, write {}; {}", column->written(rate),
                    column->written(column->per_cent ? rate : rate / 100.0), switched_off_by("highest_rate"));
    return doubt;
}

Doubt low_rates(const ReadTape& tape, const std::string& name) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    const Column* column = tape.loans.find(name);
    const auto low = settings.lowest_rate && column != nullptr
                         ? all_low(rates_of(tape, *column), *settings.lowest_rate)
                         : std::nullopt;
    if (!low) {
        return std::nullopt;
    }
    Problem doubt = doubt_of_row(tape, *low->bearing.first, name);
    const double rate = *column->number_at(low->bearing.first->loan.row);
    doubt.value = column->value_text(low->bearing.first->loan.row);
    doubt.problem = fmt::format("all {} rates above zero are below {} a year; the highest is {}",
                                low->bearing.count, percent(*settings.lowest_rate), percent(low->highest));
    const double meant = 10000.0 * rate;  // per cent
    if (column->per_cent && !doubt.value.ends_with('%')) {
        doubt.why = "they look like fractions, and the study says that the column is in per cent";
        doubt.suggestion =
            fmt::format("If the value stands for {} %, {}; {}", column->written(meant),
                        without_per_cent(tape, *settings.lowest_rate), switched_off_by("lowest_rate"));
    } else {
        doubt.why = "they look like fractions divided by 100 once more";
        doubt.suggestion = fmt::format("If the value stands for {} %, write {}; {}", column->written(meant),
                                       column->written(column->per_cent ? meant : 100.0 * rate),
                                       switched_off_by("lowest_rate"));
    }
    return doubt;
}

}  // namespace recoup::sim
