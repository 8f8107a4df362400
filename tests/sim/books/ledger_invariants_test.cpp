// What holds on every path of every study, over many random ones: the flow identities to the minor unit, the
// claim as a cap, occupancy, cash by month against cash by account, present values at rate zero.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

constexpr std::uint64_t studies = 150;
constexpr std::uint32_t paths = 3;

/// Calls check(prepared, result) for some paths of many studies. Accounting compares every claim with the
/// engine's and throws where they differ.
template <typename Check>
void on_random_studies(Check check, void (*change)(Study&) = nullptr) {
    for (std::uint64_t number = 1; number <= studies; ++number) {
        SCOPED_TRACE("study " + std::to_string(number));
        Study study = tiny::random_study(number);
        if (change != nullptr) change(study);
        const PreparedStudy prepared(study);
        tiny::Runner runner(prepared);
        for (std::uint32_t path = 0; path < paths; ++path) {
            SCOPED_TRACE("path " + std::to_string(path));
            check(prepared, runner.run(path));
            if (testing::Test::HasFailure()) return;
        }
    }
}

/// Calls check(ledger, segment) for every option and segment.
template <typename Check>
void on_ledgers(Check check, void (*change)(Study&) = nullptr) {
    on_random_studies(
        [&](const PreparedStudy& prepared, const tiny::PathResult& result) {
            for (std::size_t option = 0; option < result.ledgers.size(); ++option) {
                for (int segment = 0; segment < prepared.segment_count(); ++segment) {
                    SCOPED_TRACE(prepared.study.options[option].name + ", segment " +
                                 std::to_string(segment));
                    check(result.ledgers[option], segment);
                }
            }
        },
        change);
}

Minor sum(const PathLedger& ledger, int segment, std::initializer_list<Account> accounts) {
    Minor total = 0;
    for (const Account account : accounts) total += ledger.total(segment, account);
    return total;
}

Minor cash_in(const PathLedger& ledger, int segment) {
    Minor total = 0;
    for (int a = 0; a < account_count; ++a) {
        if (is_cash_in(static_cast<Account>(a))) total += ledger.total(segment, static_cast<Account>(a));
    }
    return total;
}

Minor cash_out(const PathLedger& ledger, int segment) {
    Minor total = 0;
    for (int a = 0; a < account_count; ++a) {
        if (is_cash_out(static_cast<Account>(a))) total += ledger.total(segment, static_cast<Account>(a));
    }
    return total;
}

// S1-42
TEST(LedgerInvariants, S142GrossFlowOfNonPerformingExposures) {
    using enum Account;
    // `closing` is what the books hold at the horizon, not what the flows leave.
    on_ledgers([](const PathLedger& ledger, int segment) {
        const Minor in = sum(ledger, segment, {opening, inflow, capitalised, advances, accrued});
        const Minor out =
            sum(ledger, segment, {cure, cash_applied, forgiven, sale_of_npe, write_off, foreclosure, swap});
        ASSERT_EQ(in - out, ledger.total(segment, closing));
        for (const Account flow :
             {opening, inflow, accrued, cure, cash_applied, forgiven, write_off, closing}) {
            ASSERT_GE(ledger.total(segment, flow), 0) << account_names[static_cast<std::size_t>(flow)];
        }
    });
}

TEST(LedgerInvariants, ClaimsFlowToTheMinorUnit) {
    using enum Account;
    on_ledgers([](const PathLedger& ledger, int segment) {
        const Minor in =
            sum(ledger, segment, {claim_opening, claim_inflow, claim_interest, claim_costs_added});
        const Minor out = sum(ledger, segment, {claim_cash, claim_forgiven, claim_closed});
        ASSERT_EQ(in - out, ledger.total(segment, claim_closing));
        ASSERT_EQ(ledger.total(segment, claim_closing), ledger.total(segment, terminal_claim));
        ASSERT_LE(ledger.total(segment, terminal_claim_performing), ledger.total(segment, terminal_claim));
    });
}

TEST(LedgerInvariants, RecoveriesNeverExceedTheClaim) {
    using enum Account;
    on_ledgers([](const PathLedger& ledger, int segment) {
        // Cash in of loans that are or were non-performing: their net cash and all costs, which only they
        // have.
        const Minor recovered =
            sum(ledger, segment, {net_cash_npe, net_cash_inflow}) + cash_out(ledger, segment);
        ASSERT_EQ(recovered, ledger.total(segment, claim_cash)) << "every unit recovered lowers a claim";
        ASSERT_LE(recovered,
                  sum(ledger, segment, {claim_opening, claim_inflow, claim_interest, claim_costs_added}));
    });
}

TEST(LedgerInvariants, CashByMonthIsCashByAccount) {
    on_ledgers([](const PathLedger& ledger, int segment) {
        Minor by_month = 0;
        for (int month = 1; month <= ledger.months(); ++month) by_month += ledger.net_cash(segment, month);
        ASSERT_EQ(by_month, cash_in(ledger, segment) - cash_out(ledger, segment));
    });
}

void without_discounting(Study& study) {
    study.hurdle_rate = 0.0;
    study.investor_rate = 0.0;
    for (double& rate : study.portfolio.loans.effective_rate) rate = 0.0;
}

TEST(LedgerInvariants, PresentValuesAtRateZeroAreTheCash) {
    using enum Account;
    on_ledgers(
        [](const PathLedger& ledger, int segment) {
            const Minor npe = ledger.total(segment, net_cash_npe);
            const Minor net = npe + ledger.total(segment, net_cash_inflow);
            const Minor internal = ledger.total(segment, internal_workout);
            ASSERT_EQ(ledger.total(segment, pv_hurdle), net);
            ASSERT_EQ(ledger.total(segment, pv_hurdle_npe), npe);
            ASSERT_EQ(ledger.total(segment, pv_effective), net + internal);
            ASSERT_EQ(ledger.total(segment, pv_investor), net + internal);
            ASSERT_EQ(ledger.total(segment, pv_costs_hurdle), cash_out(ledger, segment));
            ASSERT_EQ(ledger.total(segment, claim_inflow_discounted), ledger.total(segment, claim_inflow));
        },
        without_discounting);
}

// S1-18: NPV is the present value of inflows less that of outflows, month by month.
TEST(LedgerInvariants, S118NetPresentValueIsDiscountedInflowsLessOutflows) {
    using enum Account;
    for (std::uint64_t number = 1; number <= studies; ++number) {
        const Study study = tiny::random_study(number);
        const PreparedStudy prepared(study);
        const tiny::PathResult result = tiny::Runner(prepared).run(0, 0, 1);
        // A posting rounds to half a minor unit; a loan posts a few a month.
        const double rounding = 0.5 * 8.0 * static_cast<double>(study.portfolio.loans.size());
        for (std::size_t option = 0; option < result.ledgers.size(); ++option) {
            const PathLedger& ledger = result.ledgers[option];
            for (int segment = 0; segment < prepared.segment_count(); ++segment) {
                for (int month = 1; month <= ledger.quarters(); ++month) {
                    const auto in_month = [&](Account account) {
                        return static_cast<double>(ledger.money(segment, month - 1, account));
                    };
                    double outflows = 0.0;
                    for (int a = 0; a < account_count; ++a) {
                        const auto account = static_cast<Account>(a);
                        outflows += is_cash_out(account) ? in_month(account) : 0.0;
                    }
                    const double inflows = in_month(net_cash_npe) + in_month(net_cash_inflow) + outflows;
                    const double discount = prepared.discount_hurdle[static_cast<std::size_t>(month)];
                    ASSERT_NEAR(in_month(pv_costs_hurdle), discount * outflows, rounding) << number;
                    ASSERT_NEAR(in_month(pv_hurdle), discount * inflows - discount * outflows, rounding)
                        << number << ", month " << month;
                }
            }
        }
    }
}

TEST(LedgerInvariants, OccupancyIsTheNumberOfLoansEveryMonth) {
    on_random_studies(tiny::expect_continuous);
}

TEST(LedgerInvariants, TheLtvOfAnEventIsTheClaimOverTheIndexedValue) {
    on_random_studies([](const PreparedStudy& prepared, const tiny::PathResult& result) {
        const CollateralColumns& collateral = prepared.study.portfolio.collateral;
        for (std::size_t option = 0; option < result.events.logs.size(); ++option) {
            for (const Event& event : result.events.logs[option].records()) {
                const std::size_t segment = prepared.study.portfolio.loans.segment[event.loan];
                const Node& to = prepared.segments[segment].graphs[option].nodes[event.to_node];
                double value = 0.0;
                for (auto c = collateral.first[event.loan]; c < collateral.first[event.loan + 1]; ++c) {
                    value += static_cast<double>(collateral.value[c]) *
                             result.macro.indices.level_at(event.month, collateral.index[c]);
                }
                const EventAmounts* amounts = result.events.logs[option].amounts(event);
                if (amounts == nullptr || is_closed(to.state) || !std::isfinite(amounts->ltv)) continue;
                const double expected = static_cast<double>(amounts->claim_after) / value;
                ASSERT_NEAR(amounts->ltv, expected, 1e-5 * expected)
                    << to.name << " in month " << event.month;
            }
        }
    });
}

TEST(LedgerInvariants, AQuietPerformingLoanPaysItsClaimAndItsInterest) {
    // Cash at the contract's rate and the claim at the horizon are worth the claim at cut-off, whatever the
    // instalment, the maturity and the horizon.
    for (std::uint64_t number = 1; number <= studies; ++number) {
        SCOPED_TRACE("study " + std::to_string(number));
        const Study study = tiny::random_study(number);
        const PreparedStudy prepared(study);
        tiny::Runner runner(prepared);
        const LoanColumns& loans = study.portfolio.loans;
        for (std::uint32_t loan = 0; loan < loans.size(); ++loan) {
            if (loans.state[loan] != State::current ||
                study.segments[loans.segment[loan]].parameters.cash.count(State::current) != 0) {
                continue;
            }
            Study one = tiny::empty_study({tiny::hold()});
            SegmentParameters p = study.segments[loans.segment[loan]].parameters;
            p.hazards["current"] =
                HazardRowSpec{.name = "current",
                              .from = State::current,
                              .duration_edges = {0, 900},
                              .exits = {{.to = State::defaulted, .level = {{0.0}, {0.5}}}}};
            tiny::add_segment(one, "one", p);
            tiny::add_loan(one, {.id = "L",
                                 .state = State::current,
                                 .claim = static_cast<double>(loans.claim[loan]) / 100.0,
                                 .annual_rate = loans.annual_rate[loan],
                                 .months_to_maturity = loans.months_to_maturity[loan]});
            const PreparedStudy alone(one);
            const auto result = tiny::Runner(alone).run(0, 0, 1);
            const Contract contract{.annual_rate = loans.annual_rate[loan]};
            double value = 0.0;
            for (int month = 1; month <= alone.months; ++month) {
                value += static_cast<double>(result.ledgers[0].net_cash(0, month)) /
                         power(1.0 + contract.monthly_rate(), month);
            }
            if (loans.months_to_maturity[loan] <= alone.months) {
                EXPECT_NEAR(value, static_cast<double>(loans.claim[loan]), alone.months) << "a cent a month";
            } else {
                EXPECT_LT(value, static_cast<double>(loans.claim[loan]) + alone.months);
            }
        }
    }
}

}  // namespace
}  // namespace recoup::sim
