// What a text must be, wherever it comes from: UTF-8 without NUL, a byte order mark at its beginning alone.
#pragma once

#include <string>
#include <string_view>

namespace recoup::sim {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Throws InputError, with the line, where the text of a file is not so.
void check_text(std::string_view text, const std::string& shown_name);

/// What is wrong with a single text, such as a name or a value; empty: nothing.
std::string fault_of_text(std::string_view text);

}  // namespace recoup::sim
