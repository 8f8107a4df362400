#include "sim/input/tables/near_names.hpp"

#include <algorithm>
#include <cctype>

#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

/// Letters and digits alone, in small letters.
std::string bare(std::string_view name) {
    std::string letters;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || byte >= 0x80) {
            letters += static_cast<char>(std::tolower(byte));
        }
    }
    return letters;
}

}  // namespace

bool is_nearly(std::string_view given, std::string_view known) {
    constexpr std::size_t long_name = 10;
    constexpr std::size_t short_name = 5;
    const std::string a = bare(given);
    const std::string b = bare(known);
    if (a.empty() || a == b) {
        return a == b;
    }
    const int most = std::min(a.size(), b.size()) >= long_name    ? 2
                     : std::min(a.size(), b.size()) >= short_name ? 1
                                                                  : 0;
    return edit_distance(a, b) <= most;
}

int likeness_to_index(std::string_view given, std::string_view known) {
    const std::size_t point = known.find('.');
    if (point == std::string_view::npos || !all_digits(known.substr(0, point)) ||
        !all_digits(known.substr(point + 1))) {
        return 0;
    }
    const std::string_view group = given.substr(0, given.find('.'));
    const std::string_view field =
        group.size() == given.size() ? std::string_view("0") : given.substr(group.size() + 1);
    const std::string_view decimals = known.substr(point + 1);
    if (group != known.substr(0, point) || !all_digits(field) || field.size() >= decimals.size()) {
        return 0;
    }
    if (decimals == std::string(field) + "0") {
        return 2;
    }
    return decimals == "0" + std::string(field) ? 1 : 0;
}

}  // namespace recoup::sim
