// Replay: one loan told month by month is the loan of the run, to the minor unit.
#include "sim/replay.hpp"

#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

constexpr std::int64_t path = 2;

void expect_replays_add_up(const Study& study) {
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const auto result = tiny::Runner(prepared).run(static_cast<std::uint32_t>(path));
    const auto months = static_cast<std::size_t>(prepared.months);
    std::vector<std::vector<Minor>> cash(study.options.size(), std::vector<Minor>(months, 0));
    std::vector<Minor> value(study.options.size(), 0);
    std::vector<std::size_t> moves(study.options.size(), 0);
    for (const std::string& id : prepared.study.portfolio.loans.loan_identifier) {
        const std::vector<ReplayOption> told = replay(ready, id, path, 0);
        ASSERT_EQ(told.size(), study.options.size());
        for (std::size_t option = 0; option < told.size(); ++option) {
            ASSERT_EQ(told[option].months.size(), months);
            Minor total = 0;
            for (std::size_t month = 0; month < months; ++month) {
                const ReplayMonth& line = told[option].months[month];
                cash[option][month] += line.net_cash;
                moves[option] += line.entered.empty() ? 0 : 1;
                total += line.net_cash;
                Minor by_account = 0;
                for (const auto& [account, amount] : line.cash) {
                    by_account += is_cash_in(account) ? amount : -amount;
                }
                ASSERT_EQ(by_account, line.net_cash) << id << ", month " << line.month;
            }
            ASSERT_EQ(told[option].net_cash, total);
            value[option] += told[option].pv_hurdle;
        }
    }
    for (std::size_t option = 0; option < cash.size(); ++option) {
        Minor booked_value = 0;
        for (std::size_t month = 0; month < months; ++month) {
            Minor booked = 0;
            for (int segment = 0; segment < prepared.segment_count(); ++segment) {
                booked += result.ledgers[option].net_cash(segment, static_cast<int>(month) + 1);
            }
            ASSERT_EQ(cash[option][month], booked) << "option " << option << ", month " << month + 1;
        }
        for (int segment = 0; segment < prepared.segment_count(); ++segment) {
            booked_value += result.ledgers[option].total(segment, Account::pv_hurdle);
        }
        ASSERT_EQ(value[option], booked_value);
        ASSERT_EQ(moves[option], result.events.logs[option].event_count());
    }
}

TEST(Replay, LoansAddUpToTheRun) {
    expect_replays_add_up(tiny::study());
    for (std::uint64_t number = 501; number <= 515; ++number) {
        SCOPED_TRACE("study " + std::to_string(number));
        expect_replays_add_up(tiny::random_study(number));
        if (HasFailure()) return;
    }
}

TEST(Replay, AnUnknownLoanOrPathIsRefused) {
    const Study study = tiny::study();
    const PreparedRun ready(study);
    EXPECT_THROW(replay(ready, "nobody", 0, 0), InputError);
    EXPECT_THROW(replay(ready, "A1", study.paths, 0), InputError);
    EXPECT_THROW(replay(ready, "A1", -1, 0), InputError);
}

std::string refusal_of(const PreparedRun& run, const std::string& loan) {
    try {
        replay(run, loan, path, 0);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

/// A loan and a pool of ten.
Study loan_and_pool() {
    Study study = tiny::empty_study({tiny::hold(), tiny::court()});
    tiny::add_segment(study, "one", tiny::segment_parameters());
    for (const char* id : {"loan", "pool"}) {
        tiny::add_loan(study, {.id = id});
        tiny::add_collateral(study, {.id = id});
    }
    study.portfolio.loans.count = {1, 10};
    return study;
}

TEST(Replay, OfAPoolTellsItsLoansOneByOne) {
    const Study study = loan_and_pool();
    const PreparedRun ready(study);
    for (const char* id : {"pool", "pool#0", "pool#11"}) {
        const std::string text = refusal_of(ready, id);
        const bool is_one = std::string(id) == "pool#0";  // no name that a pool gives
        EXPECT_EQ(text.find("Give one of pool#1 to pool#10") == std::string::npos, is_one) << text;
    }
    expect_replays_add_up(study);
}

// For the expected engine loans of a pool are no draws: there is no life to tell.
TEST(Replay, APoolOfTheExpectedEngineIsRefusedAndALoanBesideItIsNot) {
    Study study = loan_and_pool();
    const Minor alone = replay(PreparedRun(study), "loan", path, 0)[0].net_cash;
    study.engine = EngineChoice::expected;
    const PreparedRun ready(study);
    for (const char* id : {"pool", "pool#3"}) {
        const std::string text = refusal_of(ready, id);
        EXPECT_NE(text.find("number_of_loans, 10: "), std::string::npos) << text;
        EXPECT_NE(text.find("Set engine = \"loan\", which draws them, and give one of pool#1 to pool#10"),
                  std::string::npos)
            << text;
    }
    EXPECT_EQ(replay(ready, "loan", path, 0)[0].net_cash, alone);
}

}  // namespace
}  // namespace recoup::sim
