// Covariate profiles: the combinations of text values on the tape that shift any exit of a segment.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/portfolio.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/input/tape/rule_columns.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// Columns that a `delta` of the parameters names: column -> values.
std::map<std::string, std::set<std::string>> delta_columns(const SegmentParameters& parameters);

struct SegmentProfiles {
    std::vector<CovariateProfile> profiles;  ///< [0] = reference, the rest in the order of their values
    std::vector<std::uint16_t> of_loan;      ///< by loan of the segment, in the order given
};

/// Values without a delta, and missing ones, count as the reference. Absent columns are problems; values that
/// no loan has are warnings.
SegmentProfiles find_profiles(const Table& loans, const std::vector<const LoanFacts*>& segment_loans,
                              const SegmentParameters& parameters, Problems& problems);

}  // namespace recoup::sim
