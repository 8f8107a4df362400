// Collateral price indices by month.
//
//   a macro variable's own index:  d log I = x_v a period, spread evenly over its months
//   any other:                     d log I = alpha + beta' x_t + dispersion sigma eta_t a period, spread
//   likewise
//
// Index 0 is the constant 1; level 1 at cut-off (month 0). Source: log-linear index model, see the
// parameters' own pedigree; Frye (2000) "Depressing recoveries" for collateral driven by a systematic factor.
#pragma once

#include <span>
#include <vector>

#include "models/scenario.hpp"

namespace recoup {

/// Levels of every index on one path, [month 0..months][index], and the fall from the peak since cut-off.
struct IndexPaths {
    int indices = 0;            ///< including index 0, the constant
    std::vector<double> level;  ///< 1 at month 0
    std::vector<double> fall;   ///< 1 - level / highest level so far, in [0, 1)

    double level_at(int month, int index) const { return level[at(month, index)]; }
    double fall_at(int month, int index) const { return fall[at(month, index)]; }

  private:
    std::size_t at(int month, int index) const {
        return static_cast<std::size_t>(month) * static_cast<std::size_t>(indices) +
               static_cast<std::size_t>(index);
    }
};

/// `x` is [period][variable]; `eta` is [period][index of model.indices], standard normals.
void collateral_paths(const MacroModel& model, std::span<const double> x, std::span<const double> eta,
                      int months, IndexPaths& paths);

}  // namespace recoup
