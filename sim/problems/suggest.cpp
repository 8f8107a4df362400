#include "sim/problems/suggest.hpp"

#include <algorithm>
#include <cctype>

namespace recoup::sim {

namespace {

// A distance takes time with the product of both lengths, and nobody mistypes a name of this length.
constexpr std::size_t longest_compared = 100;

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
    const std::size_t columns = b.size() + 1;
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(columns));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        d[i][0] = static_cast<int>(i);
    }
    for (std::size_t j = 0; j < columns; ++j) {
        d[0][j] = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j < columns; ++j) {
            const int substitution = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + substitution});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

std::string closest_name(std::string_view given, const std::vector<std::string>& known) {
    if (given.size() > longest_compared) {
        return {};
    }
    const std::string* best = nullptr;
    int best_distance = 1 + static_cast<int>(std::max<std::size_t>(given.size(), 3)) / 3;
    for (const std::string& name : known) {
        if (name.size() > longest_compared) {
            continue;
        }
        const bool contained = given.size() >= 4 && name.find(given) != std::string::npos;
        const auto more =
            static_cast<int>(std::max(given.size(), name.size()) - std::min(given.size(), name.size()));
        if (!contained && more >= best_distance) {
            continue;  // so many insertions at least
        }
        const int distance = edit_distance(given, name);
        const int score = contained ? std::min(distance, 1) : distance;
        if (score < best_distance) {
            best_distance = score;
            best = &name;
        }
    }
    return best == nullptr ? std::string() : *best;
}

std::string did_you_mean(std::string_view given, const std::vector<std::string>& known) {
    const std::string close = closest_name(given, known);
    return close.empty() ? close : "Did you mean '" + close + "'?";
}

std::string suggest_name(std::string_view given, const std::vector<std::string>& known) {
    const std::string close = did_you_mean(given, known);
    if (!close.empty() || known.empty()) {
        return close;
    }
    return "Known: " + listed(known);
}

std::string listed(const std::vector<std::string>& names, std::size_t at_most) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < at_most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() > at_most ? text + " and " + std::to_string(names.size() - at_most) + " more" : text;
}

}  // namespace recoup::sim
