// Philox4x32-10 against the known answers of Random123 and of the C++26 standard; the bulk form against it.
#include "sim/random/philox.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/random/philox_bulk.hpp"

namespace recoup::sim {
namespace {

TEST(Philox, A1ZeroCounterAndKey) {
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
              (PhiloxWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(Philox, A2AllOnes) {
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox4x32({ones, ones, ones, ones}, {ones, ones}),
              (PhiloxWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(Philox, A3DigitsOfPi) {
    EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (PhiloxWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// A6
TEST(Philox, A6StandardEngineTenThousandthOutput) {
    // std::philox4x32, default seed: key {20111115, 0}, output 9999 counted from 0 is word 3 of block 2499
    EXPECT_EQ(philox4x32({2499, 0, 0, 0}, {20111115, 0})[3], 1955073260U);
}

TEST(Philox, KeyIsSeedLowWordFirst) {
    EXPECT_EQ(philox_key(0x0123456789abcdefULL), (PhiloxKey{0x89abcdef, 0x01234567}));
}

TEST(Philox, BulkHasTheBitsOfThePlainTwinForEveryLength) {
    constexpr std::uint64_t seed = 0xfedcba9876543210ULL;
    constexpr std::uint32_t path = 12345, purpose_block = 1U << 16 | 3037;
    for (std::size_t n = 0; n <= 67; ++n) {
        std::vector<std::uint32_t> lo(n), hi(n), bulk(4 * n), plain(4 * n);
        for (std::size_t i = 0; i < n; ++i) {
            lo[i] = static_cast<std::uint32_t>(i * 2654435761U + 0x80000001U);
            hi[i] = static_cast<std::uint32_t>(0xffffffffU - i * 40503U);
        }
        philox4x32_bulk(seed, path, purpose_block, lo.data(), hi.data(), n, bulk.data());
        philox4x32_bulk_plain(seed, path, purpose_block, lo.data(), hi.data(), 0, n, plain.data());
        ASSERT_EQ(bulk, plain) << "n " << n;
        for (std::size_t i = 0; i < n; ++i) {
            const PhiloxWords words = philox4x32({path, lo[i], hi[i], purpose_block}, philox_key(seed));
            for (std::size_t w = 0; w < 4; ++w) ASSERT_EQ(bulk[w * n + i], words[w]);
        }
    }
}

}  // namespace
}  // namespace recoup::sim
