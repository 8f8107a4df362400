#include "sim/cli/units_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "models/errors.hpp"

namespace recoup::sim::cli {

std::string with_separators(std::int64_t number) {
    const auto size = static_cast<std::uint64_t>(number);
    return number < 0 ? "-" + count_text(0 - size) : count_text(size);
}

std::string money_text(Minor amount) {
    const auto per_unit = static_cast<Minor>(minor_units_per_unit);
    const char* sign = amount < 0 ? "-" : "";
    return fmt::format("{}{}.{:02}", sign, with_separators(std::abs(amount / per_unit)),
                       std::abs(amount % per_unit));
}

std::string whole_money_text(Minor amount) {
    return with_separators(std::llround(static_cast<double>(amount) / minor_units_per_unit));
}

std::string share_text(double share) {
    return fmt::format("{:.1f} %", 100.0 * share);
}

std::string share_of(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? "-" : share_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::string duration_text(double seconds) {
    if (seconds < 0.05) {
        return "under 0.1 s";
    }
    if (seconds < 9.95) {
        return fmt::format("{:.1f} s", seconds);
    }
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    if (whole < 3600) {
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    }
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string about_duration_text(double seconds) {
    const std::string text = duration_text(seconds);
    return text.starts_with("under") ? text : "about " + text;
}

std::string gigabytes_text(double gigabytes) {
    if (gigabytes < 1.0) {
        return fmt::format("{:.0f} MB", std::ceil(1000.0 * gigabytes));
    }
    return gigabytes < 10.0 ? fmt::format("{:.1f} GB", gigabytes) : fmt::format("{:.0f} GB", gigabytes);
}

std::string counted(std::int64_t number, const std::string& noun) {
    return with_separators(number) + " " + noun + (number == 1 ? "" : "s");
}

}  // namespace recoup::sim::cli
