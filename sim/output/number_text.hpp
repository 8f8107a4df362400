// Numbers for people: as many decimals as the error supports, columns that line up.
#pragma once

#include <string>
#include <vector>

namespace recoup::sim {

/// `1,234.5`; `n/a` for NaN.
std::string number_text(double value, int decimals);

/// `12.34 ± 0.05`; without a defined error the value alone.
std::string estimate_text(double value, double error, int decimals);

/// Decimals that show the first digit of the smallest error, 1 to 4; errors of rounding alone do not count.
int decimals_for(const std::vector<double>& errors);

/// Padded to a width in characters (not bytes), never cut.
std::string left_aligned(const std::string& text, std::size_t width);
std::string right_aligned(const std::string& text, std::size_t width);

/// Characters of a UTF-8 text.
std::size_t characters_of(const std::string& text);

}  // namespace recoup::sim
