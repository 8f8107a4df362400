// The states in which a loan can stand, listed from worst to best for the lender.
//
// The order is the global rank by which the exits of a node are laid along the uniform draw: a low draw is a
// bad month under every option, which is what makes options comparable path by path (common random numbers).
// Default and forbearance states follow CRR Art. 178 and EBA/GL/2016/07, the arrears buckets the special
// mention accounts SMA-0/1/2 (S4-13); which days past due lead where is in models/regulation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace recoup {

enum class State : std::uint8_t {
    written_off,     ///< loss taken, recovery rights go on
    abandoned,       ///< closed: given up
    residual_claim,  ///< deficiency after liquidation
    defaulted,       ///< "default": no measure yet
    insolvency,      ///< insolvency proceedings
    enforcement,     ///< auction rounds
    court,           ///< legal proceedings, in stages
    liquidated,      ///< closed: collateral realised, no residual claim
    repossessed,     ///< asset inventory
    sold,            ///< closed: claim sold
    agency,          ///< collection agency
    arrears_61_90,   ///< SMA-2
    arrears_31_60,   ///< SMA-1
    arrears_1_30,    ///< SMA-0
    settling,        ///< settlement agreed, being paid
    settled,         ///< closed: settlement paid
    receipts_held,   ///< security receipts
    equity_held,     ///< after a debt-to-equity swap
    forborne_npe,    ///< restructured, under observation
    forborne_pe,     ///< restructured, on probation
    cured,           ///< returned to performing without a measure
    current,         ///< performing
    repaid,          ///< closed: paid in full
};

inline constexpr int state_count = 23;

/// Names in TOML, HDF5, Python and prose, in rank order.
inline constexpr std::array<std::string_view, state_count> state_names = {
    "written_off",   "abandoned",    "residual_claim", "default", "insolvency",    "enforcement",
    "court",         "liquidated",   "repossessed",    "sold",    "agency",        "arrears_61_90",
    "arrears_31_60", "arrears_1_30", "settling",       "settled", "receipts_held", "equity_held",
    "forborne_npe",  "forborne_pe",  "cured",          "current", "repaid",
};

constexpr std::string_view name_of(State state) {
    return state_names[static_cast<std::size_t>(state)];
}

constexpr std::optional<State> state_named(std::string_view name) {
    for (int i = 0; i < state_count; ++i) {
        if (state_names[static_cast<std::size_t>(i)] == name) {
            return static_cast<State>(i);
        }
    }
    return std::nullopt;
}

/// Nothing more is claimed or paid.
constexpr bool is_closed(State state) {
    return state == State::repaid || state == State::settled || state == State::liquidated ||
           state == State::sold || state == State::abandoned;
}

/// The borrower pays by contract here, late in arrears, so the contract's maturity ends the loan.
constexpr bool pays_contract(State state) {
    switch (state) {
        case State::current:
        case State::arrears_1_30:
        case State::arrears_31_60:
        case State::arrears_61_90:
        case State::forborne_pe:
        case State::forborne_npe:
        case State::cured:
            return true;
        default:
            return false;
    }
}

/// Days past due are counted, and the contract is still paid.
constexpr bool is_arrears(State state) {
    return state == State::arrears_1_30 || state == State::arrears_31_60 || state == State::arrears_61_90;
}

/// States that a loan may rest in without a hazard row: cash trickles, nothing is drawn.
constexpr bool may_rest(State state) {
    return state == State::written_off || state == State::residual_claim;
}

/// States that an exit may enter without a measure of their own.
constexpr bool reachable_by_exit(State state) {
    switch (state) {
        case State::insolvency:
        case State::repossessed:
        case State::sold:
        case State::agency:
        case State::settling:
        case State::settled:
        case State::receipts_held:
        case State::equity_held:
            return false;
        default:
            return true;
    }
}

}  // namespace recoup
