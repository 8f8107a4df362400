#include "sim/input/tables/row_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "sim/input/tables/column_names.hpp"
#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

constexpr std::size_t places_told = 3;
constexpr std::size_t words_told = 20;

void insert_place(RowGroup::Place place, std::vector<RowGroup::Place>& first) {
    const auto at = std::ranges::upper_bound(first, place.row, {}, &RowGroup::Place::row);
    if (at != first.end() || first.size() < places_told) {
        first.insert(at, std::move(place));
    }
    if (first.size() > places_told) {
        first.pop_back();
    }
}

void add_all(const RowGroup& from, RowGroup& to) {
    to.count += from.count;
    for (const RowGroup::Place& place : from.first) {
        insert_place(place, to.first);
    }
    for (const auto& [field, count] : from.by_field) {
        to.by_field[field] += count;
    }
    to.words.insert(from.words.begin(), from.words.end());
}

/// `1,000` is what the other numbers of the table say that a comma is.
std::vector<RowGroup> with_commas_decided(std::vector<RowGroup> groups) {
    const auto of = [&](ProblemCause cause) {
        return std::ranges::find_if(groups, [cause](const RowGroup& g) { return g.problem.cause == cause; });
    };
    const auto either = of(ProblemCause::either_comma);
    const auto decimal = of(ProblemCause::decimal_comma);
    const auto thousands = of(ProblemCause::thousands);
    const bool is_decided = (decimal != groups.end()) != (thousands != groups.end());
    if (either == groups.end() || !is_decided) {
        return groups;
    }
    RowGroup& decided = decimal != groups.end() ? *decimal : *thousands;
    for (RowGroup::Place& place : either->first) {
        place.problem = number_problem(without_per_cent_sign(place.value), false, decided.problem.cause);
    }
    add_all(*either, decided);
    groups.erase(either);
    return groups;
}

/// Columns of the group that hold it in most rows: what is said of them is not said of a few bad rows.
std::vector<std::string> columns_full_of_it(const RowGroup& group, const Table& table) {
    std::vector<std::string> columns;
    for (const auto& [field, count] : group.by_field) {
        if (2 * count > table.size()) {
            columns.push_back(field);
        }
    }
    return columns;
}

/// What all groups ask of a setting that is a list: it stands in the study once.
struct Lists {
    std::vector<std::string> per_cent;  ///< columns
    std::set<std::string> missing;      ///< words

    Lists(const std::vector<RowGroup>& groups, const Table& table) {
        for (const RowGroup& group : groups) {
            if (group.problem.cause == ProblemCause::per_cent) {
                std::ranges::copy(columns_full_of_it(group, table), std::back_inserter(per_cent));
            } else if (group.problem.cause == ProblemCause::no_value && group.problem.suggestion.empty()) {
                missing.insert(group.words.begin(), group.words.end());
            }
        }
    }
};

std::string per_cent_setting(const std::vector<std::string>& columns, const Table& table) {
    std::set<std::string> rates, here;
    for (const std::string& rate : rate_columns()) {
        if (table.find(rate) != nullptr) {
            here.insert(rate);
        }
        if (std::ranges::find(columns, rate) != columns.end() || table.format.per_cent.contains(rate)) {
            rates.insert(rate);
        }
    }
    return rates.empty() ? "" : table.setting("percent", rates == here ? "true" : toml_list(rates));
}

/// What a setting would make of a value that can be read without it, "0.05 at loans.csv:2 stands for 0.05 %".
using Other = std::optional<std::string>;

/// A rate that is read as a fraction now, and is more likely one than a rate in per cent.
Other fraction_beside(const std::vector<std::string>& columns, const Table& table,
                      const RowGroups::Namer& where) {
    constexpr double highest_fraction = 0.6;
    for (const std::string& name : columns) {
        const Column& column = *table.find(name);
        for (std::size_t row = 0; row < column.size(); ++row) {
            const auto value = column.null[row] == 0 ? column.number_at(row) : std::nullopt;
            if (value && *value > 0.0 && *value <= highest_fraction) {
                const std::string text = column.value_text(row);
                return fmt::format("{} at {} stands for {} %", text, where(row), text);
            }
        }
    }
    return std::nullopt;
}

/// Points part thousands in a column that has them beside a comma: 12.500,40.
bool shows_grouping(const Column& column) {
    for (std::size_t row = 0; row < column.size(); ++row) {
        const std::string_view text = column.text[row];
        if (text.find('.') < text.find(',') && text.find(',') != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

/// A number whose point would part thousands: 1.011.
Other point_beside(const Table& table, const RowGroups::Namer& where) {
    for (const Column& column : table.columns) {
        if (column.kind != Column::Kind::text || column.name.ends_with("_identifier") ||
            shows_grouping(column)) {
            continue;
        }
        for (std::size_t row = 0; row < column.size(); ++row) {
            const auto point = parse_number(column.text[row], false);
            const auto comma = parse_number(column.text[row], true);
            if (point && comma && *point != *comma) {
                return fmt::format("{} at {} stands for {}", column.text[row], where(row), *comma);
            }
        }
    }
    return std::nullopt;
}

/// `by_value` mends each row by itself; the setting alone is named where it changes nothing else.
std::string with_setting(const std::string& setting, const Other& other, const std::string& by_value) {
    if (setting.empty() || !other) {
        return setting.empty() ? "" : "Set " + setting;
    }
    return fmt::format("{}; only where {}, too, set {}", by_value, *other, setting);
}

/// The setting that reads the rows of a group; empty where none would.
std::string setting_for(const RowGroup& group, const Lists& lists, const Table& table,
                        const RowGroups::Namer& where) {
    if (!table.format.prefix) {
        return {};
    }
    const std::vector<std::string> full = columns_full_of_it(group, table);
    const std::string& by_value = group.first.front().problem.suggestion;
    switch (group.problem.cause) {
        case ProblemCause::per_cent:
            return with_setting(full.empty() ? "" : per_cent_setting(lists.per_cent, table),
                                fraction_beside(lists.per_cent, table, where), by_value);
        case ProblemCause::decimal_comma:
            return full.empty() ? ""
                                : with_setting(table.setting("decimal_comma", "true"),
                                               point_beside(table, where), by_value);
        case ProblemCause::either_comma: {
            const Other other = full.empty() ? std::nullopt : point_beside(table, where);
            return full.empty() ? ""
                                : fmt::format(
                                      "Write numbers without thousands separators; where the comma "
                                      "is a decimal one{}, set {}",
                                      other ? " and " + *other : "", table.setting("decimal_comma", "true"));
        }
        case ProblemCause::no_value:
            return group.problem.suggestion.empty()
                       ? "Leave the field empty, or set " + missing_setting(table, lists.missing)
                       : "";
        case ProblemCause::thousands:
        case ProblemCause::other:
            break;
    }
    return {};
}

std::string fields_text(const RowGroup& group, const RowGroups::ColumnNamer& shown) {
    std::vector<std::string> names;
    for (const auto& each : group.by_field) {
        names.push_back(shown(each.first));
    }
    return listed(names);
}

std::string extent_text(const RowGroup& group, const RowGroups::Namer& where) {
    if (group.count == 1) {
        return {};
    }
    std::vector<std::string> next;
    for (std::size_t i = 1; i < group.first.size(); ++i) {
        const std::string name = where(group.first[i].row);
        if (name != where(group.first[0].row) && std::ranges::find(next, name) == next.end()) {
            next.push_back(name);
        }
    }
    const std::string number =
        fmt::format("{} {}", count_text(group.count), group.by_field.size() > 1 ? "values" : "rows");
    return next.empty() ? number : number + ", next " + listed(next);
}

}  // namespace

std::string missing_setting(const Table& table, std::set<std::string> words) {
    words.merge(table.format.missing.value_or(std::set<std::string>()));
    return table.setting("missing", toml_list(words));
}

void RowGroups::add(std::size_t row, const std::string& field, const std::string& value,
                    const ValueProblem& problem) {
    const std::string key =
        (problem.cause == ProblemCause::other ? field + "\n" : "") + problem.problem + "\n" + problem.apart;
    const auto [at, is_new] = place_.try_emplace(key, groups_.size());
    if (is_new) {
        groups_.push_back({.problem = problem});
    }
    RowGroup& group = groups_[at->second];
    ++group.count;
    ++group.by_field[field];
    if (group.first.size() < places_told || row < group.first.back().row) {
        insert_place({row, field, value, problem}, group.first);
    }
    if (problem.cause == ProblemCause::no_value && group.words.size() < words_told) {
        group.words.insert(value);
    }
}

void RowGroups::report(const Table& table, const Namer& where, const ColumnNamer& shown, Severity severity,
                       Problems& problems) const {
    const char* const what = severity == Severity::warning ? "is left out: " : "";
    std::vector<RowGroup> groups = with_commas_decided(groups_);
    std::ranges::stable_sort(groups, {}, [](const RowGroup& group) { return group.first.front().row; });
    const Lists lists(groups, table);
    for (const RowGroup& group : groups) {
        const RowGroup::Place& first = group.first.front();
        const std::string setting = setting_for(group, lists, table, where);
        problems.add({.severity = severity,
                      .where = where(first.row),
                      .field = fields_text(group, shown),
                      .value = first.value,
                      .problem = what + group.problem.problem,
                      .why = first.problem.why,
                      .suggestion = setting.empty() ? first.problem.suggestion : setting,
                      .count = group.count,
                      .extent = extent_text(group, where)});
    }
}

}  // namespace recoup::sim
