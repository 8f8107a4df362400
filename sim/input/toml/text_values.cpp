#include "sim/input/toml/text_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "sim/input/toml/date.hpp"

namespace recoup::sim {

namespace {

bool contains(std::string_view text, char c) {
    return text.find(c) != std::string_view::npos;
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// How digits may stand between two marks of thousands; the last of them are always three.
enum class Grouping { thousands, indian };  // 12.345.678; 1,23,45,678, too

/// 1,234,567 -> 1234567; nothing where `mark` does not part thousands.
std::optional<std::string> without_groups(std::string_view digits, char mark, Grouping grouping) {
    std::string plain;
    for (bool first = true;; first = false) {
        const std::size_t end = digits.find(mark);
        const bool last = end == std::string_view::npos;
        const std::string_view group = digits.substr(0, end);
        const bool two = grouping == Grouping::indian && !last && group.size() == 2;
        const bool is_group = first ? !last && !group.empty() && group.size() <= 3 && group[0] != '0'
                                    : two || group.size() == 3;
        if (!is_group || !all_digits(group)) {
            return std::nullopt;
        }
        plain += group;
        if (last) {
            return plain;
        }
        digits.remove_prefix(end + 1);
    }
}

/// Without the marks of thousands before `decimal`, sign and decimals left as they are.
std::optional<std::string> ungrouped(std::string_view text, char mark, char decimal, Grouping grouping) {
    const std::string_view sign = text.substr(0, text.starts_with('-') ? 1 : 0);
    text.remove_prefix(sign.size());
    const std::size_t end = std::min(text.find(decimal), text.size());
    const auto whole = without_groups(text.substr(0, end), mark, grouping);
    return whole ? std::optional(std::string(sign) + *whole + std::string(text.substr(end))) : std::nullopt;
}

/// 12.500,40 -> 12500.40; nothing where points do not part thousands: what is 1.5 must not become 15.
std::optional<std::string> with_point(std::string_view text) {
    std::string plain(text);
    if (contains(text.substr(0, text.find(',')), '.')) {
        const auto whole = ungrouped(text, '.', ',', Grouping::thousands);
        if (!whole) {
            return std::nullopt;
        }
        plain = *whole;
    }
    if (std::ranges::count(plain, ',') + std::ranges::count(plain, '.') > 1) {
        return std::nullopt;
    }
    std::ranges::replace(plain, ',', '.');
    return plain;
}

/// In the convention of the table, from one with a decimal point.
std::string in_convention(std::string text, bool decimal_comma) {
    if (decimal_comma) {
        std::ranges::replace(text, '.', ',');
    }
    return text;
}

/// What parts thousands on paper, beside points and commas: blanks (no-break, thin and narrow ones, too) and
/// apostrophes.
constexpr std::array<std::string_view, 6> blanks = {" ", "'", "\u00a0", "\u202f", "\u2009", "\u2019"};

/// Each of them as one plain blank, none at the ends.
std::string with_plain_blanks(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const auto blank =
            std::ranges::find_if(blanks, [&](std::string_view each) { return text.starts_with(each); });
        plain += blank != blanks.end() ? ' ' : text.front();
        text.remove_prefix(blank != blanks.end() ? blank->size() : 1);
    }
    plain.erase(0, std::min(plain.find_first_not_of(' '), plain.size()));
    plain.erase(plain.find_last_not_of(' ') + 1);
    return plain;
}

/// With a decimal point and without marks of thousands that no table is read with: blanks, and commas before
/// a point or more than one. `plain` has plain blanks.
std::optional<std::string> without_separators(const std::string& plain) {
    if (!contains(plain, ' ')) {
        return ungrouped(plain, ',', '.', Grouping::indian);
    }
    // Where blanks part thousands, a comma or a point parts the decimals.
    const bool comma = contains(plain, ',');
    auto whole = ungrouped(plain, ' ', comma ? ',' : '.', Grouping::indian);
    return whole && comma ? with_point(*whole) : whole;
}

/// `1,000` may be a thousand or one: three digits behind the only comma, no zero at the start, no point.
bool may_be_thousands(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    const std::size_t comma = digits.find(',');
    return comma != std::string_view::npos && comma >= 1 && comma <= 3 && digits[0] != '0' &&
           digits.size() == comma + 4 && all_digits(digits.substr(0, comma)) &&
           all_digits(digits.substr(comma + 1));
}

}  // namespace

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<double> parse_number(std::string_view text, bool decimal_comma) {
    if (decimal_comma) {
        const auto plain = with_point(text);
        return plain ? parse_number(*plain) : std::nullopt;
    }
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

double from_per_cent(double value) {
    std::array<char, 64> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::scientific).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    const std::size_t e = text.find('e');
    if (e == std::string_view::npos) {
        return value / 100.0;  // infinite or no number
    }
    int exponent = 0;
    const std::string_view power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(power.data(), power.data() + power.size(), exponent);
    return parse_number(fmt::format("{}e{}", text.substr(0, e), exponent - 2)).value_or(0.0);
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text.size() > 5) {
        return std::nullopt;
    }
    const std::string word = lowered(text);
    if (word == "true" || word == "yes" || word == "y" || word == "1") {
        return true;
    }
    if (word == "false" || word == "no" || word == "n" || word == "0") {
        return false;
    }
    return std::nullopt;
}

bool means_no_value(std::string_view text) {
    constexpr std::array<std::string_view, 17> words = {
        "na",   "n/a", "n.a.", "#n/a", "#na", "<na>",           "nan",           "nat",     "null",
        "none", "nil", "-",    "--",   "?",   "not applicable", "not available", "missing",
    };
    return text.size() <= 16 && std::ranges::find(words, lowered(text)) != words.end();
}

std::string in_quotes(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return quoted + "\"";
}

std::string written_number(double value, bool decimal_comma) {
    return in_convention(fmt::format("{:.15g}", value), decimal_comma);
}

std::string_view without_per_cent_sign(std::string_view text) {
    if (text.ends_with('%')) {
        text.remove_suffix(1);
        const auto blank =
            std::ranges::find_if(blanks, [&](std::string_view each) { return text.ends_with(each); });
        text.remove_suffix(blank != blanks.end() ? blank->size() : 0);
    }
    return text;
}

namespace {

ValueProblem per_cent_problem(std::string_view text, bool decimal_comma) {
    const auto given = parse_number(without_per_cent_sign(text), decimal_comma);
    const double value = given.value_or(6.5);
    return {.problem = "has a per cent sign",
            .why = "rates and shares are fractions",
            .suggestion = fmt::format("Write fractions: {} for {} %",
                                      written_number(from_per_cent(value), decimal_comma),
                                      written_number(value, decimal_comma)),
            .cause = ProblemCause::per_cent};
}

/// `number` is the same with a decimal point.
ValueProblem separators_problem(const std::string& plain, const std::string& number, bool decimal_comma) {
    std::string suggestion =
        fmt::format("Write numbers without thousands separators and with a decimal {}: {}",
                    decimal_comma ? "comma" : "point", in_convention(number, decimal_comma));
    if (!decimal_comma && contains(plain, ' ') && contains(plain, ',')) {
        suggestion += "; with decimal_comma = true, " + in_convention(number, true);
    }
    return {.problem = "has thousands separators",
            .suggestion = std::move(suggestion),
            .cause = ProblemCause::thousands};
}

}  // namespace

ValueProblem number_problem(std::string_view text, bool decimal_comma, ProblemCause comma) {
    if (means_no_value(text)) {
        return {.problem = "is a word for no value, not a number", .cause = ProblemCause::no_value};
    }
    if (contains(text, '%')) {
        return per_cent_problem(text, decimal_comma);
    }
    const std::string plain = with_plain_blanks(text);
    if (parse_number(plain, decimal_comma)) {
        return {.problem = "has blanks before or behind it",
                .suggestion = "Write the number alone: " + plain};
    }
    if (decimal_comma && parse_number(plain)) {
        return {.problem = "has a decimal point",
                .why = "the study says decimal_comma = true",
                .suggestion = "Write a decimal comma, as in the other rows: " + in_convention(plain, true)};
    }
    const bool is_either = !decimal_comma && may_be_thousands(plain);
    if (is_either && comma == ProblemCause::either_comma) {
        return {.problem = "has a comma, of thousands or before decimals",
                .suggestion = fmt::format(
                    "Write numbers without thousands separators and with a decimal point: {} or {}",
                    without_separators(plain).value_or(""), with_point(plain).value_or("")),
                .cause = ProblemCause::either_comma};
    }
    const bool may_be_decimal = !decimal_comma && !(is_either && comma == ProblemCause::thousands);
    if (const auto number = with_point(plain); may_be_decimal && number && parse_number(*number)) {
        return {.problem = "is written with a decimal comma",
                .suggestion = "Write numbers with a decimal point: " + *number,
                .cause = ProblemCause::decimal_comma};
    }
    if (const auto number = without_separators(plain); number && parse_number(*number)) {
        return separators_problem(plain, *number, decimal_comma);
    }
    return {.problem = "is not a finite number",
            .suggestion = decimal_comma ? "Write a number with a decimal comma"
                                        : "Write a number with a decimal point"};
}

namespace {

/// 24/02/2024, 2/24/2024, 2024/02/24 where one day alone can be meant. 5/5/2024 is one day, too.
std::optional<Date> only_date_meant(std::string_view text) {
    std::array<std::string_view, 3> parts;
    for (std::string_view& part : parts) {
        part = text.substr(0, text.find_first_of("/."));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
    const auto dated = [](std::string_view year, std::string_view month, std::string_view day) {
        return year.size() != 4 || month.empty() || day.empty() || month.size() > 2 || day.size() > 2
                   ? std::nullopt
                   : parse_date(fmt::format("{}-{:0>2}-{:0>2}", year, month, day));
    };
    const auto day_first = dated(parts[2], parts[1], parts[0]);
    const auto month_first = dated(parts[2], parts[0], parts[1]);
    if (!text.empty() || (day_first && month_first && *day_first != *month_first)) {
        return std::nullopt;
    }
    return day_first ? day_first : month_first ? month_first : dated(parts[0], parts[1], parts[2]);
}

}  // namespace

std::string date_suggestion(std::string_view text) {
    if (text.size() > 10 && contains(text, ':')) {
        return "Write the date without the time of day, as 2006-12-31";
    }
    if (const auto date = only_date_meant(text)) {
        return "Write dates as 2006-12-31: " + date->text();
    }
    return contains(text, '/') || contains(text, '.') ? "Write dates as 2006-12-31; which is the day and "
                                                        "which the month cannot be told from this one"
                                                      : "Write dates as 2006-12-31";
}

}  // namespace recoup::sim
