// The totals of one path: the list of figures that both engines give and the results are made from.
#pragma once

#include <array>
#include <string_view>

namespace recoup::sim {

/// Per-path totals by scenario, option and segment, in units of the reporting currency unless said otherwise.
enum class Total : int {
    net_cash_npe,             ///< undiscounted, loans non-performing at cut-off
    net_cash_inflow,          ///< undiscounted, loans that default later
    claim_inflow,             ///< claim at default of the inflow
    claim_inflow_discounted,  ///< the same at the effective rate, to cut-off
    pv_effective_npe,
    pv_effective_inflow,
    pv_hurdle_npe,
    pv_hurdle_inflow,
    pv_investor_npe,
    pv_investor_inflow,
    pv_costs_hurdle,
    terminal_claim,              ///< open at the recovery horizon, at face
    terminal_claim_performing,   ///< part of it in performing states
    claim_months_to_resolution,  ///< currency x months, loans non-performing at cut-off; open ones at the
                                 ///< horizon
    unresolved_claim,            ///< claim at cut-off of those still non-performing at the horizon
};

inline constexpr int total_count = 15;
inline constexpr std::array<std::string_view, total_count> total_names = {"net_cash_npe",
                                                                          "net_cash_inflow",
                                                                          "claim_inflow",
                                                                          "claim_inflow_discounted",
                                                                          "pv_effective_npe",
                                                                          "pv_effective_inflow",
                                                                          "pv_hurdle_npe",
                                                                          "pv_hurdle_inflow",
                                                                          "pv_investor_npe",
                                                                          "pv_investor_inflow",
                                                                          "pv_costs_hurdle",
                                                                          "terminal_claim",
                                                                          "terminal_claim_performing",
                                                                          "claim_months_to_resolution",
                                                                          "unresolved_claim"};
static_assert(static_cast<int>(Total::unresolved_claim) + 1 == total_count);

}  // namespace recoup::sim
