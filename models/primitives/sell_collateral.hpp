// All collateral is sold at the realised price; a deficiency lives on where something can still be paid on
// it.
//
// Order of distribution: prior claims, costs of the sale, this claim, the rest to the borrower
// (models/measures/ liquidation has the price). In expectation the noise of the price is integrated:
// models/measures/expected_sale.
#pragma once

#include "models/measures/liquidation.hpp"
#include "models/primitives/outcome.hpp"

namespace recoup {

struct SellCollateral {
    bool deficiency_lives_on = false;

    bool operator==(const SellCollateral&) const = default;
};

inline void apply(const SellCollateral& sell, const LoanAtEvent& loan, Outcome& outcome) {
    const Minor claim = outcome.claim;
    const auto shares =
        shares_of_price(round_to_minor(loan.sale.price), round_to_minor(loan.sale.prior_claims),
                        round_to_minor(loan.sale.sale_cost), claim, least_minor);
    const Minor deficiency = claim + shares.sale_cost - shares.claim;
    outcome.collateral_sold = loan.sale.sold;
    outcome.leaves_deficiency = deficiency > 0 && sell.deficiency_lives_on;
    outcome.claim = outcome.leaves_deficiency ? deficiency : 0;
    if (!loan.posts) {
        outcome.post(Account::claim_closed, claim - outcome.claim);
        return;
    }
    outcome.post(Account::collateral, shares.claim);
    outcome.post(Account::sale_cost, shares.sale_cost);
    outcome.post(Account::prior_claims_paid, shares.prior_claims);
    outcome.post(Account::claim_costs_added, shares.sale_cost);
    outcome.post(Account::claim_cash, shares.claim);
    outcome.post(Account::claim_closed, deficiency - outcome.claim);
    outcome.apply_to_carrying(loan.standing, shares.claim - shares.sale_cost);
}

inline void add_to(LinearForm& form, const SellCollateral& sell) {
    form.sells = true;
    form.closes = !sell.deficiency_lives_on;
}

}  // namespace recoup
