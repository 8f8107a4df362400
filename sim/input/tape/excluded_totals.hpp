// What the rows that are left out are owed, by the segment that they would belong to: control totals compare
// what was read, whether it is simulated or not.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/input/rules/eligibility.hpp"
#include "sim/input/tables/row_issues.hpp"
#include "sim/input/tape/rule_columns.hpp"

namespace recoup::sim {

struct ExcludedBySegment {
    std::vector<Minor> by_segment;
    Minor elsewhere = 0;     ///< of rows whose segment cannot be told: a rule needs what could not be read
    std::size_t untold = 0;  ///< rows whose amount is negative or cannot be read, and is not counted
};

/// `rules` by segment. A row with issues has its balances, as far as they can be read, and further columns of
/// the tape; a rule that asks for anything else cannot be judged.
ExcludedBySegment excluded_totals(std::size_t rows, const RowIssues& issues,
                                  const std::vector<std::optional<Rule>>& rules, const RuleColumns& columns,
                                  const Table& table,
                                  const std::function<RowAmounts(std::size_t)>& amounts_of);

}  // namespace recoup::sim
