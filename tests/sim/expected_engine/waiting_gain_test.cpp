// A policy is never worse than a fixed option of its own class, on paths that it was not fitted to; and both
// engines run the same one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/expected_engine/expected_engine.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

using tiny::best_time;

constexpr double allowed_standard_errors = 4.0;
/// b: bias of the values by which the policy decides, as a share of what the book is worth (agreement iii).
constexpr double bias = 0.002;

OptionSpec court_when(const std::string& name, const Trigger& when) {
    OptionSpec option = tiny::court();
    option.name = name;
    option.measures[0].when = when;
    return option;
}

void set_options(Study& study, std::vector<OptionSpec> options) {
    const std::vector<std::uint32_t> eligible = study.portfolio.eligible.back();
    study.options = std::move(options);
    study.portfolio.eligible.assign(study.options.size(), eligible);
}

/// Means of the hurdle value by option, and of the differences from option 0, over fresh paths.
struct Gains {
    std::vector<double> mean, gain, error;
};

Gains gains_of(const Study& study, int paths) {
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, study.expected);
    ExpectedEngine engine(expected);
    ExpectedTotals totals;
    const auto options = static_cast<std::size_t>(prepared.option_count());
    Gains gains{std::vector<double>(options), std::vector<double>(options), std::vector<double>(options)};
    for (int path = 0; path < paths; ++path) {
        engine.run(0, tiny::macro_of(prepared, static_cast<std::uint32_t>(path), 0), totals);
        std::vector<double> value(options);
        for (std::size_t at = 0; at < totals.totals.size(); ++at) {
            const auto total = static_cast<Total>(at % total_count);
            const bool hurdle = total == Total::pv_hurdle_npe || total == Total::pv_hurdle_inflow;
            const std::size_t option = at / total_count / static_cast<std::size_t>(prepared.segment_count());
            value[option] += hurdle ? totals.totals[at] : 0.0;
        }
        for (std::size_t o = 0; o < options; ++o) {
            gains.mean[o] += value[o] / paths;
            gains.gain[o] += (value[0] - value[o]) / paths;
            gains.error[o] += (value[0] - value[o]) * (value[0] - value[o]) / paths;
        }
    }
    for (std::size_t o = 0; o < options; ++o) {
        const double variance = std::max(0.0, gains.error[o] - gains.gain[o] * gains.gain[o]);
        gains.error[o] = std::sqrt(variance / (paths - 1.0));
    }
    return gains;
}

void expect_no_loss(const Study& study, const Gains& gains, const std::string& book) {
    for (std::size_t o = 1; o < study.options.size(); ++o) {
        EXPECT_GE(gains.gain[o], -allowed_standard_errors * gains.error[o] - bias * std::fabs(gains.mean[o]))
            << book << ": " << study.options[0].name << " against " << study.options[o].name << " worth "
            << gains.mean[o] << ", standard error " << gains.error[o];
        std::printf("%s: gain over %-9s %9.4f (standard error %.4f) of %.2f\n", book.c_str(),
                    study.options[o].name.c_str(), gains.gain[o], gains.error[o], gains.mean[o]);
    }
}

// Loans in default whose months end with quarters and who never come back: every fixed month that is a
// multiple of three lies in the class, and without a deadline holding on does too.
TEST(OptimalWaiting, NeverWorseThanTheFixedOptionsOfItsClass) {
    Study study = tiny::varied_book(9);
    study.segments[0].parameters.hazards["cured"].exits.erase(
        study.segments[0].parameters.hazards["cured"].exits.begin());
    LoanColumns& loans = study.portfolio.loans;
    std::fill(loans.state.begin(), loans.state.end(), State::defaulted);
    study.expected = {.ltv_nodes = 16, .maturity_step_months = 24, .noise_strata = 3};
    for (const bool deadline : {true, false}) {
        std::vector<OptionSpec> options = {court_when("wait", deadline ? best_time(0, 12) : best_time(0))};
        for (const int months : {0, 3, 6, 9, 12}) {
            options.push_back(court_when("after_" + std::to_string(months), {.after_months = months}));
        }
        if (!deadline) options.push_back(tiny::hold());
        set_options(study, options);
        expect_no_loss(study, gains_of(study, 100), deadline ? "with a deadline" : "without");
    }
}

// Property-based: any state at cut-off, eligibility, contract, frequency of the macro model, re-entries in
// the middle of a quarter. In the class lies a window of one date.
TEST(OptimalWaiting, NeverWorseThanWindowsOfOneDateOnRandomBooks) {
    for (const std::uint64_t number : {1, 2, 4, 5}) {
        Study study = tiny::random_book(number);
        study.macro.dispersion = 1.0;
        for (SegmentDefinition& segment : study.segments) {
            HazardRowSpec& current = segment.parameters.hazards["current"];
            if (current.copula) {
                current.copula.reset();
                current.exits.pop_back();
            }
        }
        study.expected = {.ltv_nodes = 12, .maturity_step_months = 36, .noise_strata = 2};
        std::vector<OptionSpec> options = {court_when("wait", best_time(0, 12))};
        for (const int months : {0, 6, 12}) {
            options.push_back(court_when("at_" + std::to_string(months), best_time(months, months)));
        }
        set_options(study, options);
        expect_no_loss(study, gains_of(study, 30), "book " + std::to_string(number));
    }
}

// Agreement (ii) under a policy: loans decide between the lattice's nodes, masses at them.
TEST(OptimalWaiting, AgreementTwoOfBothEngines) {
    Study study = tiny::varied_book(12);
    OptionSpec twice = tiny::restructure();
    twice.name = "wait_twice";
    twice.measures[0].when = best_time(3);
    twice.measures[1].when = best_time(0, 9);
    set_options(study, {court_when("wait", best_time(0, 12)), twice});
    study.expected = {.ltv_nodes = 24, .maturity_step_months = 12, .noise_strata = 8};
    study.paths = 80;
    const PreparedRun ready(study);
    for (const tiny::PairedTotal& pair : tiny::paired_totals(ready, study.expected, study.paths)) {
        const double rounding = 2e-6 * (1.0 + std::fabs(pair.expected));
        EXPECT_LE(std::fabs(pair.deviation()), allowed_standard_errors * pair.standard_error + rounding)
            << pair.name << ": expected engine " << pair.expected << ", loan engine " << pair.loan
            << ", standard error of the difference " << pair.standard_error;
    }
}

}  // namespace
}  // namespace recoup::sim
