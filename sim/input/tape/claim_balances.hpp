// The claim of a row and its parts, as the EBA's templates have them.
//
//   legal balance = principal balance + accrued interest, on and off the books, + other balances (fees)
//
// Without a legal balance the claim is the sum of the others. What a legal balance is above that sum is
// interest that is accrued off the books. One below it contradicts the parts that the tape gives: an error;
// where it gives none, all of the claim is principal.
#pragma once

#include "sim/input/tables/loan_fields.hpp"
#include "sim/input/tables/row_reader.hpp"

namespace recoup::sim {

/// Minor units of the reporting currency.
struct ClaimBalances {
    Minor claim = 0;
    Minor accrued_interest = 0;
    Minor fees = 0;
};

ClaimBalances claim_balances(RowReader& row, const LoanFields& fields, double exchange_rate,
                             Minor principal_balance);

}  // namespace recoup::sim
