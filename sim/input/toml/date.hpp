// Calendar dates of the inputs: ISO only, because 01/02/2024 means two days.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace recoup::sim {

struct Date {
    int year = 0;
    int month = 0;  ///< 1..12
    int day = 0;    ///< 1..31

    auto operator<=>(const Date&) const = default;
    std::string text() const;  ///< 2006-12-31
};

bool is_valid(const Date& date);

/// The last day of March, June, September or December.
bool is_quarter_end(const Date& date);

/// `2006-12-31` and nothing else.
std::optional<Date> parse_date(std::string_view text);

/// Days since 1970-01-01, and back.
int to_days(const Date& date);
Date from_days(int days);

/// Calendar months from one date to another. With `to` at a month's end these are completed months.
constexpr int months_between(const Date& from, const Date& to) {
    return 12 * (to.year - from.year) + to.month - from.month;
}

/// A quarter counted from year 0; `2007Q1` and back.
constexpr int quarter_number(int year, int quarter_of_year) {
    return 4 * year + quarter_of_year - 1;
}
std::optional<int> parse_quarter(std::string_view text);
std::string quarter_text(int quarter);

}  // namespace recoup::sim
