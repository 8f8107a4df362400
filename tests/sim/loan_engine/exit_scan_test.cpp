// The twins of the scan: plain, gathered vectors, tables in registers; every kind of vector of this
// processor.
#include "sim/loan_engine/exit_scan.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/sim/loan_engine/every_vector.hpp"

namespace recoup::sim {
namespace {

struct Case {
    std::vector<float> claim_over_value, edges;
    std::vector<std::uint32_t> words, tracks, bounds, slots;
    SmallTables small;
    bool is_small = false;
    ExitScan scan;
};

Case random_case(std::mt19937& dice, std::size_t slots, std::size_t tracks, std::size_t buckets,
                 bool always) {
    Case c;
    const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(dice() % n); };
    const std::size_t rows = 1 + below(8);
    for (std::size_t b = 1; b < buckets; ++b) {
        c.edges.push_back(0.25F * static_cast<float>(b));
    }
    for (std::size_t i = 0; i < slots; ++i) {
        // Multiples of a sixteenth, so that many stand exactly on an edge
        c.claim_over_value.push_back(i % 17 == 0 ? std::numeric_limits<float>::infinity()
                                                 : static_cast<float>(below(40)) / 16.0F);
        c.words.push_back(static_cast<std::uint32_t>(dice()));
        c.slots.push_back(static_cast<std::uint32_t>(dice()) << 16 | below(tracks));
    }
    for (std::size_t t = 0; t < tracks; ++t) {
        c.tracks.push_back(below(tracks) << 16 | below(rows) * static_cast<std::uint32_t>(buckets));
    }
    for (std::size_t cell = 0; cell < rows * buckets; ++cell) {
        c.bounds.push_back(cell % 5 == 0 ? 0 : below(0x10000));
    }
    if (always) c.bounds.back() = 0x10000;
    c.is_small = c.small.set_tracks(c.tracks) && c.small.set_bounds(c.bounds);
    c.scan = {.first = below(3),
              .last = slots,
              .inverse_index = 0.5F,
              .ltv_edges = c.edges,
              .shift = 16 * static_cast<int>(below(2))};
    return c;
}

struct Found {
    std::vector<std::uint32_t> slot, cell_and_draw, slots_after;
    bool operator==(const Found&) const = default;
};

Found run(ExitScanFunction scan_exits, Case c, bool small) {
    Found found;
    c.scan.claim_over_value = c.claim_over_value.data();
    c.scan.words = c.words.data();
    c.scan.tracks = c.tracks.data();
    c.scan.bounds = c.bounds.data();
    c.scan.slots = c.slots.data();
    c.scan.ltv_edges = c.edges;
    c.scan.small = small && c.is_small ? &c.small : nullptr;
    found.slot.resize(c.slots.size() + exit_scan_slack);
    found.cell_and_draw.resize(c.slots.size() + exit_scan_slack);
    const std::size_t n = scan_exits(c.scan, {found.slot.data(), found.cell_and_draw.data()});
    found.slot.resize(n);
    found.cell_and_draw.resize(n);
    found.slots_after = c.slots;
    return found;
}

TEST(ExitScan, EveryKindOfVectorHasTheBitsOfThePlainTwin) {
    std::mt19937 dice(7);
    std::size_t candidates = 0;
    for (int repeat = 0; repeat < 60; ++repeat) {
        for (const std::size_t slots : {0U, 1U, 7U, 15U, 16U, 31U, 33U, 64U, 100U, 257U}) {
            const std::size_t tracks = repeat % 2 == 0 ? 40 : 300;
            const Case c =
                random_case(dice, std::max<std::size_t>(slots, 3), tracks, 1 + repeat % 9, repeat % 5 == 0);
            const Found plain = run(scan_exits_plain, c, false);
            candidates += plain.slot.size();
            on_every_kind_of_vector([&](const char* kind) {
                ASSERT_EQ(run(scan_exits_vector, c, false), plain) << kind;
                ASSERT_EQ(run(scan_exits_vector, c, true), plain) << kind;
            });
        }
    }
    EXPECT_GT(candidates, 1000U);
}

TEST(ExitScan, SmallTablesRefuseWhatTheyCannotHold) {
    SmallTables small;
    EXPECT_TRUE(small.set_tracks(std::vector<std::uint32_t>(64)));
    EXPECT_FALSE(small.set_tracks(std::vector<std::uint32_t>(65)));
    EXPECT_TRUE(small.set_bounds(std::vector<std::uint32_t>(256)));
    EXPECT_FALSE(small.set_bounds(std::vector<std::uint32_t>(257)));
    EXPECT_TRUE(small.set_bounds(std::vector<std::uint32_t>{0, 0xFFFF}));
    EXPECT_FALSE(small.set_bounds(std::vector<std::uint32_t>{0x10000, 1}));
}

}  // namespace
}  // namespace recoup::sim
