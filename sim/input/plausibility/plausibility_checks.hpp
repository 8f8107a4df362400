// The checks of sim/input/plausibility/plausibility, each from the tape, or a column of it, to at most one
// warning.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/input/plausibility/plausibility.hpp"

namespace recoup::sim {

using Doubt = std::optional<Problem>;

/// Rows whose balance is the sum of others; none of them is a loan.
struct Totals {
    std::vector<std::size_t> rows;  ///< of loans, ascending
    std::size_t of_rows = 0;  ///< among which they are the totals; excluded ones count where they have to
};

// Totals: sim/input/plausibility/doubtful_totals.cpp
/// None where the check is off.
Totals rows_of_totals(const ReadTape& tape);
Doubt totals_among_loans(const ReadTape& tape, const Totals& totals);
/// Of all loans, in units of the reporting currency.
double total_claim(const ReadTape& tape);

// Amounts: sim/input/plausibility/doubtful_amounts.cpp
Doubt small_claims(const ReadTape& tape);
Doubt concentration(const ReadTape& tape, const Totals& totals);
Doubt collateral_beside_claims(const ReadTape& tape);
Doubt no_collateral(const ReadTape& tape);

// Rates, by column: sim/input/plausibility/doubtful_rates.cpp
Doubt high_rates(const ReadTape& tape, const std::string& name);
Doubt low_rates(const ReadTape& tape, const std::string& name);

// Dates, currencies: sim/input/plausibility/doubtful_rows.cpp
Doubt default_before_origination(const ReadTape& tape);
Doubt days_beside_default(const ReadTape& tape);
Doubt old_valuations(const ReadTape& tape);
Doubt currency_change(const ReadTape& tape, const Table* table, const char* column);

/// The middle of the values; they must not be empty.
double median(std::vector<double> values);
/// "93.4 %"
std::string percent(double share);
/// The column as the tape calls it.
std::string shown_column(const Table& table, const std::string& name);
/// `loans.csv:17 (L0042)`
std::string shown_row(const ReadTape& tape, const LoanFacts& facts);

}  // namespace recoup::sim
