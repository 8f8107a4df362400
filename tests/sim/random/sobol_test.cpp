#include "sim/random/sobol.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace recoup::sim {
namespace {

// A9
TEST(Sobol, A9FirstNinePointsInFiveDimensions) {
    const std::vector<double> expected = {0,     0,     0,     0,     0,     //
                                          .5,    .5,    .5,    .5,    .5,    //
                                          .75,   .25,   .25,   .25,   .75,   //
                                          .25,   .75,   .75,   .75,   .25,   //
                                          .375,  .375,  .625,  .875,  .375,  //
                                          .875,  .875,  .125,  .375,  .875,  //
                                          .625,  .125,  .875,  .625,  .625,  //
                                          .125,  .625,  .375,  .125,  .125,  //
                                          .1875, .3125, .9375, .4375, .5625};
    EXPECT_EQ(sobol_points(5, 9), expected);
}

TEST(Sobol, CentredPointsTakeTheMiddleOfEveryCellOnce) {
    constexpr int dimension = 4, count = 4096;
    const std::vector<double> points = centred_sobol_points(dimension, count);
    for (int d = 0; d < dimension; ++d) {
        std::vector<double> column;
        for (int i = 0; i < count; ++i) column.push_back(points[i * dimension + d]);
        std::sort(column.begin(), column.end());
        for (int i = 0; i < count; ++i) ASSERT_EQ(column[i], (i + 0.5) / count);
    }
}

}  // namespace
}  // namespace recoup::sim
