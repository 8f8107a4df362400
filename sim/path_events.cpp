#include "sim/path_events.hpp"

#include <algorithm>

namespace recoup::sim {

EventLog whole_log(const PreparedStudy& prepared, const PathEvents& events, int option) {
    const auto o = static_cast<std::size_t>(option);
    struct Entry {
        Event event;
        const EventAmounts* amounts;
    };
    std::vector<Entry> entries;
    for (Event event : events.trunk) {
        const Trunk& trunk = prepared.segments[prepared.study.portfolio.loans.segment[event.loan]].trunk;
        event.from_node = trunk.node_in[o][event.from_node];
        event.to_node = trunk.node_in[o][event.to_node];
        entries.push_back({event, events.trunk.amounts(event)});
    }
    for (const Event& event : events.logs[o]) {
        entries.push_back({event, events.logs[o].amounts(event)});
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.event.month < b.event.month; });
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
