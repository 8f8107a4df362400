// How the rules and covariates of a study use the columns of the tape: as texts, as numbers or as yes/no. A
// column is one of them everywhere. Codes are texts, exactly as spelled: 011110 is not 11110, and 12E4 not
// 120000.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/input/rules/eligibility.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

enum class ColumnUse { text, number, truth };

class RuleUses {
  public:
    void add(const Rule& rule);
    /// A `delta` goes by the texts of its column.
    void add_covariate(const std::string& column, const std::string& where);

    /// None where rules compare it with other columns or dates alone, or use it in two ways.
    std::optional<ColumnUse> of(const std::string& column) const;
    bool in_two_ways(const std::string& column) const;
    /// Columns that are used in two ways, with both places.
    void report(Problems& problems) const;

  private:
    struct Place {
        std::string where, field, rule;
    };
    void add(const Expression& expression, const Rule& rule);
    void add_truth(const Expression& expression, const Rule& rule);
    void add_pair(const Expression& a, const Expression& b, Expression::Operator op, const Rule& rule);
    void note(const std::string& column, ColumnUse use, Place place);

    std::map<std::string, std::map<ColumnUse, Place>> uses_;  ///< the first place of each use
};

}  // namespace recoup::sim
