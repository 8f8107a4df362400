// One event of a loan on a path: the record that accounting, replay and the audit trail read.
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

/// 32 bytes. Drawn amounts are not stored: they are recomputed from their address.
struct Event {
    std::uint32_t loan = 0;   ///< canonical row: place when sorted by loan_identifier
    std::uint16_t month = 0;  ///< since cut-off, 1 = the first
    std::uint16_t from_node = 0;
    std::uint16_t to_node = 0;
    Cause cause = Cause::exit;
    std::uint8_t exit = no_exit;  ///< index of the exit in its row
    float ltv = 0.0F;  ///< after the entry action, at the month's index; infinity without collateral
    Minor claim_before = 0;
    Minor claim_after = 0;
};
static_assert(sizeof(Event) == 32 && std::is_trivially_copyable_v<Event>);

}  // namespace recoup::sim
