#include "sim/output/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace recoup::sim {

namespace {

constexpr int most_decimals = 4;
constexpr double rounding_noise = 1e-9;
constexpr std::size_t digits_in_group = 3;

std::string padding(const std::string& text, std::size_t width) {
    const std::size_t used = characters_of(text);
    return std::string(width > used ? width - used : 0, ' ');
}

}  // namespace

std::size_t characters_of(const std::string& text) {
    // Bytes 10xxxxxx continue a character.
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string number_text(double value, int decimals) {
    if (std::isnan(value)) {
        return "n/a";
    }
    char digits[64];
    std::snprintf(digits, sizeof(digits), "%.*f", decimals, value);
    std::string text = digits;
    const std::size_t whole_end = std::min(text.find('.'), text.size());
    const std::size_t first_digit = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = whole_end; at > first_digit + digits_in_group;) {
        at -= digits_in_group;
        text.insert(at, ",");
    }
    return text;
}

std::string estimate_text(double value, double error, int decimals) {
    const std::string text = number_text(value, decimals);
    return std::isnan(value) || std::isnan(error) ? text : text + " ± " + number_text(error, decimals);
}

int decimals_for(const std::vector<double>& errors) {
    double smallest = 1.0;
    for (const double error : errors) {
        if (error > rounding_noise) {
            smallest = std::min(smallest, error);
        }
    }
    int decimals = 1;
    for (double step = 0.1; step > smallest && decimals < most_decimals; step /= 10.0) {
        ++decimals;
    }
    return decimals;
}

std::string left_aligned(const std::string& text, std::size_t width) {
    return text + padding(text, width);
}

std::string right_aligned(const std::string& text, std::size_t width) {
    return padding(text, width) + text;
}

}  // namespace recoup::sim
