// The search for exits: one month's draws of the open loans against the bounds of their cells.
//
//   ltv = claim over value / index level;  bucket = number of edges at or below ltv
//   cell = first cell of the track + bucket
//
// A loan is a candidate where the high half-word of its draw lies below the bound of its cell.
//
// Twins with the same bits: the plain one states what is meant, the vector one (Google Highway, the widest
// vectors of this processor) takes 8, 16 or, with tables in registers, 32 loans at a time. All advance every
// loan's track by a month.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace recoup::sim {

/// What the hot loop knows of a loan under an option, in one word by slot: the low half is the track position
/// (hazard row and months in it), the high half is for others.
inline constexpr std::uint32_t track_mask = 0xFFFF;

/// The same tables in 16 bits, padded, where they are small enough to stand in vector registers.
struct SmallTables {
    static constexpr std::size_t most_tracks = 64;
    static constexpr std::size_t most_cells = 256;
    static constexpr std::size_t most_edges = 10;
    std::uint16_t next[most_tracks] = {};
    std::uint16_t first_cell[most_tracks] = {};
    std::uint16_t bounds[most_cells] = {};

    /// False where it cannot hold them.
    bool set_tracks(std::span<const std::uint32_t> tracks);
    bool set_bounds(std::span<const std::uint32_t> of_cells);
};

/// Slots [first, last) share one price index. All pointers are by slot except `tracks` and `bounds`.
struct ExitScan {
    std::size_t first = 0;
    std::size_t last = 0;
    const float* claim_over_value = nullptr;
    float inverse_index = 1.0F;
    std::span<const float> ltv_edges;
    const std::uint32_t* words = nullptr;   ///< the plane of the month
    int shift = 0;                          ///< 0 or 16: which half-word is the month's
    const std::uint32_t* tracks = nullptr;  ///< [track]: track a month later << 16 | first cell
    const std::uint32_t* bounds = nullptr;  ///< [cell]: no draw at or above it leaves
    const SmallTables* small = nullptr;     ///< null where the tables do not fit
    std::uint32_t* slots = nullptr;         ///< track in the low half, advanced by the scan
};

/// A list of candidates in columns; room for `exit_scan_slack` more than there are slots.
struct ExitCandidates {
    std::uint32_t* slot = nullptr;
    std::uint32_t* cell_and_draw = nullptr;  ///< cell << 16 | high half-word of the draw
};

/// The vector twin writes whole vectors: so many entries behind the last may be overwritten.
inline constexpr std::size_t exit_scan_slack = 64;

using ExitScanFunction = std::size_t (*)(const ExitScan& scan, const ExitCandidates& out);

/// Writes the candidates in the order of slots and returns their number.
std::size_t scan_exits_plain(const ExitScan& scan, const ExitCandidates& out);
std::size_t scan_exits_vector(const ExitScan& scan, const ExitCandidates& out);

}  // namespace recoup::sim
