#include "sim/input/tables/code_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/input/toml/text_values.hpp"

namespace recoup::sim {

namespace {

bool is_code(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    if (text.size() > 1 && text[0] == '0' && all_digits(text.substr(1, 1))) {
        return all_digits(text);
    }
    const std::size_t e = text.find_first_of("eE");
    return e != std::string_view::npos && all_digits(text.substr(0, e)) && all_digits(text.substr(e + 1));
}

/// A row that holds the same number in another spelling.
std::optional<std::size_t> same_number(const Column& column, std::size_t row) {
    const auto number = parse_number(column.text[row]);
    for (std::size_t other = 0; other < column.size(); ++other) {
        if (column.null[other] == 0 && column.text[other] != column.text[row] &&
            parse_number(column.text[other]) == number) {
            return other;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> first_code(const Column& column) {
    for (std::size_t row = 0; column.kind == Column::Kind::text && row < column.size(); ++row) {
        if (column.null[row] == 0 && is_code(column.text[row])) {
            return row;
        }
    }
    return std::nullopt;
}

void check_codes(const Table& table, const Column& column, Problems& problems) {
    const auto row = first_code(column);
    if (!row) {
        return;
    }
    const std::string code(column.text[*row]);
    const auto other = same_number(column, *row);
    problems.error(
        table.where(*row), column.name, code, "is a code, but a rule compares the column with a number",
        other ? fmt::format("as numbers {} and {} at {} are the same", code, column.text[*other],
                            table.where(*other))
              : fmt::format("as a number it is {}", parse_number(code).value_or(0.0)),
        fmt::format("Compare with texts, exactly as spelled: {} == \"{}\"; or write the numbers without "
                    "leading zeros and E",
                    column.name, code));
}

std::string note_on_numbers(const Table& table, const Column& column) {
    return table.rows_are_lines ? std::string()
                                : fmt::format(
                                      "the frame holds numbers, which have no leading zeros: read '{0}' as "
                                      "texts, for instance "
                                      "pandas.read_csv(..., dtype={{\"{1}\": str}})",
                                      column.name, column.given_name);
}

}  // namespace recoup::sim
