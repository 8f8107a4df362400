// What a study may not be before anything of it is run.
#include "sim/study/prepared_study.hpp"

#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

/// 500 loans of the largest claim that 150 months without interest leave room for, all at one rate.
Study large_claims(double annual_rate) {
    Study study = tiny::empty_study({tiny::hold()});
    study.recovery_horizon_months = 150;
    tiny::add_segment(study, "one", tiny::segment_parameters());
    for (int i = 0; i < 500; ++i) {
        tiny::add_loan(study,
                       {.id = "L" + std::to_string(1000 + i), .claim = 6.12e11, .annual_rate = annual_rate});
    }
    return study;
}

TEST(AmountsThatFit, ClaimsOfAllLoansWithoutInterest) {
    EXPECT_NO_THROW(PreparedStudy(large_claims(0.0)));
}

// At 0.39 a year (1 + .39/12)^150 = 121 is still below the 150 months that claims are multiplied by; at 0.58
// it is 1,236.
TEST(AmountsThatFit, GrowWithInterestToTheHorizon) {
    EXPECT_NO_THROW(PreparedStudy(large_claims(0.39)));
    try {
        const PreparedStudy prepared(large_claims(0.58));
        FAIL() << "500 claims of 6.12e11 at 58 % a year do not fit";
    } catch (const InputError& error) {
        EXPECT_EQ(error.problems().at(0).field, "principal_balance");
        EXPECT_NE(std::string(error.what()).find("with interest to the recovery horizon"), std::string::npos);
    }
}

TEST(AmountsThatFit, OneClaimThatDoesNotIsNamed) {
    Study study = large_claims(0.0);
    study.portfolio.loans.claim[7] = 1e9;
    study.portfolio.loans.annual_rate[7] = 12.0;
    try {
        const PreparedStudy prepared(study);
        FAIL() << "1e7 doubles every month of 150";
    } catch (const InputError& error) {
        EXPECT_EQ(error.problems().at(0).where, "loan L1007");
    }
}

}  // namespace
}  // namespace recoup::sim
