// What pools take is told before they are written out.
#include "sim/running/pool_memory.hpp"

#include <gtest/gtest.h>

#include "sim/running/limits.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

Study one_pool(std::int64_t loans) {
    Study study = tiny::empty_study({tiny::hold(), tiny::court()});
    tiny::add_segment(study, "one", tiny::segment_parameters());
    tiny::add_loan(study, {.id = "a_pool_with_a_long_name", .claim = 5e8});
    tiny::add_collateral(study, {.id = "houses", .value = 4e8, .index = 1});
    study.portfolio.loans.count = {loans};
    return study;
}

// tests/python/test_pools.py holds it to what the program takes.
TEST(PoolMemory, GrowsWithLoansOptionsAndCollateral) {
    Study study = one_pool(1000);
    const double told = bytes_of_pools_written_out(study);
    EXPECT_DOUBLE_EQ(bytes_of_pools_written_out(one_pool(2000)), 2.0 * told);
    tiny::add_collateral(study, {.id = "barns", .value = 1e6});
    const double with_barns = bytes_of_pools_written_out(study);
    EXPECT_GT(with_barns, told + 1000.0 * 8.0 * sizeof(double));
    study.options.push_back(tiny::hold());
    EXPECT_GT(bytes_of_pools_written_out(study), with_barns + 1000.0 * 4.0 * sizeof(double));
}

TEST(PoolMemory, NothingIsWrittenOutWithoutPoolsOrForTheExpectedEngine) {
    Study study = one_pool(1);
    EXPECT_EQ(bytes_of_pools_written_out(study), 0.0);
    study.portfolio.loans.count = {1'000'000'000};
    study.engine = EngineChoice::expected;
    EXPECT_EQ(bytes_of_pools_written_out(study), 0.0);
    EXPECT_NO_THROW(check_pools_fit(study));
}

TEST(PoolMemory, ThatIsNotThereIsRefusedBeforeThePoolIsWrittenOut) {
    Study study = one_pool(1'000'000'000);
    study.memory_limit_gb = 4.0;
    try {
        check_pools_fit(study);
        FAIL() << "not refused";
    } catch (const LimitError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("limits.memory_gb of the study, 4 GB: the run needs about"), std::string::npos)
            << text;
        EXPECT_NE(text.find("follows each loan of a pool, 1000000000 loans in all"), std::string::npos)
            << text;
        EXPECT_NE(text.find("Write engine = \"expected\""), std::string::npos) << text;
    }
    study.portfolio.loans.count = {1000};
    EXPECT_NO_THROW(check_pools_fit(study));
}

}  // namespace
}  // namespace recoup::sim
