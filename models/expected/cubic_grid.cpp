#include "models/expected/cubic_grid.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace recoup {

namespace {

constexpr double on_a_node = 1e-9;

/// Lagrange weights on 0, 1, 2, 3.
std::array<double, 4> weights_at(double x) {
    return {-(x - 1.0) * (x - 2.0) * (x - 3.0) / 6.0, x * (x - 2.0) * (x - 3.0) / 2.0,
            -x * (x - 1.0) * (x - 3.0) / 2.0, x * (x - 1.0) * (x - 2.0) / 6.0};
}

}  // namespace

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
    constexpr int stencil = 4;
    if (!identity() && grid.spacing() > 0.0 && grid.size() >= stencil) {
        shared_ = true;
        find_shared_weights(step_ / grid.spacing());
    }
}

void CubicShift::find_shared_weights(double steps) {
    const int n = grid_->size();
    const double limited = std::clamp(steps, static_cast<double>(-n), static_cast<double>(n));
    const double nearest = std::floor(limited + 0.5);
    on_nodes_ = std::fabs(limited - nearest) < on_a_node / grid_->spacing();
    below_ = static_cast<int>(on_nodes_ ? nearest : std::floor(limited));
    const double s = on_nodes_ ? 0.0 : limited - below_;
    first_ = std::clamp(1 - below_, 0, n);
    end_ = std::clamp(n - 2 - below_, first_, n);
    inner_ = weights_at(s + 1.0);
    in_first_interval_ = weights_at(s);
    in_last_interval_ = weights_at(s + 2.0);
}

/// Where a node goes that is not one of first_ .. end_ - 1.
CubicWeights CubicShift::outer_weights(int node) const {
    if (!shared_) {
        return grid_->weights(grid_->node(node) + step_);
    }
    const int n = grid_->size();
    const int target = node + below_;
    if (on_nodes_ || target < 0 || target >= n - 1) {
        return {.first = std::clamp(target, 0, n - 1), .count = 1, .weight = {1.0}};
    }
    return target == 0 ? CubicWeights{.first = 0, .count = 4, .weight = in_first_interval_}
                       : CubicWeights{.first = n - 4, .count = 4, .weight = in_last_interval_};
}

void CubicShift::add_mass(const double* from, double* to, int rows) const {
    const int n = grid_->size();
    if (identity()) {
        for (int i = 0; i < rows * n; ++i) {
            to[i] += from[i];
        }
        return;
    }
    for (int row = 0; first_ < end_ && row < rows; ++row) {
        add_inner(from + row * n, to + row * n);
    }
    const auto add_outer = [&](int i) {
        const CubicWeights w = outer_weights(i);
        for (int row = 0; row < rows; ++row) {
            for (int k = 0; k < w.count; ++k) {
                to[row * n + w.first + k] += w.weight[static_cast<std::size_t>(k)] * from[row * n + i];
            }
        }
    };
    for (int i = 0; i < first_; ++i) {
        add_outer(i);
    }
    for (int i = end_; i < n; ++i) {
        add_outer(i);
    }
}

// By target, so that every entry is written once; sources beyond the ends are zero. Long axes go in pieces.
void CubicShift::add_inner(const double* from, double* to) const {
    constexpr int piece = 64, beyond = 3;
    std::array<double, piece + 2 * beyond> source{};
    for (int begin = first_; begin < end_; begin += piece) {
        const int sources = std::min(piece, end_ - begin);
        std::copy_n(from + begin, sources, source.begin() + beyond);
        std::fill_n(source.begin() + beyond + sources, beyond, 0.0);
        double* target = to + begin + below_ - 1;
        for (int t = 0; t < sources + beyond; ++t) {
            const double* at = source.data() + t;
            target[t] += inner_[0] * at[3] + inner_[1] * at[2] + inner_[2] * at[1] + inner_[3] * at[0];
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
    const double* source = from + below_ - 1;
    for (int i = first_; i < end_; ++i) {
        to[i] += inner_[0] * source[i] + inner_[1] * source[i + 1] + inner_[2] * source[i + 2] +
                 inner_[3] * source[i + 3];
    }
    const auto add_outer = [&](int i) {
        const CubicWeights w = outer_weights(i);
        for (int k = 0; k < w.count; ++k) {
            to[i] += w.weight[static_cast<std::size_t>(k)] * from[w.first + k];
        }
    };
    for (int i = 0; i < first_; ++i) {
        add_outer(i);
    }
    for (int i = end_; i < n; ++i) {
        add_outer(i);
    }
}

}  // namespace recoup
