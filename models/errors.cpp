#include "models/errors.hpp"

namespace recoup {

namespace {

constexpr std::size_t shown_at_most = 50;

void append_part(std::string& text, const std::string& part) {
    if (part.empty()) {
        return;
    }
    if (!text.empty()) {
        text += ", ";
    }
    text += part;
}

std::string text_of(const std::vector<Problem>& problems) {
    std::string text;
    for (std::size_t i = 0; i < problems.size() && i < shown_at_most; ++i) {
        text += (i == 0 ? "" : "\n") + problems[i].text();
    }
    if (problems.size() > shown_at_most) {
        const std::vector<Problem> rest(problems.begin() + shown_at_most, problems.end());
        text += "\n... and " + count_text(problem_count(rest)) + " more";
    }
    return text;
}

}  // namespace

std::string Problem::text() const {
    std::string place;
    append_part(place, where);
    append_part(place, field);
    append_part(place, value);
    std::string text = place.empty() ? problem : place + ": " + problem;
    if (!extent.empty() || !why.empty()) {
        text += " (" + extent + (extent.empty() || why.empty() ? "" : "; ") + why + ")";
    }
    text += ".";
    if (!suggestion.empty()) {
        text += " " + suggestion + (suggestion.back() == '?' ? "" : ".");
    }
    for (const std::string& consequence : consequences) {
        text += "\n    so " + consequence;
    }
    return text;
}

std::size_t problem_count(const std::vector<Problem>& problems) {
    std::size_t count = 0;
    for (const Problem& problem : problems) {
        count += problem.count;
    }
    return count;
}

std::string count_text(std::size_t count) {
    std::string text = std::to_string(count);
    for (std::size_t end = text.size(); end > 3; end -= 3) {
        text.insert(end - 3, ",");
    }
    return text;
}

InputError::InputError(Problem problem) : InputError(std::vector<Problem>{std::move(problem)}) {}

InputError::InputError(std::vector<Problem> problems)
    : std::runtime_error(text_of(problems)), problems_(std::move(problems)) {}

}  // namespace recoup
