#include "sim/aggregation/balance_by_standing.hpp"

#include <algorithm>

#include "sim/aggregation/quantities.hpp"

namespace recoup::sim {

namespace {

std::size_t weakest_of_segment(const SegmentParameters& parameters) {
    std::size_t weakest = 0;
    for (const auto& [table, pedigree] : parameters.pedigrees) {
        weakest = std::max(weakest, standing_of(pedigree.status));
    }
    for (const auto& [name, row] : parameters.hazards) {
        weakest = std::max(weakest, standing_of(row.pedigree.status));
    }
    return weakest;
}

std::size_t weakest_of_row(const SegmentParameters& parameters, const HazardRowSpec& row) {
    std::size_t weakest = standing_of(row.pedigree.status);
    const std::string exits = "hazards." + row.name + ".";
    for (const auto& [table, pedigree] : parameters.pedigrees) {
        if (table.starts_with(exits)) {
            weakest = std::max(weakest, standing_of(pedigree.status));
        }
    }
    return weakest;
}

std::size_t standing_in_state(const PreparedStudy& prepared, std::size_t segment, State state) {
    const SegmentParameters& parameters = prepared.study.segments[segment].parameters;
    const WorkoutGraph& graph = prepared.segments[segment].graphs.front();
    const std::uint16_t node = graph.start[static_cast<std::size_t>(state)];
    if (node != no_node && graph.nodes[node].row != no_row) {
        const auto found =
            parameters.hazards.find(prepared.segments[segment].table.rows[graph.nodes[node].row].name);
        if (found != parameters.hazards.end()) {
            return weakest_of_row(parameters, found->second);
        }
    }
    return weakest_of_segment(parameters);
}

}  // namespace

BalanceByStanding balance_by_standing(const PreparedStudy& prepared) {
    const Study& study = prepared.study;
    const std::size_t segments = study.segments.size();
    std::vector<std::array<Minor, standings.size()>> claim(segments + 1);
    std::vector<std::array<std::size_t, state_count>> standing(segments);
    std::size_t weakest = 0;
    BalanceByStanding result;
    for (std::size_t g = 0; g < segments; ++g) {
        for (int state = 0; state < state_count; ++state) {
            standing[g][static_cast<std::size_t>(state)] =
                standing_in_state(prepared, g, static_cast<State>(state));
        }
        const std::size_t of_segment = weakest_of_segment(study.segments[g].parameters);
        result.weakest.emplace_back(standings[of_segment]);
        weakest = std::max(weakest, of_segment);
    }
    result.weakest.emplace_back(standings[weakest]);
    const LoanColumns& loans = study.portfolio.loans;
    for (std::size_t i = 0; i < loans.size(); ++i) {
        const std::size_t place = standing[loans.segment[i]][static_cast<std::size_t>(loans.state[i])];
        claim[loans.segment[i]][place] += loans.claim[i];
        claim[segments][place] += loans.claim[i];
    }
    for (const auto& by_standing : claim) {
        Minor total = 0;
        for (const Minor amount : by_standing) {
            total += amount;
        }
        auto& share = result.share.emplace_back();
        for (std::size_t i = 0; i < share.size(); ++i) {
            share[i] = ratio(static_cast<double>(by_standing[i]), static_cast<double>(total));
        }
    }
    return result;
}

}  // namespace recoup::sim
