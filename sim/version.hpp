// What two runs must have in common for their parts to be merged, and the schemas that this version reads.
#pragma once

namespace recoup::sim {

/// `recoup_schema` of the TOML files that this version reads.
inline constexpr int input_schema = 1;

/// Raised whenever the address of any draw changes: purposes, blocks, entities, time.
inline constexpr int stream_layout_version = 1;

/// Raised whenever the same draws may give other bits: deterministic_math, thresholds, order of sums,
/// rounding.
inline constexpr int numerics_version = 2;

}  // namespace recoup::sim
