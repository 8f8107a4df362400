#include "sim/input/toml/node.hpp"

#include <fmt/format.h>

namespace recoup::sim {

std::string Node::where() const {
    return line > 0 ? fmt::format("{}:{}", *file, line) : *file;
}

const char* Node::kind() const {
    constexpr const char* names[] = {"a table",  "an array",      "a text", "a whole number",
                                     "a number", "true or false", "a date"};
    return names[value.index()];
}

std::string Node::value_text() const {
    if (const auto* text = std::get_if<std::string>(&value)) {
        return "\"" + *text + "\"";
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return fmt::format("{}", *integer);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return fmt::format("{}", *number);
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? "true" : "false";
    }
    if (const auto* date = std::get_if<Date>(&value)) {
        return date->text();
    }
    return kind();
}

}  // namespace recoup::sim
