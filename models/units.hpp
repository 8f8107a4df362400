// Money, months and quarters. Money is an integer number of minor units, rounded once when posted.
#pragma once

#include <cmath>
#include <cstdint>

namespace recoup {

using Minor = std::int64_t;  ///< money in minor units of the reporting currency (cents)

/// Nearest minor unit, halves to even: one instruction. |amount| must stay below 2^62.
inline Minor round_to_minor(double amount) {
    return static_cast<Minor>(std::nearbyint(amount));
}

/// Every currency is kept to a hundredth of its unit, also those that have no such coin.
inline constexpr double minor_units_per_unit = 100.0;

inline constexpr int months_per_quarter = 3;
inline constexpr int months_per_year = 12;

/// Months since year 0: the time in the address of a draw, the same for every scenario and cut-off.
constexpr int calendar_month(int year, int month_of_year) {
    return months_per_year * year + month_of_year - 1;
}

}  // namespace recoup
