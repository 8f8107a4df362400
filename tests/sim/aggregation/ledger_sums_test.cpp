// Means and errors of /ledger and /cash_profile against the ledgers of every path, run one at a time.
#include "sim/aggregation/ledger_sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>

#include "sim/aggregation/finalise.hpp"
#include "sim/aggregation/parts.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/studies/scratch_folder.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t paths = 24;

/// Two scenarios by weights that have no short binary form; two segments, three options.
Study study_of_two_scenarios() {
    Study study = tiny::study();
    study.paths = paths;
    study.scenarios.push_back(study.scenarios.front());
    study.scenarios[0].weight = 0.7;
    study.scenarios[1].weight = 0.3;
    study.scenarios[1].name = "worse";
    for (std::vector<double>& period : study.scenarios[1].path) {
        for (double& value : period) {
            value += 1.5;
        }
    }
    study.identity = std::string(64, 'c');
    return study;
}

struct MeanAndError {
    double mean = 0.0, error = 0.0;
};

MeanAndError in_two_passes(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    MeanAndError result;
    for (const double value : values) {
        result.mean += value / n;
    }
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - result.mean) * (value - result.mean);
    }
    result.error = std::sqrt(squares / (n * (n - 1.0)));
    return result;
}

class LedgerSumsTest : public testing::Test {
  protected:
    LedgerSumsTest() {
        tiny::Runner runner(prepared_);
        for (std::uint32_t path = 0; path < paths; ++path) {
            for (int scenario = 0; scenario < 2; ++scenario) {
                runs_.push_back(runner.run(path, scenario).ledgers);
            }
        }
    }

    fs::path write(const std::string& name, const std::vector<std::int64_t>& cuts) const {
        Pipeline pipeline(ready_);
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            const PathTotals part = pipeline.run_batch(cuts[i], cuts[i + 1] - cuts[i]);
            write_part(folder_ / (name + ".parts"), part_of(part, study_.identity));
        }
        RunFacts facts;
        facts.created_at = "2025-01-01T00:00:00Z";
        const PathTotals totals =
            read_totals(list_parts(folder_ / (name + ".parts")), TotalsShape(prepared_));
        finalise(prepared_, totals, facts, folder_ / name);
        return folder_ / name;
    }

    /// By path, of one scenario (2 = the mixture); segment 2 is the portfolio.
    std::vector<double> by_path(std::size_t scenario, std::size_t option, int segment,
                                const std::function<Minor(const PathLedger&, int)>& amount) const {
        std::vector<double> values;
        for (std::size_t path = 0; path < static_cast<std::size_t>(paths); ++path) {
            const auto in = [&](std::size_t s) {
                const PathLedger& ledger = runs_[path * 2 + s][option];
                return static_cast<double>(segment < 2 ? amount(ledger, segment)
                                                       : amount(ledger, 0) + amount(ledger, 1));
            };
            values.push_back(scenario < 2 ? in(scenario) : 0.7 * in(0) + 0.3 * in(1));
        }
        return values;
    }

    /// Half a minor unit a segment is what rounding the mixture of a path may cost.
    static void expect_equal(const MeanAndError& given, const MeanAndError& expected, double unit,
                             const std::string& where) {
        EXPECT_NEAR(given.mean * unit, expected.mean, 1e-9 * std::fabs(expected.mean)) << where;
        EXPECT_NEAR(given.error * unit, expected.error,
                    1e-12 * std::fabs(expected.mean) + 1.0 / std::sqrt(static_cast<double>(paths)))
            << where;
    }

    Study study_ = study_of_two_scenarios();
    PreparedRun ready_{study_};
    const PreparedStudy& prepared_ = ready_.prepared;
    std::vector<std::vector<PathLedger>> runs_;  ///< [path * 2 + scenario][option]
    ScratchFolder folder_;
};

TEST_F(LedgerSumsTest, EveryAccountHasTheMeanAndErrorOfItsPaths) {
    const hdf5::Reader file(write("a.h5", {0, 8, 16, 24}));
    const std::vector<double> means = file.doubles("ledger/money_mean");
    const std::vector<double> errors = file.doubles("ledger/money_mean_mc_error");
    const int buckets = study_.reporting_horizon_quarters + 1;
    ASSERT_EQ(means.size(), 3U * 3 * 3 * static_cast<std::size_t>(buckets) * account_count);
    std::size_t next = 0;
    std::size_t uncertain = 0;
    for (std::size_t option = 0; option < 3; ++option) {
        for (std::size_t scenario = 0; scenario < 3; ++scenario) {
            for (int segment = 0; segment < 3; ++segment) {
                for (int bucket = 0; bucket < buckets; ++bucket) {
                    for (int a = 0; a < account_count; ++a, ++next) {
                        const auto account = static_cast<Account>(a);
                        const MeanAndError expected = in_two_passes(
                            by_path(scenario, option, segment, [&](const PathLedger& ledger, int g) {
                                return ledger.money(g, bucket, account);
                            }));
                        uncertain += expected.error > 100.0 ? 1 : 0;
                        expect_equal({means[next], errors[next]}, expected, 100.0,
                                     "option " + std::to_string(option) + ", scenario " +
                                         std::to_string(scenario) + ", segment " + std::to_string(segment) +
                                         ", quarter " + std::to_string(bucket + 1) + ", " +
                                         std::string(account_names[static_cast<std::size_t>(a)]));
                    }
                }
            }
        }
    }
    EXPECT_GT(uncertain, 500U) << "errors above one currency unit: enough to tell right from wrong";
}

TEST_F(LedgerSumsTest, CashOfEverySegmentHasTheMeanAndErrorOfItsPaths) {
    const hdf5::Reader file(write("a.h5", {0, 24}));
    const std::vector<double> means = file.doubles("cash_profile/cash_mean");
    const std::vector<double> errors = file.doubles("cash_profile/cash_mean_mc_error");
    std::size_t next = 0;
    for (std::size_t option = 0; option < 3; ++option) {
        for (std::size_t scenario = 0; scenario < 3; ++scenario) {
            for (int segment = 0; segment < 3; ++segment) {
                for (int month = 1; month <= prepared_.months; ++month, ++next) {
                    const auto cash = [month](const PathLedger& ledger, int g) {
                        return ledger.net_cash(g, month);
                    };
                    expect_equal({means[next], errors[next]},
                                 in_two_passes(by_path(scenario, option, segment, cash)), 100.0,
                                 "option " + std::to_string(option) + ", scenario " +
                                     std::to_string(scenario) + ", segment " + std::to_string(segment) +
                                     ", month " + std::to_string(month));
                }
            }
        }
    }
    EXPECT_EQ(next, means.size());
}

/// Of atoms (value, weight) as statistics.hpp defines it: a straight line through the sorted atoms, each at
/// the middle of its weight.
double median_of(std::vector<std::pair<double, double>> atoms) {
    std::ranges::sort(atoms);
    std::vector<double> middle;
    double before = 0.0;
    for (const auto& [value, weight] : atoms) {
        middle.push_back(before + weight / 2.0);
        before += weight;
    }
    const double target = (middle.front() + middle.back()) / 2.0;
    std::size_t i = 1;
    while (middle[i] < target) {
        ++i;
    }
    const double share = (target - middle[i - 1]) / (middle[i] - middle[i - 1]);
    return atoms[i - 1].first + share * (atoms[i].first - atoms[i - 1].first);
}

TEST_F(LedgerSumsTest, MedianCashOfThePortfolioIsThatOfItsPathsUnderEachScenarioAndTheMixture) {
    const hdf5::Reader file(write("a.h5", {0, 24}));
    const std::vector<double> quantiles = file.doubles("cash_profile/cash_quantile");
    std::size_t next = 0;
    std::size_t mixed = 0;
    for (std::size_t option = 0; option < 3; ++option) {
        for (std::size_t scenario = 0; scenario < 3; ++scenario) {
            for (int month = 1; month <= prepared_.months; ++month, next += 3) {
                const auto cash = [month](const PathLedger& ledger, int g) {
                    return ledger.net_cash(g, month);
                };
                std::vector<std::pair<double, double>> atoms;
                for (const std::size_t s : {std::size_t{0}, std::size_t{1}}) {
                    const double weight = scenario == 2 ? study_.scenarios[s].weight : 1.0;
                    for (const double amount : by_path(s, option, 2, cash)) {
                        if (scenario == 2 || scenario == s) {
                            atoms.emplace_back(amount / 100.0, weight);
                        }
                    }
                }
                const double expected = median_of(atoms);
                EXPECT_NEAR(quantiles[next + 1], expected, 1e-9 * std::fabs(expected))
                    << "option " << option << ", scenario " << scenario << ", month " << month;
                EXPECT_TRUE(std::isnan(quantiles[next]) && std::isnan(quantiles[next + 2]))
                    << "fewer than ten paths in the tail";
                mixed +=
                    scenario == 2 && quantiles[next + 1] !=
                                         quantiles[next + 1 - 3 * static_cast<std::size_t>(prepared_.months)]
                        ? 1
                        : 0;
            }
        }
    }
    EXPECT_EQ(next, quantiles.size());
    EXPECT_GT(mixed, 10U) << "months in which the mixture is not the scenario before it";
}

TEST_F(LedgerSumsTest, AnyCutGivesTheSameBits) {
    const hdf5::Reader whole(write("a.h5", {0, 24}));
    const hdf5::Reader cut(write("b.h5", {0, 16, 24}));
    for (const char* name : {"ledger/money_mean", "ledger/money_mean_mc_error", "cash_profile/cash_mean",
                             "cash_profile/cash_mean_mc_error"}) {
        EXPECT_EQ(whole.doubles(name), cut.doubles(name)) << name;
    }
}

TEST_F(LedgerSumsTest, ASingleScenarioIsItsOwnMixtureAndASingleSegmentThePortfolio) {
    Study one = tiny::empty_study({tiny::hold()});
    tiny::add_segment(one, "one", tiny::segment_parameters());
    tiny::add_loan(one, {.id = "a"});
    tiny::add_loan(one, {.id = "b", .claim = 70.0});
    const PreparedRun ready(one);
    const LedgerSums sums = Pipeline(ready).run_batch(0, 8).ledgers;
    const auto horizon = static_cast<std::size_t>(one.reporting_horizon_quarters);
    const auto opening = static_cast<std::size_t>(Account::claim_opening);
    EXPECT_EQ(sums.money(1, 0, 1, horizon, opening), sums.money(0, 0, 0, horizon, opening));
    EXPECT_EQ(sums.money(1, 0, 1, 0, opening).total(), 8 * 107000.0);
    EXPECT_EQ(sums.money(1, 0, 1, 0, opening).standard_error(8), 0.0) << "known at cut-off";
    EXPECT_EQ(sums.cash(1, 0, 0, 3), sums.cash(0, 0, 0, 3));
}

TEST_F(LedgerSumsTest, ClaimsThatDoNotFitOnOnePathAreRefused) {
    study_.portfolio.loans.claim.front() = Minor{1} << 60;
    EXPECT_THROW(PreparedStudy{study_}, InputError);
    study_.portfolio.loans.claim.front() = Minor{1} << 54;  // times the paths, beyond 64 bits
    study_.paths = 1'000'000'000;
    EXPECT_NO_THROW(PreparedStudy{study_});
}

}  // namespace
}  // namespace recoup::sim
