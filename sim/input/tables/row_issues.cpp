#include "sim/input/tables/row_issues.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace recoup::sim {

std::string RowIssues::identifier(std::size_t row) const {
    const Column* column = table_.find(identifier_column_);
    return column != nullptr ? column->value_text(row) : std::string();
}

std::string RowIssues::column_name(const std::string& field) const {
    const Column* column = table_.find(field);
    return column == nullptr || column->given_name == field || column->given_name.empty()
               ? field
               : fmt::format("{} ('{}')", field, column->given_name);
}

std::string RowIssues::where(std::size_t row) const {
    const std::string name = identifier(row);
    return name.empty() ? table_.where(row) : fmt::format("{} ({})", table_.where(row), name);
}

void RowIssues::error(std::size_t row, const std::string& field, const std::string& value,
                      const ValueProblem& problem) {
    errors_.add(row, field, value, problem);
    const std::string reason = field.empty() ? problem.problem : field + ": " + problem.problem;
    std::string& reasons = bad_[row];
    if (reasons.find(reason) == std::string::npos) {
        reasons += (reasons.empty() ? "" : "; ") + reason;
    }
}

void RowIssues::note(std::size_t row, const std::string& field, const std::string& problem,
                     const std::string& why) {
    auto& note = notes_[field + problem];
    note.first_row = note.count == 0 ? row : std::min(note.first_row, row);
    if (note.count++ == 0) {
        note.field = field;
        note.problem = problem;
        note.why = why;
    }
}

void RowIssues::report_errors(Problems& problems, Severity severity) const {
    errors_.report(
        table_, [this](std::size_t row) { return where(row); },
        [this](const std::string& field) { return column_name(field); }, severity, problems);
}

namespace {

std::string rows_text(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "row" : "rows");
}

}  // namespace

std::vector<std::string> RowIssues::counted_notes() const {
    std::vector<std::string> texts;
    for (const auto& entry : notes_) {
        const Note& note = entry.second;
        texts.push_back(fmt::format("{}: {} ({})", note.field, note.problem, rows_text(note.count)));
    }
    return texts;
}

void RowIssues::report_notes(Problems& problems) const {
    for (const auto& entry : notes_) {
        const Note& note = entry.second;
        problems.warning(table_.source, column_name(note.field), "",
                         fmt::format("{} ({}, first {})", note.problem, rows_text(note.count),
                                     table_.where(note.first_row)),
                         note.why);
    }
}

}  // namespace recoup::sim
