#include "sim/input/text_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace recoup::sim {

namespace {

bool contains(std::string_view text, char c) {
    return text.find(c) != std::string_view::npos;
}

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// 12.500,40 -> 12500.40; nothing where points do not part thousands: what is 1.5 must not become 15.
std::optional<std::string> with_point(std::string_view text) {
    const std::size_t comma = text.find(',');
    std::string_view whole = text.substr(0, comma);
    std::string plain = whole.starts_with('-') ? "-" : "";
    whole.remove_prefix(plain.size());
    const bool is_grouped = contains(whole, '.');
    for (bool first = true; is_grouped && !whole.empty(); first = false) {
        const std::string_view group = whole.substr(0, whole.find('.'));
        const bool is_group =
            first ? !group.empty() && group.size() <= 3 && group[0] != '0' : group.size() == 3;
        if (!is_group || !all_digits(group)) {
            return std::nullopt;
        }
        plain += group;
        whole.remove_prefix(group.size());
        whole.remove_prefix(whole.size() > 1 ? 1 : 0);
    }
    plain += whole;
    if (comma != std::string_view::npos) {
        plain += '.';
        plain += text.substr(comma + 1);
    }
    const bool one_comma = comma == std::string_view::npos || !contains(text.substr(comma + 1), ',');
    return one_comma && std::ranges::count(plain, '.') <= 1 ? std::optional(plain) : std::nullopt;
}

std::string without_separators(std::string_view text) {
    std::string plain(text);
    std::erase_if(plain, [](char c) { return c == ',' || c == ' ' || c == '\''; });
    return plain;
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

ValueProblem number_problem(std::string_view text, bool decimal_comma) {
    if (means_no_value(text)) {
        return {.problem = "is a word for no value, not a number", .cause = ProblemCause::no_value};
    }
    if (contains(text, '%')) {
        return {.problem = "has a per cent sign",
                .why = "rates and shares are fractions",
                .suggestion = "Write fractions: 0.065 for 6.5 %",
                .cause = ProblemCause::per_cent};
    }
    if (decimal_comma && parse_number(text)) {
        return {.problem = "has a decimal point",
                .why = "the study says decimal_comma = true",
                .suggestion = "Write a decimal comma, as in the other rows"};
    }
    if (!decimal_comma && may_be_thousands(text)) {
        return {.problem = "has a comma, of thousands or before decimals",
                .suggestion = "Write numbers without thousands separators and with a decimal point: " +
                              without_separators(text) + " or " +
                              fmt::format("{}", *parse_number(text, true)),
                .cause = ProblemCause::either_comma};
    }
    if (const auto value = parse_number(text, true); value && !decimal_comma) {
        return {.problem = "is written with a decimal comma",
                .suggestion = fmt::format("Write numbers with a decimal point: {}", *value),
                .cause = ProblemCause::decimal_comma};
    }
    const std::string plain = without_separators(text);
    if (plain.size() != text.size() && parse_number(plain)) {
        return {.problem = "has thousands separators",
                .suggestion = "Write numbers without thousands separators and with a decimal point: " + plain,
                .cause = ProblemCause::thousands};
    }
    return {.problem = "is not a finite number",
            .suggestion = decimal_comma ? "Write a number with a decimal comma"
                                        : "Write a number with a decimal point"};
}

std::string date_suggestion(std::string_view text) {
    if (contains(text, '/') || contains(text, '.')) {
        return "Write dates as 2006-12-31; day and month cannot be told apart in the given form";
    }
    return text.size() > 10 && contains(text, ':') ? "Write the date without the time of day, as 2006-12-31"
                                                   : "Write dates as 2006-12-31";
}

}  // namespace recoup::sim
