#include "sim/input/scenario_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"
#include "models/units.hpp"
#include "sim/input/macro_bounds.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

const std::vector<std::string> scenario_columns = {"scenario", "quarter", "variable", "value", "unit"};
const std::string history = "actual";

ColumnNaming scenario_naming(const std::string& source, Problems& problems) {
    return [&problems, source](const std::vector<std::string>& header) {
        std::vector<std::string> names;
        for (const std::string& each : header) {
            const bool known =
                std::find(scenario_columns.begin(), scenario_columns.end(), each) != scenario_columns.end();
            names.push_back(known ? each : "");
            if (!known) {
                problems.warning(source, each, "", "the column is not used",
                                 "a scenario file has the columns " + listed(scenario_columns));
            }
        }
        for (const std::string& each : scenario_columns) {
            if (std::count(header.begin(), header.end(), each) > 1) {
                problems.error(source, each, "", "two columns have this name", "",
                               "Rename or remove one of them");
            }
            if (std::find(header.begin(), header.end(), each) == header.end()) {
                problems.error(source, each, "", "the column is missing",
                               "a scenario file has the columns " + listed(scenario_columns),
                               did_you_mean(each, header));
            }
        }
        return names;
    };
}

void add_row(const Table& table, std::size_t row, ScenarioFile& file, Problems& problems) {
    const auto text = [&](const char* column) { return table.find(column)->value_text(row); };
    const std::string where = table.where(row);
    const auto quarter = parse_quarter(text("quarter"));
    const auto value = parse_number(text("value"));
    if (!quarter) {
        problems.error(where, "quarter", text("quarter"), "is not a quarter", "", "Write quarters as 2025Q1");
    }
    if (!value) {
        const ValueProblem why_not = number_problem(text("value"), false);
        problems.error(where, "value", text("value"), why_not.problem, why_not.why,
                       why_not.cause == ProblemCause::no_value ? "Leave the row out" : why_not.suggestion);
    }
    if (value && !macro_value.contains(*value)) {
        problems.error(where, "value", text("value"), macro_value.text());
    }
    if (!quarter || !value) {
        return;
    }
    auto& series = file.scenarios[text("scenario")][text("variable")];
    if (series.values.empty()) {
        series.unit = text("unit");
        series.where = where;
    } else if (series.unit != text("unit")) {
        problems.error(where, "unit", text("unit"), "the unit changes inside a series",
                       "it starts in " + series.unit, "");
    }
    if (!series.values.emplace(*quarter, ScenarioFile::Value{*value, where}).second) {
        problems.error(where, text("variable"), quarter_text(*quarter),
                       "this quarter stands in the file twice", "", "Remove one of the rows");
    }
}

/// Levels of a variable for consecutive quarters, the one before the first included where it is known.
struct Levels {
    int first_quarter = 0;
    std::optional<double> before;
    std::vector<double> values;
};

class PathBuilder {
  public:
    PathBuilder(const ScenarioFile& file, const std::string& name, const MacroModel& model,
                const Node& asked_at, Problems& problems)
        : file_(file), name_(name), model_(model), asked_at_(asked_at), problems_(problems) {}

    void build(const Date& cut_off, Scenario& scenario) {
        const std::size_t before = problems_.error_count();
        std::vector<Levels> levels;
        for (const MacroVariable& variable : model_.variables) {
            levels.push_back(levels_of(variable));
        }
        if (problems_.error_count() != before) {
            return;
        }
        const std::size_t quarters = common_length(levels);
        if (problems_.error_count() == before) {
            scenario.path = transformed(levels, quarters);
            scenario.calendar_shift = shift_text(levels.front().first_quarter, cut_off);
        }
    }

  private:
    void problem(const std::string& what, const std::string& why, const std::string& suggestion) {
        problems_.error(asked_at_.where(), asked_at_.path, "\"" + name_ + "\"", what, why, suggestion);
    }

    const ScenarioFile::Series* series(const std::string& scenario, const std::string& variable) const {
        const auto all = file_.scenarios.find(scenario);
        if (all == file_.scenarios.end()) {
            return nullptr;
        }
        const auto found = all->second.find(variable);
        return found == all->second.end() ? nullptr : &found->second;
    }

    Levels levels_of(const MacroVariable& variable) {
        Levels levels;
        const auto* own = series(name_, variable.name);
        if (own == nullptr) {
            std::vector<std::string> known;
            for (const auto& each : file_.scenarios.at(name_)) {
                known.push_back(each.first);
            }
            problem(fmt::format("{} lacks the variable '{}' of the macro model", file_.name, variable.name),
                    "", suggest_name(variable.name, known));
            return levels;
        }
        if (own->unit != variable.unit) {
            problems_.error(own->where, variable.name, own->unit,
                            fmt::format("the macro model has this variable in {}", variable.unit),
                            "the units must agree",
                            "Convert the values, or set the unit of the model's variable");
        }
        levels.first_quarter = own->values.begin()->first;
        for (const auto& [quarter, value] : own->values) {
            const int expected = levels.first_quarter + static_cast<int>(levels.values.size());
            if (quarter != expected) {
                problems_.error(value.where, variable.name, quarter_text(quarter),
                                fmt::format("{} is missing before it", quarter_text(expected)),
                                "a path has every quarter from its first to its last", "");
                break;
            }
            levels.values.push_back(value.value);
        }
        add_level_before(variable, *own, levels);
        return levels;
    }

    void add_level_before(const MacroVariable& variable, const ScenarioFile::Series& own, Levels& levels) {
        if (variable.transform != Transform::log_change) {
            return;
        }
        const auto* past = series(history, variable.name);
        const int quarter = levels.first_quarter - 1;
        if (past == nullptr || past->values.count(quarter) == 0) {
            problems_.error(own.where, variable.name, quarter_text(levels.first_quarter),
                            fmt::format("the level before, {}, is not in the file", quarter_text(quarter)),
                            "the first log change needs it",
                            fmt::format("Add a row: {},{},{},<value>,{}", history, quarter_text(quarter),
                                        variable.name, own.unit));
            return;
        }
        levels.before = past->values.at(quarter).value;
        for (const auto& [at, value] : own.values) {
            if (value.value <= 0.0 || *levels.before <= 0.0) {
                problems_.error(value.where, variable.name, fmt::format("{}", value.value),
                                "the level of an index must be positive", "its logarithm is taken", "");
                return;
            }
        }
        check_jumps(variable, own, *levels.before);
    }

    void check_jumps(const MacroVariable& variable, const ScenarioFile::Series& own, double before) {
        for (const auto& [quarter, value] : own.values) {
            const double change = log_ieee(value.value / before);
            if (std::fabs(change) > largest_log_change_of_path) {
                problems_.error(
                    value.where, variable.name, fmt::format("{}", value.value),
                    fmt::format("a log change of {:.3g} from the quarter before, {}, is beyond {}", change,
                                before, largest_log_change_of_path),
                    "no price index moves so in a quarter",
                    "Check that all quarters are in one unit and on one base");
                return;
            }
            before = value.value;
        }
    }

    std::size_t common_length(const std::vector<Levels>& levels) {
        for (std::size_t i = 1; i < levels.size(); ++i) {
            if (levels[i].first_quarter != levels[0].first_quarter ||
                levels[i].values.size() != levels[0].values.size()) {
                problem(fmt::format("'{}' and '{}' cover different quarters", model_.variables[0].name,
                                    model_.variables[i].name),
                        "all variables of a scenario start and end together", "");
            }
        }
        return levels.empty() ? 0 : levels[0].values.size();
    }

    /// x is constant inside a quarter; only log changes are spread over its months.
    std::vector<std::vector<double>> transformed(const std::vector<Levels>& levels,
                                                 std::size_t quarters) const {
        const int periods = months_per_quarter / months_per_period(model_.frequency);
        std::vector<std::vector<double>> path;
        for (std::size_t q = 0; q < quarters; ++q) {
            std::vector<double> x;
            for (std::size_t i = 0; i < levels.size(); ++i) {
                const bool log_change = model_.variables[i].transform == Transform::log_change;
                const double level = levels[i].values[q];
                const double last = log_change ? (q == 0 ? *levels[i].before : levels[i].values[q - 1]) : 1.0;
                x.push_back(log_change ? log_ieee(level / last) / periods : level);
            }
            path.insert(path.end(), static_cast<std::size_t>(periods), x);
        }
        return path;
    }

    static std::string shift_text(int first_quarter, const Date& cut_off) {
        const int expected = quarter_number(cut_off.year, cut_off.month / months_per_quarter) + 1;
        return first_quarter == expected
                   ? std::string()
                   : fmt::format("{} read as {}", quarter_text(first_quarter), quarter_text(expected));
    }

    const ScenarioFile& file_;
    const std::string& name_;
    const MacroModel& model_;
    const Node& asked_at_;
    Problems& problems_;
};

}  // namespace

ScenarioFile read_scenario_file(const std::filesystem::path& file, InputFiles& files, Problems& problems) {
    ScenarioFile result;
    result.name = InputFiles::shown(file);
    const std::string text = files.read_table(file, "the path of a scenario");
    const Table table = read_csv(text, result.name, scenario_naming(result.name, problems), true, problems);
    const bool whole = std::all_of(scenario_columns.begin(), scenario_columns.end(),
                                   [&](const std::string& each) { return table.find(each) != nullptr; });
    if (whole) {
        for (std::size_t row = 0; row < table.size(); ++row) {
            add_row(table, row, result, problems);
        }
    }
    return result;
}

void fill_path(const ScenarioFile& file, const std::string& name_in_file, const MacroModel& model,
               const Date& cut_off, const Node& asked_at, Scenario& scenario, Problems& problems) {
    if (file.scenarios.count(name_in_file) == 0) {
        std::vector<std::string> known;
        for (const auto& each : file.scenarios) {
            known.push_back(each.first);
        }
        problems.error(asked_at.where(), asked_at.path, "\"" + name_in_file + "\"",
                       file.name + " has no such scenario", "", suggest_name(name_in_file, known));
        return;
    }
    PathBuilder(file, name_in_file, model, asked_at, problems).build(cut_off, scenario);
}

}  // namespace recoup::sim
