// Lays validated loans and collateral out as columns; evaluates who is eligible for which measure.
#pragma once

#include <span>
#include <vector>

#include "sim/input/tape/collateral_rows.hpp"
#include "sim/input/tape/rule_columns.hpp"
#include "sim/input/tape/tape_request.hpp"

namespace recoup::sim {

/// The collateral of a loan, among the rows that are shared out.
inline std::span<const CollateralRow> collateral_of(const LoanFacts& loan,
                                                    const std::vector<CollateralRow>& rows) {
    return std::span(rows).subspan(loan.first_collateral, loan.collateral_count);
}

struct PortfolioParts {
    const Table& table;
    const std::vector<LoanFacts>& loans;           ///< ordered by segment, then identifier
    const std::vector<CollateralRow>& collateral;  ///< shared out; LoanFacts say which are whose
    const TapeRequest& request;
    const RuleColumns& columns;
};

void build_portfolio(const PortfolioParts& parts, Study& study, Problems& problems);

}  // namespace recoup::sim
