// Names that a pool gives to its loans and to the parts of its collateral in the loan engine
// (sim/study/pools.hpp), and rows that have one of them already.
#pragma once

#include <vector>

#include "sim/input/tables/row_issues.hpp"
#include "sim/input/tape/collateral_rows.hpp"
#include "sim/input/tape/rule_columns.hpp"

namespace recoup::sim {

/// Two of one name would share their random numbers: an issue of both rows.
void check_pool_names(const std::vector<LoanFacts>& loans, const std::vector<CollateralRow>& collateral,
                      RowIssues& loan_issues, RowIssues& collateral_issues);

}  // namespace recoup::sim
