// Philox4x32-10: ten rounds of multiply-and-xor turn a 128-bit counter and a 64-bit key into four 32-bit
// words. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; the
// constants are that paper's. Valid for every counter and key: a bijection of the counter under each key, no
// state.
#pragma once

#include <array>
#include <cstdint>

namespace recoup::sim {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;
using PhiloxWords = std::array<std::uint32_t, 4>;

namespace philox_detail {

inline constexpr int rounds = 10;
inline constexpr std::uint32_t multiplier_0 = 0xD2511F53U;
inline constexpr std::uint32_t multiplier_1 = 0xCD9E8D57U;
inline constexpr std::uint32_t key_step_0 = 0x9E3779B9U;
inline constexpr std::uint32_t key_step_1 = 0xBB67AE85U;

constexpr std::uint32_t low_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
constexpr std::uint32_t high_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}

}  // namespace philox_detail

/// The four words at one counter.
constexpr PhiloxWords philox4x32(PhiloxCounter counter, PhiloxKey key) {
    using namespace philox_detail;
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t product_0 = std::uint64_t{multiplier_0} * counter[0];
        const std::uint64_t product_1 = std::uint64_t{multiplier_1} * counter[2];
        counter = {high_word(product_1) ^ counter[1] ^ key[0], low_word(product_1),
                   high_word(product_0) ^ counter[3] ^ key[1], low_word(product_0)};
        key[0] += key_step_0;
        key[1] += key_step_1;
    }
    return counter;
}

constexpr PhiloxKey philox_key(std::uint64_t seed) {
    return {philox_detail::low_word(seed), philox_detail::high_word(seed)};
}

}  // namespace recoup::sim
