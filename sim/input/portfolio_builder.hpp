// Lays validated loans and collateral out as columns; evaluates who is eligible for which measure.
#pragma once

#include <vector>

#include "sim/input/collateral_rows.hpp"
#include "sim/input/rule_columns.hpp"
#include "sim/input/tape.hpp"

namespace recoup::sim {

struct PortfolioParts {
    const Table& table;
    const std::vector<LoanFacts>& loans;           ///< ordered by segment, then identifier
    const std::vector<CollateralRow>& collateral;  ///< in the order of the loans, then by identifier
    const TapeRequest& request;
    const RuleColumns& columns;
};

void build_portfolio(const PortfolioParts& parts, Study& study, Problems& problems);

}  // namespace recoup::sim
