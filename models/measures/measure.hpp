// What a measure is made of. A kind of measure is one file: its terms with their fields, the states that it
// owns, what entering it does, clocks and hazard rows of its own, and what leaving it means. The graph
// compiler, the reader of options, the resolved study, `recoup kinds` and documentation read these; nothing
// else knows a kind by name.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/actions.hpp"
#include "models/node_rules.hpp"
#include "models/parameters.hpp"
#include "models/workout_states.hpp"

namespace recoup {

/// A term of a measure: its key in TOML, in the resolved study and in print.
template <class Terms>
struct TermField {
    using Member = std::variant<int Terms::*, double Terms::*, bool Terms::*, std::vector<double> Terms::*,
                                std::vector<std::string> Terms::*, std::vector<StepUp> Terms::*>;
    std::string_view name;
    Member member;
    std::string_view unit;
    double low = 0.0, high = 0.0;  ///< of a number, both included
    std::string_view meaning;
};

/// What is wrong with terms; empty = nothing.
struct TermsProblem {
    std::string_view field = {}, problem = {}, why = {}, suggestion = {};
};

struct MeasureCosts {
    double fixed = 0.0;           ///< currency units
    double share_of_claim = 0.0;  ///< of the claim at entry
};

/// A node of a measure, or of the states around it, by what it is.
struct NextNode {
    State state = State::current;
    int stage = 0;
};

/// A clock of a measure's own state.
struct MeasureClock {
    bool is_auction = false;
    int after_months = 0;
    NextNode to = {};      ///< an auction: sold
    NextNode unsold = {};  ///< of an auction; State::residual_claim = what is left without collateral
    double reserve = 0.0;  ///< of an auction
};

/// What a kind says of itself where it says nothing else.
template <class Terms>
struct MeasureDefaults {
    /// Account of the cost of taking the measure.
    static constexpr Account cost_account = Account::internal_workout;
    /// Accounts that a stay in its states posts to beside what any stay does.
    static constexpr std::array<Account, 0> stay_accounts = {};
    /// Columns of the tape that it needs beside those of every loan.
    static constexpr std::array<std::string_view, 0> columns = {};
    /// Whether the measure is there to sell collateral.
    static constexpr bool sells_collateral = false;
    static bool adds_cost_to_claim(const Terms&) { return false; }
    /// What is done on entry, after the cost.
    static Actions on_entry(const Terms&) { return {}; }
    /// What entering `state` from the measure does; empty = what it does anyhow.
    static std::optional<Actions> on_exit(State, const Terms&) { return std::nullopt; }
    static int stages(State, const Terms&) { return 1; }
    /// The segment's row that a state of the measure leaves by.
    static std::string row_of(State state, int, const Terms&) { return std::string(name_of(state)); }
    /// A row by its own terms, unless the option names another; a row of the segment by the state's name is
    /// not asked.
    static std::optional<HazardRowSpec> own_row(State, const Terms&) { return std::nullopt; }
    static void change_rules(State, const Terms&, NodeRules&) {}
    static std::optional<MeasureClock> clock_of(State, int, const Terms&) { return std::nullopt; }
    /// Whether going to default from a state of the measure means that it failed.
    static constexpr bool fails_into_default = false;
    /// What is wrong with the terms together.
    static TermsProblem problem_of(const Terms&) { return {}; }
    /// What is legal and unusual about them.
    static TermsProblem doubt_about(const Terms&) { return {}; }
};

}  // namespace recoup
