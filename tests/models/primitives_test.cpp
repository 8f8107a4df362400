// The primitives by hand, and each against its linear form: what the expected engine takes of an action is
// the expectation of what happens to a loan.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "models/deterministic_math.hpp"
#include "models/measures/expected_sale.hpp"
#include "tests/models/primitive_outcomes.hpp"

namespace recoup {
namespace {

constexpr Reporting in_court{ReportedClass::non_performing, Account::borrower};
const Contract contract{.annual_rate = 0.06, .instalment = 1000, .maturity = 60};

Outcome done(const Actions& actions, Minor claim, Minor carrying, Reporting standing = in_court,
             const Sale& sale = {}, bool posts = true) {
    return outcome_of(actions, {.claim = claim,
                                .carrying = carrying,
                                .contract = contract,
                                .standing = standing,
                                .month = 7,
                                .posts = posts,
                                .sale = sale});
}

TEST(Primitives, PayingTheClaimSetsCashAgainstTheCarryingAmount) {
    const Outcome outcome = done({PayClaim{}}, 100000, 80000);
    EXPECT_EQ(outcome.claim, 0);
    EXPECT_EQ(outcome.carrying, 0);
    EXPECT_EQ(posted(outcome, Account::borrower), 100000);
    EXPECT_EQ(posted(outcome, Account::claim_cash), 100000);
    EXPECT_EQ(posted(outcome, Account::cash_applied), 80000);
    EXPECT_EQ(posted(outcome, Account::gain_over_carrying), 20000);
}

TEST(Primitives, OffTheBooksAllCashIsAGain) {
    const Reporting written_off{ReportedClass::written_off, Account::after_write_off};
    const Outcome outcome = done({PayClaim{}}, 100000, 0, written_off);
    EXPECT_EQ(posted(outcome, Account::after_write_off), 100000);
    EXPECT_EQ(posted(outcome, Account::gain_over_carrying), 100000);
    EXPECT_EQ(posted(outcome, Account::cash_applied), 0);
}

TEST(Primitives, ACostMayBeAddedToTheClaim) {
    const Charge cost{.account = Account::legal, .fixed = 10.0, .share_of_claim = 0.06};
    const Outcome borne = done({cost}, 100000, 80000);
    EXPECT_EQ(posted(borne, Account::legal), 7000);
    EXPECT_EQ(borne.claim, 100000);
    Charge added = cost;
    added.added_to_claim = true;
    const Outcome owed = done({added}, 100000, 80000);
    EXPECT_EQ(posted(owed, Account::claim_costs_added), 7000);
    EXPECT_EQ(owed.claim, 107000);
    EXPECT_EQ(owed.carrying, 80000) << "the books carry what was lent";
}

TEST(Primitives, ForgivenessEndsWhereTheCarryingAmountDoes) {
    const Outcome outcome = done({Forgive{0.3}}, 100000, 20000);
    EXPECT_EQ(outcome.claim, 70000);
    EXPECT_EQ(outcome.carrying, 0);
    EXPECT_EQ(posted(outcome, Account::claim_forgiven), 30000);
    EXPECT_EQ(posted(outcome, Account::forgiven), 20000);
}

TEST(Primitives, S326AWriteOffLeavesTheClaim) {
    const Outcome outcome = done({WriteOffCarrying{}}, 100000, 80000);
    EXPECT_EQ(posted(outcome, Account::write_off), 80000);
    EXPECT_EQ(outcome.carrying, 0);
    EXPECT_EQ(outcome.claim, 100000);
}

TEST(Primitives, AnExitThatIsOnlyCountedClosesTheClaimWithoutCash) {
    const Sale sale{.appraised = 90000, .price = 90000};
    for (const Actions& actions : {Actions{PayClaim{}}, Actions{SellCollateral{}}, Actions{CloseClaim{}}}) {
        const Outcome outcome = done(actions, 100000, 80000, in_court, sale, false);
        EXPECT_EQ(posted(outcome, Account::claim_closed), 100000);
        EXPECT_EQ(posted(outcome, Account::borrower) + posted(outcome, Account::collateral), 0);
        EXPECT_EQ(outcome.carrying, 80000);
    }
}

// Whatever is done, the claim changes by what is posted on its accounts: stocks and flows reconcile.
Minor claim_by_accounts(const Outcome& outcome, Minor before) {
    return before + posted(outcome, Account::claim_costs_added) - posted(outcome, Account::claim_cash) -
           posted(outcome, Account::claim_forgiven) - posted(outcome, Account::claim_closed);
}

Minor carrying_by_accounts(const Outcome& outcome, Minor before) {
    return before - posted(outcome, Account::cash_applied) - posted(outcome, Account::forgiven) -
           posted(outcome, Account::write_off);
}

struct Dice {
    std::mt19937_64 engine{20261130};
    double uniform() { return static_cast<double>(engine() >> 11) * 0x1p-53; }
    Actions actions() {
        Actions list;
        if (uniform() < 0.7) {
            list.push_back(Charge{.account = uniform() < 0.5 ? Account::legal : Account::internal_workout,
                                  .fixed = 50.0 * uniform(),
                                  .share_of_claim = 0.1 * uniform(),
                                  .added_to_claim = uniform() < 0.5});
        }
        if (uniform() < 0.6) {
            list.push_back(Forgive{uniform()});
        }
        if (uniform() < 0.3) {
            list.push_back(RecutContract{{.extend_months = 12, .rate_cut = 0.01, .holiday_months = 3}});
        }
        const double end = uniform();
        if (end < 0.3) {
            list.push_back(PayClaim{});
        } else if (end < 0.4) {
            list.push_back(CloseClaim{});
        } else if (end < 0.5) {
            list.push_back(WriteOffCarrying{});
        }
        return list;
    }
};

TEST(Primitives, OutcomesReconcileAndAgreeWithTheirLinearForm) {
    Dice dice;
    int acted = 0;
    for (int i = 0; i < 20000; ++i) {
        const Actions actions = dice.actions();
        const auto claim = static_cast<Minor>(1e7 * dice.uniform());
        const auto carrying = static_cast<Minor>(1e7 * dice.uniform());
        const Outcome outcome = done(actions, claim, carrying);
        ASSERT_EQ(outcome.claim, claim_by_accounts(outcome, claim));
        ASSERT_EQ(outcome.carrying, carrying_by_accounts(outcome, carrying));
        ASSERT_GE(outcome.carrying, 0);
        const LinearForm form = linear_form(actions);
        const auto b = static_cast<double>(claim);
        const double rounding = 2.0;  // minor units: one a primitive
        ASSERT_NEAR(static_cast<double>(outcome.claim), form.claim * b + form.claim_by_count, rounding);
        ASSERT_NEAR(static_cast<double>(posted(outcome, Account::internal_workout)),
                    form.internal.by_claim * b + form.internal.by_count, rounding);
        ASSERT_NEAR(static_cast<double>(posted(outcome, Account::legal)),
                    form.external.by_claim * b + form.external.by_count, rounding);
        ASSERT_NEAR(static_cast<double>(posted(outcome, Account::borrower)),
                    form.paid_by_claim * b + form.paid_by_count, rounding);
        ASSERT_EQ(outcome.contract_changed, form.recuts);
        acted += actions.empty() ? 0 : 1;
    }
    EXPECT_GT(acted, 18000);
}

// A sale in expectation over its noise: the mean of outcomes at the quantiles of the price.
TEST(Primitives, ASaleAgreesWithItsExpectation) {
    constexpr int points = 20000;
    Dice dice;
    for (int i = 0; i < 12; ++i) {
        const double value = 1e8;
        const double sd = 0.05 + 0.4 * dice.uniform();
        const SaleLaw law{.mean_price = 0.5 + dice.uniform(),
                          .prior_claims = 0.3 * dice.uniform(),
                          .cost_share = 0.1 * dice.uniform(),
                          .log_sd = sd};
        const double claim = value * (0.2 + 1.2 * dice.uniform());
        double recovered = 0.0, cost = 0.0, deficiency = 0.0, left = 0.0;
        for (int p = 0; p < points; ++p) {
            const double noise = normal_quantile((p + 0.5) / points);
            const double price = value * law.mean_price * std::exp(sd * noise - 0.5 * sd * sd);
            const Outcome outcome = done({SellCollateral{.deficiency_lives_on = true}},
                                         static_cast<Minor>(claim), static_cast<Minor>(claim), in_court,
                                         {.appraised = price,
                                          .price = price,
                                          .prior_claims = law.prior_claims * value,
                                          .sale_cost = law.cost_share * price});
            const auto sale_cost = static_cast<double>(posted(outcome, Account::sale_cost));
            recovered += (static_cast<double>(posted(outcome, Account::collateral)) - sale_cost) / points;
            cost += sale_cost / points;
            deficiency += (outcome.leaves_deficiency ? 1.0 : 0.0) / points;
            left += static_cast<double>(outcome.claim) / points;
        }
        const double infinity = std::numeric_limits<double>::infinity();
        const ExpectedSale sale = expected_sale(law, claim / value, -infinity, infinity);
        EXPECT_NEAR(recovered / claim, sale.recovered, 1e-4);
        EXPECT_NEAR(cost / claim, sale.cost, 1e-4);
        EXPECT_NEAR(deficiency, sale.deficiency_probability, 1e-4);
        EXPECT_NEAR(left / claim, 1.0 - sale.recovered, 1e-4);
    }
}

}  // namespace
}  // namespace recoup
