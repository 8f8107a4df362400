#include "sim/path/joints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/account_glossary.hpp"
#include "models/errors.hpp"
#include "sim/path/amount_context.hpp"

namespace recoup::sim {

namespace {

std::string path_text(const PathContext& context) {
    const Study& study = context.prepared.study;
    return fmt::format("path {}, scenario {}, seed {}", context.path,
                       study.scenarios[static_cast<std::size_t>(context.scenario)].name, study.seed);
}

[[noreturn]] void violated(const LoanOnPath& at, const std::string& what) {
    throw ContractViolation("exits out: " + what + ": " + at.text() + "; see " + at.replay_command());
}

bool may_enter(const WorkoutGraph& graph, const Event& event) {
    const Node& from = graph.nodes[event.from_node];
    const auto leads_here = [&](std::uint16_t node) {
        return node == event.to_node || (node != no_node && graph.nodes[node].residual_node == event.to_node);
    };
    const auto fires_here = [&](const Clock& clock) {
        const bool measure = std::ranges::any_of(
            clock.measures, [&](std::uint8_t m) { return graph.measure_entry[m] == event.to_node; });
        return measure || leads_here(clock.node) || leads_here(clock.unsold_node) ||
               leads_here(clock.nothing_to_sell_node);
    };
    return event.cause == Cause::exit ? event.exit < from.exits.size() && leads_here(from.exits[event.exit])
                                      : std::ranges::any_of(from.clocks, fires_here);
}

/// opening + flows = closing in every bucket, for the accounts of one sum.
void check_sum(const PathContext& context, int option, const PathLedger& ledger, int segment,
               std::string_view sum, Account closing) {
    Minor stock = 0;
    for (int bucket = 0; bucket <= ledger.quarters(); ++bucket) {
        for (int a = 0; a < account_count; ++a) {
            const AccountMeaning& meaning = account_meanings[static_cast<std::size_t>(a)];
            stock += meaning.sum == sum
                         ? meaning.sign * ledger.money(segment, bucket, static_cast<Account>(a))
                         : 0;
        }
        if (ledger.money(segment, bucket, closing) != stock) {
            throw ContractViolation(
                fmt::format("ledger in: {} of segment {} in bucket {} is {}, opening and flows give {} minor "
                            "units: {}, option {}",
                            account_names[static_cast<std::size_t>(closing)],
                            context.prepared.study.segments[static_cast<std::size_t>(segment)].name, bucket,
                            ledger.money(segment, bucket, closing), stock, path_text(context),
                            context.prepared.study.options[static_cast<std::size_t>(option)].name));
        }
    }
}

}  // namespace

void check_macro(const PathContext& context, const MacroState& macro) {
    const auto finite = [](double x) { return std::isfinite(x); };
    const auto positive = [](double level) { return std::isfinite(level) && level > 0.0; };
    if (!std::ranges::all_of(macro.x, finite) || !std::ranges::all_of(macro.indices.level, positive)) {
        throw ContractViolation("draws in: a macro variable is not finite, or an index level not above 0: " +
                                path_text(context));
    }
}

void check_events(const PathContext& context, const PathEvents& events) {
    const PreparedStudy& prepared = context.prepared;
    const LoanColumns& loans = prepared.study.portfolio.loans;
    for (int option = 0; option < prepared.option_count(); ++option) {
        std::vector<std::uint16_t> held(loans.size()), moved(loans.size());
        for (std::size_t i = 0; i < loans.size(); ++i) {
            held[i] = prepared.segments[loans.segment[i]]
                          .graphs[static_cast<std::size_t>(option)]
                          .start[static_cast<std::size_t>(loans.state[i])];
        }
        const EventLog log = whole_log(prepared, events, option);
        for (const Event& event : log.records()) {
            const WorkoutGraph& graph =
                prepared.segments[loans.segment[event.loan]].graphs[static_cast<std::size_t>(option)];
            const LoanOnPath at{context, option, event.loan, event.month, event.from_node};
            if (held[event.loan] != event.from_node) {
                violated(at, "a loan leaves a node that it does not hold");
            }
            if (event.month <= moved[event.loan] || event.month > prepared.months) {
                violated(at, "a loan moves twice in a month, or beyond the horizon");
            }
            if (graph.nodes[event.from_node].rules.closed() || !may_enter(graph, event)) {
                violated(at, "a loan takes a way that its node does not have");
            }
            held[event.loan] = event.to_node;
            moved[event.loan] = event.month;
        }
    }
}

void check_ledger(const PathContext& context, int option, const PathLedger& ledger) {
    for (int segment = 0; segment < ledger.segments(); ++segment) {
        check_sum(context, option, ledger, segment, of_exposure, Account::closing);
        check_sum(context, option, ledger, segment, of_claim, Account::claim_closing);
        Minor accounts = 0, months = 0;
        for (int a = 0; a < account_count; ++a) {
            const auto account = static_cast<Account>(a);
            const Minor sum =
                is_cash_in(account) || is_cash_out(account) ? ledger.total(segment, account) : 0;
            accounts += is_cash_in(account) ? sum : -sum;
        }
        for (int month = 1; month <= ledger.months(); ++month) {
            months += ledger.net_cash(segment, month);
        }
        if (accounts != months) {
            throw ContractViolation(fmt::format("ledger in: net cash by month is {}, by account {}: {}",
                                                months, accounts, path_text(context)));
        }
    }
}

}  // namespace recoup::sim
