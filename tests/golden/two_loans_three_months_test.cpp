// Two loans, three months, one path, worked by hand in two_loans_three_months/README.md.
#include <gtest/gtest.h>

#include <sstream>

#include "sim/input/load_study.hpp"
#include "sim/random/draw_address.hpp"
#include "tests/golden/golden_file.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

std::string cause(const Event& event) {
    return event.cause == Cause::exit ? "exit" : event.cause == Cause::trigger ? "trigger" : "other";
}

EventAmounts amounts_of(const PreparedStudy& prepared, const tiny::PathResult& result, const Event& event) {
    return tiny::amounts(prepared, result, 0, event);
}

void write_events(const PreparedStudy& prepared, const tiny::PathResult& result, std::ostream& out) {
    const auto& nodes = prepared.segments[0].graphs[0].nodes;
    for (const Event& event : result.events.logs[0].records()) {
        out << "event," << event.month << ',' << prepared.study.portfolio.loans.loan_identifier[event.loan]
            << ',' << nodes[event.from_node].name << " > " << nodes[event.to_node].name << " by "
            << cause(event) << ',' << amounts_of(prepared, result, event).claim_before << ','
            << amounts_of(prepared, result, event).claim_after << '\n';
    }
}

void write_ledger(const PathLedger& ledger, std::ostream& out) {
    for (int month = 1; month <= ledger.months(); ++month) {
        for (int a = 0; a < account_count; ++a) {
            const Minor amount = ledger.money(0, month - 1, static_cast<Account>(a));
            if (amount != 0) {
                out << "account," << month << ',' << account_names[static_cast<std::size_t>(a)] << ",,"
                    << amount << ",\n";
            }
        }
    }
    for (int month = 1; month <= ledger.months(); ++month) {
        out << "cash," << month << ",net,," << ledger.net_cash(0, month) << ",\n";
    }
}

TEST(Golden, TwoLoansThreeMonths) {
    const Study study = load_study(golden_folder("two_loans_three_months") / "study.toml");
    const PreparedStudy prepared(study);
    const auto result = tiny::Runner(prepared).run(0, 0, 1);
    std::ostringstream out;
    out << "kind,month,what,detail,cents,cents_after\n";
    write_events(prepared, result, out);
    write_ledger(result.ledgers[0], out);
    expect_golden(golden_folder("two_loans_three_months") / "expected.csv", out.str());
}

TEST(Golden, TwoLoansThreeMonthsDrawWhatTheCalculationSays) {
    const auto draw_of = [](const char* loan, int month) {
        const int calendar = calendar_month(2024, 12) + month;
        const std::uint32_t u = static_cast<std::uint32_t>(exit_high(15376, 0, entity_of(loan), calendar))
                                    << 16 |
                                exit_low(15376, 0, entity_of(loan), calendar);
        return u * 0x1p-32;
    };
    EXPECT_NEAR(draw_of("A", 1), 0.279740, 1e-6);
    EXPECT_NEAR(draw_of("A", 2), 0.212658, 1e-6);
    EXPECT_NEAR(draw_of("A", 3), 0.635060, 1e-6);
    EXPECT_NEAR(draw_of("B", 1), 0.367337, 1e-6);
    EXPECT_NEAR(draw_of("B", 2), 0.124075, 1e-6);
    EXPECT_NEAR(draw_of("B", 3), 0.454705, 1e-6);
}

}  // namespace
}  // namespace recoup::sim
