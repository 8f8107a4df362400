// Agreement (iii) in small: the bias of N on the SBA study, limits of the issue plus 4 standard errors, on a
// few fresh antithetic pairs and two parts of the book. bench/value_bias.cpp measures all of it.
#include "tests/sim/expected_engine/value_bias.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/input/load_study.hpp"

namespace recoup::sim {
namespace {

constexpr double standard_errors = 4.0;

void expect_within(const MeanAndError& figure, double limit, const std::string& what) {
    std::cout << what << ": " << figure.mean << " %, standard error " << figure.standard_error << "\n";
    EXPECT_LE(std::fabs(figure.mean), limit + standard_errors * figure.standard_error) << what;
}

void expect_small_bias(const std::string& option, const std::string& segment) {
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/sba_2025.toml");
    study.engine = EngineChoice::loan;
    const PreparedStudy prepared(study);
    ExpectedStudy expected(prepared, {.ltv_nodes = 16,
                                      .rate_nodes = 1,
                                      .maturity_step_months = 60,
                                      .workout_maturity_step_months = 60,
                                      .noise_strata = 2,
                                      .ltv_margin = 0.3});
    std::vector<BiasStart> starts;
    for (const BiasStart& start : stratified_starts(expected)) {
        if (start.name.starts_with(option + "/" + segment)) starts.push_back(start);
    }
    ASSERT_FALSE(starts.empty());
    const MeasuredBias measured = measure_bias(expected, starts, {.pairs = 40});
    for (std::size_t s = 0; s < starts.size(); ++s) {
        expect_within(measured.starts[s].bias, 0.5, starts[s].name);
    }
    const BiasFigures& all = measured.options[static_cast<std::size_t>(starts.front().block.option)];
    expect_within(all.bias, 0.2, "bias");
    for (const MeanAndError& sum : all.running_sums) expect_within(sum, 0.2, "running sum");
    expect_within(all.worst_fifth, 0.5, "worst fifth");
    expect_within(all.best_fifth, 0.5, "best fifth");
    EXPECT_GT(std::fabs(all.central_bias), 0.05) << "the central path values something else";
}

TEST(ValueBias, AgreementThreeHoldOnUnsecuredLoans) {
    expect_small_bias("hold", "sme_unsecured");
}

TEST(ValueBias, AgreementThreeCourtOnSmallLoans) {
    expect_small_bias("court", "sme_small");
}

}  // namespace
}  // namespace recoup::sim
