// Names that are nearly those of a column that is read: spelled otherwise, or an EBA index that a spreadsheet
// took for a number and wrote without its zero.
#pragma once

#include <string>
#include <string_view>

namespace recoup::sim {

/// Whether `given` is `known` but for case, spaces, dashes and dots, or one or two letters in a long name.
bool is_nearly(std::string_view given, std::string_view known);

/// How surely `given`, such as 4.1, is the index `known`, such as 4.10: 2 = as a number it is; 1 = with a
/// zero put in before (3.9 for 3.09); 0 = not. An index as the EBA writes it, with two decimals, is itself
/// alone.
int likeness_to_index(std::string_view given, std::string_view known);

}  // namespace recoup::sim
