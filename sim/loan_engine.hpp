// The loan engine: every loan with its own draws, time as the outer loop of a path, all options on the same
// draws.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/group_engine.hpp"

namespace recoup::sim {

/// Macro state of one path and scenario, drawn before the loans.
struct MacroState {
    std::vector<double> x;  ///< [period][variable]
    IndexPaths indices;
};

class LoanEngine {
  public:
    explicit LoanEngine(const PreparedStudy& prepared);

    void run(std::uint32_t path, int scenario, const MacroState& macro, PathEvents& events);

    /// Loan-months drawn since construction: the unit of `bench/`.
    std::uint64_t loan_months() const;

  private:
    const PreparedStudy& prepared_;
    std::vector<GroupEngine> groups_;
};

}  // namespace recoup::sim
