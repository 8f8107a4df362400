// What happens on entering a node: a list of primitives, in order.
#pragma once

#include <variant>
#include <vector>

#include "models/primitives/charge.hpp"
#include "models/primitives/close_claim.hpp"
#include "models/primitives/forgive.hpp"
#include "models/primitives/pay_claim.hpp"
#include "models/primitives/pay_share.hpp"
#include "models/primitives/recut_contract.hpp"
#include "models/primitives/sell_collateral.hpp"
#include "models/primitives/write_off_carrying.hpp"

namespace recoup {

using Primitive = std::variant<PayClaim, PayShare, CloseClaim, WriteOffCarrying, Charge, Forgive,
                               RecutContract, RecutAfterCure, SellCollateral>;
using Actions = std::vector<Primitive>;

inline Outcome outcome_of(const Actions& actions, const LoanAtEvent& loan) {
    Outcome outcome(loan);
    for (const Primitive& action : actions) {
        std::visit([&](const auto& primitive) { apply(primitive, loan, outcome); }, action);
    }
    return outcome;
}

inline LinearForm linear_form(const Actions& actions) {
    LinearForm form;
    for (const Primitive& action : actions) {
        std::visit([&](const auto& primitive) { add_to(form, primitive); }, action);
    }
    return form;
}

}  // namespace recoup
