// What the horizon finds of quiet loans (LoanAccount::close for one): claims still open, carrying amounts in
// the stock of non-performing exposures, months to resolution. Neighbouring loans of one segment, in vectors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/units.hpp"

namespace recoup::sim {

/// Columns by loan.
struct QuietLoansAtHorizon {
    const std::uint8_t* standing = nullptr;  ///< bits of LoanStanding; what is no quiet loan is passed over
    const std::int16_t* resolved = nullptr;  ///< month in which it last left the stock of NPE
    const Minor* claim = nullptr;
    const Minor* carrying = nullptr;
    std::size_t size = 0;
    int horizon = 0;  ///< month
};

struct HorizonSums {
    Minor claim_months = 0;  ///< to resolution, of those non-performing at cut-off
    Minor unresolved = 0;    ///< claims of these that are in the stock
    Minor carrying = 0;      ///< of the stock
    Minor claim_open = 0;    ///< of all that are or were non-performing
    Minor claim_performing = 0;
};

HorizonSums sum_at_horizon(const QuietLoansAtHorizon& loans);

}  // namespace recoup::sim
