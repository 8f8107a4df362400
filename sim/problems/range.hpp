// The numbers that a field may hold, and how to say so.
#pragma once

#include <limits>
#include <string>
#include <string_view>

namespace recoup::sim {

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false;
    bool high_open = false;
    std::string_view what = "a number";  ///< a literal: ranges are made for every field of a tape
    std::string_view advice = {};        ///< what to do about a number outside; a literal likewise

    bool contains(double x) const {
        return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
    }
    std::string text() const;  ///< "must be a probability, from 0 to 1"
};

namespace range {
constexpr Range any() {
    return {};
}
constexpr Range probability() {
    return {0.0, 1.0, false, false, "a probability"};
}
constexpr Range share() {
    return {0.0, 1.0, false, false, "a share"};
}
constexpr Range share_below_one() {
    return {0.0, 1.0, false, true, "a share"};
}
constexpr Range not_negative(std::string_view what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), false, false, what};
}
constexpr Range positive(std::string_view what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), true, false, what};
}
/// A cost in currency units, of a loan at once or a month.
constexpr Range cost() {
    return {0.0,
            1e10,
            false,
            false,
            "an amount of currency units",
            "Check the unit: costs are in units of the reporting currency, not in minor units"};
}
constexpr Range annual_rate() {
    return {0.0, 1.0, false, false, "a rate a year, as a fraction,", "Write 0.05 for 5 %"};
}
constexpr Range exchange_rate() {
    return {1e-9,
            1e9,
            false,
            false,
            "an exchange rate",
            "Write what one unit of the other currency is worth in the reporting currency"};
}
constexpr Range between(double low, double high, std::string_view what = "a number") {
    return {low, high, false, false, what};
}
}  // namespace range

}  // namespace recoup::sim
