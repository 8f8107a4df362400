#include "sim/input/toml/toml_document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/errors.hpp"
#include "sim/files/utf8_text.hpp"
#include "sim/input/toml/toml_depth.hpp"
#include "sim/version.hpp"

namespace recoup::sim {

namespace {

using SharedName = std::shared_ptr<const std::string>;

Node convert(const toml::node& given, const SharedName& file, const std::string& path, int parent_line);

int line_of(const toml::source_region& source, int otherwise) {
    return source.begin.line > 0 ? static_cast<int>(source.begin.line) : otherwise;
}

/// The parser takes \u0000 in a text; a name of a file, of a column or of a loan ends there.
void check_value(const std::string& text, const Node& node) {
    if (const std::string fault = fault_of_text(text); !fault.empty()) {
        throw InputError(Problem{.where = node.where(), .field = node.path, .problem = "the text " + fault});
    }
}

/// Every value keeps the names above it: long ones would multiply.
void check_path(const Node& node) {
    constexpr std::size_t longest = 1000;
    if (node.path.size() > longest) {
        throw InputError(
            Problem{.where = node.where(),
                    .field = node.path,
                    .problem = fmt::format("the names of the key are longer than {} characters", longest),
                    .suggestion = "Check the file; no setting has such a name"});
    }
    check_value(node.path, node);
}

Node::Table convert_table(const toml::table& given, const SharedName& file, const std::string& path,
                          int line) {
    Node::Table table;
    for (const auto& [key, value] : given) {
        const std::string name(key.str());
        Node node = convert(value, file, path.empty() ? name : path + "." + name, line);
        node.line = line_of(key.source(), node.line);
        table.emplace(name, std::move(node));
    }
    return table;
}

Node::Array convert_array(const toml::array& given, const SharedName& file, const std::string& path,
                          int line) {
    Node::Array array;
    for (const auto& value : given) {
        array.push_back(convert(value, file, fmt::format("{}[{}]", path, array.size()), line));
    }
    return array;
}

Date convert_date(const toml::date& date) {
    return {date.year, date.month, date.day};
}

Node convert(const toml::node& given, const SharedName& file, const std::string& path, int parent_line) {
    Node node;
    node.file = file;
    node.path = path;
    node.line = line_of(given.source(), parent_line);
    check_path(node);
    if (const auto* table = given.as_table()) {
        node.value = convert_table(*table, file, path, node.line);
        node.in_braces = table->is_inline();
    } else if (const auto* array = given.as_array()) {
        node.value = convert_array(*array, file, path, node.line);
    } else if (const auto* text = given.as_string()) {
        check_value(text->get(), node);
        node.value = text->get();
    } else if (const auto* integer = given.as_integer()) {
        node.value = integer->get();
    } else if (const auto* number = given.as_floating_point()) {
        node.value = number->get();
    } else if (const auto* flag = given.as_boolean()) {
        node.value = flag->get();
    } else if (const auto* date = given.as_date()) {
        node.value = convert_date(date->get());
    } else if (const auto* moment = given.as_date_time()) {
        node.value = convert_date(moment->get().date);
    } else {
        throw InputError(Problem{Severity::error, node.where(), path, "", "a time of day has no meaning here",
                                 "", "Write a date such as 2006-12-31"});
    }
    return node;
}

void check_schema(const Node& document) {
    const auto& table = *document.table();
    const auto found = table.find("recoup_schema");
    if (found == table.end()) {
        throw InputError(Problem{Severity::error, document.where(), "recoup_schema", "", "is missing",
                                 "every file says which version of the format it is written in",
                                 fmt::format("Start the file with: recoup_schema = {}", input_schema)});
    }
    const Node& schema = found->second;
    const auto* number = std::get_if<std::int64_t>(&schema.value);
    if (number != nullptr && *number == input_schema) {
        return;
    }
    const bool newer = number != nullptr && *number > input_schema;
    throw InputError(
        Problem{Severity::error, schema.where(), schema.path, schema.value_text(),
                newer ? "this file was written for a newer version of recoup"
                      : "there is no such version of the format",
                fmt::format("this version reads recoup_schema = {}", input_schema),
                newer ? "Update recoup" : fmt::format("Write recoup_schema = {}", input_schema)});
}

std::string what_to_write(std::string_view description) {
    return description.find("representable in 64 bits") == std::string_view::npos
               ? std::string()
               : "TOML's whole numbers end at 9223372036854775807; a larger seed stands in quotes: "
                 "seed = \"18446744073709551615\"";
}

}  // namespace

Node parse_document(const std::string& text, const std::string& shown_name) {
    check_depth(text, shown_name);
    try {
        const toml::table table = toml::parse(std::string_view(text), std::string_view(shown_name));
        Node document;
        document.file = std::make_shared<const std::string>(shown_name);
        document.value = convert_table(table, document.file, "", 1);
        check_schema(document);
        return document;
    } catch (const toml::parse_error& error) {
        throw InputError(Problem{Severity::error, fmt::format("{}:{}", shown_name, error.source().begin.line),
                                 "", "", "is not valid TOML", std::string(error.description()),
                                 what_to_write(error.description())});
    }
}

namespace {

/// What begins as a text in quotes, an array or a table in TOML is none of them by mistake.
bool may_be_bare(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string::npos ||
           std::string_view("\"'[{").find(text[first]) == std::string_view::npos;
}

Node text_node(const std::string& text, std::shared_ptr<const std::string> file, const std::string& path) {
    Node node;
    node.value = text;
    node.file = std::move(file);
    node.path = path;
    return node;
}

}  // namespace

Node parse_value(const std::string& text, const std::string& shown_name, const std::string& path) {
    const InputError not_a_value(Problem{Severity::error, shown_name, path, text, "is not a TOML value", "",
                                         "Close its quotes or brackets; a text needs neither"});
    const auto file = std::make_shared<const std::string>(shown_name);
    const bool bare = may_be_bare(text);
    check_depth("value = " + text, shown_name);
    Node node;
    try {
        const toml::table table = toml::parse("value = " + text);
        if (table.size() != 1) {
            throw not_a_value;  // a line end, and keys of its own behind it
        }
        node = convert(*table.get("value"), file, path, 0);
        node.line = 0;
    } catch (const toml::parse_error&) {
        if (!bare) {
            throw not_a_value;
        }
        node = text_node(text, file, path);
    }
    if (bare) {
        node.bare = std::make_shared<const std::string>(text);
    }
    return node;
}

}  // namespace recoup::sim
