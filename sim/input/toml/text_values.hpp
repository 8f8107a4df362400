// Values written as text in CSV fields. Strict: what is not plainly a number or a truth is neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/problems/value_problem.hpp"

namespace recoup::sim {

/// Digits and nothing else, one at least.
bool all_digits(std::string_view text);

/// A finite decimal number, the whole text; no `NaN`. With a point and no thousands separators, or with a
/// decimal comma and points between thousands.
std::optional<double> parse_number(std::string_view text, bool decimal_comma = false);

/// The double nearest to the decimal figure a hundred times smaller: 5.35 -> 0.0535, as if written so.
double from_per_cent(double value);

/// As a table holds it: 0.05, or 0,05. To 15 digits, which are right after a product, too.
std::string written_number(double value, bool decimal_comma);

/// 5.25 % -> 5.25
std::string_view without_per_cent_sign(std::string_view text);

/// true/false, yes/no, Y/N, 1/0; in capitals or not.
std::optional<bool> parse_boolean(std::string_view text);
inline constexpr const char* boolean_words = "true/false, yes/no, Y/N or 1/0, in capitals or not";

/// NA, NaN, null, - and the like, which programs write where there is no value.
bool means_no_value(std::string_view text);

/// "like this", as a TOML file holds it.
std::string in_quotes(std::string_view text);

/// What is wrong with a text that is not a number. The number that it tells to write is the same one, as the
/// table would read it.
/// `comma` is what `1,000` has, where other rows tell: a decimal comma or thousands.
ValueProblem number_problem(std::string_view text, bool decimal_comma,
                            ProblemCause comma = ProblemCause::either_comma);

/// What to do about a text that is not an ISO date: which one it is, where that is beyond doubt.
std::string date_suggestion(std::string_view text);

}  // namespace recoup::sim
