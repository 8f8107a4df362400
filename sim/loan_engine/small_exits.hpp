// The exits of many candidates at a time: which exit each draw takes, and the new word of those that are
// quiet and stay so. For tables that stand in vector registers, on processors with AVX-512; elsewhere, and
// for what is left here, GroupEngine takes them one by one, with the same results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/loan_engine/exit_scan.hpp"
#include "sim/path/event_log.hpp"

namespace recoup::sim {

/// Exit thresholds of one macro period: their high half-words.
struct SmallThresholds {
    static constexpr std::size_t most_exits = 4;
    std::uint16_t high[most_exits][SmallTables::most_cells] = {};  ///< [exit][cell]
    std::size_t exits = 0;

    /// `thresholds` is [exit][cell] with `cells` a row; false where it does not fit.
    bool fill(std::span<const std::uint32_t> thresholds, std::size_t cells);
};

/// Where the exits of an option lead.
struct SmallExits {
    static constexpr std::size_t most_nodes = 64;
    static constexpr std::size_t most_exits = 64;
    std::uint16_t first_exit[most_nodes] = {};  ///< [node]
    std::uint16_t track[most_exits] = {};       ///< [exit]: low half of the word behind it
    std::uint16_t node[most_exits] = {};        ///< [exit]: its high half

    /// False where they do not fit.
    bool fill(std::span<const std::uint32_t> first, std::span<const std::uint32_t> words);
};

/// An exit that GroupEngine::move() has to take.
struct SlotExit {
    std::uint32_t slot = 0;
    std::uint32_t exit = 0;  ///< of the node's
};

/// All lists have `exit_scan_slack` entries more than there are candidates: whole vectors are read and
/// written.
struct ExitTaking {
    const std::uint32_t* slot = nullptr;  ///< of the candidates, as the scan wrote them: no slot twice
    const std::uint32_t* cell_and_draw = nullptr;  ///< likewise
    std::size_t count = 0;
    const SmallThresholds* thresholds = nullptr;
    const SmallExits* exits = nullptr;
    const std::uint32_t* rows = nullptr;  ///< by slot: loan of the portfolio
    std::uint32_t* slots = nullptr;       ///< by slot: words, replaced where a quiet loan moves
    QuietMove* moves = nullptr;
    SlotExit* others = nullptr;     ///< of loans that are not quiet, or enter what is not
    std::uint32_t* left = nullptr;  ///< candidates whose high half-word does not decide
};

struct ExitsTaken {
    std::size_t moves = 0;
    std::size_t others = 0;
    std::size_t left = 0;
};

/// Whether this processor can.
bool can_take_small_exits();
ExitsTaken take_small_exits(const ExitTaking& taking);

}  // namespace recoup::sim
