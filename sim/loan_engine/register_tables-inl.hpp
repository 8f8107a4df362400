// Tables of half-words in AVX-512 registers: a lookup is a permutation. Included once for each kind of vector
// by the files that Highway compiles so; empty for all but AVX-512.
#if defined(RECOUP_REGISTER_TABLES) == defined(HWY_TARGET_TOGGLE)
#ifdef RECOUP_REGISTER_TABLES
#undef RECOUP_REGISTER_TABLES
#else
#define RECOUP_REGISTER_TABLES
#endif

#include <hwy/highway.h>

#include <cstdint>

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

/// 64 half-words in two registers.
struct RegisterTable64 {
    explicit RegisterTable64(const std::uint16_t* table)
        : low(_mm512_loadu_si512(table)), high(_mm512_loadu_si512(table + 32)) {}
    __m512i at(__m512i place) const { return _mm512_permutex2var_epi16(low, place, high); }

    __m512i low, high;
};

/// 256 half-words in eight.
struct RegisterTable256 {
    explicit RegisterTable256(const std::uint16_t* table)
        : quarter{RegisterTable64(table), RegisterTable64(table + 64), RegisterTable64(table + 128),
                  RegisterTable64(table + 192)} {}
    __m512i at(__m512i place) const {
        const __mmask32 bit_6 = _mm512_test_epi16_mask(place, _mm512_set1_epi16(64));
        const __mmask32 bit_7 = _mm512_test_epi16_mask(place, _mm512_set1_epi16(128));
        const __m512i low = _mm512_mask_blend_epi16(bit_6, quarter[0].at(place), quarter[1].at(place));
        const __m512i high = _mm512_mask_blend_epi16(bit_6, quarter[2].at(place), quarter[3].at(place));
        return _mm512_mask_blend_epi16(bit_7, low, high);
    }

    RegisterTable64 quarter[4];
};

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif
