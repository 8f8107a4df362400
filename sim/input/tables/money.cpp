#include "sim/input/tables/money.hpp"

#include <fmt/format.h>

#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

std::string Currencies::advice(const std::string& currency) const {
    std::vector<std::string> known = {reporting};
    for (const auto& each : rates) {
        known.push_back(each.first);
    }
    const std::string meant = did_you_mean(currency, known);
    return fmt::format(
        "{}dd to the study: {}", meant.empty() ? "A" : meant + " If not, a",
        table.with(fmt::format("{} = <{} for one {}>", toml_key(currency), reporting, currency)));
}

std::optional<double> exchange_rate(RowReader& row, const Field& field, const Currencies& currencies) {
    const auto currency = row.text(field);
    if (!currency || *currency == currencies.reporting) {
        return 1.0;
    }
    const auto found = currencies.rates.find(*currency);
    if (found == currencies.rates.end() && means_no_value(*currency)) {
        row.no_value(field, "a currency");
        return std::nullopt;
    }
    if (found == currencies.rates.end()) {
        row.error(field, {.problem = "has no exchange rate",
                          .why = "amounts are converted into " + currencies.reporting,
                          .suggestion = currencies.advice(*currency),
                          .apart = *currency});
        return std::nullopt;
    }
    return found->second;
}

std::optional<Minor> money(RowReader& row, const Field& field, double exchange_rate, bool required) {
    constexpr double most_units = 1e13;  // far below 2^63 minor units, also times the months of a horizon
    const auto amount = row.number(field, range::any(), required);
    if (!amount) {
        return std::nullopt;
    }
    if (*amount < 0.0) {
        row.error(field, "is negative", "amounts owed are positive", "Check the sign");
        return std::nullopt;
    }
    if (!(*amount * exchange_rate <= most_units)) {
        row.error(field, "is too large for any loan", "",
                  "Check the unit; amounts are in whole currency units");
        return std::nullopt;
    }
    return round_to_minor(*amount * exchange_rate * minor_units_per_unit);
}

}  // namespace recoup::sim
