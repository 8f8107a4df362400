#include "sim/cli/text_table.hpp"

#include <algorithm>
#include <utility>

#include "models/shown_text.hpp"
#include "sim/files/text_parts.hpp"
#include "sim/output/number_text.hpp"

namespace recoup::sim::cli {

namespace {

constexpr std::size_t between_columns = 2;
constexpr std::size_t text_width = 100;

void append_line(std::string& text, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

}  // namespace

void TextTable::row(std::vector<std::string> cells) {
    for (std::string& cell : cells) {
        cell = shown_text(cell, cell.size());
    }
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(const std::string& indent) const {
    std::vector<std::string> titles;
    std::vector<std::size_t> widths;
    for (const Heading& heading : headings_) {
        titles.push_back(heading.text);
        widths.push_back(characters_of(heading.text));
    }
    for (const auto& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], characters_of(row[c]));
        }
    }
    std::size_t total = between_columns * (widths.size() - 1);
    for (const std::size_t width : widths) {
        total += width;
    }
    const auto line_of = [&](const std::vector<std::string>& cells) {
        std::string line = indent;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const std::string padding(widths[c] - characters_of(cells[c]), ' ');
            line += c == 0 ? "" : std::string(between_columns, ' ');
            line += headings_[c].align == Align::left ? cells[c] + padding : padding + cells[c];
        }
        return line;
    };
    std::string result;
    append_line(result, line_of(titles));
    const std::string rule = indent + std::string(total, '-');
    append_line(result, rule);
    for (const auto& row : rows_) {
        append_line(result, row.empty() ? rule : line_of(row));
    }
    return result;
}

std::string wrapped(const std::string& text, std::size_t blanks) {
    const std::string margin(blanks, ' ');
    std::string lines, line = margin;
    for (const std::string& word : words_of(text)) {
        if (line.size() > blanks && characters_of(line) + 1 + characters_of(word) > text_width) {
            lines += line + "\n";
            line = margin;
        }
        line += (line.size() > blanks ? " " : "") + word;
    }
    return lines + line + "\n";
}

}  // namespace recoup::sim::cli
