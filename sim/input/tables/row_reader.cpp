#include "sim/input/tables/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

constexpr const char* fill_in =
    "Fill in the value, or leave the row out: on_error_rows = \"exclude\" leaves out every row with an error";

/// As the tape calls the columns.
std::string names_of(std::initializer_list<Field> fields) {
    std::vector<std::string> names;
    for (const Field& field : fields) {
        const bool is_given = field.column != nullptr && !field.column->given_name.empty();
        names.push_back(is_given ? field.column->given_name : std::string(field.name));
    }
    return listed(names);
}

}  // namespace

const Column* RowReader::filled(const Field& field, bool required) {
    if (has(field)) {
        return field.column;
    }
    if (field.column != nullptr && required) {
        error(field, "is empty", "every row needs it", fill_in);
    }
    return nullptr;
}

bool RowReader::is_stray(std::initializer_list<Field> names, std::initializer_list<Field> facts) {
    const auto is_empty = [this](const Field& field) { return field.column != nullptr && !has(field); };
    if (std::ranges::none_of(names, is_empty) || !std::ranges::all_of(facts, is_empty)) {
        return false;
    }
    const bool is_blank = std::ranges::all_of(
        issues_.table().columns, [this](const Column& column) { return column.null[row_] != 0; });
    if (is_blank) {
        issues_.error(row_, "", "", "the row is empty", "no column that is read has a value in it",
                      "Remove the row");
    } else {
        issues_.error(
            row_, "", "", "the row looks like a total or a footer",
            fmt::format("{} are empty, and {} are not both there", names_of(facts), names_of(names)),
            "Remove the row; if it is none, fill in what is empty");
    }
    return true;
}

std::string RowReader::value(const Field& field) const {
    return field.column != nullptr ? field.column->value_text(row_) : std::string();
}

/// Where the study lists the texts that mean no value, no other one does.
bool RowReader::is_word_for_no_value(const Column& column) const {
    return column.kind == Column::Kind::text && !issues_.table().format.missing &&
           means_no_value(column.text[row_]);
}

/// Where a value may be missing, a setting reads the word; elsewhere the value has to be found.
void RowReader::no_value(const Field& field, const char* what, bool required) {
    ValueProblem problem = {.problem = std::string("is a word for no value, not ") + what,
                            .cause = ProblemCause::no_value};
    if (required) {
        problem.problem += ", and every row needs one";
        problem.suggestion = fill_in;
    }
    error(field, problem);
}

std::optional<std::string> RowReader::text(const Field& field, bool required) {
    const Column* found = filled(field, required);
    if (found != nullptr && required && is_word_for_no_value(*found)) {
        no_value(field, "a name", required);
        return std::nullopt;
    }
    return found != nullptr ? std::optional<std::string>(found->value_text(row_)) : std::nullopt;
}

std::optional<double> RowReader::number(const Field& field, const Range& range, bool required) {
    const Column* found = filled(field, required);
    if (found == nullptr) {
        return std::nullopt;
    }
    std::optional<double> value = found->number_at(row_);
    if (!value) {
        const std::string given = found->value_text(row_);
        const ValueProblem problem =
            number_problem(found->per_cent ? without_per_cent_sign(given) : given, found->decimal_comma);
        problem.cause == ProblemCause::no_value ? no_value(field, "a number", required)
                                                : error(field, problem);
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
        const std::string given = found->value_text(row_);
        means_no_value(given) ? no_value(field, "a date", required)
                              : error(field, "is not a date", "", date_suggestion(given));
    }
    return date;
}

std::optional<double> RowReader::rate(const Field& field, bool required) {
    const auto value = number(field, range::any(), required);
    if (value && *value > 1.0 && field.column->per_cent) {
        error(field, "is above 100 % a year", "the study says that the column is in per cent",
              "Check the rate");
        return std::nullopt;
    }
    constexpr double most_percent = 100.0;
    if (value && *value > most_percent) {
        error(field, "is above 1, also if it is percent", "rates are fractions a year, at most 1",
              "Check the unit of the column");
        return std::nullopt;
    }
    if (value && *value > 1.0) {
        error(field,
              {.problem = "is above 1 and looks like percent",
               .why = "rates are fractions a year",
               .suggestion = fmt::format("Write {} for {} %", field.column->written(from_per_cent(*value)),
                                         field.column->written(*value)),
               .cause = ProblemCause::per_cent});
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
