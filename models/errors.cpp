#include "models/errors.hpp"

#include "models/shown_text.hpp"

namespace recoup {

namespace {

// Our own sentences are longer than what they quote; the names in them may be anybody's. A suggestion is
// copied: who builds it keeps it below the limit with all that it asks to write.
constexpr std::size_t characters_of_sentence = 400;

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
    for (std::size_t i = 0; i < problems.size() && i < shown_problems; ++i) {
        text += (i == 0 ? "" : "\n") + problems[i].text();
    }
    if (problems.size() > shown_problems) {
        const std::vector<Problem> rest(problems.begin() + shown_problems, problems.end());
        text += "\n... and " + count_text(problem_count(rest)) + " more";
    }
    return text;
}

}  // namespace

std::string Problem::text() const {
    std::string place;
    append_part(place, shown_place(where));
    append_part(place, shown_place(field));
    append_part(place, shown_text(value));
    const auto sentence = [](const std::string& part) { return shown_text(part, characters_of_sentence); };
    const auto copied = [](const std::string& part) { return shown_text(part, suggested_characters); };
    std::string text = place.empty() ? sentence(problem) : place + ": " + sentence(problem);
    if (!extent.empty() || !why.empty()) {
        text += " (" + sentence(extent) + (extent.empty() || why.empty() ? "" : "; ") + sentence(why) + ")";
    }
    text += ".";
    if (!suggestion.empty()) {
        text += " " + copied(suggestion) + (suggestion.back() == '?' ? "" : ".");
    }
    for (const std::string& consequence : consequences) {
        text += "\n    so " + sentence(consequence);
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
