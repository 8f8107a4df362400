// Doubts about a tape that can be read: figures that are legal one by one and hardly right together. Each is
// one warning with its figures, what follows from it, and what would make it right.
#pragma once

#include <utility>
#include <vector>

#include "sim/input/tape/collateral_rows.hpp"
#include "sim/input/tape/rule_columns.hpp"
#include "sim/input/tape/tape_request.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// Principal balances in minor units, by row of the table, ascending.
using RowBalances = std::vector<std::pair<std::size_t, double>>;

/// What was read, with the portfolio built from it.
struct ReadTape {
    const Table& loans;
    const Table* collateral;                    ///< null where the study has none
    const std::vector<LoanFacts>& facts;        ///< in the order of the portfolio's loans
    const std::vector<CollateralRow>& secured;  ///< of the loans, shared out
    const RowBalances& excluded;                ///< of the rows that are left out, where they can be read
    const TapeRequest& request;
    const Study& study;
};

/// All checks that the study's [plausibility] leaves on. Time and memory grow with the rows.
void check_plausibility(const ReadTape& tape, Problems& problems);

}  // namespace recoup::sim
