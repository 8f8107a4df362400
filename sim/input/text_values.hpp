// Values written as text in CSV fields. Strict: what is not plainly a number or a truth is neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace recoup::sim {

/// A finite decimal number with a point, the whole text; no thousands separators, no `NaN`.
std::optional<double> parse_number(std::string_view text);

/// true/false, 1/0, Y/N.
std::optional<bool> parse_boolean(std::string_view text);

/// What to do about a text that is not a number.
std::string number_suggestion(std::string_view text);

/// What to do about a text that is not an ISO date.
std::string date_suggestion(std::string_view text);

}  // namespace recoup::sim
