// What the lattice of expected values cannot represent, and so refuses by name.
#pragma once

#include <cstddef>
#include <string>

#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// Above it what the first of three auctions tells would be lost on the third (models/expected/sale_tables):
/// at 0.10 recoveries are 0.5 % too high.
inline constexpr double largest_round_noise_of_three_rounds = 0.05;

[[noreturn]] void refuse_mixed_collateral(const Study& study, const std::string& loan);

/// A loan with several collaterals and prior claims, where each bears its own costs: one sale cannot tell
/// them apart.
[[noreturn]] void refuse_costs_of_each(const Study& study, const std::string& loan);

/// Refuses a contract with phases other than a holiday: classes of contracts hold one level instalment.
void check_phases(const Study& study);

/// Refuses a state with several clocks beside the contract's end.
void check_clocks(const PreparedStudy& prepared);

/// Refuses noise by round above the limit where an option of the segment has three auctions or more.
void check_round_noise(const PreparedStudy& prepared, std::size_t segment, std::size_t collateral_class);

}  // namespace recoup::sim
