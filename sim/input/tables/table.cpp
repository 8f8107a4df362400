#include "sim/input/tables/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/input/toml/date.hpp"
#include "sim/input/toml/text_values.hpp"

namespace recoup::sim {

void Column::push_text(std::string_view value) {
    text.push_back(value);
    null.push_back(value.empty() ? 1 : 0);
}

void Column::push_number(double value) {
    number.push_back(value);
    null.push_back(0);
}

void Column::push_null() {
    kind == Kind::text ? text.push_back("") : number.push_back(0.0);
    null.push_back(1);
}

std::string Column::value_text(std::size_t row) const {
    if (null[row] != 0) {
        return {};
    }
    switch (kind) {
        case Kind::text:
            return std::string(text[row]);
        case Kind::boolean:
            return number[row] != 0.0 ? "true" : "false";
        case Kind::date:
            return from_days(static_cast<int>(number[row])).text();
        case Kind::number:
            break;
    }
    return fmt::format("{}", number[row]);
}

std::optional<double> Column::number_at(std::size_t row) const {
    std::optional<double> value;
    if (kind == Kind::text) {
        value = parse_number(per_cent ? without_per_cent_sign(text[row]) : text[row], decimal_comma);
    } else if (kind == Kind::number && std::isfinite(number[row])) {
        value = number[row];
    }
    return value && per_cent ? std::optional(from_per_cent(*value)) : value;
}

std::string Column::written(double value) const {
    return written_number(value, decimal_comma && kind == Kind::text);
}

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns) {
        if (column.name == name) {
            return &column;
        }
    }
    return nullptr;
}

std::string Table::where(std::size_t row) const {
    return source + (rows_are_lines ? ":" : " row ") + row_name(row);
}

std::string Table::row_name(std::size_t row) const {
    return label ? label(row_number[row]) : std::to_string(row_number[row]);
}

std::vector<std::string> Table::unused() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const bool is_used = std::ranges::any_of(
            columns, [&](const Column& column) { return column.given_name == header[i]; });
        if (!is_used) {
            names.push_back(header[i].empty() ? fmt::format("(column {}, without a name)", i + 1)
                                              : header[i]);
        }
    }
    return names;
}

std::string Table::setting(std::string_view key, std::string_view value) const {
    const bool is_there =
        key == "missing" ? format.missing.has_value() : key == "percent" && !format.per_cent.empty();
    const std::string line = fmt::format("{}{} = {}", format.prefix.value_or(""), key, value);
    return is_there ? fmt::format("`{}` {}, in place of the one there", line, format.portfolio.place())
                    : format.portfolio.with(line);
}

namespace {

/// The texts that mean no value, and the numbers that they are.
struct Missing {
    std::set<std::string> texts;
    std::set<double> numbers = {};

    explicit Missing(const TableFormat& format) : texts(format.missing.value_or(std::set<std::string>())) {
        for (const std::string& text : texts) {
            if (const auto number = parse_number(text, format.decimal_comma)) {
                numbers.insert(*number);
            }
        }
    }
    bool holds(const Column& column, std::size_t row) const {
        return texts.contains(column.value_text(row)) ||
               (column.kind == Column::Kind::number && numbers.contains(column.number[row]));
    }
};

}  // namespace

void apply_format(const TableFormat& format, Table& table) {
    table.format = format;
    const Missing missing(format);
    for (Column& column : table.columns) {
        column.per_cent = format.per_cent.contains(column.name);
        column.decimal_comma = format.decimal_comma;
        for (std::size_t row = 0; !missing.texts.empty() && row < column.size(); ++row) {
            if (column.null[row] == 0 && missing.holds(column, row)) {
                column.null[row] = 1;
                ++column.made_null;
            }
        }
    }
}

Table renamed(const Table& given, const ColumnNaming& naming, const TableFormat& format) {
    std::vector<std::string> header;
    for (const Column& column : given.columns) {
        header.push_back(column.name);
    }
    const std::vector<std::string> names = naming(header);
    Table table;
    table.source = given.source;
    table.rows_are_lines = given.rows_are_lines;
    table.row_number = given.row_number;
    table.label = given.label;
    table.header = header;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!names[i].empty()) {
            Column& column = table.columns.emplace_back(given.columns[i]);
            column.name = names[i];
            column.given_name = header[i];
            if (column.fetch) {
                column.fetch(column);
            }
        }
    }
    apply_format(format, table);
    return table;
}

}  // namespace recoup::sim
