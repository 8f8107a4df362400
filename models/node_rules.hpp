// The rules of a node: what holds for a loan while it stands there, whatever the node's state is called.
//
// The reported class decides which stock a loan counts in: performing and non-performing exposures (CRR Art.
// 178, EBA/GL/2016/07; S4-28), written off (off the books though the claim lives on, S3-26), assets and
// holdings (what the bank took instead of the claim), closed. Interest accrues to the carrying amount of a
// non-performing loan only where its contract is paid (non-accrual otherwise, S4-04).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/accounts.hpp"
#include "models/parameters.hpp"
#include "models/workout_states.hpp"

namespace recoup {

enum class ReportedClass : std::uint8_t { performing, non_performing, written_off, asset, holding, closed };
inline constexpr std::array<std::string_view, 6> reported_class_names = {
    "performing", "non_performing", "written_off", "asset", "holding", "closed"};

/// The class in which a state is reported.
constexpr ReportedClass reported_class(State state) {
    switch (state) {
        case State::current:
        case State::arrears_1_30:
        case State::arrears_31_60:
        case State::arrears_61_90:
        case State::forborne_pe:
        case State::cured:
            return ReportedClass::performing;
        case State::written_off:
            return ReportedClass::written_off;
        case State::repossessed:
            return ReportedClass::asset;
        case State::receipts_held:
        case State::equity_held:
            return ReportedClass::holding;
        case State::repaid:
        case State::settled:
        case State::liquidated:
        case State::sold:
        case State::abandoned:
            return ReportedClass::closed;
        default:
            return ReportedClass::non_performing;
    }
}

/// In the stock of non-performing exposures.
constexpr bool is_in_stock(State state) {
    return reported_class(state) == ReportedClass::non_performing;
}

constexpr bool is_performing(State state) {
    return reported_class(state) == ReportedClass::performing;
}

/// How a loan is reported, and where what its borrower pays is booked.
struct Reporting {
    ReportedClass reported = ReportedClass::performing;
    Account payments = Account::performing;
    double commission_share = 0.0;  ///< of the cash, kept by who collects it

    constexpr bool performing() const { return reported == ReportedClass::performing; }
    /// In the stock of non-performing exposures.
    constexpr bool in_stock() const { return reported == ReportedClass::non_performing; }
    constexpr bool closed() const { return reported == ReportedClass::closed; }
    bool operator==(const Reporting&) const = default;
};

/// Of a loan that has just become non-performing, before anything is done about it.
inline constexpr Reporting defaulted_now{ReportedClass::non_performing, Account::borrower, 0.0};

struct NodeRules : Reporting {
    bool accrues = false;  ///< interest is added to the carrying amount of a non-performing loan
    CashSpec cash;         ///< what a month pays
    CostSpec costs;        ///< what a month costs

    bool operator==(const NodeRules&) const = default;
};

NodeRules rules_of(const SegmentParameters& parameters, State state);

}  // namespace recoup
