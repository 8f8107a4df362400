// Amounts of the inputs: units of some currency, converted at the study's rates into the reporting currency.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "models/units.hpp"
#include "sim/input/tables/row_reader.hpp"
#include "sim/input/toml/study_table.hpp"

namespace recoup::sim {

struct Currencies {
    std::string reporting;
    std::map<std::string, double> rates;  ///< reporting currency for one unit of the other
    StudyTable table{"exchange_rates"};   ///< that holds them

    /// What to do about one without a rate.
    std::string advice(const std::string& currency) const;
};

/// Rate of the row's currency (1 where the column is absent or empty); an unknown one is an issue.
std::optional<double> exchange_rate(RowReader& row, const Field& field, const Currencies& currencies);

/// An amount in minor units of the reporting currency; negative ones are issues.
std::optional<Minor> money(RowReader& row, const Field& field, double exchange_rate, bool required = false);

}  // namespace recoup::sim
