#include "models/expected/cubic_grid.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace recoup {

CubicGrid::CubicGrid(std::vector<double> nodes) : nodes_(std::move(nodes)) {}

CubicGrid CubicGrid::uniform(double low, double high, int nodes) {
    std::vector<double> all;
    for (int i = 0; i < nodes; ++i) {
        all.push_back(nodes == 1 ? low : low + (high - low) * i / (nodes - 1));
    }
    CubicGrid grid(std::move(all));
    grid.spacing_ = nodes > 1 ? (high - low) / (nodes - 1) : 0.0;
    return grid;
}

CubicWeights CubicGrid::weights(double position) const {
    constexpr double on_a_node = 1e-9;
    const int n = size();
    const double at = std::clamp(position, nodes_.front(), nodes_.back());
    const int above =
        spacing_ > 0.0
            ? std::min(n - 1, static_cast<int>(std::ceil((at - nodes_.front()) / spacing_)))
            : static_cast<int>(std::lower_bound(nodes_.begin(), nodes_.end(), at) - nodes_.begin());
    for (const int near : {above, above - 1}) {
        if (near >= 0 && near < n && std::fabs(at - node(near)) < on_a_node) {
            return {.first = near, .count = 1, .weight = {1.0}};
        }
    }
    CubicWeights result;
    result.count = std::min(4, n);
    result.first = std::clamp(above - 2, 0, n - result.count);
    for (int i = 0; i < result.count; ++i) {
        const double own = node(result.first + i);
        double weight = 1.0;
        for (int k = 0; k < result.count; ++k) {
            const double other = node(result.first + k);
            weight *= k == i ? 1.0 : (at - other) / (own - other);
        }
        result.weight[static_cast<std::size_t>(i)] = weight;
    }
    return result;
}

CubicShift::CubicShift(const CubicGrid& grid, double step)
    : grid_(&grid), step_(grid.size() == 1 ? 0.0 : step) {
    if (identity() || grid.spacing() == 0.0 || grid.size() < 8) {
        return;
    }
    shared_ = true;
    // Weights of a node far from both ends, by its distance from the node below the target.
    const double steps = step_ / grid.spacing();
    const double below = std::floor(steps);
    const double s = steps - below;
    offset_ = static_cast<int>(below) - 1;
    weight_ = {-s * (s - 1.0) * (s - 2.0) / 6.0, (s + 1.0) * (s - 1.0) * (s - 2.0) / 2.0,
               -(s + 1.0) * s * (s - 2.0) / 2.0, (s + 1.0) * s * (s - 1.0) / 6.0};
    first_ = std::clamp(-offset_, 0, grid.size());
    end_ = std::clamp(grid.size() - 3 - offset_, first_, grid.size());
    if (outer_nodes() <= static_cast<int>(outer_.size())) {
        for (int o = 0; o < outer_nodes(); ++o) {
            outer_[static_cast<std::size_t>(o)] = grid.weights(grid.node(outer_node(o)) + step);
        }
    }
}

CubicWeights CubicShift::outer_weights(int o) const {
    return shared_ && outer_nodes() <= static_cast<int>(outer_.size())
               ? outer_[static_cast<std::size_t>(o)]
               : grid_->weights(grid_->node(outer_node(o)) + step_);
}

void CubicShift::add_mass(const double* from, double* to) const {
    const int n = grid_->size();
    if (identity()) {
        for (int i = 0; i < n; ++i) {
            to[i] += from[i];
        }
        return;
    }
    for (int k = 0; k < 4; ++k) {
        const double weight = weight_[static_cast<std::size_t>(k)];
        double* target = to + offset_ + k;
        for (int i = first_; i < end_; ++i) {
            target[i] += weight * from[i];
        }
    }
    for (int o = 0; o < outer_nodes(); ++o) {
        const double mass = from[outer_node(o)];
        if (mass != 0.0) {
            const CubicWeights w = outer_weights(o);
            for (int k = 0; k < w.count; ++k) {
                to[w.first + k] += w.weight[static_cast<std::size_t>(k)] * mass;
            }
        }
    }
}

void CubicShift::add_value(const double* from, double* to) const {
    const int n = grid_->size();
    if (identity()) {
        for (int i = 0; i < n; ++i) {
            to[i] += from[i];
        }
        return;
    }
    for (int k = 0; k < 4; ++k) {
        const double weight = weight_[static_cast<std::size_t>(k)];
        const double* source = from + offset_ + k;
        for (int i = first_; i < end_; ++i) {
            to[i] += weight * source[i];
        }
    }
    for (int o = 0; o < outer_nodes(); ++o) {
        const CubicWeights w = outer_weights(o);
        for (int k = 0; k < w.count; ++k) {
            to[outer_node(o)] += w.weight[static_cast<std::size_t>(k)] * from[w.first + k];
        }
    }
}

}  // namespace recoup
