#include "sim/input/row_reader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/input/text_values.hpp"

namespace recoup::sim {

const Column* RowReader::filled(const Field& field, bool required) {
    if (has(field)) {
        return field.column;
    }
    if (field.column != nullptr && required) {
        error(field, "is empty", "every row needs it");
    }
    return nullptr;
}

std::string RowReader::value(const Field& field) const {
    return field.column != nullptr ? field.column->value_text(row_) : std::string();
}

std::optional<std::string> RowReader::text(const Field& field, bool required) {
    const Column* found = filled(field, required);
    return found != nullptr ? std::optional<std::string>(found->value_text(row_)) : std::nullopt;
}

std::optional<double> RowReader::number(const Field& field, const Range& range, bool required) {
    const Column* found = filled(field, required);
    if (found == nullptr) {
        return std::nullopt;
    }
    std::optional<double> value;
    if (found->kind == Column::Kind::text) {
        value = parse_number(found->text[row_]);
    } else if (found->kind == Column::Kind::number && std::isfinite(found->number[row_])) {
        value = found->number[row_];
    }
    if (!value) {
        error(field, "is not a finite number", "", number_suggestion(found->value_text(row_)));
    } else if (!range.contains(*value)) {
        error(field, range.text(), "", std::string(range.advice));
        value.reset();
    }
    return value;
}

std::optional<int> RowReader::whole(const Field& field, const Range& range, bool required) {
    const auto value = number(field, range, required);
    if (value && (*value != std::floor(*value) || std::fabs(*value) > 1e9)) {
        error(field, "must be a whole number");
        return std::nullopt;
    }
    return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

std::optional<Date> RowReader::date(const Field& field, bool required) {
    const Column* found = filled(field, required);
    if (found == nullptr) {
        return std::nullopt;
    }
    std::optional<Date> date;
    if (found->kind == Column::Kind::text) {
        date = parse_date(found->text[row_]);
    } else if (found->kind == Column::Kind::date) {
        date = from_days(static_cast<int>(found->number[row_]));
    }
    if (!date) {
        error(field, "is not a date", "", date_suggestion(found->value_text(row_)));
    }
    return date;
}

std::optional<double> RowReader::rate(const Field& field, bool required) {
    const auto value = number(field, range::any(), required);
    constexpr double most_percent = 100.0;
    if (value && *value > most_percent) {
        error(field, "is above 1, also if it is percent", "rates are fractions a year, at most 1",
              "Check the unit of the column");
        return std::nullopt;
    }
    if (value && *value > 1.0) {
        error(field, "is above 1 and looks like percent", "rates are fractions a year",
              fmt::format("Write {} for {} %", *value / 100.0, *value));
        return std::nullopt;
    }
    if (value && *value < 0.0) {
        error(field, "is negative", "a borrower pays at least nothing", "Check the sign, or write 0");
        return std::nullopt;
    }
    return value;
}

std::optional<Date> RowReader::past_date(const Field& field, const Date& cut_off, bool required) {
    const auto value = date(field, required);
    if (value && *value > cut_off) {
        error(field, "lies after the cut-off " + cut_off.text(), "the tape holds what was known at cut-off",
              "Check the date, or the cut-off of the study");
        return std::nullopt;
    }
    return value;
}

}  // namespace recoup::sim
