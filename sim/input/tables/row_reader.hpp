// Typed values of one row of a table; what cannot be read becomes an issue of the row.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "models/units.hpp"
#include "sim/input/tables/row_issues.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/input/toml/date.hpp"
#include "sim/problems/range.hpp"

namespace recoup::sim {

class RowReader {
  public:
    RowReader(std::size_t row, RowIssues& issues) : row_(row), issues_(issues) {}

    /// Nothing where the column is absent, the field empty (an issue if `required`) or the value unreadable.
    std::optional<std::string> text(const Field& field, bool required = false);
    std::optional<double> number(const Field& field, const Range& range, bool required = false);
    std::optional<int> whole(const Field& field, const Range& range, bool required = false);
    std::optional<Date> date(const Field& field, bool required = false);
    /// A rate a year as a fraction; above 1 it is taken for a percentage and refused.
    std::optional<double> rate(const Field& field, bool required = false);
    /// A date that must not lie after the cut-off.
    std::optional<Date> past_date(const Field& field, const Date& cut_off, bool required = false);

    /// An issue, and true, where the row is no record: one of `names` is empty and all of `facts` are, as in
    /// a total, a footer or an empty line.
    bool is_stray(std::initializer_list<Field> names, std::initializer_list<Field> facts);
    /// An issue: a word such as NA where `what` stands, "a date".
    void no_value(const Field& field, const char* what, bool required = false);

    std::string value(const Field& field) const;
    bool has(const Field& field) const { return field.column != nullptr && field.column->null[row_] == 0; }
    /// An issue where the column is there and the field empty.
    void require(const Field& field) { text(field, true); }
    std::size_t row() const { return row_; }
    RowIssues& issues() { return issues_; }
    void error(const Field& field, const std::string& problem, const std::string& why = {},
               const std::string& suggestion = {}) {
        error(field, ValueProblem{problem, why, suggestion});
    }
    void error(const Field& field, const ValueProblem& problem) {
        issues_.error(row_, std::string(field.name), value(field), problem);
    }

  private:
    const Column* filled(const Field& field, bool required);
    bool is_word_for_no_value(const Column& column) const;

    std::size_t row_;
    RowIssues& issues_;
};

}  // namespace recoup::sim
