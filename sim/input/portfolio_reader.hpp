// From the tables of the tape to the portfolio of a study: rows, collateral, segments, eligibility, profiles.
#pragma once

#include "sim/input/tables/table.hpp"
#include "sim/input/tape/tape_request.hpp"
#include "sim/problems/problems.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// Fills portfolio, excluded rows and differences to control totals. `collateral` may be null.
void fill_portfolio(const Table& loans, const Table* collateral, TapeRequest& request, Study& study,
                    Problems& problems);

}  // namespace recoup::sim
