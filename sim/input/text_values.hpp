// Values written as text in CSV fields. Strict: what is not plainly a number or a truth is neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/input/value_problem.hpp"

namespace recoup::sim {

/// A finite decimal number, the whole text; no `NaN`. With a point and no thousands separators, or with a
/// decimal comma and points between thousands.
std::optional<double> parse_number(std::string_view text, bool decimal_comma = false);

/// The double nearest to the decimal figure a hundred times smaller: 5.35 -> 0.0535, as if written so.
double from_per_cent(double value);

/// true/false, yes/no, Y/N, 1/0; in capitals or not.
std::optional<bool> parse_boolean(std::string_view text);
inline constexpr const char* boolean_words = "true/false, yes/no, Y/N or 1/0, in capitals or not";

/// NA, NaN, null, - and the like, which programs write where there is no value.
bool means_no_value(std::string_view text);

/// "like this", as a TOML file holds it.
std::string in_quotes(std::string_view text);

/// What is wrong with a text that is not a number.
ValueProblem number_problem(std::string_view text, bool decimal_comma);

/// What to do about a text that is not an ISO date.
std::string date_suggestion(std::string_view text);

}  // namespace recoup::sim
