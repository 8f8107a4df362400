// The settlement of quiet loans that end in one month, all of a segment at once in vectors: who gets what of
// a sale (models/primitives/shares), present values (models/recovery_cash_flows), and one sum an account.
//
// The same operations in the same order as for one loan, hence the same bits, whatever the vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/units.hpp"

namespace recoup::sim {

/// What holds for an end, as bits.
struct EndFact {
    enum Bit : std::int64_t {
        sells = 1,             ///< collateral: cash is what the price leaves, else the claim
        pays = 2,              ///< false: counted only, no cash is posted
        from_stock = 4,        ///< non-performing before it, or enters the stock first
        of_workout = 8,        ///< is or was non-performing, at the latest by this end
        of_npe_cohort = 16,    ///< non-performing at cut-off
        by_default = 32,       ///< performing until now, and takes a loss
        by_first_default = 64  ///< likewise, for the first time
    };
};

constexpr std::int64_t fact_if(bool holds, EndFact::Bit fact) {
    return -std::int64_t{holds} & fact;
}

/// Whole vectors are read: columns have so much room behind the last entry.
inline constexpr std::size_t settlement_slack = 8;

/// By end; settle() clears what stands behind the last.
struct EndColumns {
    std::vector<std::int64_t> facts;  ///< bits of EndFact
    std::vector<Minor> claim, carrying;
    std::vector<double> effective;                  ///< monthly discount factor at the loan's own rate
    std::vector<double> price, prior_claims, cost;  ///< of a sale, else 0
    void make_room(std::size_t size);
};

struct Settlement {
    Minor inflow = 0, claim_inflow = 0, claim_inflow_discounted = 0;
    Minor sale_cash = 0, sale_cost = 0, prior_claims_paid = 0;
    Minor net_cash = 0, net_cash_npe = 0, net_cash_inflow = 0;
    Minor pv_effective = 0, pv_hurdle = 0, pv_investor = 0;
    Minor pv_effective_npe = 0, pv_hurdle_npe = 0, pv_investor_npe = 0;
    Minor pv_costs_hurdle = 0;
    Minor claim_costs_added = 0, claim_cash = 0, claim_closed = 0;
    Minor cash_applied = 0, gain_over_carrying = 0, write_off = 0;
};

/// Sums over the first `size` ends; `hurdle` and `investor` are the discount factors of `month`.
Settlement settle(EndColumns& ends, std::size_t size, int month, double hurdle, double investor);

/// Sum of claim x effective^month, each rounded to a minor unit. Columns have `settlement_slack`.
Minor discounted_sum(const Minor* claim, const double* effective, std::size_t size, int month);

}  // namespace recoup::sim
