#include "sim/loan_engine/small_exits.hpp"

#include "models/errors.hpp"
#include "sim/loan_engine/slot_word.hpp"

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/loan_engine/small_exits.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/loan_engine/register_tables-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
/// 32 candidates at a time.
class VectorTaking {
  public:
    explicit VectorTaking(const ExitTaking& taking)
        : taking_(taking),
          first_exit_(taking.exits->first_exit),
          track_(taking.exits->track),
          node_(taking.exits->node) {
        alignas(64) std::uint16_t even[32];
        alignas(64) std::uint16_t odd[32];
        alignas(64) std::uint32_t pairs[2][16];
        for (std::uint16_t i = 0; i < 32; ++i) {
            even[i] = static_cast<std::uint16_t>(2 * i);
            odd[i] = static_cast<std::uint16_t>(2 * i + 1);
            pairs[i / 16][i % 16] = static_cast<std::uint32_t>(i / 2 + i % 2 * 16);
        }
        even_ = _mm512_load_si512(even);
        odd_ = _mm512_load_si512(odd);
        pairs_[0] = _mm512_load_si512(pairs[0]);
        pairs_[1] = _mm512_load_si512(pairs[1]);
    }

    ExitsTaken all() {
        for (std::size_t c = 0; c < taking_.count; c += 32) {
            const std::size_t rest = taking_.count - c;
            take(c, rest >= 32 ? ~__mmask32{0} : static_cast<__mmask32>((1ULL << rest) - 1));
        }
        return taken_;
    }

  private:
    void take(std::size_t c, __mmask32 valid) {
        const __m512i candidate_0 = _mm512_loadu_si512(taking_.cell_and_draw + c);
        const __m512i candidate_1 = _mm512_loadu_si512(taking_.cell_and_draw + c + 16);
        const __m512i draw = _mm512_permutex2var_epi16(candidate_0, even_, candidate_1);
        const __m512i cell = _mm512_permutex2var_epi16(candidate_0, odd_, candidate_1);
        // Thresholds never fall: the number of those at or below the draw is the exit.
        __m512i exit = _mm512_setzero_si512();
        __mmask32 tie = 0;
        const __m512i one = _mm512_set1_epi16(1);
        for (std::size_t j = 0; j < taking_.thresholds->exits; ++j) {
            const __m512i threshold = RegisterTable256(taking_.thresholds->high[j]).at(cell);
            exit = _mm512_mask_add_epi16(exit, _mm512_cmpge_epu16_mask(draw, threshold), exit, one);
            tie |= _mm512_cmpeq_epu16_mask(draw, threshold);
        }
        const __m512i slot_0 = _mm512_loadu_si512(taking_.slot + c);
        const __m512i slot_1 = _mm512_loadu_si512(taking_.slot + c + 16);
        const __m512i now = _mm512_permutex2var_epi16(of_slots(slot_0, valid, taking_.slots), odd_,
                                                      of_slots(slot_1, valid >> 16, taking_.slots));
        const __m512i node = _mm512_and_si512(now, _mm512_set1_epi16(0x7FFF));
        const __m512i place = _mm512_add_epi16(first_exit_.at(node), exit);
        const __m512i next = node_.at(place);
        const __mmask32 sure = valid & ~tie;
        const __mmask32 moves = sure & _mm512_movepi16_mask(_mm512_and_si512(now, next));  // quiet bits
        const __m512i track = track_.at(place);
        add_moves(slot_0, low_half(place), low_half(next), low_half(track), static_cast<__mmask16>(moves));
        add_moves(slot_1, high_half(place), high_half(next), high_half(track),
                  static_cast<__mmask16>(moves >> 16));
        if (const __mmask32 others = sure & ~moves; others != 0) {
            add_others(slot_0, low_half(exit), static_cast<__mmask16>(others));
            add_others(slot_1, high_half(exit), static_cast<__mmask16>(others >> 16));
        }
        for (std::uint32_t left = valid & tie; left != 0; left &= left - 1) {
            taking_.left[taken_.left++] =
                static_cast<std::uint32_t>(c) + static_cast<std::uint32_t>(__builtin_ctz(left));
        }
    }

    static __m512i low_half(__m512i halves) { return _mm512_cvtepu16_epi32(_mm512_castsi512_si256(halves)); }
    static __m512i high_half(__m512i halves) {
        return _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(halves, 1));
    }
    static __m512i of_slots(__m512i slot, __mmask32 valid, const std::uint32_t* column) {
        return _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), static_cast<__mmask16>(valid), slot,
                                           column, 4);
    }
    void add_moves(__m512i slot, __m512i place, __m512i node, __m512i track, __mmask16 moves) {
        const __m512i row = of_slots(slot, moves, taking_.rows);
        const __m512i word = _mm512_or_si512(_mm512_slli_epi32(node, node_shift), track);
        _mm512_mask_i32scatter_epi32(taking_.slots, moves, slot, word, 4);
        taken_.moves += store_pairs(row, place, moves, taking_.moves + taken_.moves);
    }
    void add_others(__m512i slot, __m512i exit, __mmask16 others) {
        taken_.others += store_pairs(slot, exit, others, taking_.others + taken_.others);
    }
    template <class Pair>
    std::size_t store_pairs(__m512i first, __m512i second, __mmask16 marked, Pair* out) const {
        static_assert(sizeof(Pair) == 8);
        const __m512i a = _mm512_maskz_compress_epi32(marked, first);
        const __m512i b = _mm512_maskz_compress_epi32(marked, second);
        _mm512_storeu_si512(out, _mm512_permutex2var_epi32(a, pairs_[0], b));
        _mm512_storeu_si512(out + 8, _mm512_permutex2var_epi32(a, pairs_[1], b));
        return static_cast<std::size_t>(__builtin_popcount(marked));
    }

    const ExitTaking taking_;
    ExitsTaken taken_;
    RegisterTable64 first_exit_, track_, node_;
    __m512i even_, odd_, pairs_[2];
};
#endif

bool can_take_exits() {
    return HWY_ARCH_X86 != 0 && HWY_TARGET <= HWY_AVX3;
}

ExitsTaken take_exits([[maybe_unused]] const ExitTaking& taking) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
    return VectorTaking(taking).all();
#else
    throw ContractViolation("exits are taken in vectors on processors with AVX-512 only");
#endif
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(can_take_exits);
HWY_EXPORT(take_exits);

bool can_take_small_exits() {
    return HWY_DYNAMIC_DISPATCH(can_take_exits)();
}

ExitsTaken take_small_exits(const ExitTaking& taking) {
    return HWY_DYNAMIC_DISPATCH(take_exits)(taking);
}

bool SmallThresholds::fill(std::span<const std::uint32_t> thresholds, std::size_t cells) {
    exits = cells == 0 ? 0 : thresholds.size() / cells;
    if (exits == 0 || exits > most_exits || cells > SmallTables::most_cells) {
        return false;
    }
    for (std::size_t exit = 0; exit < exits; ++exit) {
        for (std::size_t cell = 0; cell < cells; ++cell) {
            high[exit][cell] = static_cast<std::uint16_t>(thresholds[exit * cells + cell] >> 16);
        }
    }
    return true;
}

bool SmallExits::fill(std::span<const std::uint32_t> first, std::span<const std::uint32_t> words) {
    if (first.size() > most_nodes || words.size() > most_exits) {
        return false;
    }
    for (std::size_t n = 0; n < first.size(); ++n) {
        first_exit[n] = static_cast<std::uint16_t>(first[n]);
    }
    for (std::size_t exit = 0; exit < words.size(); ++exit) {
        track[exit] = track_of(words[exit]);
        node[exit] = static_cast<std::uint16_t>(words[exit] >> node_shift);
    }
    return true;
}

}  // namespace recoup::sim
#endif
