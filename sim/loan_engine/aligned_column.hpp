// A column that begins on a cache line: the vectors of a scan from slot 0 on never straddle two.
#pragma once

#include <cstddef>
#include <vector>

#include <boost/align/aligned_allocator.hpp>

namespace recoup::sim {

inline constexpr std::size_t cache_line = 64;

template <class T>
using AlignedColumn = std::vector<T, boost::alignment::aligned_allocator<T, cache_line>>;

/// As many entries as fill whole cache lines of 4-byte columns.
constexpr std::size_t whole_lines(std::size_t entries) {
    constexpr std::size_t in_a_line = cache_line / 4;
    return (entries + in_a_line - 1) / in_a_line * in_a_line;
}

}  // namespace recoup::sim
