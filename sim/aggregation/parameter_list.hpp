// Every number that a study's segments and macro model use, with its pedigree: what /parameters holds and
// what `recoup check` sums up by balance.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// From the best to the weakest.
inline constexpr std::array<std::string_view, 4> standings = {"estimated", "borrowed", "expert",
                                                              "illustrative"};

struct ParameterEntry {
    std::string name;  ///< segment/table.key, or macro/key
    double value = 0.0;
    Pedigree pedigree;
};

/// Place in `standings`; a status that is not there counts as the weakest.
std::size_t standing_of(const std::string& status);

/// "1500 USD (US)": what the file gives.
std::string converted_from(const ConvertedAmount& amount);

/// In the order segments, tables, keys; the macro model last.
std::vector<ParameterEntry> parameters_of(const Study& study);

}  // namespace recoup::sim
