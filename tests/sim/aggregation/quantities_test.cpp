// What a figure is made of, and on what its inputs rest.
#include "sim/aggregation/quantities.hpp"

#include <gtest/gtest.h>

#include "sim/aggregation/balance_by_standing.hpp"
#include "sim/output/results_schema.hpp"
#include "tests/sim/aggregation/tiny_study.hpp"

namespace recoup::sim {
namespace {

class Quantities : public testing::Test {
  protected:
    Study study_ = tiny_study();
};

TEST_F(Quantities, every_quantity_of_the_schema_has_its_rule) {
    for (const schema::Quantity& quantity : schema::quantities()) {
        EXPECT_NO_THROW(rule_of_quantity(quantity.name)) << quantity.name;
    }
    EXPECT_THROW(rule_of_quantity("luck"), ContractViolation);
}

TEST_F(Quantities, quantities_follow_their_equations) {
    std::vector<double> totals(total_count);
    const auto set = [&](Total total, double value) { totals[static_cast<std::size_t>(total)] = value; };
    set(Total::net_cash_npe, 60.0);
    set(Total::net_cash_inflow, 8.0);
    set(Total::claim_inflow, 20.0);
    set(Total::claim_inflow_discounted, 16.0);
    set(Total::pv_effective_npe, 50.0);
    set(Total::pv_effective_inflow, 6.0);
    set(Total::claim_months_to_resolution, 1800.0);
    set(Total::pv_hurdle_npe, 40.0);
    set(Total::pv_hurdle_inflow, 4.0);
    set(Total::terminal_claim_performing, 30.0);
    set(Total::pv_investor_npe, 30.0);
    set(Total::pv_investor_inflow, 3.0);
    set(Total::unresolved_claim, 25.0);
    set(Total::terminal_claim, 45.0);
    set(Total::pv_costs_hurdle, 7.0);
    const Figures figures(totals, 0, 1, 100.0, 0.5);
    EXPECT_DOUBLE_EQ(rule_of_quantity("recovery_rate")(figures), 0.6);
    EXPECT_DOUBLE_EQ(rule_of_quantity("recovery_rate_inflow")(figures), 0.4);
    EXPECT_DOUBLE_EQ(rule_of_quantity("net_cash")(figures), 68.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("loss")(figures), 116.0 - 56.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("loss_rate")(figures), 60.0 / 116.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("time_to_resolution")(figures), 18.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("discounted_recoveries")(figures), 44.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("discounted_recoveries_with_terminal")(figures), 44.0 + 0.5 * 30.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("discounted_recoveries_effective")(figures), 56.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("discounted_recoveries_investor")(figures), 33.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("open_share")(figures), 0.25);
    EXPECT_DOUBLE_EQ(rule_of_quantity("terminal_claim")(figures), 45.0);
    EXPECT_DOUBLE_EQ(rule_of_quantity("workout_cost")(figures), 7.0);
}

TEST_F(Quantities, a_claim_written_off_before_cut_off_is_no_exposure) {
    const double before = CutOffClaims(study_).claim_npe.back();
    Study study = study_;
    LoanColumns& loans = study.portfolio.loans;
    const auto found = std::ranges::find(loans.state, State::defaulted);
    ASSERT_NE(found, loans.state.end());
    *found = State::written_off;
    const double claim =
        static_cast<double>(loans.claim[static_cast<std::size_t>(found - loans.state.begin())]);
    const CutOffClaims claims(study);
    EXPECT_DOUBLE_EQ(claims.claim_npe.back(), before - claim / minor_units_per_unit);
    EXPECT_DOUBLE_EQ(claims.claim.back(), CutOffClaims(study_).claim.back());
}

TEST_F(Quantities, balance_rests_on_the_standing_of_the_state_held) {
    const BalanceByStanding balance = balance_by_standing(PreparedStudy(study_));
    EXPECT_DOUBLE_EQ(balance.share[0][0], 0.75);  // current: estimated
    EXPECT_DOUBLE_EQ(balance.share[0][3], 0.25);  // default: illustrative
    EXPECT_DOUBLE_EQ(balance.share[2][0], 0.9);
    EXPECT_EQ(balance.weakest[1], "illustrative");
}

}  // namespace
}  // namespace recoup::sim
