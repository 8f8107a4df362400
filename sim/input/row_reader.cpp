#include "sim/input/row_reader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/input/text_values.hpp"

namespace recoup::sim {

const Column* RowReader::filled(std::string_view column, bool required) {
    const Column* found = table_.find(column);
    if (found == nullptr) {
        return nullptr;
    }
    if (found->null[row_] != 0) {
        if (required) {
            error(column, "is empty", "every row needs it");
        }
        return nullptr;
    }
    return found;
}

std::string RowReader::value(std::string_view column) const {
    const Column* found = table_.find(column);
    return found != nullptr ? found->value_text(row_) : std::string();
}

bool RowReader::has(std::string_view column) const {
    const Column* found = table_.find(column);
    return found != nullptr && found->null[row_] == 0;
}

std::optional<std::string> RowReader::text(std::string_view column, bool required) {
    const Column* found = filled(column, required);
    return found != nullptr ? std::optional<std::string>(found->value_text(row_)) : std::nullopt;
}

std::optional<double> RowReader::number(std::string_view column, const Range& range, bool required) {
    const Column* found = filled(column, required);
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
        error(column, "is not a finite number", "", number_suggestion(found->value_text(row_)));
    } else if (!range.contains(*value)) {
        error(column, range.text());
        value.reset();
    }
    return value;
}

std::optional<int> RowReader::whole(std::string_view column, const Range& range, bool required) {
    const auto value = number(column, range, required);
    if (value && (*value != std::floor(*value) || std::fabs(*value) > 1e9)) {
        error(column, "must be a whole number");
        return std::nullopt;
    }
    return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

std::optional<Date> RowReader::date(std::string_view column, bool required) {
    const Column* found = filled(column, required);
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
        error(column, "is not a date", "", date_suggestion(found->value_text(row_)));
    }
    return date;
}

std::optional<double> RowReader::rate(std::string_view column, bool required) {
    const auto value = number(column, range::any(), required);
    if (value && *value > 1.0) {
        error(column, "is above 1 and looks like percent", "rates are fractions a year",
              fmt::format("Write {} for {} %", *value / 100.0, *value));
        return std::nullopt;
    }
    if (value && *value < 0.0) {
        error(column, "is negative", "a borrower pays at least nothing", "Check the sign, or write 0");
        return std::nullopt;
    }
    return value;
}

std::optional<Date> RowReader::past_date(std::string_view column, const Date& cut_off, bool required) {
    const auto value = date(column, required);
    if (value && *value > cut_off) {
        error(column, "lies after the cut-off " + cut_off.text(), "the tape holds what was known at cut-off",
              "Check the date, or the cut-off of the study");
        return std::nullopt;
    }
    return value;
}

}  // namespace recoup::sim
