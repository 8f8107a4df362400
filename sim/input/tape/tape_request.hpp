// What a tape is read with, as the study says it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/input/rules/eligibility.hpp"
#include "sim/input/tables/money.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/problems/problems.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

struct ControlTotal {
    double principal_balance = 0.0;  ///< units of the reporting currency
    double tolerance = 0.0;
    std::string where;
    std::string field;
};

/// What the tape is read with; the study holds segments, options and macro model already.
struct TapeRequest {
    Date cut_off;
    Currencies currencies;
    bool exclude_bad_rows = false;
    int threads = 1;
    std::vector<std::optional<Rule>> segment_rules;      ///< by segment; none = every loan
    std::vector<std::vector<std::optional<Rule>>> who;   ///< [option][measure]; none = everybody
    std::map<std::string, ControlTotal> control_totals;  ///< by segment
};

}  // namespace recoup::sim
