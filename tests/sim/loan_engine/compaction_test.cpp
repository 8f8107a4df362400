// The twins of the compaction, for every kind of vector of this processor.
#include "sim/loan_engine/compaction.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/sim/loan_engine/every_vector.hpp"

namespace recoup::sim {
namespace {

struct Columns {
    std::vector<float> a;
    std::vector<std::uint32_t> b;
    bool operator==(const Columns&) const = default;
    std::vector<std::byte*> list() {
        return {reinterpret_cast<std::byte*>(a.data()), reinterpret_cast<std::byte*>(b.data())};
    }
};

TEST(Compaction, KeepsOpenSlotsInOrder) {
    Columns columns{{0.5F, 1.5F, 2.5F, 3.5F, 4.5F}, {10, 11, 12, 13, 14}};
    const std::vector<std::uint8_t> open = {0, 1, 0, 1, 1};
    EXPECT_EQ(compact_plain(columns.list(), open.data(), 1, 5, 0), 3U);
    EXPECT_EQ(std::vector<float>(columns.a.begin(), columns.a.begin() + 3),
              (std::vector<float>{1.5F, 3.5F, 4.5F}));
    EXPECT_EQ(std::vector<std::uint32_t>(columns.b.begin(), columns.b.begin() + 3),
              (std::vector<std::uint32_t>{11, 13, 14}));
}

TEST(Compaction, TwinsKeepTheSameOnEveryKindOfVector) {
    std::mt19937 dice(20240601);
    on_every_kind_of_vector([&](const char* kind) {
        for (int round = 0; round < 40; ++round) {
            const std::size_t slots = dice() % 300;
            Columns start;
            std::vector<std::uint8_t> open;
            for (std::size_t i = 0; i < slots; ++i) {
                start.a.push_back(static_cast<float>(dice() % 1000) / 8.0F);
                start.b.push_back(static_cast<std::uint32_t>(dice()));
                open.push_back(dice() % 4 != 0);
            }
            const std::size_t middle = slots == 0 ? 0 : dice() % slots;
            const auto run = [&](CompactFunction compact, Columns columns) {
                std::size_t kept = compact(columns.list(), open.data(), 0, middle, 0);
                kept += compact(columns.list(), open.data(), middle, slots, kept);
                columns.a.resize(kept);
                columns.b.resize(kept);
                return columns;
            };
            EXPECT_EQ(run(compact_plain, start), run(compact_vector, start)) << kind;
        }
    });
}

}  // namespace
}  // namespace recoup::sim
