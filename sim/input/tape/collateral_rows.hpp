// Collateral of the tape as validated values.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/units.hpp"
#include "sim/input/tables/money.hpp"
#include "sim/input/tables/row_issues.hpp"
#include "sim/input/toml/date.hpp"

namespace recoup::sim {

/// One row: a collateral and one of the loans that it secures.
struct CollateralRow {
    std::size_t row = 0;
    std::string identifier;
    std::uint64_t entity = 0;  ///< its hash, which addresses random numbers
    std::string loan_identifier;
    std::string collateral_class;
    std::string region;
    Date valuation_date;
    Minor value = 0;         ///< of the whole collateral until it is shared out
    Minor prior_claims = 0;  ///< ranking before all loans, likewise
};

/// By loan_identifier, of all loans of the tape, good rows and bad.
using Claims = std::unordered_map<std::string_view, Minor>;

/// All rows, those with issues, too.
std::vector<CollateralRow> read_collateral_rows(const Table& table, const Date& cut_off,
                                                const Currencies& currencies, RowIssues& issues);

/// Issues of rows that other rows, or the loans, contradict; `loans` null where not all of them are known.
void check_collateral_rows(const Table& table, const std::vector<CollateralRow>& rows, const Claims* loans,
                           RowIssues& issues);

/// Where a row has issues, or the claim of its loan cannot be read, no row of its collateral can be shared
/// out: all of them get an issue and go.
void leave_out_broken(std::vector<CollateralRow>& rows, const Claims& claims, RowIssues& issues);

/// Shares the value of each collateral among its loans in proportion to their claims, to the minor unit: the
/// shares add up to the value. A loan that is not simulated has its share, too: what is its own does not go
/// to the others. Rows of loans without a claim here are left out. The result is ordered by loan, then
/// collateral.
std::vector<CollateralRow> shared_out(const std::vector<CollateralRow>& rows, const Claims& claims);

}  // namespace recoup::sim
