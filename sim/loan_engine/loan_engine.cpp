#include "sim/loan_engine/loan_engine.hpp"

#include "sim/random/draw_address.hpp"

namespace recoup::sim {

LoanEngine::LoanEngine(const LoanProgram& program) : prepared_(program.prepared) {
    groups_.reserve(program.groups.size());
    for (std::size_t group = 0; group < program.groups.size(); ++group) {
        groups_.emplace_back(program, group);
    }
}

void LoanEngine::run(std::uint32_t path, int scenario, const MacroState& macro, PathEvents& events,
                     SaleNoiseMemo* noise) {
    const auto options = static_cast<std::size_t>(prepared_.option_count());
    const auto segments = static_cast<std::size_t>(prepared_.segment_count());
    events.logs.resize(options);
    for (EventLog& log : events.logs) {
        log.clear();
    }
    events.trunk.clear();
    events.left.clear();
    const PathContext context{prepared_, path, scenario, macro.indices, noise};
    const int step = months_per_period(prepared_.study.macro.frequency);
    // Group by group: loans do not meet, and a group stays in the cache while its months run.
    for (GroupEngine& group : groups_) {
        group.start(context, macro.x, events);
        for (int month = 1; month <= prepared_.months; ++month) {
            if (month == 1 || prepared_.study.calendar_month_at(month) % exit_months_per_block == 0) {
                group.begin_block(month);
            }
            if ((month - 1) % step == 0) {
                group.begin_period(month);
            }
            group.step(month);
        }
    }
    events.ineligible.assign(options * segments, 0);
    for (const GroupEngine& group : groups_) {
        for (std::size_t option = 0; option < options; ++option) {
            events.ineligible[option * segments + static_cast<std::size_t>(group.segment())] +=
                group.ineligible()[option];
        }
    }
}

std::uint64_t LoanEngine::loan_months() const {
    std::uint64_t total = 0;
    for (const GroupEngine& group : groups_) {
        total += group.loan_months();
    }
    return total;
}

}  // namespace recoup::sim
