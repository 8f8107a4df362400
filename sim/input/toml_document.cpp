#include "sim/input/toml_document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <fstream>
#include <system_error>

#include "models/errors.hpp"
#include "sim/version.hpp"

namespace recoup::sim {

namespace {

using SharedName = std::shared_ptr<const std::string>;

Node convert(const toml::node& given, const SharedName& file, const std::string& path, int parent_line);

int line_of(const toml::source_region& source, int otherwise) {
    return source.begin.line > 0 ? static_cast<int>(source.begin.line) : otherwise;
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
    if (const auto* table = given.as_table()) {
        node.value = convert_table(*table, file, path, node.line);
    } else if (const auto* array = given.as_array()) {
        node.value = convert_array(*array, file, path, node.line);
    } else if (const auto* text = given.as_string()) {
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

}  // namespace

std::string read_text_file(const std::filesystem::path& file, const std::string& role) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        throw InputError(Problem{Severity::error, file.generic_string(), "", "", "is a folder, not a file",
                                 role, "Name the file itself"});
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        const bool there = std::filesystem::exists(file, ignored);
        throw InputError(Problem{
            Severity::error, file.generic_string(), "", "",
            there ? "the file cannot be read" : "there is no such file", role,
            there ? "Check its permissions"
                  : "Check the name; relative paths start at the folder of the file that names them"});
    }
    std::string text;
    std::array<char, 65536> block;
    while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    }
    return text;
}

namespace {

std::string what_to_write(std::string_view description) {
    return description.find("representable in 64 bits") == std::string_view::npos
               ? std::string()
               : "TOML's whole numbers end at 9223372036854775807; a larger seed stands in quotes: "
                 "seed = \"18446744073709551615\"";
}

}  // namespace

Node parse_document(const std::string& text, const std::string& shown_name) {
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
    const auto file = std::make_shared<const std::string>(shown_name);
    const bool bare = may_be_bare(text);
    Node node;
    try {
        const toml::table table = toml::parse("value = " + text);
        node = convert(*table.get("value"), file, path, 0);
        node.line = 0;
    } catch (const toml::parse_error&) {
        if (!bare) {
            throw InputError(Problem{Severity::error, shown_name, path, text, "is not a TOML value", "",
                                     "Close its quotes or brackets; a text needs neither"});
        }
        node = text_node(text, file, path);
    }
    if (bare) {
        node.bare = std::make_shared<const std::string>(text);
    }
    return node;
}

}  // namespace recoup::sim
