// From made-up totals to a file by the schema.
#include "sim/aggregation/finalise.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <limits>
#include <sstream>

#include "sim/aggregation/doubtful_results.hpp"
#include "sim/aggregation/quantities.hpp"
#include "sim/aggregation/results_source.hpp"
#include "sim/output/netcdf_view.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/output/summary_table.hpp"
#include "tests/sim/aggregation/tiny_results.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;

class Finalise : public TinyResults {};

TEST_F(Finalise, writes_what_the_schema_asks_for) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    EXPECT_THAT(schema::check_against_schema(file), testing::IsEmpty());
    EXPECT_EQ(file.text_attribute("", "status"), "complete");
}

/// Both sides of what is plausible at once: each is counted and told apart.
TEST_F(Finalise, doubts_of_the_recoveries_are_counted_by_side) {
    const PathTotals totals = made_up_totals(prepared_, 0, 240);
    std::vector<double> means = hdf5::Reader(write("a.h5", totals)).doubles("summary/recovery_rate_mean");
    std::erase_if(means, [](double mean) { return std::isnan(mean); });
    std::ranges::sort(means);
    std::vector<double> steps = means;
    steps.erase(std::ranges::unique(steps).begin(), steps.end());
    ASSERT_GE(steps.size(), 5U);
    const double least = steps[2], most = steps[steps.size() - 2];
    const auto below = std::ranges::count_if(means, [&](double mean) { return mean < least; });
    const auto above = std::ranges::count_if(means, [&](double mean) { return mean > most; });
    study_.plausibility.least_recovery = least;
    study_.plausibility.most_recovery = most;
    const PreparedStudy doubtful(study_);
    const std::vector<Problem> problems = doubtful_results(doubtful, totals);
    ASSERT_EQ(problems.size(), 2U);
    const std::string of = " of " + std::to_string(means.size()) + " mean recoveries are ";
    EXPECT_THAT(problems[0].problem, testing::StartsWith(std::to_string(below) + of + "below "));
    EXPECT_EQ(problems[0].value, fmt::format("{:.4g}", means.front()));
    EXPECT_THAT(problems[0].suggestion, testing::HasSubstr("plausibility.least_recovery = false"));
    EXPECT_THAT(problems[1].problem, testing::StartsWith(std::to_string(above) + of + "above "));
    EXPECT_EQ(problems[1].value, fmt::format("{:.4g}", means.back()));
    EXPECT_THAT(problems[1].suggestion, testing::HasSubstr("plausibility.most_recovery = false"));
}

TEST_F(Finalise, writes_a_study_with_one_scenario_and_option_that_keeps_no_macro_path_and_read_no_file) {
    Study study = tiny_study();
    study.macro_paths_kept = 0;
    study.options.resize(1);
    study.scenarios.resize(1);
    study.scenarios.front().weight = 1.0;
    const PreparedStudy prepared(study);
    RunFacts facts;
    facts.created_at = "2025-01-01T00:00:00Z";
    study.files.clear();
    finalise(prepared, made_up_totals(prepared, 0, 16), facts, folder_ / "b.h5");
    EXPECT_THAT(schema::check_against_schema(hdf5::Reader(folder_ / "b.h5")), testing::IsEmpty());
    EXPECT_THAT(summary_table(folder_ / "b.h5"), testing::Not(testing::HasSubstr("Against")));
}

TEST_F(Finalise, the_portfolio_is_the_ratio_of_sums) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    const auto rate = file.doubles("summary/recovery_rate_mean");
    EXPECT_DOUBLE_EQ(rate[at(0, 0, 2)], rate[at(0, 0, 0)]);  // only `secured` has a claim
    EXPECT_TRUE(std::isnan(rate[at(0, 0, 1)]));
    EXPECT_EQ(file.integers("summary/recovery_rate_undefined")[at(0, 0, 1)], 1);
    EXPECT_EQ(file.integers("summary/recovery_rate_undefined")[at(0, 0, 2)], 0);
    EXPECT_NEAR(rate[at(0, 2, 0)], 0.7 * rate[at(0, 0, 0)] + 0.3 * rate[at(0, 1, 0)], 1e-14);
    // 3 of 4 paths have an inflow; the others have no rate of recovery and do not count as zero.
    EXPECT_EQ(file.integers("moments/recovery_rate_inflow_n")[0], 180);
    EXPECT_GT(file.doubles("summary/recovery_rate_inflow_mean")[at(0, 0, 0)], 0.25);
    EXPECT_EQ(file.integers("summary/recovery_rate_inflow_undefined")[at(0, 0, 0)], 1);
}

TEST_F(Finalise, flags_thin_tails_and_open_claims) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    const auto flags = file.integers("summary/quantile_flagged");  // 240 paths: 12 below 5 %
    EXPECT_EQ(std::vector<std::int64_t>(flags.begin(), flags.begin() + 9),
              (std::vector<std::int64_t>{1, 1, 0, 0, 0, 0, 0, 1, 1}));
    const auto quantiles = file.doubles("summary/loss_quantile");
    for (std::size_t i = 0; i < quantiles.size(); ++i) {
        EXPECT_EQ(std::isnan(quantiles[i]), flags[i % 9] == 1) << i;
    }
    EXPECT_EQ(file.integers("summary/open_share_flagged")[at(0, 0, 0)], 1);
    EXPECT_EQ(file.integers("summary/open_share_flagged")[at(1, 0, 0)], 0);
}

// Its atoms have no width: the mixture is the other scenario, to the bit, wherever scenarios are mixed.
TEST_F(Finalise, a_scenario_of_weight_zero_leaves_the_mixture_as_without_it) {
    for (const std::size_t whole : {0U, 1U}) {
        Study study = tiny_study();
        study.scenarios[whole].weight = 1.0;
        study.scenarios[1 - whole].weight = 0.0;
        const PreparedStudy prepared(study);
        RunFacts facts;
        facts.created_at = "2025-01-01T00:00:00Z";
        const fs::path name = folder_ / ("weight_" + std::to_string(whole) + ".h5");
        finalise(prepared, made_up_totals(prepared, 0, 240), facts, name);
        const hdf5::Reader file(name);
        std::size_t compared = 0;
        for (const std::string group : {"summary", "comparison", "cash_profile", "ledger", "transitions"}) {
            const auto labels = file.strings(group + "/scenario");
            if (labels.back() != "mixture") {
                continue;
            }
            for (const std::string& variable : file.datasets(group)) {
                const std::string object = group + "/" + variable;
                const std::vector<std::string> axes = hdf5::dimension_names(file, object);
                const auto axis = std::ranges::find(axes, "scenario");
                const auto type = file.type(object);
                const bool real = type == hdf5::ElementType::float64 || type == hdf5::ElementType::float32;
                if (axis == axes.end() || axes.size() < 2 || type == hdf5::ElementType::text ||
                    variable == "scenario_weight" || variable == "cash_mean_mc_error" ||
                    variable ==
                        "money_mean_mc_error") {  // sums of the mixture's ledgers are not made up here
                    continue;
                }
                const auto shape = file.shape(object);
                std::size_t inner = 1;
                for (auto i = static_cast<std::size_t>(axis - axes.begin()) + 1; i < shape.size(); ++i) {
                    inner *= shape[i];
                }
                const std::vector<double> values = real ? file.doubles(object) : std::vector<double>();
                const std::vector<std::int64_t> counts =
                    real ? std::vector<std::int64_t>() : file.integers(object);
                for (std::size_t i = 0; i < std::max(values.size(), counts.size()); ++i) {
                    if (i / inner % 3 != 2) {
                        continue;
                    }
                    const std::size_t alone = i - (2 - whole) * inner;
                    ++compared;
                    EXPECT_TRUE(real ? values[i] == values[alone] ||
                                           (std::isnan(values[i]) && std::isnan(values[alone]))
                                     : counts[i] == counts[alone])
                        << object << " element " << i << ", weight 1 on scenario " << whole;
                }
            }
        }
        EXPECT_GT(compared, 2000U);
    }
}

// Statistics leave out a path without a number, so the file would look whole.
TEST_F(Finalise, a_figure_that_is_no_number_publishes_nothing_and_is_named) {
    PathTotals totals = made_up_totals(prepared_, 8, 16);
    const std::size_t at = (((5 * 2 + 1) * 2 + 1) * 2 + 0) * total_count;
    totals.totals[at + static_cast<std::size_t>(Total::pv_hurdle_npe)] = not_a_number;
    try {
        write("nan.h5", totals);
        ADD_FAILURE() << "published";
    } catch (const ContractViolation& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("pv_hurdle_npe is not a finite number on path 13 of "
                                                     "scenario adverse, option court, segment secured"));
    }
    totals.totals[at + static_cast<std::size_t>(Total::pv_hurdle_npe)] =
        std::numeric_limits<double>::infinity();
    EXPECT_THROW(write("inf.h5", totals), ContractViolation);
    EXPECT_TRUE(fs::is_empty(folder_.path()));
}

// The expected engine counts in doubles, which would hold what no amount can.
TEST_F(Finalise, a_figure_that_no_amount_can_hold_publishes_nothing_and_is_named) {
    PathTotals totals = made_up_totals(prepared_, 8, 16);
    const std::size_t at = (((5 * 2 + 1) * 2 + 1) * 2 + 0) * total_count;
    constexpr double too_large = most_minor_units / minor_units_per_unit;
    totals.totals[at + static_cast<std::size_t>(Total::terminal_claim)] = -too_large;
    try {
        write("large.h5", totals);
        ADD_FAILURE() << "published";
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("path 13, scenario adverse, option court, segment "
                                                     "secured, terminal_claim, -4.6"));
        EXPECT_THAT(error.what(), testing::HasSubstr("does not fit into an amount"));
    }
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    totals.totals[at + static_cast<std::size_t>(Total::terminal_claim)] = 0.0;
    totals.totals[at + static_cast<std::size_t>(Total::claim_months_to_resolution)] = too_large;
    write("months.h5", totals);
}

// Every quantile in the place of its level, with its own error.
TEST_F(Finalise, quantiles_stand_at_their_levels) {
    const PathTotals totals = made_up_totals(prepared_, 0, 240);
    const hdf5::Reader file(write("a.h5", totals));
    const RunFacts facts;
    const ResultsSource source(prepared_, totals, facts);
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    std::size_t numbers = 0;
    const auto expect_levels = [&](const std::string& name, std::size_t place, std::span<const double> levels,
                                   const std::vector<double>& sample) {
        const auto values = file.doubles(name), errors = file.doubles(name + "_mc_error");
        const Statistics statistics({{sample, 1.0}});
        for (std::size_t i = 0; i < levels.size(); ++i) {
            const Estimate expected = statistics.quantile(levels[i]);
            EXPECT_PRED2(same, values[place * levels.size() + i], expected.value) << name << levels[i];
            EXPECT_PRED2(same, errors[place * levels.size() + i], expected.mc_error) << name << levels[i];
            numbers += expected.mc_error > 0.0 ? 1 : 0;
        }
    };
    const std::array<double, 3> cash_levels = {0.05, 0.5, 0.95};
    const auto months = static_cast<std::size_t>(source.shape.months);
    for (std::size_t s = 0; s < 2; ++s) {
        const auto hold = source.sample(rule_of_quantity("time_to_resolution"), 0, s, 0);
        const auto court = source.sample(rule_of_quantity("loss"), 1, s, 0);
        expect_levels("summary/time_to_resolution_quantile", at(0, s, 0), quantile_levels, hold);
        expect_levels("summary/loss_quantile", at(1, s, 0), quantile_levels, court);
        std::vector<double> difference = source.sample(rule_of_quantity("loss"), 0, s, 0);
        for (std::size_t k = 0; k < difference.size(); ++k) {
            difference[k] = court[k] - difference[k];
        }
        expect_levels("comparison/loss_difference_quantile", (1 * 2 + 0) * 9 + s * 3, quantile_levels,
                      difference);
        for (std::size_t month = 0; month < months; ++month) {
            std::vector<double> cash;
            for (std::size_t k = 0; k < 240; ++k) {
                cash.push_back(
                    static_cast<double>(totals.portfolio_cash[((k * 2 + s) * 2 + 1) * months + month]) /
                    minor_units_per_unit);
            }
            expect_levels("cash_profile/cash_quantile", (1 * 3 + s) * months + month, cash_levels, cash);
        }
    }
    EXPECT_GT(numbers, 30U) << "most of them are not certain";
}

// A flat table: scenario by scenario, options inside, each figure that of /summary for the portfolio.
TEST_F(Finalise, the_root_holds_the_headline_figures_of_the_portfolio) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    EXPECT_THAT(file.strings("headline_scenario"),
                testing::ElementsAre("baseline", "baseline", "adverse", "adverse", "mixture", "mixture"));
    EXPECT_THAT(file.strings("headline_option"),
                testing::ElementsAre("hold", "court", "hold", "court", "hold", "court"));
    const std::size_t levels = quantile_levels.size(), low = 2, high = 6;  // 5 and 95 %
    for (const std::string& quantity : {std::string("recovery_rate"), std::string("discounted_recoveries"),
                                        std::string("loss"), std::string("time_to_resolution")}) {
        for (const char* error : {"", "_mc_error"}) {
            const auto mean = file.doubles("summary/" + quantity + "_mean" + error);
            const auto quantile = file.doubles("summary/" + quantity + "_quantile" + error);
            const auto shown_mean = file.doubles(quantity + "_mean" + error);
            const auto shown_low = file.doubles(quantity + "_quantile_05" + error);
            const auto shown_high = file.doubles(quantity + "_quantile_95" + error);
            for (std::size_t row = 0; row < 6; ++row) {
                const std::size_t place = at(row % 2, row / 2, 2);
                EXPECT_EQ(shown_mean[row], mean[place]) << quantity << error << row;
                EXPECT_EQ(shown_low[row], quantile[place * levels + low]) << quantity << error << row;
                EXPECT_EQ(shown_high[row], quantile[place * levels + high]) << quantity << error << row;
            }
        }
    }
}

TEST_F(Finalise, compares_options_path_by_path) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    const std::size_t court_against_hold = (1 * 2 + 0) * 9 + 0;
    EXPECT_NEAR(file.doubles("comparison/recovery_rate_difference_mean")[court_against_hold], 0.1, 1e-12);
    EXPECT_EQ(file.doubles("comparison/recovery_rate_share_of_paths_won")[court_against_hold], 1.0);
    EXPECT_EQ(file.doubles("comparison/time_to_resolution_share_of_paths_won")[court_against_hold], 1.0);
    EXPECT_NEAR(file.doubles("comparison/recovery_rate_correlation")[court_against_hold], 1.0, 1e-12);
    EXPECT_NEAR(file.doubles("comparison/recovery_rate_variance_ratio")[court_against_hold], 0.0, 1e-12);
}

TEST_F(Finalise, stock_follows_from_flows) {
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 240)));
    const std::size_t states = file.strings("transitions/state").size();
    const auto occupancy = file.doubles("transitions/occupancy_mean");
    for (std::size_t i = 0; i < occupancy.size(); i += states) {
        double sum = 0.0;
        for (std::size_t j = 0; j < states; ++j) {
            sum += occupancy[i + j];
        }
        const std::size_t segment = i / states / 24 % 3;
        EXPECT_DOUBLE_EQ(sum, segment == 0 ? 2.0 : (segment == 1 ? 1.0 : 3.0));
    }
}

TEST_F(Finalise, months_end_on_calendar_days) {
    EXPECT_EQ(days_to_month_end(study_, 1), 31);
    EXPECT_EQ(days_to_month_end(study_, 2), 31 + 28);
    EXPECT_EQ(days_to_month_end(study_, 14), 365 + 31 + 29);  // February 2008
}

TEST_F(Finalise, a_stop_leaves_nothing_under_the_name) {
    RunFacts facts;
    facts.created_at = "2025-01-01T00:00:00Z";
    const PathTotals totals = made_up_totals(prepared_, 0, 240);
    const std::atomic<bool> stop{true};
    EXPECT_THROW(finalise(prepared_, totals, facts, folder_ / "a.h5", &stop), Interrupted);
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    const ResultsSource source(prepared_, totals, facts, &stop);
    EXPECT_THROW(source.sample(rule_of_quantity("loss"), 0, 0, 0), Interrupted) << "inside a table too";
}

TEST_F(Finalise, says_how_the_tape_was_read_and_what_was_left_out_and_why) {
    study_.excluded = {{"loans.csv", 7, "d", "no date of default", 12345},
                       {"loans.csv", 8, "e", "principal_balance: is negative", 0},
                       {"loans.csv", 9, "f", "no date of default", 55}};
    const hdf5::Reader file(write("a.h5", made_up_totals(prepared_, 0, 16)));
    EXPECT_EQ(file.strings("study/column_mapping").front(), "loans.principal_balance = UPB\n");
    EXPECT_THAT(file.strings("study/repairs").front(), testing::HasSubstr("taken as 0 (3 rows)"));
    EXPECT_THAT(file.strings("provenance/reason"),
                testing::ElementsAre("no date of default", "principal_balance: is negative"));
    EXPECT_THAT(file.integers("provenance/excluded_rows_by_reason"), testing::ElementsAre(2, 1));
    EXPECT_THAT(file.doubles("provenance/excluded_amount_by_reason"), testing::ElementsAre(124.0, 0.0));
    EXPECT_EQ(file.text_attribute("", "portfolio_sha256"), std::string(64, 'd'));
}

TEST_F(Finalise, the_table_fits_a_terminal_and_says_where_the_file_lies) {
    const fs::path file = write("a.h5", made_up_totals(prepared_, 0, 240));
    const std::string table = summary_table(file);
    std::printf("%s", table.c_str());
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        std::size_t characters = 0;
        for (const char byte : line) {
            characters += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
        }
        EXPECT_TRUE(characters <= 100 || line.find(file.string()) != std::string::npos) << line;
    }
    EXPECT_THAT(table, testing::HasSubstr("mixture"));
    EXPECT_THAT(table, testing::HasSubstr("Against hold"));
    EXPECT_THAT(table, testing::HasSubstr(file.string()));
}

}  // namespace
}  // namespace recoup::sim
