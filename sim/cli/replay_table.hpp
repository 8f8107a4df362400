// A replay as a table: months in which nothing but the same kind of payments happens are drawn together.
#pragma once

#include <string>

#include "sim/replay.hpp"

namespace recoup::sim::cli {

struct ReplayView {
    std::string currency;
    int cut_off_calendar_month = 0;  ///< 12 * year + month - 1
    bool all_months = false;         ///< one line a month, also where nothing happens
};

std::string replay_table(const ReplayOption& option, const ReplayView& view);

/// 12 * year + month - 1 -> 2007-04
std::string month_text(int calendar_month);

}  // namespace recoup::sim::cli
