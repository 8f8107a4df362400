// A grid of nodes on a line, cubic interpolation of values and the transposed move of masses.
//
//   f(x) ~ sum_i w_i(x) f(node_i),  w = Lagrange weights on the four nodes around x
//
// A mass put on the grid by the transposed weights keeps its sum and its first three moments, so that forward
// propagation and backward induction are adjoint and neither adds spurious diffusion of second order.
// Source: Lagrange interpolation, Abramowitz and Stegun (1964), 25.2. Valid between the end nodes; what lies
// outside is put on the end node, so the nodes must span what can be reached.
#pragma once

#include <array>
#include <vector>

namespace recoup {

/// Up to four neighbouring nodes and their weights.
struct CubicWeights {
    int first = 0;
    int count = 0;
    std::array<double, 4> weight{};
};

class CubicGrid {
  public:
    /// Ascending nodes; at least one.
    explicit CubicGrid(std::vector<double> nodes = {0.0});
    /// Equidistant nodes from `low` to `high`.
    static CubicGrid uniform(double low, double high, int nodes);

    int size() const { return static_cast<int>(nodes_.size()); }
    double node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
    double spacing() const { return spacing_; }  ///< 0 where nodes are not equidistant
    CubicWeights weights(double position) const;

  private:
    std::vector<double> nodes_;
    double spacing_ = 0.0;
};

/// The linear map that moves every node by the same step.
class CubicShift {
  public:
    CubicShift(const CubicGrid& grid, double step);

    bool identity() const { return step_ == 0.0; }
    /// to += from moved by the step; both have `rows` times grid.size() entries.
    void add_mass(const double* from, double* to, int rows = 1) const;
    /// The transpose: to_i += value of `from` at node i + step.
    void add_value(const double* from, double* to) const;

  private:
    void find_shared_weights(double steps);
    void add_inner(const double* from, double* to) const;

    const CubicGrid* grid_;
    double step_;
    // Equidistant nodes move alike: node i to between nodes i + below_ and i + below_ + 1. Nodes first_ ..
    // end_ - 1 have four nodes around their target, and the same weights on nodes i + below_ - 1 + 0..3. What
    // leaves the axis goes to its end; in the first and the last interval the stencil is one-sided.
    bool shared_ = false;
    int below_ = 0, first_ = 0, end_ = 0;
    bool on_nodes_ = false;
    std::array<double, 4> inner_{}, in_first_interval_{}, in_last_interval_{};
    CubicWeights outer_weights(int node) const;
};

}  // namespace recoup
