#include "sim/exit_scan.hpp"

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/exit_scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Packs the marked lanes to the front of `out` and of `out_draw`; returns their number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE std::size_t append_marked(D words, V slot, V draw, hn::Mask<D> marked, std::uint32_t* out_slot,
                                     std::uint32_t* out_draw) {
#if HWY_TARGET <= HWY_AVX3  // a single instruction each; elsewhere Highway goes through a table
    hn::StoreU(hn::Compress(slot, marked), words, out_slot);
    hn::StoreU(hn::Compress(draw, marked), words, out_draw);
    return hn::CountTrue(words, marked);
#else
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(words, marked, bytes);
    std::uint32_t bits = bytes[0];  // at most 8 lanes
    const std::uint32_t first = hn::GetLane(slot);
    HWY_ALIGN std::uint32_t draws[hn::MaxLanes(D())];
    hn::Store(draw, words, draws);
    std::size_t count = 0;
    for (; bits != 0; bits &= bits - 1) {
        const std::uint32_t lane = static_cast<std::uint32_t>(__builtin_ctz(bits));
        out_slot[count] = first + lane;
        out_draw[count] = draws[lane];
        ++count;
    }
    return count;
#endif
}

std::size_t scan_exits(const ExitScan& scan, const ExitCandidates& out) {
    const hn::ScalableTag<std::uint32_t> words;
    const hn::RebindToSigned<decltype(words)> indices;
    const hn::RebindToFloat<decltype(words)> floats;
    const std::size_t lanes = hn::Lanes(words);
    const auto low_half = hn::Set(words, track_mask);
    const auto inverse_index = hn::Set(floats, scan.inverse_index);
    const auto one = hn::Set(words, 1);
    const auto step_lanes = hn::Set(words, static_cast<std::uint32_t>(lanes));
    const auto* tracks = reinterpret_cast<const std::int32_t*>(scan.tracks);
    const auto* bounds = reinterpret_cast<const std::int32_t*>(scan.bounds);
    // Names of their own: the compiler need not fetch them again after every store.
    const float* const claim_over_value = scan.claim_over_value;
    const std::uint32_t* const draws = scan.words;
    std::uint32_t* const slots = scan.slots;
    std::uint32_t* const out_slot = out.slot;
    std::uint32_t* const out_draw = out.cell_and_draw;
    const float* const first_edge = scan.ltv_edges.data();
    const float* const last_edge = first_edge + scan.ltv_edges.size();
    const std::size_t last = scan.last;
    const int shift = scan.shift;
    auto here = hn::Iota(words, static_cast<std::uint32_t>(scan.first));
    std::size_t found = 0;
    std::size_t slot = scan.first;
    for (; slot + lanes <= last; slot += lanes) {
        const auto ltv = hn::Mul(hn::LoadU(floats, claim_over_value + slot), inverse_index);
        auto bucket = hn::Zero(words);
        for (const float* edge = first_edge; edge != last_edge; ++edge) {
            const auto above = hn::RebindMask(words, hn::Ge(ltv, hn::Set(floats, *edge)));
            bucket = hn::IfThenElse(above, hn::Add(bucket, one), bucket);
        }
        const auto now = hn::LoadU(words, slots + slot);
        const auto step = hn::BitCast(
            words, hn::GatherIndex(indices, tracks, hn::BitCast(indices, hn::And(now, low_half))));
        const auto cell = hn::And(hn::Add(step, bucket), low_half);
        const auto bound = hn::GatherIndex(indices, bounds, hn::BitCast(indices, cell));
        const auto draw = hn::And(hn::ShiftRightSame(hn::LoadU(words, draws + slot), shift), low_half);
        const auto leaves = hn::RebindMask(words, hn::Lt(hn::BitCast(indices, draw), bound));
        hn::StoreU(hn::Or(hn::AndNot(low_half, now), hn::ShiftRight<16>(step)), words, slots + slot);
        found += append_marked(words, here, hn::Or(hn::ShiftLeft<16>(cell), draw), leaves, out_slot + found,
                               out_draw + found);
        here = hn::Add(here, step_lanes);
    }
    ExitScan rest = scan;
    rest.first = slot;
    return found + scan_exits_plain(rest, {out.slot + found, out.cell_and_draw + found});
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(scan_exits);

std::size_t scan_exits_vector(const ExitScan& scan, const ExitCandidates& out) {
    return HWY_DYNAMIC_DISPATCH(scan_exits)(scan, out);
}

std::size_t scan_exits_plain(const ExitScan& scan, const ExitCandidates& out) {
    std::size_t found = 0;
    for (std::size_t slot = scan.first; slot < scan.last; ++slot) {
        const float ltv = scan.claim_over_value[slot] * scan.inverse_index;
        std::uint32_t bucket = 0;
        for (const float edge : scan.ltv_edges) {
            bucket += ltv >= edge ? 1U : 0U;  // an edge belongs above
        }
        const std::uint32_t step = scan.tracks[scan.slots[slot] & track_mask];
        const std::uint32_t cell = (step + bucket) & track_mask;
        const std::uint32_t draw = scan.words[slot] >> scan.shift & 0xFFFF;
        scan.slots[slot] = (scan.slots[slot] & ~track_mask) | step >> 16;
        out.slot[found] = static_cast<std::uint32_t>(slot);
        out.cell_and_draw[found] = cell << 16 | draw;
        found += draw < scan.bounds[cell] ? 1U : 0U;
    }
    return found;
}

}  // namespace recoup::sim
#endif
