// What the pools of a tape take once they are written out for the loan engine (sim/study/pools.hpp), told
// before they are.
//
//   bytes = loans x (columns, record, contract, places in the engine by option) + parts of collateral x
//   columns
//
// What a thread needs to run them comes on top: sim/running/estimate.hpp adds it for the loans written out.
#pragma once

#include "sim/study/study.hpp"

namespace recoup::sim {

/// 0 where nothing is written out.
double bytes_of_pools_written_out(const Study& study);

}  // namespace recoup::sim
