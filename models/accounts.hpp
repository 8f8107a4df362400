// The accounts of the ledger: integer minor units by option, segment and quarter. Append only.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace recoup {

enum class Account : std::uint8_t {
    // Non-performing exposures at gross carrying amount (S1-42):
    // opening + inflow + capitalised + advances + accrued - cure - cash_applied - forgiven - sale - write_off
    // - foreclosure - swap = closing
    opening,
    inflow,
    capitalised,
    advances,
    accrued,
    cure,
    cash_applied,
    forgiven,
    sale_of_npe,
    write_off,
    foreclosure,
    swap,
    closing,
    // Claims of loans that are or were non-performing:
    // claim_opening + claim_inflow + claim_interest + claim_costs_added - claim_cash - claim_forgiven -
    // claim_closed
    // = claim_closing
    claim_opening,
    claim_inflow,
    claim_interest,
    claim_costs_added,
    claim_cash,
    claim_forgiven,
    claim_closed,
    claim_closing,
    terminal_claim,             ///< open at the recovery horizon, at face
    terminal_claim_performing,  ///< part of it in performing states
    // Cash in
    performing,
    borrower,
    settlement,
    collateral,
    guarantee,
    estate,
    sale,
    receipts,
    asset_disposal,
    equity,
    after_write_off,
    // Cash out
    legal,
    collateral_upkeep,
    sale_cost,
    commission,
    servicing,
    internal_workout,
    // Other
    gain_over_carrying,
    prior_claims_paid,
    // Present values at cut-off of the net cash of loans that are or were non-performing
    pv_effective,  ///< at the loan's effective rate, without internal workout cost (IFRS 9 B5.5.55)
    pv_hurdle,     ///< at the bank's hurdle rate
    pv_investor,   ///< at the investor's return, without internal workout cost
    pv_costs_hurdle,
    // The same by cohort: loans non-performing at cut-off; the inflow is the rest
    net_cash_npe,
    net_cash_inflow,
    pv_effective_npe,
    pv_hurdle_npe,
    pv_investor_npe,
    claim_inflow_discounted,  ///< claim at default at the effective rate, to cut-off
    // Claim-weighted time of the loans non-performing at cut-off
    claim_months_to_resolution,  ///< claim x months
    unresolved_claim,            ///< claim at cut-off of those still non-performing at the horizon
};

inline constexpr int account_count = 54;

inline constexpr std::array<std::string_view, account_count> account_names = {
    "opening",
    "inflow",
    "capitalised",
    "advances",
    "accrued",
    "cure",
    "cash_applied",
    "forgiven",
    "sale_of_npe",
    "write_off",
    "foreclosure",
    "swap",
    "closing",
    "claim_opening",
    "claim_inflow",
    "claim_interest",
    "claim_costs_added",
    "claim_cash",
    "claim_forgiven",
    "claim_closed",
    "claim_closing",
    "terminal_claim",
    "terminal_claim_performing",
    "performing",
    "borrower",
    "settlement",
    "collateral",
    "guarantee",
    "estate",
    "sale",
    "receipts",
    "asset_disposal",
    "equity",
    "after_write_off",
    "legal",
    "collateral_upkeep",
    "sale_cost",
    "commission",
    "servicing",
    "internal_workout",
    "gain_over_carrying",
    "prior_claims_paid",
    "pv_effective",
    "pv_hurdle",
    "pv_investor",
    "pv_costs_hurdle",
    "net_cash_npe",
    "net_cash_inflow",
    "pv_effective_npe",
    "pv_hurdle_npe",
    "pv_investor_npe",
    "claim_inflow_discounted",
    "claim_months_to_resolution",
    "unresolved_claim",
};
static_assert(static_cast<int>(Account::unresolved_claim) + 1 == account_count);

/// Stands at the end of a bucket; all others are flows of it.
constexpr bool is_closing_stock(Account account) {
    return account == Account::closing || account == Account::claim_closing;
}
constexpr bool is_cash_in(Account account) {
    return account >= Account::performing && account <= Account::after_write_off;
}
/// Counts in the claims of loans that are or were non-performing.
constexpr bool is_of_claim(Account account) {
    return account >= Account::claim_opening && account <= Account::terminal_claim_performing;
}
constexpr bool is_cash_out(Account account) {
    return account >= Account::legal && account <= Account::internal_workout;
}

}  // namespace recoup
