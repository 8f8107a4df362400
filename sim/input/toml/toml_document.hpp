// Reads TOML text into a tree of nodes. The only place that knows the TOML library.
#pragma once

#include <string>

#include "sim/input/toml/node.hpp"

namespace recoup::sim {

/// Parses a document. Throws InputError with file and line for text that is not TOML, that nests too deep,
/// that holds a NUL, and for a `recoup_schema` that this version does not read.
Node parse_document(const std::string& text, const std::string& shown_name);

/// Parses one value as in `key = value`; two lines are not one.
Node parse_value(const std::string& text, const std::string& shown_name, const std::string& path);

}  // namespace recoup::sim
