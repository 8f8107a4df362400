// Path totals as part files and back. What a part holds does not depend on where parts are cut.
#pragma once

#include <filesystem>
#include <string>

#include "sim/aggregation/batch_totals.hpp"
#include "sim/aggregation/run_cost.hpp"
#include "sim/output/part_file.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

/// Throws ContractViolation where the arrays do not hold the paths.
Part part_of(const PathTotals& totals, const std::string& identity, const RunCost& cost = {});

/// Throws OutputError where the arrays are not those of the study, or hold what no run writes: numbers that
/// are not finite, counts below zero.
PathTotals totals_of(const Part& part, const TotalsShape& shape);
RunCost cost_of(const Part& part);

/// Parts in path order as one. Whether they are complete and belong together is checked before, by
/// check_parts_complete() and check_parts_belong(); throws OutputError where there is none, Interrupted on
/// stop. Adds what the parts cost to `cost`, where given.
PathTotals read_totals(const std::vector<PartFile>& files, const TotalsShape& shape, StopFlag stop = nullptr,
                       RunCost* cost = nullptr);

}  // namespace recoup::sim
