#include "sim/cli/arguments.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

#include "models/shown_text.hpp"
#include "sim/files/utf8_text.hpp"

namespace recoup::sim::cli {

namespace {

bool read_number(std::string_view text, std::int64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

/// A dotted TOML key followed by `=`.
bool looks_like_setting(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || text.front() == '-') {
        return false;
    }
    for (const char c : text.substr(0, equals)) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '.' && c != '-') {
            return false;
        }
    }
    return true;
}

/// As $'...': what a terminal would obey is written out.
std::string shell_escaped(const std::string& argument) {
    std::string text;
    for (const char c : argument) {
        text += c == '\\' || c == '\'' ? std::string("\\") + c : std::string(1, c);
    }
    return "$'" + shown_text(text, text.size()) + "'";
}

bool plain_in_shell(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./:=,+@%").find(c) != std::string_view::npos;
}

}  // namespace

PathRange parse_path_range(const std::string& text) {
    const std::size_t colon = text.find(':');
    PathRange range;
    if (colon == std::string::npos || !read_number(std::string_view(text).substr(0, colon), range.first) ||
        !read_number(std::string_view(text).substr(colon + 1), range.end) || range.first >= range.end) {
        throw UsageError(
            fmt::format("--paths, {}: not a range of paths (A:B means the paths A to B-1, A below B). "
                        "Write for example --paths 0:256.",
                        shown_text(text)));
    }
    return range;
}

std::pair<std::string, std::string> parse_setting(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw UsageError(
            fmt::format("--set, {}: not of the form key=value (a key of the study, dots between "
                        "its tables). Write for example --set paths=1000.",
                        shown_text(text)));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<std::string> with_each_setting_named(const std::vector<std::string>& arguments) {
    std::vector<std::string> named;
    bool after_setting = false;  // the argument before this one was a value of --set
    bool is_value = false;       // this one is the value of a --set
    for (const std::string& argument : arguments) {
        if (!is_value && after_setting && looks_like_setting(argument)) {
            named.emplace_back("--set");
            is_value = true;
        }
        named.push_back(argument);
        after_setting = is_value || argument.starts_with("--set=");
        is_value = !is_value && argument == "--set";
    }
    return named;
}

void check_argument_texts(const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments) {
        if (const std::string fault = fault_of_text(argument); !fault.empty()) {
            throw UsageError(
                fmt::format("{}: the argument {} (results hold the command and the names of files, "
                            "which are UTF-8). Rename the file, or set the terminal to UTF-8.",
                            shown_text(argument), fault));
        }
    }
}

std::string shell_quoted(const std::string& argument) {
    if (shown_text(argument, argument.size()) != argument) {
        return shell_escaped(argument);
    }
    std::string quoted = "'";
    bool plain = !argument.empty();
    for (const char c : argument) {
        plain = plain && plain_in_shell(c);
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return plain ? argument : quoted + "'";
}

}  // namespace recoup::sim::cli
