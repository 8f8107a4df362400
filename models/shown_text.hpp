// A text that somebody else wrote, as messages show it: it cannot move the cursor, colour the terminal, forge
// a line or turn the direction of reading, and it cannot flood.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace recoup {

constexpr std::size_t shown_characters = 200;
constexpr std::size_t shown_problems = 50;  ///< of a list; the others are counted

/// Of a suggestion, which holds what is to be copied. What would not fit is not put into one: a command or a
/// setting that is cut would be wrong.
constexpr std::size_t suggested_characters = 4000;

/// Characters that steer what shows them are written as escapes: control characters (\n, \x1b, DEL), those of
/// Unicode (C1, line separators, marks of direction, the byte order mark) as \u202e, bytes that are not UTF-8
/// as \xe4. After `at_most` characters the text is cut and says so by an ellipsis.
std::string shown_text(std::string_view text, std::size_t at_most = shown_characters);

/// The same for a place such as `folder/file.toml:17`: cut in its middle, for its end tells most.
std::string shown_place(std::string_view text, std::size_t at_most = shown_characters);

/// The same for a text of several lines, uncut: line ends stay.
std::string shown_lines(std::string_view text);

}  // namespace recoup
