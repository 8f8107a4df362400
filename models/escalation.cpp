#include "models/escalation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace recoup {

namespace {

constexpr std::string_view name_of_hold = "hold";

struct NamedSuccessor {
    std::string_view key;
    const std::string& name;
};

std::array<NamedSuccessor, 3> named_successors(const MeasureSpec& measure) {
    return {{{"on_taken", measure.on_taken},
             {"on_refused", measure.on_refused},
             {"on_failed", measure.on_failed}}};
}

/// Place of the measure in the list; behind the last for hold.
std::optional<int> place_of(const OptionSpec& option, const std::string& name) {
    if (name == name_of_hold) {
        return static_cast<int>(option.measures.size());
    }
    const auto found = std::ranges::find(option.measures, name, &MeasureSpec::name);
    return found == option.measures.end() ? std::nullopt
                                          : std::optional(static_cast<int>(found - option.measures.begin()));
}

int successor(const OptionSpec& option, const std::string& name, int otherwise) {
    return name.empty() ? otherwise : place_of(option, name).value_or(otherwise);
}

std::string names_to_choose(const OptionSpec& option) {
    std::string names;
    for (const MeasureSpec& measure : option.measures) {
        names += "'" + measure.name + "', ";
    }
    return names + "or '" + std::string(name_of_hold) + "'";
}

/// The first measure from `next` on that acts in a state; behind the last where none does.
int first_acting_in(const OptionSpec& option, int next, State state) {
    const auto acts = [state](const MeasureSpec& measure) {
        return std::ranges::find(measure.when.from, state) != measure.when.from.end();
    };
    const auto count = static_cast<int>(option.measures.size());
    const auto first = option.measures.begin() + std::min(next, count);
    return static_cast<int>(std::find_if(first, option.measures.end(), acts) - option.measures.begin());
}

std::set<State> states_acted_on(const OptionSpec& option) {
    std::set<State> states;
    for (const MeasureSpec& measure : option.measures) {
        states.insert(measure.when.from.begin(), measure.when.from.end());
    }
    return states;
}

/// A measure from which one comes back to it, in whatever states loans stand then; empty = there is none.
std::string loop_of(const OptionSpec& option) {
    const std::size_t count = option.measures.size();
    const std::set<State> states = states_acted_on(option);
    std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count, false));
    for (std::size_t m = 0; m < count; ++m) {
        for (const NamedSuccessor& next : named_successors(option.measures[m])) {
            for (const State state : states) {
                const int successor_at = successor(option, next.name, static_cast<int>(m) + 1);
                const auto to = static_cast<std::size_t>(first_acting_in(option, successor_at, state));
                if (to < count) {
                    reaches[m][to] = true;
                }
            }
        }
    }
    for (std::size_t via = 0; via < count; ++via) {
        for (std::size_t from = 0; from < count; ++from) {
            for (std::size_t to = 0; to < count; ++to) {
                reaches[from][to] = reaches[from][to] || (reaches[from][via] && reaches[via][to]);
            }
        }
    }
    for (std::size_t m = 0; m < count; ++m) {
        if (reaches[m][m]) {
            return option.measures[m].name;
        }
    }
    return {};
}

}  // namespace

std::vector<Problem> Escalation::problems(const OptionSpec& option) {
    std::vector<Problem> found;
    for (const MeasureSpec& measure : option.measures) {
        for (const NamedSuccessor& next : named_successors(measure)) {
            if (!next.name.empty() && !place_of(option, next.name)) {
                found.push_back({.field = "measure '" + measure.name + "' " + std::string(next.key),
                                 .value = "\"" + next.name + "\"",
                                 .problem = "the option has no measure of this name",
                                 .suggestion = "Write " + names_to_choose(option)});
            }
        }
    }
    if (const std::string measure = loop_of(option); found.empty() && !measure.empty()) {
        found.push_back({.field = "measure '" + measure + "'",
                         .problem = "the escalation could go on for ever",
                         .why = "by on_taken, on_refused and on_failed, and past measures that do not act in "
                                "a state, the measure can come after itself",
                         .suggestion = "Let one of them lead to a later measure, or to 'hold'"});
    }
    return found;
}

Escalation::Escalation(const OptionSpec& option) : option_(option) {
    if (std::vector<Problem> found = problems(option); !found.empty()) {
        found.front().where = "option " + option.name;
        throw InputError(found.front());
    }
    for (int m = 0; m < hold(); ++m) {
        const MeasureSpec& measure = option.measures[static_cast<std::size_t>(m)];
        const int taken = successor(option, measure.on_taken, m + 1);
        successors_.push_back({.taken = taken,
                               .refused = successor(option, measure.on_refused, m + 1),
                               .failed = successor(option, measure.on_failed, taken)});
    }
}

int Escalation::first_acting(int next, State state) const {
    return first_acting_in(option_, next, state);
}

std::vector<int> Escalation::tried(int next, State state) const {
    std::vector<int> list;
    for (int m = first_acting(next, state); m < hold(); m = first_acting(when_refused(m), state)) {
        list.push_back(m);
    }
    return list;
}

}  // namespace recoup
