// One event of a loan on a path, as accounting, replay and the audit trail read it. Draws that move quiet
// loans stand in fewer words (QuietMove in sim/path/event_log.hpp).
#pragma once

#include <cstdint>
#include <type_traits>

#include "models/units.hpp"

namespace recoup::sim {

enum class Cause : std::uint8_t {
    exit,            ///< the month's draw
    clock,           ///< a clock of the state ran out
    trigger,         ///< a measure was taken
    auction_sold,    ///< reached its reserve
    auction_unsold,  ///< did not, or there was nothing to sell
    maturity,        ///< the contract ended, the claim was paid
};

inline constexpr std::uint8_t no_exit = 255;

inline constexpr std::uint32_t no_amounts = 0xFFFFFFFF;

/// 16 bytes. Drawn amounts are not stored: they are recomputed from their address.
struct Event {
    std::uint32_t loan = 0;   ///< row of the portfolio
    std::uint16_t month = 0;  ///< since cut-off, 1 = the first
    std::uint16_t from_node = 0;
    std::uint16_t to_node = 0;
    Cause cause = Cause::exit;
    std::uint8_t exit = no_exit;  ///< index of the exit in its row
    /// Place of its amounts in the log. None for a quiet loan: its claim is what it was, or nothing where it
    /// closed.
    std::uint32_t amounts = no_amounts;
};
static_assert(sizeof(Event) == 16 && std::is_trivially_copyable_v<Event>);

struct EventAmounts {
    Minor claim_before = 0;
    Minor claim_after = 0;
    float ltv = 0.0F;  ///< at the month's index: after the entry action, before it where the loan ends;
                       ///< infinity without collateral
};

}  // namespace recoup::sim
