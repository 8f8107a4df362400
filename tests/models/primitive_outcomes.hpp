// What primitives leave of a loan, in few words.
#pragma once

#include "models/actions.hpp"

namespace recoup {

/// Total posted on an account.
inline Minor posted(const Outcome& outcome, Account account) {
    Minor sum = 0;
    for (const Posting& posting : outcome.postings()) {
        sum += posting.account == account ? posting.amount : 0;
    }
    return sum;
}

struct RestructuredClaim {
    Contract contract;
    Minor claim = 0;
    Minor forgiven = 0;
};

/// As a measure of kind restructure does it, without its cost.
inline RestructuredClaim restructure(const Contract& contract, Minor claim, int now,
                                     const RestructureTerms& terms) {
    const Outcome outcome =
        outcome_of({Forgive{terms.forgive}, RecutContract{terms}},
                   {.claim = claim, .carrying = claim, .contract = contract, .month = now, .sale = {}});
    return {outcome.contract, outcome.claim, posted(outcome, Account::claim_forgiven)};
}

/// Who gets what of a price, rounded as a sale rounds it.
inline SharesOfPrice<Minor> divided(double price, double prior_claims, double sale_cost, Minor claim) {
    return shares_of_price(round_to_minor(price), round_to_minor(prior_claims), round_to_minor(sale_cost),
                           claim, least_minor);
}

}  // namespace recoup
