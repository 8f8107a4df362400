// Typed values of one row of a table; what cannot be read becomes an issue of the row.
#pragma once

#include <optional>
#include <string>

#include "models/units.hpp"
#include "sim/input/date.hpp"
#include "sim/input/range.hpp"
#include "sim/input/row_issues.hpp"
#include "sim/input/table.hpp"

namespace recoup::sim {

class RowReader {
  public:
    RowReader(const Table& table, std::size_t row, RowIssues& issues)
        : table_(table), row_(row), issues_(issues) {}

    /// Nothing where the column is absent, the field empty (an issue if `required`) or the value unreadable.
    std::optional<std::string> text(std::string_view column, bool required = false);
    std::optional<double> number(std::string_view column, const Range& range, bool required = false);
    std::optional<int> whole(std::string_view column, const Range& range, bool required = false);
    std::optional<Date> date(std::string_view column, bool required = false);
    /// A rate a year as a fraction; above 1 it is taken for a percentage and refused.
    std::optional<double> rate(std::string_view column, bool required = false);
    /// A date that must not lie after the cut-off.
    std::optional<Date> past_date(std::string_view column, const Date& cut_off, bool required = false);

    std::string value(std::string_view column) const;
    bool has(std::string_view column) const;
    std::size_t row() const { return row_; }
    RowIssues& issues() { return issues_; }
    void error(std::string_view column, const std::string& problem, const std::string& why = {},
               const std::string& suggestion = {}) {
        issues_.error(row_, std::string(column), value(column), problem, why, suggestion);
    }

  private:
    const Column* filled(std::string_view column, bool required);

    const Table& table_;
    std::size_t row_;
    RowIssues& issues_;
};

}  // namespace recoup::sim
