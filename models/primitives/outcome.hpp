// What a primitive does to a loan: amounts by account, and claim, carrying amount, contract and collateral
// afterwards.
//
// Each primitive is one file with a function `apply` from the loan as it stands to its outcome, and the same
// as a *linear form*: what the expected engine needs of it, per unit of claim and per loan. Loan engine,
// accounting, replay and lattice read these; nothing else knows what an action does.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "models/claim_schedule.hpp"
#include "models/collateral_set.hpp"
#include "models/node_rules.hpp"
#include "models/primitives/restructure_terms.hpp"
#include "models/primitives/shares.hpp"
#include "models/units.hpp"

namespace recoup {

/// The collateral of a loan that one sale takes, minor units.
struct Sale {
    CollateralSet sold = {};
    double appraised = 0.0;
    double price = 0.0;
    double prior_claims = 0.0;
    double sale_cost = 0.0;
};

struct Posting {
    Account account = Account::performing;
    Minor amount = 0;
};

/// A loan when something is done to it.
struct LoanAtEvent {
    Minor claim = 0;
    Minor carrying = 0;  ///< gross carrying amount; what never posts (the loan engine) may leave it at 0
    const Contract& contract;
    Reporting standing = {};  ///< how the loan is reported when the action begins
    int month = 0;            ///< at the end of which it happens
    double draw = 0.5;        ///< standard uniform, of what draws
    bool posts = true;        ///< false: the exit is counted and closes the claim, its cash is not posted
    const Sale& sale;         ///< read by what sells collateral
};

/// What is left, and what was posted on the way. Amounts are in minor units, cash in and out both positive.
struct Outcome {
    explicit Outcome(const LoanAtEvent& loan) : claim(loan.claim), carrying(loan.carrying) {}

    Minor claim = 0;
    Minor carrying = 0;
    Contract contract;  ///< where it changed
    bool contract_changed = false;
    CollateralSet collateral_sold = {};
    bool leaves_deficiency = false;  ///< a claim lives on behind the liquidation

    void post(Account account, Minor amount) { postings_[count_++] = {account, amount}; }
    /// Cash from the borrower, less the commission of who collects it.
    void post_payment(const Reporting& standing, Minor cash) {
        post(standing.payments, cash);
        if (standing.commission_share > 0.0) {
            post(Account::commission, round_to_minor(standing.commission_share * static_cast<double>(cash)));
        }
    }
    /// Cash against a non-performing exposure: first its carrying amount, the rest is a gain (S1-42). Off the
    /// books all of it is a gain; a performing loan has no stock of NPE that it could be set against.
    void apply_to_carrying(const Reporting& standing, Minor cash);
    std::span<const Posting> postings() const { return {postings_.data(), count_}; }

  private:
    static constexpr std::size_t most_postings = 16;
    std::array<Posting, most_postings> postings_;
    std::size_t count_ = 0;
};

/// An outcome in expectation: cash, costs and the claim afterwards by the claim and by the number of loans.
struct LinearForm {
    struct Cost {
        double by_claim = 0.0;
        double by_count = 0.0;  ///< minor units a loan
    };
    double paid_by_claim = 0.0, paid_by_count = 0.0;
    Cost internal;  ///< of the bank's own workout unit
    Cost external;
    double claim = 1.0;           ///< afterwards, by the claim before
    double claim_by_count = 0.0;  ///< afterwards, by loan
    bool draws = false;           ///< the outcome has a draw of its own
    bool sells = false;   ///< collateral: cash and what is left follow from models/measures/expected_sale
    bool closes = false;  ///< for good, but for a deficiency that a sale leaves
    bool recuts = false;  ///< the contract: `recut` says how
    RestructureTerms recut;
    int minimum_term_months = 0;  ///< of a recut after a cure; 0 = by the terms
};

inline void Outcome::apply_to_carrying(const Reporting& standing, Minor cash) {
    if (!standing.in_stock()) {
        post(Account::gain_over_carrying, standing.reported == ReportedClass::written_off ? cash : 0);
        return;
    }
    const auto [applied, gain] = shares_of_cash(cash, carrying, least_minor);
    carrying -= applied;
    post(Account::cash_applied, applied);
    post(Account::gain_over_carrying, gain);
}

}  // namespace recoup
