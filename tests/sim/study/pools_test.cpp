// A pool in the loan engine is its loans in rows of their own: names, amounts, addresses, and every bit of a
// run.
#include "sim/study/pools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "sim/pipeline.hpp"
#include "sim/random/draw_address.hpp"
#include "sim/replay.hpp"
#include "sim/running/estimate.hpp"
#include "tests/sim/studies/pooled_book.hpp"
#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/same_totals.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A pool of three loans with two collaterals, of 10.00 and 100.01, beside one loan.
Study small_pool() {
    Study study = tiny::empty_study({tiny::hold(), tiny::court()});
    tiny::add_segment(study, "one", tiny::segment_parameters());
    tiny::add_loan(study, {.id = "A", .claim = 10.0});
    tiny::add_collateral(study, {.id = "house", .value = 100.01, .index = 1, .prior_claims = 0.02});
    tiny::add_collateral(study, {.id = "house!", .value = 9.0});
    tiny::add_loan(study, {.id = "A!", .claim = 5.0});
    study.portfolio.loans.count = {3, 1};
    return study;
}

std::string refusal_of(const Portfolio& portfolio) {
    try {
        written_out(portfolio);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Pools, PartsAddUpAndTheFirstHaveOneUnitMore) {
    for (const Minor amount : {Minor{0}, Minor{1}, Minor{10}, Minor{1000}, Minor{123456789012345}}) {
        for (const std::int64_t loans : {1, 3, 7, 1000}) {
            Minor sum = 0;
            for (std::int64_t k = 1; k <= loans; ++k) sum += part_in_pool(amount, loans, k);
            EXPECT_EQ(sum, amount) << loans;
            EXPECT_LE(part_in_pool(amount, loans, 1) - part_in_pool(amount, loans, loans), 1);
        }
    }
    EXPECT_EQ(part_in_pool(1000, 3, 1), 334);
    EXPECT_EQ(part_in_pool(1000, 3, 2), 333);
    EXPECT_EQ(part_in_pool(1001, 3, 2), 334);
}

TEST(Pools, ANameTellsPoolAndNumber) {
    EXPECT_EQ(name_in_pool("A#1", 12), "A#1#12");
    const std::string name = "A#1#12";
    ASSERT_TRUE(told_by(name));
    EXPECT_EQ(told_by(name)->pool, "A#1");
    EXPECT_EQ(told_by(name)->number, 12);
    for (const char* other : {"A", "A#", "A#0", "A#01", "A#-1", "A#1x", "A# 1", "A#99999999999999999999"}) {
        EXPECT_FALSE(told_by(other)) << other;
    }
}

TEST(Pools, RowsLieAsThoseOfATape) {
    const Portfolio p = written_out(small_pool().portfolio);
    EXPECT_THAT(p.loans.loan_identifier, ElementsAre("A!", "A#1", "A#2", "A#3")) << "'!' is before '#'";
    EXPECT_THAT(p.loans.claim, ElementsAre(500, 334, 333, 333));
    EXPECT_THAT(p.loans.count, ElementsAre(1, 1, 1, 1));
    EXPECT_EQ(p.loans.entity[3], entity_of("A#3"));
    EXPECT_THAT(p.collateral.first, ElementsAre(0, 0, 2, 4, 6));
    EXPECT_THAT(p.collateral.identifier,
                ElementsAre("house!#1", "house#1", "house!#2", "house#2", "house!#3", "house#3"));
    EXPECT_THAT(p.collateral.value, ElementsAre(300, 3334, 300, 3334, 300, 3333));
    EXPECT_THAT(p.collateral.prior_claims, ElementsAre(0, 1, 0, 1, 0, 0));
    EXPECT_EQ(p.collateral.entity[3], entity_of("house#2"));
    EXPECT_THAT(p.collateral.index, ElementsAre(0, 1, 0, 1, 0, 1));
    const WrittenOutRows rows = written_out_rows(small_pool().portfolio);
    EXPECT_EQ(rows.loans, 4);
    EXPECT_EQ(rows.collateral, 6);
}

// Everything that a run keeps, with the fast ways of the engine and without.
TEST(Pools, TheSameBitsAsRowsWrittenByHand) {
    constexpr std::int64_t paths = 3;
    std::int64_t pools = 0;
    for (std::uint64_t number = 701; number <= 720; ++number) {
        Study study = tiny::random_study(number);
        tiny::make_pools(study, 12);
        for (const bool plain : {false, true}) {
            study.plain_twins = plain;
            const Study by_hand = tiny::rows_by_hand(study);
            const PreparedRun pooled(study), rows(by_hand);
            ASSERT_EQ(pooled.prepared.study.portfolio.loans.size(), by_hand.portfolio.loans.size());
            expect_same(Pipeline(pooled).run_batch(0, paths), Pipeline(rows).run_batch(0, paths),
                        "study " + std::to_string(number) + (plain ? ", plain" : ""));
        }
        pools += study.portfolio.loans.has_pools() ? 1 : 0;
    }
    EXPECT_EQ(pools, 20);
}

TEST(Pools, TheEstimateIsThatOfTheLoans) {
    Study study = tiny::random_study(701);
    tiny::make_pools(study, 12);
    const Study by_hand = tiny::rows_by_hand(study);
    const double of_pools = estimate_size(PreparedRun(study), 2).engines_gb;
    EXPECT_EQ(of_pools, estimate_size(PreparedRun(by_hand), 2).engines_gb);
    study.portfolio.loans.count.assign(study.portfolio.loans.size(), 1);
    EXPECT_GT(of_pools, estimate_size(PreparedRun(study), 2).engines_gb);
}

TEST(Pools, ANameOrAddressOfAnotherLoanIsRefused) {
    Study study = small_pool();
    EXPECT_EQ(refusal_of(study.portfolio), "");
    study.portfolio.loans.loan_identifier[1] = "A#3";
    study.portfolio.loans.entity[1] = entity_of("A#3");
    EXPECT_THAT(refusal_of(study.portfolio),
                HasSubstr("loan_identifier, A#3: a pool written out has this name"));
    study.portfolio.loans.loan_identifier[1] = "B";
    EXPECT_THAT(refusal_of(study.portfolio), HasSubstr("the hash of the name equals that of another one"));
    EXPECT_THAT(refusal_of(study.portfolio), HasSubstr("would share its random numbers"));
    study.portfolio.loans.entity[1] = entity_of("B");
    tiny::add_collateral(study, {.id = "barn"});
    EXPECT_EQ(refusal_of(study.portfolio), "");
    study.portfolio.collateral.entity.back() = entity_of("house!#2");
    EXPECT_THAT(refusal_of(study.portfolio),
                HasSubstr("collateral_identifier, house!#2: the hash of the name"));
}

TEST(Pools, MoreLoansThanCanBeNumberedAreRefused) {
    Study study = small_pool();
    study.portfolio.loans.count[0] = 5'000'000'000;
    EXPECT_THAT(refusal_of(study.portfolio),
                HasSubstr("number_of_loans, 10000000000: the pools stand for more"));
}

}  // namespace
}  // namespace recoup::sim
