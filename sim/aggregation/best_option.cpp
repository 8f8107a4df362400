#include "sim/aggregation/best_option.hpp"

#include <algorithm>

#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

namespace {

PathValues undefined_like(const PathValues& shape) {
    PathValues result;
    for (const std::vector<double>& column : shape) {
        result.emplace_back(column.size(), not_a_number);
    }
    return result;
}

void rank_on_path(const std::vector<PathValues>& values, std::size_t s, std::size_t k,
                  std::vector<OptionStanding>& standings) {
    double best = values.front()[s][k];
    for (const PathValues& of_option : values) {
        best = std::max(best, of_option[s][k]);
    }
    const auto is_best = [&](const PathValues& of_option) {
        return best - of_option[s][k] < least_difference;
    };
    const auto tied = static_cast<double>(std::ranges::count_if(values, is_best));
    for (std::size_t o = 0; o < values.size(); ++o) {
        standings[o].share[s][k] = is_best(values[o]) ? 1.0 / tied : 0.0;
        standings[o].regret[s][k] = best - values[o][s][k];
    }
}

}  // namespace

std::vector<OptionStanding> option_standings(const std::vector<PathValues>& values) {
    std::vector<OptionStanding> standings;
    for (const PathValues& of_option : values) {
        const PathValues undefined = undefined_like(of_option);
        standings.push_back({undefined, undefined});
    }
    if (values.size() < 2) {
        return standings;
    }
    for (std::size_t s = 0; s < values.front().size(); ++s) {
        for (std::size_t k = 0; k < values.front()[s].size(); ++k) {
            rank_on_path(values, s, k, standings);
        }
    }
    return standings;
}

}  // namespace recoup::sim
