#include "sim/input/table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/input/date.hpp"

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

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns) {
        if (column.name == name) {
            return &column;
        }
    }
    return nullptr;
}

std::string Table::where(std::size_t row) const {
    return rows_are_lines ? fmt::format("{}:{}", source, row_number[row])
                          : fmt::format("{} row {}", source, row_number[row]);
}

Table renamed(const Table& given, const ColumnNaming& naming) {
    std::vector<std::string> header;
    for (const Column& column : given.columns) {
        header.push_back(column.name);
    }
    const std::vector<std::string> names = naming(header);
    Table table;
    table.source = given.source;
    table.rows_are_lines = given.rows_are_lines;
    table.row_number = given.row_number;
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
    return table;
}

}  // namespace recoup::sim
