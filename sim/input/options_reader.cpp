#include "sim/input/options_reader.hpp"

#include <fmt/format.h>

#include <set>

#include "models/escalation.hpp"
#include "models/node_rules.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

constexpr std::size_t most_measures = 32;  // one bit a measure in Portfolio::eligible

/// A window in which the measure is taken at the best quarter end, at its end in any case.
void read_best_time(KeyReader& keys, Trigger& trigger) {
    const Range months = range::between(0, 1200, "a number of months");
    trigger.kind = TriggerKind::best_time;
    trigger.after_months = keys.whole("best_from_months", months);
    trigger.to_months = keys.whole_or("best_to_months", no_deadline, months);
    if (trigger.to_months < trigger.after_months) {
        keys.problem("best_to_months", "the window ends before it begins",
                     fmt::format("best_from_months is {}", trigger.after_months),
                     "Give a later best_to_months, or leave it out");
    }
}

/// States that a measure acts on; default where the option names none.
std::vector<State> read_from(KeyReader& keys, Problems& problems) {
    std::vector<State> states;
    const Node* const from = keys.find("from");
    for (const std::string& name : keys.texts_or("from")) {
        if (const auto state = state_at(name, *from, problems)) {
            if (is_closed(*state)) {
                keys.problem("from", fmt::format("nothing can be done in the closed state '{}'", name));
            }
            if (*state == State::written_off) {
                keys.problem(
                    "from", "no measure acts on a loan that is written off",
                    "what is paid after a write-off follows from the rows and the cash of written_off",
                    "Leave the state out, and give [cash.written_off]");
            }
            states.push_back(*state);
        }
    }
    return states.empty() ? std::vector<State>{State::defaulted} : states;
}

Trigger read_trigger(const Node& node, Problems& problems) {
    KeyReader keys(node, problems);
    Trigger trigger;
    trigger.from = read_from(keys, problems);
    const Node* on = keys.find("on");
    const Node* after = keys.find("after_months");
    const Node* best = keys.find("best_from_months");
    const bool at_once = keys.flag_or("at_once", false);
    if ((on != nullptr) + (after != nullptr) + (best != nullptr) + at_once != 1) {
        problems.error(node.where(), node.path, "", "must say one thing", "",
                       "Write { at_once = true }, { after_months = 3 }, { on = \"redefault\" } or "
                       "{ best_from_months = 0, best_to_months = 24 }");
        return trigger;
    }
    const bool on_performing = std::ranges::any_of(trigger.from, is_performing);
    if (on_performing) {
        keys.problem("from",
                     "the measure acts on performing loans, and recoveries count from the first default on",
                     "what such a loan would have paid without it is in no figure of recoveries",
                     best != nullptr
                         ? "Leave performing states out: a best time would weigh the measure against nothing"
                         : "Compare options by all of their cash, not by recoveries",
                     best != nullptr ? Severity::error : Severity::warning);
    }
    if (best != nullptr) {
        read_best_time(keys, trigger);
    } else if (keys.find("best_to_months") != nullptr) {
        keys.problem("best_to_months", "ends a window that does not begin", "",
                     "Write best_from_months beside it");
    }
    if (on != nullptr) {
        keys.choice<bool>("on", {{"redefault", true}});
        trigger.kind = TriggerKind::on_redefault;
    } else if (after != nullptr) {
        trigger.after_months = keys.whole("after_months", range::between(0, 1200, "a number of months"));
    }
    return trigger;
}

/// Steps of rising instalments, each below the level one that follows them.
std::vector<StepUp> read_step_up(KeyReader& terms) {
    constexpr Range share{
        0.0,       1.0,
        true,      true,
        "a share", "Months without an instalment are holiday_months; those with all of it need no step"};
    std::vector<StepUp> steps;
    const Node* given = terms.find("step_up");
    if (given != nullptr && given->array() == nullptr) {
        terms.problem("step_up", "must be a list of steps", "",
                      "Write step_up = [{ months = 12, share_of_instalment = 0.5 }]");
        return steps;
    }
    terms.for_each_element("step_up", [&](const Node& node) {
        KeyReader keys(node, terms.problems());
        StepUp step{.months = keys.whole("months", range::between(1, 1200, "a number of months")),
                    .share_of_instalment = keys.number("share_of_instalment", share)};
        if (!steps.empty() && step.share_of_instalment <= steps.back().share_of_instalment) {
            keys.problem("share_of_instalment", "the steps do not rise",
                         fmt::format("the step before pays {:g}", steps.back().share_of_instalment),
                         "Give a higher share, or one step of all their months");
        }
        steps.push_back(step);
    });
    if (steps.size() > RestructureTerms::most_steps) {
        terms.problem("step_up", fmt::format("has {} steps", steps.size()),
                      fmt::format("a contract has at most {}", RestructureTerms::most_steps),
                      "Put neighbouring steps together");
    }
    return steps;
}

Range range_of(std::string_view unit, double low, double high) {
    if (unit == "months") {
        return range::between(low, high, "a number of months");
    }
    if (unit == "a year") {
        return range::annual_rate();
    }
    if (unit == "probability") {
        return range::probability();
    }
    return low == 0.0 && high == 1.0 ? range::share() : range::between(low, high, "a share");
}

template <class Terms>
void read_field(KeyReader& keys, const TermField<Terms>& field, Terms& terms) {
    const Range range = range_of(field.unit, field.low, field.high);
    const auto read = [&](auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, int>) {
            value = keys.whole_or(field.name, value, range);
        } else if constexpr (std::is_same_v<Value, double>) {
            value = keys.number_or(field.name, value, range);
        } else if constexpr (std::is_same_v<Value, bool>) {
            value = keys.flag_or(field.name, value);
        } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
            value = keys.numbers_or(field.name, range);
        } else if constexpr (std::is_same_v<Value, std::vector<StepUp>>) {
            value = read_step_up(keys);
        } else {
            value = keys.texts_or(field.name);
        }
    };
    std::visit([&](auto member) { read(terms.*member); }, field.member);
}

void tell(KeyReader& keys, const TermsProblem& found, Severity severity) {
    if (!found.problem.empty()) {
        keys.problem(found.field, std::string(found.problem), std::string(found.why),
                     std::string(found.suggestion), severity);
    }
}

/// Terms of the kind that the measure states.
MeasureTerms read_terms(KeyReader& measure) {
    std::vector<std::pair<std::string, MeasureTerms>> kinds;
    Measures::for_each([&](auto kind) { kinds.emplace_back(kind.kind, typename decltype(kind)::Terms()); });
    MeasureTerms terms = measure.choice<MeasureTerms>("kind", kinds, true);
    static const Node no_terms{Node::Table{}, std::make_shared<const std::string>(), 0, "terms"};
    const Node* const node = measure.find("terms");
    KeyReader keys(node != nullptr ? *node : no_terms, measure.problems());
    std::visit(
        [&]<class Terms>(Terms& own) {
            using Kind = Measures::KindOf<Terms>;
            for (const TermField<Terms>& field : Kind::fields) {
                read_field(keys, field, own);
            }
            tell(keys, Kind::problem_of(own), Severity::error);
            tell(keys, Kind::doubt_about(own), Severity::warning);
        },
        terms);
    return terms;
}

MeasureCosts read_measure_costs(const Node& node, const std::string& table, FileAmounts& amounts,
                                Problems& problems) {
    KeyReader keys(node, problems);
    MeasureCosts costs;
    costs.fixed = amounts.read(keys, table, "fixed");
    costs.share_of_claim = keys.number_or("share_of_claim", 0.0, range::share());
    return costs;
}

/// `who` as a rule in the reporting currency; none = everybody.
std::optional<Rule> read_who(KeyReader& keys, const MeasureSpec& measure, FileAmounts& amounts) {
    if (measure.who.empty()) {
        return std::nullopt;
    }
    std::optional<Rule> rule = parse_rule(measure.who, keys.find("who")->where(),
                                          fmt::format("who of measure '{}'", measure.name), keys.problems());
    if (rule) {
        amounts.convert(*rule, fmt::format("measure.{}.who", measure.name));
    }
    return rule;
}

void read_measure(const Node& node, FileAmounts& amounts, Problems& problems, OptionInput& input) {
    KeyReader keys(node, problems);
    MeasureSpec measure;
    measure.name = keys.text("name");
    if (const Node* when = keys.require("when", "Write for instance when = { after_months = 3 }")) {
        measure.when = read_trigger(*when, problems);
    }
    measure.who = keys.text_or("who", "");
    input.who.push_back(read_who(keys, measure, amounts));
    measure.terms = read_terms(keys);
    measure.on_taken = keys.text_or("on_taken", "");
    measure.on_refused = keys.text_or("on_refused", "");
    measure.on_failed = keys.text_or("on_failed", "");
    if (const Node* costs = keys.find("costs")) {
        measure.costs =
            read_measure_costs(*costs, fmt::format("measure.{}.costs", measure.name), amounts, problems);
    }
    keys.for_each_entry("odds", [&](const std::string& name, const Node& factor) {
        if (const auto state = state_at(name, factor, problems)) {
            measure.odds[*state] = number_of(factor, range::not_negative("a factor on odds"), problems);
        }
    });
    keys.for_each_entry("hazards", [&](const std::string& name, const Node& row) {
        if (const auto state = state_at(name, row, problems)) {
            measure.hazards[*state] = text_of(row, problems);
        }
    });
    input.option.measures.push_back(std::move(measure));
    input.measure_at.push_back(node.where());
}

/// Of a document that is not yet checked, for the settings that name it.
std::string name_of_document(const Node& document) {
    const auto found = document.table()->find("name");
    const auto* name =
        found != document.table()->end() ? std::get_if<std::string>(&found->second.value) : nullptr;
    return name != nullptr ? *name : std::string();
}

class RowChecker {
  public:
    RowChecker(const OptionInput& input, const SegmentParameters& parameters, Problems& problems)
        : input_(input), parameters_(parameters), problems_(problems) {}

    void check() {
        for (std::size_t m = 0; m < input_.option.measures.size(); ++m) {
            const MeasureSpec& measure = input_.option.measures[m];
            for (const auto& [state, row] : measure.hazards) {
                check_row(m, fmt::format("hazards.{}", name_of(state)), row, state);
            }
            Measures::visit(measure.terms, [&](auto kind, const auto& terms) {
                for (int stage = 0; stage < kind.stages(kind.entry, terms); ++stage) {
                    const std::string row = kind.row_of(kind.entry, stage, terms);
                    if (row != name_of(kind.entry)) {
                        check_row(m, "terms.stages", row, kind.entry);
                    }
                }
            });
        }
    }

  private:
    void check_row(std::size_t m, const std::string& key, const std::string& row, State from) {
        const std::string field = fmt::format("measure '{}' {}", input_.option.measures[m].name, key);
        const auto found = parameters_.hazards.find(row);
        if (found == parameters_.hazards.end()) {
            std::vector<std::string> known;
            for (const auto& each : parameters_.hazards) {
                known.push_back(each.first);
            }
            problems_.error(input_.measure_at[m], field, "\"" + row + "\"",
                            fmt::format("{} has no row [hazards.{}]", parameters_.file, row), "",
                            suggest_name(row, known));
        } else if (found->second.from != from) {
            problems_.error(input_.measure_at[m], field, "\"" + row + "\"",
                            fmt::format("the row leaves the state '{}', not '{}'",
                                        name_of(found->second.from), name_of(from)),
                            parameters_.file, fmt::format("Set from = \"{}\" in the row", name_of(from)));
        }
    }

    const OptionInput& input_;
    const SegmentParameters& parameters_;
    Problems& problems_;
};

void check_measures(const Node& document, const OptionSpec& option, Problems& problems) {
    std::set<std::string> names;
    for (const MeasureSpec& measure : option.measures) {
        if (!names.insert(measure.name).second) {
            problems.error(document.where(), "measure", "\"" + measure.name + "\"",
                           "two measures have this name");
        }
    }
    if (option.measures.size() > most_measures) {
        problems.error(document.where(), "measure", "",
                       fmt::format("an option has at most {} measures", most_measures));
    }
    for (Problem problem : Escalation::problems(option)) {
        problems.error(document.where(), problem.field, problem.value, problem.problem, problem.why,
                       problem.suggestion);
    }
    if (!option.measures.empty() && option.measures.front().when.kind == TriggerKind::on_redefault) {
        problems.error(document.where(), "measure[0].when", "", "the first measure waits for a redefault",
                       "nothing before it could fail",
                       "Write when = { after_months = 0 } or put a measure before it");
    }
}

}  // namespace

OptionInput read_option(const std::filesystem::path& file, std::size_t place, const FileSettings& settings,
                        StudyAmounts& study_amounts, InputFiles& files, Problems& problems) {
    Node document = files.read_toml(file, DocumentKind::option);
    OptionInput input;
    input.name_in_file = name_of_document(document);
    settings.apply(document, input.name_in_file, place, problems);
    FileCurrencies currencies;
    currencies.take(document, problems);
    input.file = InputFiles::shown(file);
    KeyReader keys(document, problems);
    keys.find("recoup_schema");
    input.option.name = keys.text("name");
    input.option.description = keys.text_or("description", "");
    FileAmounts amounts(keys, "options." + input.option.name, currencies, study_amounts);
    keys.for_each_element("measure", [&](const Node& node) { read_measure(node, amounts, problems, input); });
    amounts.check_set();
    check_measures(document, input.option, problems);
    return input;
}

void check_rows_of_option(const OptionInput& input, const SegmentParameters& parameters, Problems& problems) {
    RowChecker(input, parameters, problems).check();
}

}  // namespace recoup::sim
