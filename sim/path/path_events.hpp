// What the loans did on one path and scenario.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/path/event_log.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// Loans that never move leave no event.
struct PathEvents {
    EventLog trunk;              ///< what all options share; nodes of the first option's graph
    std::vector<EventLog> logs;  ///< [option]: the rest; a loan of the trunk begins here with its way out
    std::vector<std::uint32_t> left;       ///< loans that left the trunk
    std::vector<std::int64_t> ineligible;  ///< [option][segment]: loans that no measure took when one was due
};

/// A move of a log as a whole record; `exits` are those of the graph that the log's nodes belong to.
inline Event event_of(const std::vector<GraphExit>& exits, const QuietMove& move, int month) {
    const GraphExit& taken = exits[move.exit];
    return {.loan = move.loan,
            .month = static_cast<std::uint16_t>(month),
            .from_node = taken.from,
            .to_node = taken.to,
            .cause = Cause::exit,
            .exit = taken.exit};
}

/// All events of an option by month and loan, in whole records with its own nodes.
EventLog whole_log(const PreparedStudy& prepared, const PathEvents& events, int option);

}  // namespace recoup::sim
