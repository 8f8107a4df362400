// Drops closed slots from columns of four bytes, keeping the order of the others.
//
// Twins with the same bits: the plain one states what is meant, the vector one (Google Highway) packs whole
// vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace recoup::sim {

/// Moves the entries of slots [first, last) whose `open` is 1 to `to`, `to + 1`, ... in every column; to is
/// at most first. Returns how many they are.
using CompactFunction = std::size_t (*)(std::span<std::byte* const> columns, const std::uint8_t* open,
                                        std::size_t first, std::size_t last, std::size_t to);
std::size_t compact_plain(std::span<std::byte* const> columns, const std::uint8_t* open, std::size_t first,
                          std::size_t last, std::size_t to);
std::size_t compact_vector(std::span<std::byte* const> columns, const std::uint8_t* open, std::size_t first,
                           std::size_t last, std::size_t to);

}  // namespace recoup::sim
