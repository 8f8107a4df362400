// What the standard streams are connected to, and colour where it is wanted.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace recoup::sim::cli {

bool stderr_is_terminal();

/// Width of the terminal behind standard error.
std::size_t terminal_columns();

/// Prints lines that hold names of a study, a tape or a command: what would steer the terminal is escaped.
/// Problems are escaped already, and their labels may be coloured.
void print_text(std::FILE* stream, const std::string& text);

enum class Colour { red, yellow };

/// The text in colour when standard error is a terminal that shows colour and NO_COLOR (no-color.org) is not
/// set.
std::string coloured(Colour colour, const std::string& text);

}  // namespace recoup::sim::cli
