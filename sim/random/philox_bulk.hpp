// Philox4x32-10 for many entities at one path and purpose: the plain function entity by entity, or 8 or 16 at
// a time in the widest vectors of this processor (Google Highway), with the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/random/philox.hpp"

namespace recoup::sim {

/// The words of n entities, counter of entity i: {path, entity_lo[i], entity_hi[i], purpose_block}. `words`
/// holds four planes of n: word w of entity i is words[w * n + i], so that the half-words which one month
/// reads lie side by side.
void philox4x32_bulk(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                     const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t n,
                     std::uint32_t* words);

/// The same for entities from `first` on.
void philox4x32_bulk_plain(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                           const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t first,
                           std::size_t n, std::uint32_t* words);

}  // namespace recoup::sim
