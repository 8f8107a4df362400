// Errors of rows by column and cause: one problem for all rows that share it, with their number, the first of
// them and, where a setting of the study would read them, that setting.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/input/tables/table.hpp"
#include "sim/problems/problems.hpp"
#include "sim/problems/value_problem.hpp"

namespace recoup::sim {

/// Rows with one problem; of a cause that columns share, in all of them.
struct RowGroup {
    ValueProblem problem;
    std::size_t count = 0;
    /// The first rows, ascending, with field and value.
    struct Place {
        std::size_t row;
        std::string field;
        std::string value;
        ValueProblem problem;
    };
    std::vector<Place> first = {};
    std::map<std::string, std::size_t> by_field = {};
    std::set<std::string> words = {};  ///< that stand for no value, as written
};

/// The setting that reads these words as no value, beside those that it has.
std::string missing_setting(const Table& table, std::set<std::string> words);

class RowGroups {
  public:
    void add(std::size_t row, const std::string& field, const std::string& value,
             const ValueProblem& problem);

    /// `where` names a row, `shown` a column.
    using Namer = std::function<std::string(std::size_t)>;
    using ColumnNamer = std::function<std::string(const std::string&)>;
    /// Errors, or warnings where the rows are left out.
    void report(const Table& table, const Namer& where, const ColumnNamer& shown, Severity severity,
                Problems& problems) const;

  private:
    std::vector<RowGroup> groups_;
    std::unordered_map<std::string, std::size_t> place_;
};

}  // namespace recoup::sim
