// What the standard streams are connected to, and colour where it is wanted.
#pragma once

#include <cstddef>
#include <string>

namespace recoup::sim::cli {

bool stderr_is_terminal();

/// Width of the terminal behind standard error.
std::size_t terminal_columns();

enum class Colour { red, yellow };

/// The text in colour when standard error is a terminal that shows colour and NO_COLOR (no-color.org) is not
/// set.
std::string coloured(Colour colour, const std::string& text);

}  // namespace recoup::sim::cli
