#include "sim/input/toml/key_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

void wrong_kind(const Node& node, const char* wanted, Problems& problems) {
    problems.error(node.where(), node.path, node.value_text(),
                   fmt::format("must be {}, not {}", wanted, node.kind()));
}

void check_range(const Node& node, double value, const Range& range, Problems& problems) {
    if (!std::isfinite(value)) {
        problems.error(node.where(), node.path, node.value_text(), "must be a finite number");
    } else if (!range.contains(value)) {
        problems.error(node.where(), node.path, node.value_text(), range.text(), "",
                       std::string(range.advice));
    }
}

const Node::Table empty_table;

}  // namespace

std::string Range::text() const {
    const bool bounded_below = std::isfinite(low);
    const bool bounded_above = std::isfinite(high);
    const char* below = low_open ? "above" : "at least";
    const char* above = high_open ? "below" : "at most";
    if (bounded_below && bounded_above) {
        return low_open || high_open
                   ? fmt::format("must be {}, {} {} and {} {}", what, below, low, above, high)
                   : fmt::format("must be {} from {} to {}", what, low, high);
    }
    if (bounded_below) {
        return fmt::format("must be {}, {} {}", what, below, low);
    }
    return bounded_above ? fmt::format("must be {}, {} {}", what, above, high)
                         : fmt::format("must be {}", what);
}

double number_of(const Node& node, const Range& range, Problems& problems) {
    double value = 0.0;
    if (const auto* whole = std::get_if<std::int64_t>(&node.value)) {
        value = static_cast<double>(*whole);
    } else if (const auto* number = std::get_if<double>(&node.value)) {
        value = *number;
    } else {
        wrong_kind(node, "a number", problems);
        return 0.0;
    }
    check_range(node, value, range, problems);
    return std::isfinite(value) ? value : 0.0;
}

std::int64_t whole_number_of(const Node& node, const Range& range, Problems& problems) {
    const auto* whole = std::get_if<std::int64_t>(&node.value);
    if (whole == nullptr) {
        wrong_kind(node, "a whole number", problems);
        return 0;
    }
    check_range(node, static_cast<double>(*whole), range, problems);
    return *whole;
}

bool is_text(const Node& node) {
    return node.bare || std::holds_alternative<std::string>(node.value);
}

std::string text_of(const Node& node, Problems& problems) {
    if (node.bare) {
        return *node.bare;
    }
    if (const auto* text = std::get_if<std::string>(&node.value)) {
        return *text;
    }
    wrong_kind(node, "a text in quotes", problems);
    return {};
}

std::vector<double> numbers_of(const Node& node, const Range& range, Problems& problems) {
    std::vector<double> values;
    if (node.array() == nullptr) {
        wrong_kind(node, "an array of numbers", problems);
        return values;
    }
    for (const Node& each : *node.array()) {
        values.push_back(number_of(each, range, problems));
    }
    return values;
}

KeyReader::KeyReader(const Node& table, Problems& problems) : node_(table), problems_(problems) {
    if (node_.table() == nullptr) {
        wrong_kind(node_, "a table", problems_);
    }
}

KeyReader::~KeyReader() {
    for (const auto& [key, value] : node_.table() != nullptr ? *node_.table() : empty_table) {
        if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
            problems_.error(value.where(), value.path, "", "unknown key", "", suggest_name(key, asked_));
        }
    }
}

bool KeyReader::has(std::string_view key) const {
    return node_.table() != nullptr && node_.table()->find(key) != node_.table()->end();
}

const Node* KeyReader::find(std::string_view key) {
    if (std::ranges::find(asked_, key) == asked_.end()) {
        asked_.emplace_back(key);
    }
    if (!has(key)) {
        return nullptr;
    }
    return &node_.table()->find(key)->second;
}

const Node* KeyReader::require(std::string_view key, std::string_view suggestion) {
    const Node* found = find(key);
    if (found == nullptr && node_.table() != nullptr) {
        problems_.error(node_.where(), path_of(key), "", "is missing", "", std::string(suggestion));
    }
    return found;
}

double KeyReader::number(std::string_view key, const Range& range) {
    const Node* found = require(key);
    return found != nullptr ? number_of(*found, range, problems_) : 0.0;
}

double KeyReader::number_or(std::string_view key, double otherwise, const Range& range) {
    return number_if(key, range).value_or(otherwise);
}

std::optional<double> KeyReader::number_if(std::string_view key, const Range& range) {
    const Node* found = find(key);
    return found != nullptr ? std::optional<double>(number_of(*found, range, problems_)) : std::nullopt;
}

int KeyReader::whole(std::string_view key, const Range& range) {
    const Node* found = require(key);
    return found != nullptr ? static_cast<int>(whole_number_of(*found, range, problems_)) : 0;
}

int KeyReader::whole_or(std::string_view key, int otherwise, const Range& range) {
    const Node* found = find(key);
    return found != nullptr ? static_cast<int>(whole_number_of(*found, range, problems_)) : otherwise;
}

bool KeyReader::flag_or(std::string_view key, bool otherwise) {
    const Node* found = find(key);
    if (found == nullptr) {
        return otherwise;
    }
    if (const auto* flag = std::get_if<bool>(&found->value)) {
        return *flag;
    }
    wrong_kind(*found, "true or false", problems_);
    return otherwise;
}

std::string KeyReader::text(std::string_view key, std::string_view suggestion) {
    const Node* found = require(key, suggestion);
    if (found == nullptr) {
        return {};
    }
    const std::string value = text_of(*found, problems_);
    if (value.empty() && is_text(*found)) {
        problem(key, "must not be empty");
    }
    return value;
}

std::string KeyReader::text_or(std::string_view key, std::string otherwise) {
    const Node* found = find(key);
    return found != nullptr ? text_of(*found, problems_) : std::move(otherwise);
}

std::optional<Date> KeyReader::date(std::string_view key) {
    const Node* found = require(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (const auto* date = std::get_if<Date>(&found->value)) {
        return *date;
    }
    problem(key, "must be a date", "", "Write it without quotes, as 2006-12-31");
    return std::nullopt;
}

std::vector<double> KeyReader::numbers_or(std::string_view key, const Range& range) {
    const Node* found = find(key);
    return found != nullptr ? numbers_of(*found, range, problems_) : std::vector<double>{};
}

std::vector<std::string> KeyReader::texts_or(std::string_view key) {
    std::vector<std::string> values;
    const Node* found = find(key);
    if (found == nullptr) {
        return values;
    }
    if (found->array() == nullptr) {
        wrong_kind(*found, "an array of texts", problems_);
        return values;
    }
    for (const Node& each : *found->array()) {
        values.push_back(text_of(each, problems_));
    }
    return values;
}

std::map<std::string, double> KeyReader::number_table(std::string_view key, const Range& range) {
    std::map<std::string, double> values;
    for_each_entry(key, [&](const std::string& name, const Node& node) {
        values[name] = number_of(node, range, problems_);
    });
    return values;
}

void KeyReader::for_each_entry(std::string_view key,
                               const std::function<void(const std::string&, const Node&)>& f) {
    const Node* found = find(key);
    if (found == nullptr) {
        return;
    }
    if (found->table() == nullptr) {
        wrong_kind(*found, "a table", problems_);
        return;
    }
    for (const auto& [name, node] : *found->table()) {
        f(name, node);
    }
}

void KeyReader::for_each_element(std::string_view key, const std::function<void(const Node&)>& f) {
    const Node* found = find(key);
    if (found == nullptr) {
        return;
    }
    if (found->array() == nullptr) {
        problem(key, "must be an array of tables", "", fmt::format("Write [[{}]]", key));
        return;
    }
    for (const Node& node : *found->array()) {
        f(node);
    }
}

void KeyReader::problem(std::string_view key, std::string what, std::string why, std::string suggestion,
                        Severity severity) {
    const Node* at = has(key) ? &node_.table()->find(key)->second : &node_;
    const bool scalar = at != &node_ && at->table() == nullptr && at->array() == nullptr;
    problems_.add({severity, at->where(), path_of(key), scalar ? at->value_text() : "", std::move(what),
                   std::move(why), std::move(suggestion)});
}

std::size_t KeyReader::choice_index(std::string_view key, const std::vector<std::string>& names,
                                    bool required) {
    const Node* found = required ? require(key, "Write one of " + listed(names)) : find(key);
    if (found == nullptr) {
        return 0;
    }
    const std::string given = text_of(*found, problems_);
    const auto at = std::find(names.begin(), names.end(), given);
    if (at == names.end()) {
        if (is_text(*found)) {
            problem(key, "must be one of " + listed(names), "", did_you_mean(given, names));
        }
        return 0;
    }
    return static_cast<std::size_t>(at - names.begin());
}

std::string KeyReader::path_of(std::string_view key) const {
    return node_.path.empty() ? std::string(key) : node_.path + "." + std::string(key);
}

}  // namespace recoup::sim
