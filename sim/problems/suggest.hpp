// "Did you mean ...": the known name that is closest to what was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace recoup::sim {

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
/// (optimal string alignment distance, Damerau 1964), ignoring case.
int edit_distance(std::string_view a, std::string_view b);

/// The known name that is close to what was written; empty when none is.
std::string closest_name(std::string_view given, const std::vector<std::string>& known);

/// "Did you mean 'x'?" when a known name is close, else "Known are a, b, c" (the first twelve).
std::string suggest_name(std::string_view given, const std::vector<std::string>& known);

/// The same without the list: empty when nothing is close. Names above 100 bytes are close to nothing.
std::string did_you_mean(std::string_view given, const std::vector<std::string>& known);

/// a, b, c and 4 more
std::string listed(const std::vector<std::string>& names, std::size_t at_most = 12);

/// Of segments, options, scenarios ...
template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
    std::vector<std::string> names;
    for (const Named& each : all) {
        names.push_back(each.name);
    }
    return names;
}

}  // namespace recoup::sim
