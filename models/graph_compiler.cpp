#include "models/workout_graph.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "models/equal_nodes.hpp"
#include "models/errors.hpp"
#include "models/escalation.hpp"

namespace recoup {

namespace {

/// A node by what it is: the measure taken last (rung, 0 = none), the state, the stage of court or auction
/// round, and the first measure that may come next.
struct Place {
    int rung = 0;
    State state = State::current;
    int stage = 0;
    int next = 0;
    auto operator<=>(const Place&) const = default;
};

class Compiler {
  public:
    Compiler(const OptionSpec& option, const SegmentParameters& parameters, HazardTableBuilder& rows)
        : option_(option), parameters_(parameters), rows_(rows), escalation_(option) {
        graph_.option = option.name;
        graph_.measures = option.measures;
        graph_.start.fill(no_node);
    }

    WorkoutGraph compile(const std::vector<State>& start_states) {
        for (const State state : start_states) {
            graph_.start[static_cast<std::size_t>(state)] = node_at({.state = state});
        }
        for (std::size_t m = 0; m < option_.measures.size(); ++m) {
            graph_.measure_entry.push_back(enter_measure(static_cast<int>(m)));
        }
        while (!pending_.empty()) {
            const auto [index, place] = pending_.front();
            pending_.pop_front();
            expand(index, place);
        }
        check_measures();
        for (Node& node : graph_.nodes) {
            node.form = linear_form(node.actions);
        }
        merge_equal_nodes(graph_);
        return std::move(graph_);
    }

  private:
    const MeasureSpec* measure_of(int rung) const {
        return rung == 0 ? nullptr : &option_.measures[static_cast<std::size_t>(rung - 1)];
    }

    /// f(kind, terms) of the measure whose own state a place is; `otherwise` where it is none.
    template <class Result, class F>
    Result of_measure(const Place& place, Result otherwise, F f) const {
        return belongs_to_measure(place.rung, place.state)
                   ? Measures::visit(measure_of(place.rung)->terms,
                                     [&](auto kind, const auto& terms) -> Result { return f(kind, terms); })
                   : otherwise;
    }

    /// A measure's own states keep its hazards and odds factors; the others go by the segment's rows.
    bool belongs_to_measure(int rung, State state) const {
        return rung > 0 && Measures::visit(measure_of(rung)->terms, [&](auto kind, const auto&) {
                   return std::ranges::find(kind.states, state) != kind.states.end();
               });
    }

    std::string name_at(const Place& place) const {
        std::string name = place.rung == 0 ? "" : measure_of(place.rung)->name + ".";
        name += name_of(place.state);
        name += place.stage == 0 ? "" : "." + std::to_string(place.stage + 1);
        const bool failed = place.rung > 0 && place.next != escalation_.when_taken(place.rung - 1);
        return name + (failed ? ".failed" : "");
    }

    std::uint16_t node_at(const Place& place) {
        if (const auto found = known_.find(place); found != known_.end()) {
            return found->second;
        }
        const auto index = static_cast<std::uint16_t>(graph_.nodes.size());
        Node node;
        node.name = name_at(place);
        node.state = place.state;
        node.rung = place.rung;
        node.stage = place.stage;
        node.rules = rules_of(parameters_, place.state);
        of_measure(place, 0, [&](auto kind, const auto& terms) {
            kind.change_rules(place.state, terms, node.rules);
            return 0;
        });
        node.actions = actions_on(place.state);
        graph_.nodes.push_back(std::move(node));
        known_.emplace(place, index);
        pending_.emplace_back(index, place);
        return index;
    }

    Actions actions_on(State state) const {
        switch (state) {
            case State::repaid:
                return {PayClaim{}};
            case State::cured:
                return {RecutAfterCure{parameters_.contract.minimum_term_months_after_cure}};
            case State::liquidated:
                return {SellCollateral{}};
            case State::written_off:
                return {WriteOffCarrying{}};
            case State::abandoned:
                return {CloseClaim{}};
            default:
                return {};
        }
    }

    std::uint16_t enter_measure(int measure) {
        const MeasureSpec& spec = option_.measures[static_cast<std::size_t>(measure)];
        return Measures::visit(spec.terms, [&](auto kind, const auto& terms) {
            const std::uint16_t index =
                node_at({.rung = measure + 1, .state = kind.entry, .next = escalation_.when_taken(measure)});
            Actions actions = {Charge{.account = kind.cost_account,
                                      .fixed = spec.costs.fixed,
                                      .share_of_claim = spec.costs.share_of_claim,
                                      .added_to_claim = kind.adds_cost_to_claim(terms)}};
            const Actions own = kind.on_entry(terms);
            actions.insert(actions.end(), own.begin(), own.end());
            graph_.nodes[index].actions = std::move(actions);
            return index;
        });
    }

    std::uint16_t residual_node(const Place& place) {
        const bool lives_on = parameters_.hazards.contains("residual_claim") ||
                              parameters_.cash.contains(State::residual_claim);
        return lives_on ? node_at({place.rung, State::residual_claim, 0, place.next}) : no_node;
    }

    /// Arrears may be given as states in which nothing is paid: then the contract's end changes nothing.
    bool ends_with_contract(State state) const {
        const bool pays = !is_arrears(state) || cash_of(parameters_, state).share_of_instalment > 0.0;
        return pays_contract(state) && pays;
    }

    void expand(std::uint16_t index, const Place& place) {
        Node expanded = graph_.nodes[index];
        if (place.state == State::liquidated) {
            expanded.residual_node = residual_node(place);
            expanded.actions = {SellCollateral{.deficiency_lives_on = expanded.residual_node != no_node}};
        }
        if (ends_with_contract(place.state)) {
            expanded.clocks.push_back(
                {.kind = ClockKind::maturity, .node = node_at({place.rung, State::repaid, 0, place.next})});
        }
        if (!is_closed(place.state)) {
            add_measure_clock(place, expanded);
            add_clock_of_state(place, expanded);
            add_row(place, expanded);
        }
        graph_.nodes[index] = std::move(expanded);
    }

    /// The row that a place is left by: named by the option, of the measure itself, or the segment's.
    std::optional<std::uint16_t> row_of(const Place& place) {
        const bool own = belongs_to_measure(place.rung, place.state);
        const std::map<State, double> odds = own ? measure_of(place.rung)->odds : std::map<State, double>{};
        if (own) {
            const auto& named = measure_of(place.rung)->hazards;
            if (const auto found = named.find(place.state); found != named.end()) {
                return rows_.row(found->second, odds);
            }
        }
        const auto made =
            of_measure(place, std::optional<HazardRowSpec>(),
                       [&](auto kind, const auto& terms) { return kind.own_row(place.state, terms); });
        if (made) {
            return rows_.row(*made, odds, option_.name + "." + measure_of(place.rung)->name);
        }
        const std::string name = row_name(place);
        return parameters_.hazards.contains(name) ? std::optional(rows_.row(name, odds)) : std::nullopt;
    }

    std::string row_name(const Place& place) const {
        return of_measure(place, std::string(name_of(place.state)), [&](auto kind, const auto& terms) {
            return kind.row_of(place.state, place.stage, terms);
        });
    }

    void add_row(const Place& place, Node& node) {
        const std::optional<std::uint16_t> row = row_of(place);
        if (row) {
            node.row = *row;
            connect_exits(place, node);
        }
        const bool leaves = row ? rows_.table().can_leave(*row) || !node.clocks.empty() : node.waits();
        if (!leaves && !may_rest(place.state)) {
            refuse_dead_end(node, row_name(place));
        }
    }

    void require_reachable(const std::string& field, State to) const {
        if (!reachable_by_exit(to)) {
            refuse(field, std::string(name_of(to)), "the state cannot be entered without a measure",
                   "it needs the terms of a measure that this version does not have", "Use another state");
        }
    }

    /// What a measure says about states and stages that no loan can reach would be dropped without a word.
    void check_measures() const {
        for (std::size_t m = 0; m < option_.measures.size(); ++m) {
            const MeasureSpec& measure = option_.measures[m];
            const int rung = static_cast<int>(m) + 1;
            for (const auto& [state, row] : measure.hazards) {
                if (!belongs_to_measure(rung, state)) {
                    refuse(option_.name, measure.name + ".hazards." + std::string(name_of(state)),
                           "the state is not one of the measure",
                           "outside its own states the segment's rows hold", "Remove it");
                }
            }
            Measures::visit(measure.terms, [&](auto kind, const auto& terms) {
                for (int stage = 1; stage < kind.stages(kind.entry, terms); ++stage) {
                    if (!known_.contains({rung, kind.entry, stage, escalation_.when_taken(rung - 1)})) {
                        const std::string state(name_of(kind.entry));
                        refuse(option_.name,
                               measure.name + ".stages." + kind.row_of(kind.entry, stage, terms),
                               "no loan reaches the stage",
                               "the row of the stage before has no exit to " + state,
                               "Give that row an exit to its own state, " + state);
                    }
                }
            });
        }
    }

    void connect_exits(const Place& place, Node& node) {
        const HazardRow row = rows_.table().rows[node.row];
        for (const HazardExit& exit : row.exits) {
            Place to{place.rung, exit.to, 0, place.next};
            if (exit.to == place.state) {
                to.stage = place.stage + 1;
                const int stages = of_measure(
                    place, 1, [&](auto kind, const auto& terms) { return kind.stages(place.state, terms); });
                if (to.stage >= stages) {
                    refuse(row.name, std::string(name_of(exit.to)),
                           "an exit to its own state has no next stage to go to",
                           "the last stage of a measure leaves the state",
                           "Let the last stage exit to enforcement");
                }
            }
            node.exits.push_back(leave(place, to, "hazards." + row.name));
        }
    }

    /// The node behind a way out of `from`: what the measure makes of it is done on entry.
    std::uint16_t leave(const Place& from, Place to, const std::string& field) {
        const auto actions = of_measure(from, std::optional<Actions>(), [&](auto kind, const auto& terms) {
            return kind.on_exit(to.state, terms);
        });
        const bool fails =
            to.state == State::defaulted &&
            of_measure(from, false, [](auto kind, const auto&) { return kind.fails_into_default; });
        if (fails) {
            to.next = escalation_.when_failed(from.rung - 1);
        }
        if (!actions && !belongs_to_measure(to.rung, to.state)) {
            require_reachable(field, to.state);
        }
        const std::uint16_t node = node_at(to);
        if (actions) {
            graph_.nodes[node].actions = *actions;
        }
        return node;
    }

    void add_measure_clock(const Place& place, Node& node) {
        const std::vector<int> tried = escalation_.tried(place.next, place.state);
        if (tried.empty()) {
            return;
        }
        const MeasureSpec& first = option_.measures[static_cast<std::size_t>(tried.front())];
        if (first.when.kind == TriggerKind::on_redefault && place.rung == 0 && tried.front() > 0) {
            return;  // one before it acts elsewhere; until then nothing could be defaulted on again
        }
        if (first.when.kind == TriggerKind::on_redefault && place.rung == 0) {
            refuse(option_.name, first.name, "the first measure waits for a redefault",
                   "nothing before it could be defaulted on again", "Give it `when = { after_months = m }`");
        }
        node.clocks.push_back(
            {.kind = first.when.kind == TriggerKind::best_time ? ClockKind::choice : ClockKind::measure,
             .after_months = first.when.kind == TriggerKind::on_redefault ? 0 : first.when.after_months,
             .to_months = first.when.to_months,
             .measures = {tried.begin(), tried.end()}});
    }

    void add_clock_of_state(const Place& place, Node& node) {
        const auto own = of_measure(place, std::optional<MeasureClock>(), [&](auto kind, const auto& terms) {
            return kind.clock_of(place.state, place.stage, terms);
        });
        if (own) {
            node.clocks.push_back(own->is_auction
                                      ? auction(place, *own)
                                      : Clock{.kind = ClockKind::move,
                                              .after_months = own->after_months,
                                              .node = leave(place, at(place, own->to), node.name)});
            return;
        }
        if (const auto clock = parameters_.clocks.find(place.state); clock != parameters_.clocks.end()) {
            node.clocks.push_back({.kind = ClockKind::move,
                                   .after_months = clock->second.after_months,
                                   .node = leave(place, at(place, {clock->second.to}),
                                                 "clocks." + std::string(name_of(place.state)))});
        }
    }

    static Place at(const Place& place, const NextNode& to) {
        return {place.rung, to.state, to.stage, place.next};
    }

    Clock auction(const Place& place, const MeasureClock& own) {
        const std::uint16_t residual = residual_node(place);
        const std::uint16_t given_up =
            residual == no_node ? node_at(at(place, {State::abandoned})) : residual;
        const bool last = own.unsold.state == State::residual_claim;
        return {.kind = ClockKind::auction,
                .after_months = own.after_months,
                .node = node_at(at(place, own.to)),
                .unsold_node = last ? given_up : node_at(at(place, own.unsold)),
                .nothing_to_sell_node = given_up,
                .reserve = own.reserve};
    }

    [[noreturn]] void refuse(const std::string& field, const std::string& value, const std::string& problem,
                             const std::string& why, const std::string& suggestion) const {
        throw InputError({.where = parameters_.file,
                          .field = field,
                          .value = value,
                          .problem = problem,
                          .why = why,
                          .suggestion = suggestion});
    }

    [[noreturn]] void refuse_dead_end(const Node& node, const std::string& row) const {
        refuse("hazards." + row, node.name, "the node has no exit under option " + option_.name,
               "a loan would stay there for ever", "Add hazards." + row + " or a clock for the state");
    }

    const OptionSpec& option_;
    const SegmentParameters& parameters_;
    HazardTableBuilder& rows_;
    Escalation escalation_;
    WorkoutGraph graph_;
    std::map<Place, std::uint16_t> known_;
    std::deque<std::pair<std::uint16_t, Place>> pending_;
};

}  // namespace

WorkoutGraph compile(const OptionSpec& option, const SegmentParameters& parameters, HazardTableBuilder& rows,
                     const std::vector<State>& start_states) {
    return Compiler(option, parameters, rows).compile(start_states);
}

}  // namespace recoup
