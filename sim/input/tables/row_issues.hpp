// What is wrong with the rows of a table, row by row, and what was assumed about many of them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/input/tables/row_groups.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/problems/problems.hpp"
#include "sim/problems/value_problem.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

class RowIssues {
  public:
    /// `identifier_column` names a row beside its line, `loans.csv:17 (L0042)`.
    RowIssues(const Table& table, std::string identifier_column)
        : table_(table), identifier_column_(std::move(identifier_column)) {}

    const Table& table() const { return table_; }
    /// An error of one row; `field` is our name of the column. What differs from row to row belongs into
    /// `why` or `suggestion`: rows with the same field and `problem` are told together.
    void error(std::size_t row, const std::string& field, const std::string& value,
               const std::string& problem, const std::string& why = {}, const std::string& suggestion = {}) {
        error(row, field, value, ValueProblem{problem, why, suggestion});
    }
    void error(std::size_t row, const std::string& field, const std::string& value,
               const ValueProblem& problem);
    /// Something that holds for many rows: counted, told once.
    void note(std::size_t row, const std::string& field, const std::string& problem,
              const std::string& why = {});

    bool is_bad(std::size_t row) const { return bad_.count(row) != 0; }
    bool empty() const { return bad_.empty(); }

    /// Every error and note, the way a user sees them: by column and cause, in the order of their first rows.
    /// Those of rows that are left out are warnings.
    void report_errors(Problems& problems, Severity severity = Severity::error) const;
    void report_notes(Problems& problems) const;
    /// The notes and the number of their rows, whatever the order of the rows.
    std::vector<std::string> counted_notes() const;
    /// The bad rows as excluded rows; `balance_of` gives the amount where it can be read.
    template <class BalanceOf>
    std::vector<ExcludedRow> excluded(BalanceOf balance_of) const {
        std::vector<ExcludedRow> rows;
        for (const auto& [row, reason] : bad_) {
            rows.push_back({table_.source, table_.row_number[row], identifier(row), reason, balance_of(row),
                            table_.label ? table_.row_name(row) : std::string()});
        }
        return rows;
    }

  private:
    std::string identifier(std::size_t row) const;
    std::string where(std::size_t row) const;
    std::string column_name(const std::string& field) const;

    struct Note {
        std::size_t first_row = 0;
        std::size_t count = 0;
        std::string field, problem, why;
    };
    const Table& table_;
    std::string identifier_column_;
    RowGroups errors_;
    std::map<std::size_t, std::string> bad_;  ///< row -> reasons
    std::map<std::string, Note> notes_;
};

}  // namespace recoup::sim
