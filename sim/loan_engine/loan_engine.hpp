// The loan engine: every loan with its own draws, all options on the same draws; group by group of loans,
// time as the outer loop of each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/loan_engine/group_engine.hpp"
#include "sim/path/macro_state.hpp"

namespace recoup::sim {

class LoanEngine {
  public:
    explicit LoanEngine(const LoanProgram& program);

    /// `noise`: the thread's memory of collateral noise, if any.
    void run(std::uint32_t path, int scenario, const MacroState& macro, PathEvents& events,
             SaleNoiseMemo* noise = nullptr);

    /// Loan-months drawn since construction: the unit of `bench/`.
    std::uint64_t loan_months() const;

  private:
    const PreparedStudy& prepared_;
    std::vector<GroupEngine> groups_;
};

}  // namespace recoup::sim
