#include "sim/aggregation/histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/errors.hpp"

namespace recoup::sim {
namespace {

TEST(Histogram, round_edges_hold_every_value) {
    for (const auto& [low, high] :
         {std::pair{0.123, 0.987}, {-5.3e8, 7.7e8}, {2.0, 2.0}, {0.0, 0.0}, {-1e-9, 3e-7}}) {
        for (const int bins : {1, 7, 50}) {
            const std::vector<double> edges = round_edges(low, high, bins);
            ASSERT_EQ(edges.size(), static_cast<std::size_t>(bins) + 1);
            const std::vector<double> values{low, high, (low + high) / 2};
            const HistogramCounts counts = count_in_bins(values, edges);
            EXPECT_EQ(counts.below + counts.above, 0) << low << " " << high << " " << bins;
            EXPECT_EQ(std::accumulate(counts.inside.begin(), counts.inside.end(), std::int64_t{0}), 3);
        }
    }
    EXPECT_NEAR(round_edges(0.123, 0.987, 50)[1] - round_edges(0.123, 0.987, 50)[0], 0.02, 1e-12);
}

TEST(Histogram, bins_are_closed_left_and_missing_values_left_out) {
    const std::vector<double> edges{0.0, 1.0, 2.0};
    const std::vector<double> values{-0.1, 0.0, 0.999, 1.0, 2.0, std::nan("")};
    const HistogramCounts counts = count_in_bins(values, edges);
    EXPECT_EQ(counts.below, 1);
    EXPECT_EQ(counts.inside, (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(counts.above, 1);
    EXPECT_TRUE(std::isnan(round_edges(std::nan(""), std::nan(""), 5).front()));
    EXPECT_THROW(round_edges(0.0, 1.0 / 0.0, 5), ContractViolation);
}

}  // namespace
}  // namespace recoup::sim
