#include <algorithm>
#include <map>
#include <numeric>

#include "models/deterministic_math.hpp"
#include "tests/sim/expected_engine/value_bias.hpp"

namespace recoup::sim {

namespace {

struct Cell {
    std::size_t block, row;
    int node;
    double claim, log_ltv;
};

double balance_of(const ExpectedBlock& block) {
    double balance = 0.0;
    for (const StartRow& row : block.start) {
        const std::size_t width = row.mass.size() / mass_components;
        balance +=
            std::accumulate(row.mass.begin() + static_cast<std::ptrdiff_t>(mass_claim * width),
                            row.mass.begin() + static_cast<std::ptrdiff_t>((mass_claim + 1) * width), 0.0);
    }
    return balance;
}

ValueKey largest_key(const ExpectedStudy& study, int option, int segment) {
    std::map<ValueKey, double> balances;
    for (const ExpectedBlock& block : study.blocks) {
        if (block.option == option && block.segment == segment) {
            balances[key_of(block)] += balance_of(block);
        }
    }
    return std::max_element(balances.begin(), balances.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

std::vector<Cell> cells_of(const ExpectedStudy& study, int option, int segment, bool npe,
                           const ValueKey& key) {
    std::vector<Cell> cells;
    for (std::size_t b = 0; b < study.blocks.size(); ++b) {
        const ExpectedBlock& block = study.blocks[b];
        if (block.option != option || block.segment != segment || block.npe_at_cut_off != npe ||
            key_of(block) != key) {
            continue;
        }
        const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(block.lattice)];
        for (std::size_t r = 0; r < block.start.size(); ++r) {
            const int width = lattice.places()[static_cast<std::size_t>(block.start[r].place)].width;
            for (int j = 0; j < width; ++j) {
                const double claim = block.start[r].mass[static_cast<std::size_t>(mass_claim * width + j)];
                if (claim > 0.0) {
                    cells.push_back({b, r, j, claim, width == 1 ? 0.0 : lattice.log_ltv().node(j)});
                }
            }
        }
    }
    std::stable_sort(cells.begin(), cells.end(),
                     [](const Cell& a, const Cell& b) { return a.log_ltv < b.log_ltv; });
    return cells;
}

BiasStart start_at(const ExpectedStudy& study, const Cell& cell, double balance) {
    BiasStart start{.block = study.blocks[cell.block], .balance = balance, .log_ltv = cell.log_ltv};
    StartRow row = start.block.start[cell.row];
    const ValueLattice& lattice = *study.lattices[static_cast<std::size_t>(start.block.lattice)];
    const LatticePlace& place = lattice.places()[static_cast<std::size_t>(row.place)];
    for (int component = 0; component < mass_components; ++component) {
        for (int j = 0; j < place.width; ++j) {
            double& mass = row.mass[static_cast<std::size_t>(component * place.width + j)];
            mass = j == cell.node ? mass * balance / cell.claim : 0.0;
        }
    }
    const PreparedStudy& prepared = study.prepared;
    start.name = prepared.study.options[static_cast<std::size_t>(start.block.option)].name + "/" +
                 prepared.study.segments[static_cast<std::size_t>(start.block.segment)].name + "/" +
                 lattice.graph().nodes[place.node].name + "+" + std::to_string(row.months) + "/ltv " +
                 (place.width == 1 ? "-" : std::to_string(exp_ieee(cell.log_ltv)).substr(0, 4));
    start.block.start = {std::move(row)};
    return start;
}

}  // namespace

std::vector<BiasStart> stratified_starts(const ExpectedStudy& study) {
    std::vector<BiasStart> starts;
    for (int option = 0; option < study.prepared.option_count(); ++option) {
        for (int segment = 0; segment < study.prepared.segment_count(); ++segment) {
            const ValueKey key = largest_key(study, option, segment);
            for (const bool npe : {true, false}) {
                const std::vector<Cell> cells = cells_of(study, option, segment, npe, key);
                double all = 0.0, so_far = 0.0, balance = 0.0, stands_for = 0.0;
                for (const Cell& cell : cells) all += cell.claim;
                for (const ExpectedBlock& block : study.blocks) {
                    const bool same = block.option == option && block.segment == segment;
                    stands_for += same && block.npe_at_cut_off == npe ? balance_of(block) : 0.0;
                }
                std::size_t largest = 0;
                int third = 1;
                for (std::size_t c = 0; c < cells.size(); ++c) {
                    largest = balance == 0.0 || cells[c].claim > cells[largest].claim ? c : largest;
                    balance += cells[c].claim;
                    so_far += cells[c].claim;
                    if (so_far >= all * third / 3.0 * (1.0 - 1e-12) || c + 1 == cells.size()) {
                        starts.push_back(start_at(study, cells[largest], balance * stands_for / all));
                        balance = 0.0;
                        third = static_cast<int>(3.0 * so_far / all) + 1;
                    }
                }
            }
        }
    }
    return starts;
}

}  // namespace recoup::sim
