#include "sim/path_events.hpp"

namespace recoup::sim {

EventLog whole_log(const PreparedStudy& prepared, const PathEvents& events, int option) {
    const auto o = static_cast<std::size_t>(option);
    const EventLog& own = events.logs[o];
    EventLog whole;
    const auto append = [&](Event event, const EventLog& from) {
        if (const EventAmounts* amounts = from.amounts(event)) {
            whole.push_back(event, *amounts);
        } else {
            whole.push_back(event);
        }
    };
    const Event* next = own.begin();
    for (Event event : events.trunk) {
        for (; next != own.end() && next->month < event.month; ++next) {
            append(*next, own);
        }
        const Trunk& trunk = prepared.segments[prepared.study.portfolio.loans.segment[event.loan]].trunk;
        event.from_node = trunk.node_in[o][event.from_node];
        event.to_node = trunk.node_in[o][event.to_node];
        append(event, events.trunk);
    }
    for (; next != own.end(); ++next) {
        append(*next, own);
    }
    return whole;
}

}  // namespace recoup::sim
