#include "models/shown_text.hpp"

#include <algorithm>
#include <cstdint>

#include "models/utf8.hpp"

namespace recoup {

namespace {

constexpr std::string_view ellipsis = "...";

/// Whether a character steers what shows it.
bool steers(std::uint32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
    const bool line_end = code == 0x2028 || code == 0x2029;
    const bool direction = code == 0x061C || code == 0x200E || code == 0x200F ||
                           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || line_end || direction || code == 0xFEFF;
}

std::string hexadecimal(std::uint32_t value, int digits) {
    std::string text;
    for (int digit = digits - 1; digit >= 0; --digit) {
        text += "0123456789abcdef"[value >> (4 * digit) & 0xFU];
    }
    return text;
}

std::string escaped(std::uint32_t code) {
    switch (code) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return code < 0x80 ? "\\x" + hexadecimal(code, 2) : "\\u" + hexadecimal(code, 4);
    }
}

/// Calls f with the text of each character, escaped where need be, until f says that it has enough.
template <class Function>
void for_each_shown(std::string_view text, Function f) {
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, bytes] = first_utf8_character(text.substr(i));
        const bool go_on = bytes == 0     ? f("\\x" + hexadecimal(static_cast<unsigned char>(text[i]), 2))
                           : steers(code) ? f(escaped(code))
                                          : f(std::string(text.substr(i, bytes)));
        if (!go_on) {
            return;
        }
        i += std::max<std::size_t>(bytes, 1);
    }
}

}  // namespace

std::string shown_text(std::string_view text, std::size_t at_most) {
    std::string shown;
    std::size_t characters = 0;
    for_each_shown(text, [&](const std::string& character) {
        const bool fits = characters++ < at_most;
        shown += fits ? character : std::string(ellipsis);
        return fits;
    });
    return shown;
}

std::string shown_place(std::string_view text, std::size_t at_most) {
    // In bytes: near enough for the middle of a name.
    if (text.size() <= at_most) {
        return shown_text(text, at_most);
    }
    const std::size_t kept = at_most / 2;
    std::size_t end = text.size() - kept;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return shown_text(text, kept) + shown_text(text.substr(end), kept);
}

std::string shown_lines(std::string_view text) {
    std::string shown;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        shown += shown_text(text.substr(begin, end - begin), text.size());
        shown += end < text.size() ? "\n" : "";
        begin = end + 1;
    }
    return shown;
}

}  // namespace recoup
