#include "sim/loan_engine/exit_scan.hpp"

#include <array>
#include <utility>

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/loan_engine/exit_scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/loan_engine/register_tables-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Packs the marked lanes to the front of `out` and of `out_draw`; returns their number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE std::size_t append_marked(D words, V slot, V draw, hn::Mask<D> marked, std::uint32_t* out_slot,
                                     std::uint32_t* out_draw) {
#if HWY_ARCH_X86 && \
    HWY_TARGET <= HWY_AVX3  // a single instruction each; elsewhere Highway goes through a table
    hn::StoreU(hn::Compress(slot, marked), words, out_slot);
    hn::StoreU(hn::Compress(draw, marked), words, out_draw);
    return hn::CountTrue(words, marked);
#else
    static_assert(hn::MaxLanes(D()) <= 8, "one byte of mask bits");
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(words, marked, bytes);
    std::uint32_t bits = bytes[0];
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

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
/// 32 loans at a time, all tables in registers: a lookup is a permutation of 64 half-words. So are the LTV
/// edges where the compiler knows their number.
template <std::size_t edges>
class RegisterScan {
  public:
    explicit RegisterScan(const ExitScan& scan)
        : scan_(scan),
          inverse_index_(_mm512_set1_ps(scan.inverse_index)),
          next_(scan.small->next),
          first_cell_(scan.small->first_cell),
          bounds_(scan.small->bounds) {
        alignas(64) std::uint16_t even[32];
        alignas(64) std::uint16_t drawn[32];
        for (int i = 0; i < 32; ++i) {
            even[i] = static_cast<std::uint16_t>(2 * i);
            drawn[i] = static_cast<std::uint16_t>(2 * i + scan.shift / 16);
        }
        even_ = _mm512_load_si512(even);
        drawn_ = _mm512_load_si512(drawn);
        for (std::size_t e = 0; e < edges; ++e) {
            edge_[e] = _mm512_set1_ps(scan.ltv_edges[e]);
        }
    }

    std::size_t at(std::size_t slot, std::uint32_t* out_slot, std::uint32_t* out_draw) const {
        const __m512 ltv_0 = _mm512_mul_ps(_mm512_loadu_ps(scan_.claim_over_value + slot), inverse_index_);
        const __m512 ltv_1 =
            _mm512_mul_ps(_mm512_loadu_ps(scan_.claim_over_value + slot + 16), inverse_index_);
        const __m512i words_0 = _mm512_loadu_si512(scan_.slots + slot);
        const __m512i words_1 = _mm512_loadu_si512(scan_.slots + slot + 16);
        const __m512i track = _mm512_permutex2var_epi16(words_0, even_, words_1);
        __m512i cell = first_cell_.at(track);
        for (std::size_t e = 0; e < edges; ++e) {
            const __mmask32 above = _mm512_kunpackw(_mm512_cmp_ps_mask(ltv_1, edge_[e], _CMP_GE_OQ),
                                                    _mm512_cmp_ps_mask(ltv_0, edge_[e], _CMP_GE_OQ));
            cell = _mm512_mask_add_epi16(cell, above, cell, _mm512_set1_epi16(1));
        }
        const __m512i draw = _mm512_permutex2var_epi16(_mm512_loadu_si512(scan_.words + slot), drawn_,
                                                       _mm512_loadu_si512(scan_.words + slot + 16));
        const __mmask32 leaves = _mm512_cmplt_epu16_mask(draw, bounds_.at(cell));
        advance(slot, words_0, words_1, next_.at(track));
        return append(slot, cell, draw, leaves, out_slot, out_draw);
    }

  private:
    void advance(std::size_t slot, __m512i words_0, __m512i words_1, __m512i next) const {
        const __m512i low_half = _mm512_set1_epi32(static_cast<int>(track_mask));
        const __m512i next_0 = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(next));
        const __m512i next_1 = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(next, 1));
        _mm512_storeu_si512(scan_.slots + slot,
                            _mm512_or_si512(_mm512_andnot_si512(low_half, words_0), next_0));
        _mm512_storeu_si512(scan_.slots + slot + 16,
                            _mm512_or_si512(_mm512_andnot_si512(low_half, words_1), next_1));
    }
    static std::size_t append(std::size_t slot, __m512i cell, __m512i draw, __mmask32 leaves,
                              std::uint32_t* out_slot, std::uint32_t* out_draw) {
        const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        const __m512i here = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(slot)));
        const auto first = static_cast<__mmask16>(leaves);
        const auto second = static_cast<__mmask16>(leaves >> 16);
        const std::size_t count = static_cast<std::size_t>(__builtin_popcount(first));
        _mm512_storeu_si512(out_slot, _mm512_maskz_compress_epi32(first, here));
        _mm512_storeu_si512(out_draw, _mm512_maskz_compress_epi32(first, pair(_mm512_castsi512_si256(cell),
                                                                              _mm512_castsi512_si256(draw))));
        _mm512_storeu_si512(out_slot + count, _mm512_maskz_compress_epi32(
                                                  second, _mm512_add_epi32(here, _mm512_set1_epi32(16))));
        _mm512_storeu_si512(out_draw + count,
                            _mm512_maskz_compress_epi32(second, pair(_mm512_extracti64x4_epi64(cell, 1),
                                                                     _mm512_extracti64x4_epi64(draw, 1))));
        return count + static_cast<std::size_t>(__builtin_popcount(second));
    }
    static __m512i pair(__m256i cell, __m256i draw) {
        return _mm512_or_si512(_mm512_slli_epi32(_mm512_cvtepu16_epi32(cell), 16),
                               _mm512_cvtepu16_epi32(draw));
    }

    const ExitScan& scan_;
    __m512 inverse_index_;
    RegisterTable64 next_, first_cell_;
    RegisterTable256 bounds_;
    __m512i even_, drawn_;
    std::array<__m512, edges> edge_;
};

/// The slots that whole vectors cover; `slot` is moved behind them.
template <std::size_t edges>
std::size_t scan_in_registers(const ExitScan& scan, const ExitCandidates& out, std::size_t& slot) {
    const RegisterScan<edges> registers(scan);
    std::size_t found = 0;
    for (; slot + 32 <= scan.last; slot += 32) {
        found += registers.at(slot, out.slot + found, out.cell_and_draw + found);
    }
    return found;
}

using RegisterScanFunction = std::size_t (*)(const ExitScan&, const ExitCandidates&, std::size_t&);

template <std::size_t... edges>
constexpr std::array<RegisterScanFunction, sizeof...(edges)> by_edges(std::index_sequence<edges...>) {
    return {scan_in_registers<edges>...};
}

/// By the number of LTV edges; with more than these all tables do not fit into the registers.
constexpr auto scans_in_registers = by_edges(std::make_index_sequence<SmallTables::most_edges + 1>());
#endif

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
    std::size_t found = 0;
    std::size_t slot = scan.first;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
    if (scan.small != nullptr && scan.ltv_edges.size() <= SmallTables::most_edges) {
        found = scans_in_registers[scan.ltv_edges.size()](scan, out, slot);
    }
#endif
    auto here = hn::Iota(words, static_cast<std::uint32_t>(slot));
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

bool SmallTables::set_tracks(std::span<const std::uint32_t> tracks) {
    if (tracks.size() > most_tracks) {
        return false;
    }
    for (std::size_t track = 0; track < tracks.size(); ++track) {
        next[track] = static_cast<std::uint16_t>(tracks[track] >> 16);
        first_cell[track] = static_cast<std::uint16_t>(tracks[track] & track_mask);
    }
    return true;
}

bool SmallTables::set_bounds(std::span<const std::uint32_t> of_cells) {
    if (of_cells.size() > most_cells) {
        return false;
    }
    std::uint32_t all = 0;
    for (std::size_t cell = 0; cell < of_cells.size(); ++cell) {
        bounds[cell] = static_cast<std::uint16_t>(of_cells[cell]);
        all |= of_cells[cell];
    }
    return all <= 0xFFFF;  // "always look" does not fit
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
