// Reads TOML text into a tree of nodes. The only place that knows the TOML library.
#pragma once

#include <filesystem>
#include <string>

#include "sim/input/node.hpp"

namespace recoup::sim {

/// Whole file as bytes; InputError when it cannot be read. `role` says what the file is, for the message.
std::string read_text_file(const std::filesystem::path& file, const std::string& role);

/// Parses a document. Throws InputError with file and line for text that is not TOML, and for a
/// `recoup_schema` that this version does not read.
Node parse_document(const std::string& text, const std::string& shown_name);

/// Parses one value as in `key = value`.
Node parse_value(const std::string& text, const std::string& shown_name, const std::string& path);

}  // namespace recoup::sim
