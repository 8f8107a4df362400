#include "sim/input/toml/date.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace recoup::sim {

namespace {

std::chrono::year_month_day calendar(const Date& date) {
    return {std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
            std::chrono::day(static_cast<unsigned>(date.day))};
}

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
    return whole && text.front() != '-' ? std::optional<int>(value) : std::nullopt;
}

}  // namespace

std::string Date::text() const {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day);
    return buffer;
}

bool is_valid(const Date& date) {
    return date.month >= 1 && date.day >= 1 && calendar(date).ok();
}

bool is_quarter_end(const Date& date) {
    return is_valid(date) && date.month % 3 == 0 && from_days(to_days(date) + 1).day == 1;
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day || !is_valid({*year, *month, *day})) {
        return std::nullopt;
    }
    return Date{*year, *month, *day};
}

int to_days(const Date& date) {
    return static_cast<int>(std::chrono::sys_days(calendar(date)).time_since_epoch().count());
}

Date from_days(int days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return {int(date.year()), static_cast<int>(unsigned(date.month())),
            static_cast<int>(unsigned(date.day()))};
}

std::optional<int> parse_quarter(std::string_view text) {
    if (text.size() != 6 || text[4] != 'Q' || text[5] < '1' || text[5] > '4') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4));
    return year ? std::optional<int>(quarter_number(*year, text[5] - '0')) : std::nullopt;
}

std::string quarter_text(int quarter) {
    return std::to_string(quarter / 4) + "Q" + std::to_string(quarter % 4 + 1);
}

}  // namespace recoup::sim
