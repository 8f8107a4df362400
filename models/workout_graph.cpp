#include "models/workout_graph.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <tuple>

#include "models/errors.hpp"

namespace recoup {

namespace {

struct Place {
    int rung;
    State state;
    int stage;
    bool operator<(const Place& other) const {
        return std::tie(rung, state, stage) < std::tie(other.rung, other.state, other.stage);
    }
};

/// States that a loan may rest in without a hazard row: cash trickles, nothing is drawn.
bool may_rest(State state) {
    return state == State::written_off || state == State::residual_claim;
}

/// States that an exit may enter in this version without a measure of their own.
bool reachable_by_exit(State state) {
    switch (state) {
        case State::insolvency:
        case State::repossessed:
        case State::sold:
        case State::agency:
        case State::settling:
        case State::settled:
        case State::receipts_held:
        case State::equity_held:
            return false;
        default:
            return true;
    }
}

class Compiler {
  public:
    Compiler(const OptionSpec& option, const SegmentParameters& parameters, HazardTableBuilder& rows)
        : option_(option), parameters_(parameters), rows_(rows) {
        graph_.option = option.name;
        graph_.measures = option.measures;
        graph_.start.fill(no_node);
    }

    WorkoutGraph compile(const std::vector<State>& start_states) {
        for (const State state : start_states) {
            graph_.start[static_cast<std::size_t>(state)] = node_at({0, state, 0});
        }
        for (std::size_t m = 0; m < option_.measures.size(); ++m) {
            graph_.measure_entry.push_back(enter_measure(static_cast<int>(m)));
        }
        while (!pending_.empty()) {
            const std::uint16_t node = pending_.front();
            pending_.pop_front();
            expand(node);
        }
        check_measures();
        for (Node& node : graph_.nodes) {
            node.form = linear_form(node.actions);
        }
        return std::move(graph_);
    }

  private:
    const MeasureSpec* measure_of(int rung) const {
        return rung == 0 ? nullptr : &option_.measures[static_cast<std::size_t>(rung - 1)];
    }

    std::uint16_t node_at(const Place& place) {
        if (const auto found = known_.find(place); found != known_.end()) {
            return found->second;
        }
        const auto index = static_cast<std::uint16_t>(graph_.nodes.size());
        Node node;
        node.state = place.state;
        node.rung = place.rung;
        node.stage = place.stage;
        node.name = place.rung == 0 ? "" : measure_of(place.rung)->name + ".";
        node.name += name_of(place.state);
        node.name += place.stage == 0 ? "" : "." + std::to_string(place.stage + 1);
        node.rules = rules_of(parameters_, place.state);
        node.actions = actions_on(place.state);
        graph_.nodes.push_back(std::move(node));
        known_.emplace(place, index);
        pending_.push_back(index);
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
        const bool court = std::holds_alternative<CourtTerms>(spec.terms);
        const std::uint16_t index = node_at({measure + 1, court ? State::court : State::forborne_npe, 0});
        graph_.nodes[index].actions = actions_of(spec);
        return index;
    }

    static Actions actions_of(const MeasureSpec& spec) {
        Charge cost{.fixed = spec.costs.fixed, .share_of_claim = spec.costs.share_of_claim};
        if (const auto* court = std::get_if<CourtTerms>(&spec.terms)) {
            cost.account = Account::legal;
            cost.added_to_claim = court->costs_added_to_claim;
            return {cost};
        }
        const auto& terms = std::get<RestructureTerms>(spec.terms);
        cost.account = Account::internal_workout;
        return {cost, Forgive{terms.forgive}, RecutContract{terms}};
    }

    /// A measure's own states keep its hazards and odds factors; the others go by the segment's rows.
    bool belongs_to_measure(int rung, State state) const {
        if (rung == 0) {
            return false;
        }
        return std::holds_alternative<CourtTerms>(measure_of(rung)->terms)
                   ? state == State::court || state == State::enforcement
                   : state == State::forborne_npe || state == State::forborne_pe;
    }

    std::string row_name(const Node& node) const {
        const MeasureSpec* measure = measure_of(node.rung);
        if (measure != nullptr && belongs_to_measure(node.rung, node.state)) {
            if (const auto named = measure->hazards.find(node.state); named != measure->hazards.end()) {
                return named->second;
            }
            const auto* court = std::get_if<CourtTerms>(&measure->terms);
            if (court != nullptr && node.state == State::court && !court->stages.empty()) {
                return court->stages[static_cast<std::size_t>(node.stage)];
            }
        }
        return std::string(name_of(node.state));
    }

    int stage_count(const Node& node) const {
        const MeasureSpec* measure = measure_of(node.rung);
        const auto* court = measure == nullptr ? nullptr : std::get_if<CourtTerms>(&measure->terms);
        if (court == nullptr || node.state != State::court || court->stages.empty()) {
            return 1;
        }
        return static_cast<int>(court->stages.size());
    }

    const std::vector<double>* reserves(int rung) const {
        const MeasureSpec* measure = measure_of(rung);
        const auto* court = measure == nullptr ? nullptr : std::get_if<CourtTerms>(&measure->terms);
        return court == nullptr || court->reserve_steps.empty() ? nullptr : &court->reserve_steps;
    }

    std::uint16_t residual_node(int rung) {
        const bool lives_on = parameters_.hazards.contains("residual_claim") ||
                              parameters_.cash.contains(State::residual_claim);
        return lives_on ? node_at({rung, State::residual_claim, 0}) : no_node;
    }

    /// Arrears may be given as states in which nothing is paid: then the contract's end changes nothing.
    bool ends_with_contract(State state) const {
        const bool pays = !is_arrears(state) || cash_of(parameters_, state).share_of_instalment > 0.0;
        return pays_contract(state) && pays;
    }

    void expand(std::uint16_t index) {
        const Node node = graph_.nodes[index];
        Node expanded = node;
        if (node.state == State::liquidated) {
            expanded.residual_node = residual_node(node.rung);
            expanded.actions = {SellCollateral{.deficiency_lives_on = expanded.residual_node != no_node}};
        }
        if (ends_with_contract(node.state)) {
            expanded.clocks.push_back(
                {.kind = ClockKind::maturity, .node = node_at({node.rung, State::repaid, 0})});
        }
        if (!is_closed(node.state)) {
            if (const Clock clock = clock_of(node); clock.kind != ClockKind::none) {
                expanded.clocks.push_back(clock);
            }
            const std::string name = row_name(node);
            if (parameters_.hazards.contains(name)) {
                const MeasureSpec* measure = measure_of(node.rung);
                const bool own = belongs_to_measure(node.rung, node.state);
                expanded.row =
                    rows_.row(name, own && measure != nullptr ? measure->odds : std::map<State, double>{});
                connect_exits(node, expanded);
                if (!can_leave(expanded.row) && expanded.clocks.empty() && !may_rest(node.state)) {
                    refuse_dead_end(node, name);
                }
            } else if (!expanded.waits() && !may_rest(node.state)) {
                refuse_dead_end(node, name);
            }
        }
        graph_.nodes[index] = std::move(expanded);
    }

    void require_reachable(const std::string& field, State to) const {
        if (!reachable_by_exit(to)) {
            refuse(field, std::string(name_of(to)), "the state cannot be entered without a measure",
                   "it needs the terms of a measure that this version does not have", "Use another state");
        }
    }

    /// True where the row has an exit that can be taken at some duration and LTV.
    bool can_leave(std::uint16_t row) const {
        const HazardTable& table = rows_.table();
        if (table.rows[row].copula) {
            return true;
        }
        const auto stride = static_cast<std::size_t>(table.stride);
        for (std::size_t cell = table.rows[row].first_cell; cell < table.cells(); ++cell) {
            for (std::size_t j = 0; j < stride && table.cell_row[cell] == row; ++j) {
                if (table.log_odds.front()[cell * stride + j] > -std::numeric_limits<double>::infinity()) {
                    return true;
                }
            }
        }
        return false;
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
            const auto* court = std::get_if<CourtTerms>(&measure.terms);
            const int stages = court == nullptr ? 0 : static_cast<int>(court->stages.size());
            for (int stage = 1; stage < stages; ++stage) {
                if (!known_.contains({rung, State::court, stage})) {
                    refuse(option_.name,
                           measure.name + ".stages." + court->stages[static_cast<std::size_t>(stage)],
                           "no loan reaches the stage", "the row of the stage before has no exit to court",
                           "Give that row an exit to its own state, court");
                }
            }
        }
    }

    void connect_exits(const Node& node, Node& expanded) {
        const std::vector<HazardExit> exits = rows_.table().rows[expanded.row].exits;
        for (const HazardExit& exit : exits) {
            int stage = 0;
            if (exit.to == node.state) {
                stage = node.stage + 1;
                if (stage >= stage_count(node)) {
                    refuse(rows_.table().rows[expanded.row].name, std::string(name_of(exit.to)),
                           "an exit to its own state has no next stage to go to",
                           "the last stage of a measure leaves the state",
                           "Let the last stage exit to enforcement");
                }
            }
            require_reachable("hazards." + rows_.table().rows[expanded.row].name, exit.to);
            expanded.exits.push_back(node_at({node.rung, exit.to, stage}));
        }
    }

    Clock clock_of(const Node& node) {
        if (node.state == State::defaulted && static_cast<std::size_t>(node.rung) < option_.measures.size()) {
            const Trigger& when = option_.measures[static_cast<std::size_t>(node.rung)].when;
            if (when.kind == TriggerKind::on_redefault && node.rung == 0) {
                refuse(option_.name, option_.measures[0].name, "the first measure waits for a redefault",
                       "nothing before it could be defaulted on again",
                       "Give it `when = { after_months = m }`");
            }
            if (parameters_.clocks.contains(State::defaulted)) {
                refuse("clocks.default", option_.name,
                       "the option's measure acts on the same state by its own clock",
                       "a node has one clock, the other would be dropped",
                       "Write `latest` on hazards.default instead");
            }
            return {.kind = when.kind == TriggerKind::best_time ? ClockKind::choice : ClockKind::measure,
                    .after_months = when.kind == TriggerKind::on_redefault ? 0 : when.after_months,
                    .to_months = when.to_months,
                    .first_measure = node.rung};
        }
        if (node.state == State::enforcement && reserves(node.rung) != nullptr) {
            return auction_clock(node);
        }
        if (const auto clock = parameters_.clocks.find(node.state); clock != parameters_.clocks.end()) {
            require_reachable("clocks." + std::string(name_of(node.state)), clock->second.to);
            return {.kind = ClockKind::move,
                    .after_months = clock->second.after_months,
                    .node = node_at({node.rung, clock->second.to, 0})};
        }
        return {};
    }

    Clock auction_clock(const Node& node) {
        const std::vector<double>& steps = *reserves(node.rung);
        const bool last = static_cast<std::size_t>(node.stage) + 1 == steps.size();
        const auto& terms = std::get<CourtTerms>(measure_of(node.rung)->terms);
        const std::uint16_t residual = residual_node(node.rung);
        const std::uint16_t given_up =
            residual == no_node ? node_at({node.rung, State::abandoned, 0}) : residual;
        return {
            .kind = ClockKind::auction,
            .after_months = terms.months_between_auctions - 1,  // so that rounds are that many months apart
            .node = node_at({node.rung, State::liquidated, 0}),
            .unsold_node = last ? given_up : node_at({node.rung, State::enforcement, node.stage + 1}),
            .nothing_to_sell_node = given_up,
            .reserve = steps[static_cast<std::size_t>(node.stage)]};
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
    WorkoutGraph graph_;
    std::map<Place, std::uint16_t> known_;
    std::deque<std::uint16_t> pending_;
};

}  // namespace

const Clock* Node::clock_of(ClockKind kind) const {
    const auto found = std::ranges::find(clocks, kind, &Clock::kind);
    return found == clocks.end() ? nullptr : &*found;
}

std::uint16_t Node::maturity_node() const {
    const Clock* const maturity = clock_of(ClockKind::maturity);
    return maturity == nullptr ? no_node : maturity->node;
}

Clock Node::timer() const {
    const auto found =
        std::ranges::find_if(clocks, [](const Clock& clock) { return clock.kind != ClockKind::maturity; });
    return found == clocks.end() ? Clock{} : *found;
}

bool claim_rests_in(const Node& node) {
    const bool keeps_claim = std::ranges::all_of(
        node.actions, [](const Primitive& action) { return std::holds_alternative<RecutAfterCure>(action); });
    return keeps_claim && !node.waits() && node.rules.cash.share_of_claim_per_month == 0.0;
}

std::vector<GraphExit> list_exits(const WorkoutGraph& graph) {
    std::vector<GraphExit> exits;
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        for (std::size_t exit = 0; exit < graph.nodes[node].exits.size(); ++exit) {
            exits.push_back({.from = static_cast<std::uint16_t>(node),
                             .to = graph.nodes[node].exits[exit],
                             .exit = static_cast<std::uint8_t>(exit)});
        }
    }
    return exits;
}

WorkoutGraph compile(const OptionSpec& option, const SegmentParameters& parameters, HazardTableBuilder& rows,
                     const std::vector<State>& start_states) {
    return Compiler(option, parameters, rows).compile(start_states);
}

}  // namespace recoup
