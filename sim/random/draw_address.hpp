// Every random number has an address: key = the 64-bit seed, counter = {path, entity_lo, entity_hi,
// purpose << 16 | block}. Scenario, option, batch, thread and row never enter it, so that a number does not
// depend on what else is run. Source: design, section 12. Time in an address is the tape's calendar month.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/random/philox.hpp"

namespace recoup::sim {

/// What a draw is for. Append only: a number, once used, keeps its meaning for ever.
enum class Purpose : std::uint16_t {
    exit_high = 1,         ///< high 16 bits of a monthly exit
    exit_low = 2,          ///< its low 16 bits, read on a tie
    macro_shock = 3,       ///< entity = the variable's name, block = the quarter's first month
    index_shock = 4,       ///< own noise of a collateral index; entity = the index's name
    collateral_walk = 5,   ///< idiosyncratic log value; entity = the collateral's id
    sale_error = 6,        ///< appraisal and sale error, one per collateral and valuation
    auction_noise = 7,     ///< small noise of one auction round
    macro_tail = 8,        ///< radius of the multivariate t, one a period
    measure_outcome = 9,   ///< whether a measure succeeds, at its month
    parameter_shift = 10,  ///< log-odds shift of a parameter group, one per path
    settlement_offer = 11  ///< share of the claim that is paid, at its month; entity = the loan's id
};

struct DrawAddress {
    std::uint32_t path = 0;
    std::uint64_t entity = 0;  ///< entity_of(id)
    Purpose purpose = Purpose::exit_high;
    std::uint16_t block = 0;  ///< calendar month, or calendar month / 8 for monthly exits
};

/// First 8 bytes, big endian, of the SHA-256 of the id.
std::uint64_t entity_of(std::string_view id);

constexpr std::uint32_t purpose_block(Purpose purpose, std::uint16_t block) {
    return std::uint32_t{static_cast<std::uint16_t>(purpose)} << 16 | block;
}

constexpr PhiloxWords draw(std::uint64_t seed, const DrawAddress& address) {
    return philox4x32(
        {address.path, philox_detail::low_word(address.entity), philox_detail::high_word(address.entity),
         purpose_block(address.purpose, address.block)},
        philox_key(seed));
}

/// Uniform strictly inside (0, 1): the 53 high bits of word 0, word 1, the last of them set, times 2^-53. So
/// the values are odd multiples of 2^-53, symmetric about 1/2, and neither end can occur.
constexpr double uniform(const PhiloxWords& words) {
    const std::uint64_t bits = (std::uint64_t{words[0]} << 32 | words[1]) >> 11 | 1U;
    return static_cast<double>(bits) * 0x1p-53;
}

/// Standard normal by the inverse distribution function, so that it is monotone in the uniform.
double standard_normal(const PhiloxWords& words);

/// Months that one block of exit draws serves.
inline constexpr int exit_months_per_block = 8;

constexpr std::uint16_t exit_block(int calendar_month) {
    return static_cast<std::uint16_t>(calendar_month / exit_months_per_block);
}

/// Half-word h = calendar month mod 8 of a block: bits 16 (h mod 2) of word h div 2.
constexpr std::uint16_t exit_half_word(const PhiloxWords& words, int calendar_month) {
    const unsigned h = static_cast<unsigned>(calendar_month % exit_months_per_block);
    return static_cast<std::uint16_t>(words[h / 2] >> (16 * (h % 2)));
}

/// High 16 bits of the exit draw of an entity in a calendar month.
constexpr std::uint16_t exit_high(std::uint64_t seed, std::uint32_t path, std::uint64_t entity,
                                  int calendar_month) {
    return exit_half_word(draw(seed, {path, entity, Purpose::exit_high, exit_block(calendar_month)}),
                          calendar_month);
}

/// Low 16 bits, at the same place of purpose exit_low; needed only where the high bits tie.
constexpr std::uint16_t exit_low(std::uint64_t seed, std::uint32_t path, std::uint64_t entity,
                                 int calendar_month) {
    return exit_half_word(draw(seed, {path, entity, Purpose::exit_low, exit_block(calendar_month)}),
                          calendar_month);
}

}  // namespace recoup::sim
