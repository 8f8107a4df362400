// The parts of a claim and an order in which cash is allocated to them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace recoup {

enum class ClaimPart : std::uint8_t { fees, interest, principal };
inline constexpr std::array<std::string_view, 3> claim_part_names = {"fees", "interest", "principal"};

constexpr std::string_view name_of(ClaimPart part) {
    return claim_part_names[static_cast<std::size_t>(part)];
}

/// The part that is paid first stands first; every part once.
using AllocationOrder = std::array<ClaimPart, 3>;
inline constexpr AllocationOrder usual_allocation = {ClaimPart::fees, ClaimPart::interest,
                                                     ClaimPart::principal};

}  // namespace recoup
