#include "sim/cli/problem_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/shown_text.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

std::string problem_list(const std::vector<Problem>& problems, Severity severity) {
    const bool is_error = severity == Severity::error;
    const std::string label =
        is_error ? coloured(Colour::red, "error:") : coloured(Colour::yellow, "warning:");
    const std::size_t shown = std::min(problems.size(), shown_problems);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        text += fmt::format("{} {}\n", label, problems[i].text());
    }
    if (const std::size_t count = problem_count(problems); count > 1) {
        text += count_text(count) + (is_error ? " errors" : " warnings");
        text += count > problems.size()
                    ? fmt::format(" of {}", counted(static_cast<std::int64_t>(problems.size()), "kind"))
                    : "";
        text += problems.size() > shown ? fmt::format(", the first {} shown.\n", shown) : ".\n";
    }
    return text;
}

}  // namespace recoup::sim::cli
