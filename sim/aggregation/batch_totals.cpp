#include "sim/aggregation/batch_totals.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

std::size_t product(std::initializer_list<std::int64_t> sizes) {
    std::size_t result = 1;
    for (const std::int64_t size : sizes) {
        result *= static_cast<std::size_t>(size);
    }
    return result;
}

void add_to(std::vector<std::int64_t>& sum, const std::vector<std::int64_t>& more) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += more[i];
    }
}

/// After it, to extend cannot fail.
template <typename T>
void make_room(std::vector<T>& front, const std::vector<T>& back) {
    const std::size_t needed = front.size() + back.size();
    if (needed > front.capacity()) {
        front.reserve(std::max(needed, 2 * front.capacity()));
    }
}

template <typename T>
void extend(std::vector<T>& front, const std::vector<T>& back) {
    front.insert(front.end(), back.begin(), back.end());
}

/// Place in TotalsShape::pair_of_states.
std::size_t place_of(State from, State to) {
    return static_cast<std::size_t>(from) * state_count + static_cast<std::size_t>(to);
}

/// State of each node by graph, for the count of transitions.
std::vector<State> states_of(const WorkoutGraph& graph) {
    std::vector<State> states;
    for (const Node& node : graph.nodes) {
        states.push_back(node.state);
    }
    return states;
}

/// Every (from, to) pair of states that an event of some graph can have.
std::vector<std::pair<State, State>> state_pairs(const PreparedStudy& prepared) {
    std::set<std::pair<State, State>> pairs;
    for (const PreparedSegment& segment : prepared.segments) {
        for (const WorkoutGraph& graph : segment.graphs) {
            for (const Node& from : graph.nodes) {
                std::set<std::uint16_t> targets(from.exits.begin(), from.exits.end());
                for (const Clock& clock : from.clocks) {
                    targets.insert({clock.node, clock.unsold_node, clock.nothing_to_sell_node});
                    if (clock.kind == ClockKind::measure || clock.kind == ClockKind::choice) {
                        targets.insert(graph.measure_entry.begin(), graph.measure_entry.end());
                    }
                }
                targets.erase(no_node);
                for (const std::uint16_t target : targets) {
                    const Node& to = graph.nodes[target];
                    pairs.emplace(from.state, to.state);
                    if (to.residual_node != no_node) {
                        pairs.emplace(from.state, graph.nodes[to.residual_node].state);
                    }
                }
            }
        }
    }
    return {pairs.begin(), pairs.end()};
}

void fill_totals(const PathLedger& ledger, int segment, double* out) {
    const auto set = [&](Total total, Minor amount) { out[static_cast<int>(total)] = in_units(amount); };
    const auto sum = [&](Account account) { return ledger.total(segment, account); };
    set(Total::net_cash_npe, sum(Account::net_cash_npe));
    set(Total::net_cash_inflow, sum(Account::net_cash_inflow));
    set(Total::claim_inflow, sum(Account::claim_inflow));
    set(Total::claim_inflow_discounted, sum(Account::claim_inflow_discounted));
    set(Total::pv_effective_npe, sum(Account::pv_effective_npe));
    set(Total::pv_effective_inflow, sum(Account::pv_effective) - sum(Account::pv_effective_npe));
    set(Total::pv_hurdle_npe, sum(Account::pv_hurdle_npe));
    set(Total::pv_hurdle_inflow, sum(Account::pv_hurdle) - sum(Account::pv_hurdle_npe));
    set(Total::pv_investor_npe, sum(Account::pv_investor_npe));
    set(Total::pv_investor_inflow, sum(Account::pv_investor) - sum(Account::pv_investor_npe));
    set(Total::pv_costs_hurdle, sum(Account::pv_costs_hurdle));
    set(Total::terminal_claim, sum(Account::terminal_claim));
    set(Total::terminal_claim_performing, sum(Account::terminal_claim_performing));
    set(Total::claim_months_to_resolution, sum(Account::claim_months_to_resolution));
    set(Total::unresolved_claim, sum(Account::unresolved_claim));
}

}  // namespace

TotalsShape::TotalsShape(const PreparedStudy& prepared)
    : scenarios(prepared.scenario_count()),
      options(prepared.option_count()),
      segments(prepared.segment_count()),
      months(prepared.months),
      buckets(prepared.study.reporting_horizon_quarters + 1),
      loan_engine(prepared.study.runs_loan_engine()),
      both_engines(prepared.study.engine == EngineChoice::both),
      periods(prepared.periods),
      variables(static_cast<int>(prepared.study.macro.variables.size())),
      indices(static_cast<int>(prepared.study.portfolio.price_indices.size())),
      kept_paths(std::min(prepared.study.macro_paths_kept, prepared.study.paths)),
      pairs(sim::state_pairs(prepared)) {
    state_pairs = static_cast<int>(pairs.size());
    pair_of_states.resize(static_cast<std::size_t>(state_count) * state_count);
    for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
        pair_of_states[place_of(pairs[pair].first, pairs[pair].second)] = static_cast<std::uint16_t>(pair);
    }
    node_states.resize(static_cast<std::size_t>(options));
    pair_of_exit.resize(node_states.size());
    for (std::size_t option = 0; option < node_states.size(); ++option) {
        for (const PreparedSegment& segment : prepared.segments) {
            const std::vector<State>& states =
                node_states[option].emplace_back(states_of(segment.graphs[option]));
            std::vector<std::uint16_t>& pair_of = pair_of_exit[option].emplace_back();
            for (const GraphExit& exit : segment.exits[option]) {
                pair_of.push_back(pair_of_states[place_of(states[exit.from], states[exit.to])]);
            }
        }
    }
}

LedgerSums::Sizes TotalsShape::ledger_sizes() const {
    const auto size = [](int count) { return static_cast<std::size_t>(count); };
    return {size(scenarios), size(options), size(segments), size(months), size(buckets)};
}

PathTotals::PathTotals(const TotalsShape& shape, std::int64_t first, std::int64_t count)
    : first_path(first), path_count(count) {
    const std::int64_t kept = std::clamp<std::int64_t>(shape.kept_paths - first, 0, count);
    totals.resize(product({count, shape.scenarios, shape.options, shape.segments, total_count}));
    macro.resize(product({kept, shape.scenarios, shape.periods, shape.variables}));
    index_levels.resize(product({kept, shape.scenarios, shape.months + 1, shape.indices}));
    if (shape.both_engines) {
        expected.resize(totals.size());
    }
    if (!shape.loan_engine) {
        return;
    }
    portfolio_cash.resize(product({count, shape.scenarios, shape.options, shape.months}));
    ledgers = LedgerSums(shape.ledger_sizes());
    transitions.resize(
        product({shape.scenarios, shape.options, shape.segments, shape.months, shape.state_pairs}));
    ineligible.resize(product({shape.scenarios, shape.options, shape.segments}));
}

void PathTotals::add(const PreparedStudy& prepared, const TotalsShape& shape, std::int64_t path, int scenario,
                     const PathEvents& events, const std::vector<PathLedger>& by_option) {
    const auto place = static_cast<std::size_t>(path - first_path);
    const auto s = static_cast<std::size_t>(scenario);
    const auto scenarios = static_cast<std::size_t>(shape.scenarios);
    const auto options = static_cast<std::size_t>(shape.options);
    const auto segments = static_cast<std::size_t>(shape.segments);
    const auto months = static_cast<std::size_t>(shape.months);
    for (std::size_t o = 0; o < options; ++o) {
        const PathLedger& ledger = by_option[o];
        std::int64_t* cash_by_path = &portfolio_cash[((place * scenarios + s) * options + o) * months];
        for (std::size_t g = 0; g < segments; ++g) {
            fill_totals(ledger, static_cast<int>(g),
                        &totals[(((place * scenarios + s) * options + o) * segments + g) * total_count]);
            for (std::size_t m = 0; m < months; ++m) {
                cash_by_path[m] += ledger.net_cash(static_cast<int>(g), static_cast<int>(m) + 1);
            }
            ineligible[(s * options + o) * segments + g] += events.ineligible[o * segments + g];
        }
        ledgers.add(s, prepared.study.scenarios[s].weight, o, ledger);
        count_transitions(shape, s, o, events);
    }
    if (path + 1 == first_path + path_count && scenario + 1 == shape.scenarios) {
        ledgers.finish();
    }
}

void PathTotals::add_expected(const TotalsShape& shape, std::int64_t path, int scenario,
                              const std::vector<double>& figures) {
    std::vector<double>& target = shape.both_engines ? expected : totals;
    const std::size_t row =
        static_cast<std::size_t>(path - first_path) * static_cast<std::size_t>(shape.scenarios) +
        static_cast<std::size_t>(scenario);
    std::copy(figures.begin(), figures.end(),
              target.begin() + static_cast<std::ptrdiff_t>(row * figures.size()));
}

void PathTotals::add_macro(const TotalsShape& shape, std::int64_t path, int scenario,
                           const MacroState& macro_state) {
    const auto place = static_cast<std::size_t>(path - first_path);
    const auto s = static_cast<std::size_t>(scenario);
    const auto scenarios = static_cast<std::size_t>(shape.scenarios);
    if (path < shape.kept_paths) {
        std::copy(
            macro_state.x.begin(), macro_state.x.end(),
            macro.begin() + static_cast<std::ptrdiff_t>((place * scenarios + s) * macro_state.x.size()));
        const auto& levels = macro_state.indices.level;
        std::copy(
            levels.begin(), levels.end(),
            index_levels.begin() + static_cast<std::ptrdiff_t>((place * scenarios + s) * levels.size()));
    }
}

void PathTotals::count_transitions(const TotalsShape& shape, std::size_t scenario, std::size_t option,
                                   const PathEvents& events) {
    const auto segments = static_cast<std::size_t>(shape.segments);
    const auto pairs = static_cast<std::size_t>(shape.state_pairs);
    const std::size_t by_segment = static_cast<std::size_t>(shape.months) * pairs;
    std::int64_t* const counts =
        &transitions[(scenario * static_cast<std::size_t>(shape.options) + option) * segments * by_segment];
    const std::uint16_t* const pair_of = shape.pair_of_states.data();
    const auto count = [&](const EventLog& log, std::size_t graph) {
        for (const EventRun& run : log.runs()) {
            const State* const states = shape.node_states[graph][run.segment].data();
            std::int64_t* const counts_here = counts + run.segment * by_segment + (run.month - 1U) * pairs;
            for (const Event& event : log.records_of(run)) {
                ++counts_here[pair_of[place_of(states[event.from_node], states[event.to_node])]];
            }
            const std::uint16_t* const pair_of_exit = shape.pair_of_exit[graph][run.segment].data();
            for (const QuietMove& move : log.moves_of(run)) {
                ++counts_here[pair_of_exit[move.exit]];
            }
        }
    };
    count(events.trunk, 0);  // on the graph of the first option
    count(events.logs[option], option);
}

void PathTotals::append(const PathTotals& next) {
    if (next.first_path != first_path + path_count) {
        throw ContractViolation("parts do not follow one another: paths end at " +
                                std::to_string(first_path + path_count) + ", the next start at " +
                                std::to_string(next.first_path));
    }
    make_room(totals, next.totals);
    make_room(expected, next.expected);
    make_room(portfolio_cash, next.portfolio_cash);
    make_room(macro, next.macro);
    make_room(index_levels, next.index_levels);
    path_count += next.path_count;
    extend(totals, next.totals);
    extend(expected, next.expected);
    extend(portfolio_cash, next.portfolio_cash);
    extend(macro, next.macro);
    extend(index_levels, next.index_levels);
    ledgers.append(next.ledgers);
    add_to(transitions, next.transitions);
    add_to(ineligible, next.ineligible);
}

}  // namespace recoup::sim
