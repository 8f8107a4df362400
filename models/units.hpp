// Money, months and quarters. Money is an integer number of minor units, rounded once when posted.
#pragma once

#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace recoup {

using Minor = std::int64_t;  ///< money in minor units of the reporting currency (cents)

/// A number of minor units that Minor cannot hold. Who knows the loan and the month says so on the way out
/// (sim/path/amount_context).
class AmountOutOfRange : public std::range_error {
  public:
    explicit AmountOutOfRange(double amount);
    double amount() const { return amount_; }

  private:
    double amount_;
};

[[noreturn]] void refuse_amount(double amount);

/// Amounts stay below it: two of them can be added.
inline constexpr double most_minor_units = 0x1p62;

inline bool fits_minor(double amount) {
    return amount > -most_minor_units && amount < most_minor_units;  // false for NaN
}

/// Nearest minor unit, halves to even; AmountOutOfRange where there is none.
inline Minor round_to_minor(double amount) {
    if (!fits_minor(amount)) [[unlikely]] {
        refuse_amount(amount);
    }
    return static_cast<Minor>(std::nearbyint(amount));
}

/// Every currency is kept to a hundredth of its unit, also those that have no such coin.
inline constexpr double minor_units_per_unit = 100.0;

inline double in_units(Minor amount) {
    return static_cast<double>(amount) / minor_units_per_unit;
}

inline constexpr int months_per_quarter = 3;
inline constexpr int months_per_year = 12;

/// Months since year 0: the time in the address of a draw, the same for every scenario and cut-off.
constexpr int calendar_month(int year, int month_of_year) {
    return months_per_year * year + month_of_year - 1;
}

}  // namespace recoup
