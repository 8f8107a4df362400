#include "sim/path/path_events.hpp"

#include <algorithm>
#include <tuple>

namespace recoup::sim {

namespace {

struct Entry {
    Event event;
    const EventAmounts* amounts = nullptr;
};

/// Nodes are those of graph `graph`.
void append_entries(const PreparedStudy& prepared, std::size_t graph, const EventLog& log,
                    std::vector<Entry>& entries) {
    for (const Event& event : log.records()) {
        entries.push_back({event, log.amounts(event)});
    }
    for (const EventRun& run : log.runs()) {
        const std::vector<GraphExit>& exits = prepared.segments[run.segment].exits[graph];
        for (const QuietMove& move : log.moves_of(run)) {
            entries.push_back({event_of(exits, move, run.month)});
        }
    }
}

}  // namespace

EventLog whole_log(const PreparedStudy& prepared, const PathEvents& events, int option) {
    const auto o = static_cast<std::size_t>(option);
    std::vector<Entry> entries;
    append_entries(prepared, 0, events.trunk, entries);
    for (Entry& entry : entries) {
        Event& event = entry.event;
        const Trunk& trunk = prepared.segments[prepared.study.portfolio.loans.segment[event.loan]].trunk;
        event.from_node = trunk.node_in[o][event.from_node];
        event.to_node = trunk.node_in[o][event.to_node];
    }
    append_entries(prepared, o, events.logs[o], entries);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.event.month, a.event.loan) < std::tie(b.event.month, b.event.loan);
    });
    EventLog whole;
    for (const Entry& entry : entries) {
        if (entry.amounts == nullptr) {
            whole.push_back(entry.event);
        } else {
            whole.push_back(entry.event, *entry.amounts);
        }
    }
    return whole;
}

}  // namespace recoup::sim
