#include "sim/loan_engine/compaction.hpp"

#include <cstring>

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/loan_engine/compaction.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::size_t compact(std::span<std::byte* const> columns, const std::uint8_t* open, std::size_t first,
                    std::size_t last, std::size_t to) {
    const hn::ScalableTag<std::uint32_t> words;
    const hn::Rebind<std::uint8_t, decltype(words)> bytes;
    const std::size_t lanes = hn::Lanes(words);
    std::size_t kept = 0;
    std::size_t slot = first;
    // A store may write a whole vector: never behind the one just read, for nothing moves to the right.
    for (; slot + lanes <= last; slot += lanes) {
        const auto stays = hn::Ne(hn::PromoteTo(words, hn::LoadU(bytes, open + slot)), hn::Zero(words));
        for (std::byte* column : columns) {
            auto* const entries = reinterpret_cast<std::uint32_t*>(column);
            hn::CompressStore(hn::LoadU(words, entries + slot), stays, words, entries + to + kept);
        }
        kept += hn::CountTrue(words, stays);
    }
    return kept + compact_plain(columns, open, slot, last, to + kept);
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(compact);

std::size_t compact_vector(std::span<std::byte* const> columns, const std::uint8_t* open, std::size_t first,
                           std::size_t last, std::size_t to) {
    return HWY_DYNAMIC_DISPATCH(compact)(columns, open, first, last, to);
}

// Which slots are open is random: every entry is written down, those that are open stay.
std::size_t compact_plain(std::span<std::byte* const> columns, const std::uint8_t* open, std::size_t first,
                          std::size_t last, std::size_t to) {
    constexpr std::size_t width = sizeof(std::uint32_t);
    std::size_t kept = 0;
    for (std::byte* column : columns) {
        kept = 0;
        for (std::size_t slot = first; slot < last; ++slot) {
            std::uint32_t entry = 0;
            std::memcpy(&entry, column + width * slot, width);
            std::memcpy(column + width * (to + kept), &entry, width);
            kept += open[slot];
        }
    }
    return kept;
}

}  // namespace recoup::sim
#endif
