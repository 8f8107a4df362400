// How deep a TOML text nests, looked at before it is parsed: tables within tables are read, merged and freed
// by functions that call themselves, and a few thousand levels would take more stack than there is.
#pragma once

#include <string>
#include <string_view>

namespace recoup::sim {

/// Dotted parts of a header, of a key, and arrays and inline tables around a value count one level each. A
/// study has nine at most.
constexpr int deepest_level = 64;

/// Throws InputError with the line where a text nests deeper.
void check_depth(std::string_view text, const std::string& shown_name);

}  // namespace recoup::sim
