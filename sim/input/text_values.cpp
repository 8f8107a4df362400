#include "sim/input/text_values.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace recoup::sim {

namespace {

bool contains(std::string_view text, char c) {
    return text.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "true" || text == "1" || text == "Y") {
        return true;
    }
    if (text == "false" || text == "0" || text == "N") {
        return false;
    }
    return std::nullopt;
}

std::string number_suggestion(std::string_view text) {
    if (contains(text, '%')) {
        return "Write rates and shares as fractions: 0.065 for 6.5 %";
    }
    std::string plain(text);
    plain.erase(
        std::remove_if(plain.begin(), plain.end(), [](char c) { return c == ',' || c == ' ' || c == '\''; }),
        plain.end());
    if (plain.size() != text.size() && parse_number(plain)) {
        return "Write numbers without thousands separators and with a decimal point: " + plain;
    }
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lowered == "nan" || lowered == "na" || lowered == "n/a" || lowered == "null" || lowered == "none") {
        return "Leave the field empty where there is no value";
    }
    return "Write a number with a decimal point";
}

std::string date_suggestion(std::string_view text) {
    if (contains(text, '/') || contains(text, '.')) {
        return "Write dates as 2006-12-31; day and month cannot be told apart in the given form";
    }
    return text.size() > 10 && contains(text, ':') ? "Write the date without the time of day, as 2006-12-31"
                                                   : "Write dates as 2006-12-31";
}

}  // namespace recoup::sim
