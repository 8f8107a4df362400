// The fall of a price index from its peak as a function of the macro deviation, from pilot paths.
//
//   fall_m(y) = b_m' phi(y), b_m by least squares over pilots, each weighted by the level that it discounts
//
// The fall is no state of backward induction; a forced-sale discount that depends on it takes this regression
// in the basis of N itself (models/expected/deviation_basis): adapted, and right on average over the pilots
// but for two bounds. Every coefficient save the constant carries 1 % of the total weight more, which keeps
// the first periods solvable, and the fit is kept in [0, 0.99]. On the SBA study it is cut at 0 on up to 42 %
// of fresh paths, where the fall is small: the mean fall rises by 5 % of itself in month 24, a price falls by
// 0.03 %.
// The pilots lie past every path of a study, so that no value is fitted to the paths it is judged on.
#pragma once

#include <cstdint>
#include <vector>

#include "models/expected/deviation_basis.hpp"
#include "sim/study/prepared_study.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

class PilotFall {
  public:
    static constexpr std::uint32_t first_pilot = 0x80000000U;  ///< past every path number of a study

    PilotFall() = default;
    /// Throws Interrupted on stop, which it looks for at every pilot.
    PilotFall(const PreparedStudy& prepared, int scenario, int index, const DeviationBasis& basis, int pilots,
              StopFlag stop = nullptr);

    bool empty() const { return by_month_.empty(); }
    /// At basis functions phi of the deviation in force in the month.
    double at(int month, const std::vector<double>& phi) const;

  private:
    std::vector<std::vector<double>> by_month_;  ///< coefficients; from month 1
};

}  // namespace recoup::sim
