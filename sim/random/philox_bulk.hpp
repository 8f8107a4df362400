// Philox4x32-10 for many entities at one path and purpose: eight at a time with AVX2, the rest by the plain
// function, with the same bits. Each 32-bit word stands in its own 64-bit lane, where vpmuludq reads only the
// low half: no mask and no shuffle inside the rounds.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/random/philox.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace recoup::sim {

/// Counter of entity i: {path, entity_lo[i], entity_hi[i], purpose_block}. `words` holds four planes of n:
/// word w of entity i is words[w * n + i], so that the half-words which one month reads lie side by side.
inline void philox4x32_bulk_plain(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                                  const std::uint32_t* entity_lo, const std::uint32_t* entity_hi,
                                  std::size_t first, std::size_t n, std::uint32_t* words) {
    const PhiloxKey key = philox_key(seed);
    for (std::size_t i = first; i < n; ++i) {
        const PhiloxWords drawn = philox4x32({path, entity_lo[i], entity_hi[i], purpose_block}, key);
        for (std::size_t w = 0; w < drawn.size(); ++w) words[w * n + i] = drawn[w];
    }
}

#ifdef __AVX2__
namespace philox_detail {

/// Four counters, one in each 64-bit lane; the upper halves of the lanes hold nothing of meaning.
struct FourCounters {
    __m256i c0, c1, c2, c3;

    void one_round(__m256i key_0, __m256i key_1) {
        const __m256i product_0 =
            _mm256_mul_epu32(c0, _mm256_set1_epi64x(static_cast<long long>(multiplier_0)));
        const __m256i product_1 =
            _mm256_mul_epu32(c2, _mm256_set1_epi64x(static_cast<long long>(multiplier_1)));
        c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c1, key_0));
        c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c3, key_1));
        c1 = product_1;
        c3 = product_0;
    }
};

inline __m256i broadcast(std::uint32_t word) {
    return _mm256_set1_epi64x(static_cast<long long>(word));
}

/// Eight consecutive words from the lanes of the even and of the odd entities.
inline void store_interleaved(std::uint32_t* to, __m256i even, __m256i odd) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                        _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA));
}

}  // namespace philox_detail
#endif

/// The words of n entities; the same bits as philox4x32 entity by entity.
inline void philox4x32_bulk(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                            const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t n,
                            std::uint32_t* words) {
    std::size_t done = 0;
#ifdef __AVX2__
    using namespace philox_detail;
    for (; done + 8 <= n; done += 8) {
        const __m256i lo = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(entity_lo + done));
        const __m256i hi = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(entity_hi + done));
        FourCounters even{broadcast(path), lo, hi, broadcast(purpose_block)};
        FourCounters odd{broadcast(path), _mm256_srli_epi64(lo, 32), _mm256_srli_epi64(hi, 32),
                         broadcast(purpose_block)};
        PhiloxKey key = philox_key(seed);
#pragma GCC unroll 10
        for (int round = 0; round < rounds; ++round) {
            even.one_round(broadcast(key[0]), broadcast(key[1]));
            odd.one_round(broadcast(key[0]), broadcast(key[1]));
            key[0] += key_step_0;
            key[1] += key_step_1;
        }
        store_interleaved(words + done, even.c0, odd.c0);
        store_interleaved(words + n + done, even.c1, odd.c1);
        store_interleaved(words + 2 * n + done, even.c2, odd.c2);
        store_interleaved(words + 3 * n + done, even.c3, odd.c3);
    }
#endif
    philox4x32_bulk_plain(seed, path, purpose_block, entity_lo, entity_hi, done, n, words);
}

}  // namespace recoup::sim
