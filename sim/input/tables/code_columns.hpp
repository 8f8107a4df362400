// Codes: texts that look like numbers and are none, because 011110 and 11110, 12E4 and 120000 are different.
#pragma once

#include <optional>
#include <string>

#include "sim/input/tables/table.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// The first row whose text a number would not spell back: with a leading zero, or digits with an E between
/// them.
std::optional<std::size_t> first_code(const Column& column);

/// A problem where a rule compares the column with a number and it holds codes.
void check_codes(const Table& table, const Column& column, Problems& problems);

/// Why a frame's numbers are no codes, and what to do.
std::string note_on_numbers(const Table& table, const Column& column);

}  // namespace recoup::sim
