// A book for the expected engine: every start state, one collateral a loan, amounts that rounding cannot
// tilt.
#pragma once

#include "sim/loan_engine/loan_engine.hpp"
#include "sim/path/macro_draws.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::tiny {

/// One segment, hold / restructure / court, `copies` loans in each of seven states, half of them secured.
Study varied_book(int copies = 6);

/// random_study(number) with at most one collateral a loan, claims of ordinary size and no state that repays
/// a third of the claim a month or an old instalment on a smaller claim: what the expected engine represents.
/// Each of its loans `copies` times, with draws of its own.
Study random_book(std::uint64_t number, int copies = 1);

/// The macro state of a path and scenario.
MacroState macro_of(const PreparedStudy& prepared, std::uint32_t path, int scenario);

}  // namespace recoup::sim::tiny
