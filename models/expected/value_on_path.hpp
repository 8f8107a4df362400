// N at one date for the loans of one macro path: what masses there are worth.
//
//   worth = sum over rows of mass x value;  value = sum_c phi_c(y) N_c, seen from an LTV axis that stands
//   `log_index` above the central index path:  (S mass) . value = mass . (S^T value)
//
// Rows are evaluated where the first mass lies in them and kept for the masses after it: many starts on one
// path share them. Source: N is that of backward_induction.hpp, S that of cubic_grid.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/expected/backward_induction.hpp"

namespace recoup {

class ValueOnPath {
  public:
    /// The table must outlive the object.
    ValueOnPath(const ValueTable& table, std::vector<double> phi, double log_index);

    double worth(const LatticeMass& mass);

  private:
    const double* row(const LatticePlace& place, int contract_class, int months);

    const ValueTable& table_;
    std::vector<double> phi_;
    CubicShift shift_;
    std::unique_ptr<double[]> slots_;
    std::vector<std::uint8_t> known_;      ///< by row of the lattice
    std::vector<double> value_, holding_;  // of a row, [component][LTV node]
};

/// What a mass is worth by one LatticeValue; the mass stands `log_index` above the axis of the values.
double worth(const ValueLattice& lattice, const LatticeMass& mass, const LatticeValue& value,
             double log_index);

}  // namespace recoup
