#include "sim/random/philox_bulk.hpp"

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/random/philox_bulk.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::ScalableTag<std::uint32_t>;
using Lanes = hn::RepartitionToWide<Words>;  ///< a counter word in each: the multiply reads the low half only
using Counter = hn::Vec<Lanes>;

/// The words of as many counters as there are lanes; the upper halves hold nothing of meaning.
struct Counters {
    Counter c0, c1, c2, c3;
};

HWY_INLINE Counter product(Counter word, std::uint32_t multiplier) {
    return hn::MulEven(hn::BitCast(Words(), word), hn::Set(Words(), multiplier));
}

HWY_INLINE void one_round(Counters& c, Counter key_0, Counter key_1) {
    const Counter product_0 = product(c.c0, philox_detail::multiplier_0);
    const Counter product_1 = product(c.c2, philox_detail::multiplier_1);
    c.c0 = hn::Xor(hn::ShiftRight<32>(product_1), hn::Xor(c.c1, key_0));
    c.c2 = hn::Xor(hn::ShiftRight<32>(product_0), hn::Xor(c.c3, key_1));
    c.c1 = product_1;
    c.c3 = product_0;
}

/// Neighbouring words from the lanes of the even and of the odd entities.
HWY_INLINE void store_interleaved(std::uint32_t* to, Counter even, Counter odd) {
    hn::StoreU(hn::OddEven(hn::BitCast(Words(), hn::ShiftLeft<32>(odd)), hn::BitCast(Words(), even)), Words(),
               to);
}

std::size_t philox_vectors(PhiloxKey key, std::uint32_t path, std::uint32_t purpose_block,
                           const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t n,
                           std::uint32_t* words) {
    const std::size_t lanes = hn::Lanes(Words());
    const Lanes wide;
    std::size_t done = 0;
    for (; done + lanes <= n; done += lanes) {
        const Counter lo = hn::BitCast(wide, hn::LoadU(Words(), entity_lo + done));
        const Counter hi = hn::BitCast(wide, hn::LoadU(Words(), entity_hi + done));
        const Counter first = hn::Set(wide, path);
        const Counter last = hn::Set(wide, purpose_block);
        Counters even{first, lo, hi, last};
        Counters odd{first, hn::ShiftRight<32>(lo), hn::ShiftRight<32>(hi), last};
        PhiloxKey k = key;
        for (int round = 0; round < philox_detail::rounds; ++round) {
            const Counter key_0 = hn::Set(wide, k[0]);
            const Counter key_1 = hn::Set(wide, k[1]);
            one_round(even, key_0, key_1);
            one_round(odd, key_0, key_1);
            k[0] += philox_detail::key_step_0;
            k[1] += philox_detail::key_step_1;
        }
        store_interleaved(words + done, even.c0, odd.c0);
        store_interleaved(words + n + done, even.c1, odd.c1);
        store_interleaved(words + 2 * n + done, even.c2, odd.c2);
        store_interleaved(words + 3 * n + done, even.c3, odd.c3);
    }
    return done;
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(philox_vectors);

void philox4x32_bulk(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                     const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t n,
                     std::uint32_t* words) {
    const std::size_t done = HWY_DYNAMIC_DISPATCH(philox_vectors)(philox_key(seed), path, purpose_block,
                                                                  entity_lo, entity_hi, n, words);
    philox4x32_bulk_plain(seed, path, purpose_block, entity_lo, entity_hi, done, n, words);
}

void philox4x32_bulk_plain(std::uint64_t seed, std::uint32_t path, std::uint32_t purpose_block,
                           const std::uint32_t* entity_lo, const std::uint32_t* entity_hi, std::size_t first,
                           std::size_t n, std::uint32_t* words) {
    const PhiloxKey key = philox_key(seed);
    for (std::size_t i = first; i < n; ++i) {
        const PhiloxWords drawn = philox4x32({path, entity_lo[i], entity_hi[i], purpose_block}, key);
        for (std::size_t w = 0; w < drawn.size(); ++w) words[w * n + i] = drawn[w];
    }
}

}  // namespace recoup::sim
#endif
