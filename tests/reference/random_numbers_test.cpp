// A1-A3 as the philox4x32-10 lines of the known-answer file of Random123; A10.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/closed_form/cholesky.hpp"
#include "sim/random/philox.hpp"

namespace recoup {
namespace {

TEST(RandomNumbersReference, A1A2A3KnownAnswersOfRandom123) {
    std::ifstream file(std::string(RECOUP_SOURCE_DIR) +
                       "/tests/reference/data/random123_kat_vectors_philox_threefry.txt");
    int checked = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string generator, rounds;
        fields >> generator >> rounds;
        if (generator != "philox4x32" || rounds != "10") continue;
        sim::PhiloxCounter counter{};
        sim::PhiloxKey key{};
        sim::PhiloxWords expected{};
        fields >> std::hex;
        for (auto& word : counter) fields >> word;
        for (auto& word : key) fields >> word;
        for (auto& word : expected) fields >> word;
        ASSERT_FALSE(fields.fail()) << line;
        EXPECT_EQ(sim::philox4x32(counter, key), expected) << line;
        ++checked;
    }
    EXPECT_EQ(checked, 3) << "the file holds three lines for this generator";
}

TEST(RandomNumbersReference, A10CholeskyFactor) {
    const std::vector<double> matrix = {1, .6, .3, .6, 1, .5, .3, .5, 1};
    const std::vector<double> expected = {1, 0, 0, .6, .8, 0, .3, .4, std::sqrt(0.75)};
    const CholeskyFactor factor = cholesky(matrix, 3);
    ASSERT_TRUE(factor.succeeded());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(factor.lower[i], expected[i], 1e-10) << i;
}

TEST(RandomNumbersReference, A10CholeskyNamesTheRowThatIsNotPositiveDefinite) {
    const CholeskyFactor indefinite = cholesky(std::vector<double>{1, 2, 2, 1}, 2);
    EXPECT_FALSE(indefinite.succeeded());
    EXPECT_EQ(indefinite.failed_row, 1);
    EXPECT_EQ(indefinite.failed_pivot, -3.0);
    EXPECT_EQ(cholesky(std::vector<double>{1, 1, 1, 1}, 2).failed_row, 1) << "semi-definite";
    EXPECT_EQ(cholesky(std::vector<double>{std::nan("")}, 1).failed_row, 0);
}

}  // namespace
}  // namespace recoup
