// Who gets what: integer amounts divided among those who are entitled, in their order. `Amount` is Minor or a vector of
// them, `Least` their minimum; included in the namespace of its user, once plainly and once for each kind of vector.

/// Of the price of collateral: prior claims, costs of the sale, the claim with the costs added to it; the rest is the
/// borrower's.
template <class Amount>
struct SharesOfPrice {
    Amount prior_claims, sale_cost, claim;
};

template <class Amount, class Least>
SharesOfPrice<Amount> shares_of_price(Amount price, Amount prior_claims, Amount sale_cost, Amount claim, Least least) {
    SharesOfPrice<Amount> shares;
    shares.prior_claims = least(price, prior_claims);
    const Amount left = price - shares.prior_claims;
    shares.sale_cost = least(left, sale_cost);
    shares.claim = least(claim + shares.sale_cost, left);
    return shares;
}

/// Of cash set against a non-performing exposure: its gross carrying amount first, the rest is a gain (S1-42).
template <class Amount>
struct SharesOfCash {
    Amount carrying, gain;
};

template <class Amount, class Least>
SharesOfCash<Amount> shares_of_cash(Amount cash, Amount carrying, Least least) {
    SharesOfCash<Amount> shares;
    shares.carrying = least(cash, carrying);
    shares.gain = cash - shares.carrying;
    return shares;
}
