// Agreement (ii): the expected engine and the loan engine agree in the mean of every figure, on the
// same macro paths, within 4 standard errors of the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "sim/input/load_study.hpp"
#include "tests/sim/expected_book.hpp"
#include "tests/sim/expected_pair.hpp"

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

// Agreement (ii).
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnAVariedBook) {
    Study study = tiny::varied_book(12);
    study.paths = 80;
    const PreparedStudy prepared(study);
    ExpectedSettings settings;
    settings.ltv_nodes = 24;
    settings.maturity_step_months = 12;
    settings.noise_strata = 8;
    expect_agreement(tiny::paired_totals(prepared, settings, study.paths));
}

// Agreement (ii) on the speed benchmark's study: nodes are exact there, claims stand still.
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnChain10k) {
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/chain_10k.toml");
    const PreparedStudy prepared(study);
    expect_agreement(tiny::paired_totals(prepared, {}, 60));
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
    const PreparedStudy prepared(study);
    const double beyond =
        boost::math::cdf(boost::math::complement(boost::math::normal(), allowed_standard_errors));
    const double allowed =
        boost::math::quantile(boost::math::complement(boost::math::students_t(paths - 1), beyond));
    const std::vector<Minor>& claims = study.portfolio.loans.claim;
    const double largest =
        static_cast<double>(*std::max_element(claims.begin(), claims.end())) / minor_units_per_unit;
    int compared = 0;
    for (const tiny::PairedTotal& pair : tiny::paired_totals(prepared, {}, paths, small_loans)) {
        if (pair.name.find(study.segments[small_loans].name) == std::string::npos) continue;
        ++compared;
        if (pair.loan == 0.0) {
            // Not seen on these paths: a sum of independent claims of up to `largest` with this mean.
            EXPECT_LE(pair.expected, allowed_standard_errors * std::sqrt(pair.expected * largest / paths))
                << pair.name;
            continue;
        }
        EXPECT_LE(std::fabs(pair.deviation()),
                  allowed * pair.standard_error + 1e-5 * (1.0 + std::fabs(pair.expected)))
            << pair.name << ": expected engine " << pair.expected << ", loan engine " << pair.loan
            << ", standard error " << pair.standard_error;
    }
    EXPECT_EQ(compared, 3 * total_count);
}

// Agreement (ii), property-based. An event that none of the few paths shows has no observed error: the
// variance of a sum of independent amounts up to b with mean m is at most m b, which stands in for it.
TEST(ExpectedEngine, AgreementTwoWithTheLoanEngineOnRandomBooks) {
    constexpr int paths = 16;
    constexpr double lattice = 0.002;  // of the claims: what the axes leave on books of a few loans
    for (std::uint64_t number = 1; number <= 5; ++number) {
        Study study = tiny::random_book(number);
        study.paths = paths;
        const PreparedStudy prepared(study);
        double claims = 0.0, largest = 0.0;
        for (const Minor claim : study.portfolio.loans.claim) {
            claims += static_cast<double>(claim) / minor_units_per_unit;
            largest = std::max(largest, static_cast<double>(claim) / minor_units_per_unit);
        }
        ExpectedSettings settings;
        settings.maturity_step_months = 3;
        settings.noise_strata = 6;
        for (const tiny::PairedTotal& pair : tiny::paired_totals(prepared, settings, paths)) {
            const bool months = pair.name.find("months") != std::string::npos;
            const double unit = months ? study.recovery_horizon_months : 1.0;
            const double unseen = std::fabs(pair.expected) * largest * unit / paths;
            const double error = std::sqrt(pair.standard_error * pair.standard_error + unseen);
            EXPECT_LE(std::fabs(pair.deviation()), allowed_standard_errors * error + lattice * claims * unit)
                << "book " << number << ", " << pair.name << ": expected engine " << pair.expected
                << ", loan engine " << pair.loan << ", standard error " << error;
        }
    }
}

}  // namespace
}  // namespace recoup::sim
