// What the hot loop knows of a loan under one option: one word, by slot.
//
//   bit 31 quiet | bits 16 to 30 node | bits 0 to 15 track (hazard row and months in it)
//
// A loan is *quiet* while nothing but a draw can happen to it: its claim stands still and no clock runs. A
// quiet loan that enters a node marked quiet stays so, and moves by replacing its word; all else goes through
// GroupEngine::move.
#pragma once

#include <cstdint>

#include "sim/loan_engine/exit_scan.hpp"

namespace recoup::sim {

inline constexpr std::uint32_t quiet_bit = 1U << 31;
inline constexpr int node_shift = 16;
inline constexpr std::uint32_t node_limit = 1U << 15;

constexpr std::uint32_t slot_word(std::uint16_t node, std::uint16_t track, bool quiet) {
    return (quiet ? quiet_bit : 0U) | std::uint32_t{node} << node_shift | track;
}
constexpr std::uint16_t node_of(std::uint32_t word) {
    return static_cast<std::uint16_t>(word >> node_shift & (node_limit - 1));
}
constexpr std::uint16_t track_of(std::uint32_t word) {
    return static_cast<std::uint16_t>(word & track_mask);
}

}  // namespace recoup::sim
