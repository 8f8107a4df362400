// The exact law of one loan under a known macro path, worked from the parameters alone and apart from the
// engine.
//
//   odds_j = p_j / (1 - sum p) exp(ltv_j + beta_j'(x - xbar)),  P(j) = odds_j / (1 + sum odds)
//
// Source: multinomial logit over competing exits (Allison 1982). Valid without clocks, `earliest` and
// `latest`, and for a claim that moves the same way in every state. A loan that entered its state at the end
// of month s has t - 1 - s completed months when month t begins.
#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/parameters.hpp"

namespace recoup {

struct Standing {
    State state;
    int entered;  ///< month at whose end the state was entered; before cut-off it is negative
    auto operator<=>(const Standing&) const = default;
};
using Law = std::map<Standing, double>;

struct KnownPath {
    /// x - xbar of a variable in a month.
    std::function<double(const std::string&, int)> deviation;
    /// LTV by month of the last event (0 = none since cut-off) and month.
    std::function<double(int, int)> ltv = [](int, int) { return 0.0; };
};

template <typename Edge>
std::size_t place_among(const std::vector<Edge>& edges, double value) {
    std::size_t place = 0;
    while (place < edges.size() && edges[place] <= value) ++place;
    return place;
}

inline void advance_month(const SegmentParameters& p, const KnownPath& path, int month, Law& law) {
    Law next;
    for (const auto& [at, mass] : law) {
        const auto found = p.hazards.find(std::string(name_of(at.state)));
        if (found == p.hazards.end()) {
            next[at] += mass;
            continue;
        }
        const HazardRowSpec& row = found->second;
        const std::size_t bin = place_among(row.duration_edges, month - 1 - at.entered) - 1;
        const std::size_t bucket = place_among(row.ltv_edges, path.ltv(std::max(0, at.entered), month));
        double given = 0.0;
        for (const ExitSpec& exit : row.exits) given += exit.level[bin][0];
        std::vector<double> odds;
        double total = 1.0;
        for (const ExitSpec& exit : row.exits) {
            double eta = exit.ltv_log_odds.empty() ? 0.0 : exit.ltv_log_odds[bucket];
            for (const auto& [name, beta] : exit.beta) eta += beta * path.deviation(name, month);
            odds.push_back(exit.level[bin][0] / (1.0 - given) * std::exp(eta));
            total += odds.back();
        }
        for (std::size_t j = 0; j < odds.size(); ++j) {
            next[{row.exits[j].to, month}] += mass * odds[j] / total;
        }
        next[at] += mass / total;
    }
    law = next;
}

inline std::map<State, double> by_state(const Law& law) {
    std::map<State, double> sum;
    for (const auto& [at, mass] : law) sum[at.state] += mass;
    return sum;
}

}  // namespace recoup
