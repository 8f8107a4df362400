// Agreement (ii): the expected engine and the loan engine agree in the mean of every figure, on the
// same macro paths, within 4 standard errors of the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "sim/input/load_study.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"
#include "tests/sim/studies/expected_book.hpp"

namespace recoup::sim {
namespace {

constexpr double allowed_standard_errors = 4.0;

void expect_agreement(const std::vector<tiny::PairedTotal>& pairs) {
    for (const tiny::PairedTotal& pair : pairs) {
        // What the loan engine rounds to minor units, once a posting.
        const double rounding = 2e-6 * (1.0 + std::fabs(pair.expected));
        EXPECT_LE(std::fabs(pair.deviation()), allowed_standard_errors * pair.standard_error + rounding)
            << pair.name << ": expected engine " << pair.expected << ", loan engine " << pair.loan
            << ", standard error of the difference " << pair.standard_error;
    }
}

/// The standard error rests on few paths: the quantile of Student's t with the probability of 4 errors.
double allowed_errors(int paths) {
    const double beyond =
        boost::math::cdf(boost::math::complement(boost::math::normal(), allowed_standard_errors));
    return boost::math::quantile(boost::math::complement(boost::math::students_t(paths - 1), beyond));
}

double largest_claim(const Study& study) {
    const std::vector<Minor>& claims = study.portfolio.loans.claim;
    return static_cast<double>(*std::max_element(claims.begin(), claims.end())) / minor_units_per_unit;
}

/// Events that these paths show a few times or never have no error that could be observed: the variance of a
/// sum of independent amounts up to `largest` is at most `largest` times its mean.
double tolerance_of(const tiny::PairedTotal& pair, double allowed, double largest, int paths) {
    constexpr double few = 10.0;
    if (std::fabs(pair.expected) * paths < few * largest) {
        return allowed_standard_errors * std::sqrt(std::fabs(pair.expected) * largest / paths);
    }
    return allowed * pair.standard_error + 1e-5 * (1.0 + std::fabs(pair.expected));
}

// Agreement (ii).
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnAVariedBook) {
    Study study = tiny::varied_book(12);
    study.paths = 80;
    const PreparedRun ready(study);
    ExpectedSettings settings;
    settings.ltv_nodes = 24;
    settings.maturity_step_months = 12;
    settings.noise_strata = 8;
    expect_agreement(tiny::paired_totals(ready, settings, study.paths));
}

// Agreement (ii) on the speed benchmark's study: nodes are exact there, claims stand still.
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnChain10k) {
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/chain_10k.toml");
    const PreparedRun ready(study);
    expect_agreement(tiny::paired_totals(ready, {}, 60));
}

// Agreement (ii) on the SBA study: its segment of small loans under all three options on the baseline, as
// many paths as a minute allows. The standard error rests on few paths, so 4 of it become the same
// probability's quantile of Student's t. bench/demo_agreement.cpp compares every segment and scenario.
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnTheSbaStudy) {
    constexpr int paths = 6;
    constexpr int small_loans = 2;
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/sba_2025.toml");
    study.scenarios.resize(1);
    study.scenarios[0].weight = 1.0;
    study.paths = paths;
    const PreparedRun ready(study);
    const double allowed = allowed_errors(paths);
    const double largest = largest_claim(study);
    int compared = 0;
    for (const tiny::PairedTotal& pair : tiny::paired_totals(ready, {}, paths, small_loans)) {
        if (pair.name.find(study.segments[small_loans].name) == std::string::npos) continue;
        ++compared;
        EXPECT_LE(std::fabs(pair.deviation()), tolerance_of(pair, allowed, largest, paths))
            << pair.name << ": expected engine " << pair.expected << ", loan engine " << pair.loan
            << ", standard error " << pair.standard_error;
    }
    EXPECT_EQ(compared, 3 * total_count);
}

// Agreement (ii), property-based: books of up to 23 kinds of loans, 1,000 of each, so that what is drawn is
// known well and an expected engine that is 5 % off fails on most figures.
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnRandomBooks) {
    constexpr int paths = 16;
    constexpr int copies = 1000;
    constexpr double far_off = 0.05;
    const double allowed = allowed_errors(paths);
    int figures = 0, noticed = 0;
    for (std::uint64_t number = 1; number <= 5; ++number) {
        Study study = tiny::random_book(number, copies);
        study.paths = paths;
        const PreparedRun ready(study);
        const double largest = largest_claim(study);
        ExpectedSettings settings;
        // Every month of maturity a node: contracts that end near the horizon are many here.
        settings.maturity_step_months = settings.workout_maturity_step_months = 1;
        settings.rate_nodes = 3;  // the rates of the books
        settings.ltv_nodes = 48;
        settings.noise_strata = 16;
        for (const tiny::PairedTotal& pair : tiny::paired_totals(ready, settings, paths)) {
            if (pair.expected == 0.0 && pair.loan == 0.0) continue;
            const bool months = pair.name.find("months") != std::string::npos;
            const double unit = months ? study.recovery_horizon_months : 1.0;
            const double tolerance = tolerance_of(pair, allowed, largest * unit, paths);
            ++figures;
            noticed += std::fabs(pair.loan - (1.0 + far_off) * pair.expected) > tolerance ? 1 : 0;
            EXPECT_LE(std::fabs(pair.deviation()), tolerance)
                << "book " << number << ", " << pair.name << ": expected engine " << pair.expected
                << ", loan engine " << pair.loan << ", standard error " << pair.standard_error;
        }
    }
    EXPECT_GT(noticed, 2 * figures / 3) << "of " << figures;
}

}  // namespace
}  // namespace recoup::sim
