// What rules may name: facts of the loan in the reporting currency, and further columns of the tape.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/input/rules/eligibility.hpp"
#include "sim/input/rules/rule_uses.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/input/tape/loan_rows.hpp"

namespace recoup::sim {

/// A loan with what follows from other tables and rules.
struct LoanFacts {
    LoanRow loan;
    std::size_t segment = 0;
    std::optional<double> ltv_indexed;      ///< claim / sum of values at cut-off; none without collateral
    std::optional<double> ltv_forced_sale;  ///< the same after the forced-sale discounts of the segment
    std::size_t first_collateral = 0;       ///< among the rows that are shared out
    std::size_t collateral_count = 0;
};

/// A further column of the tape as a rule sees it: what the rules use it as, else what all its values are.
struct RuleColumn {
    RuleType type = RuleType::nothing;
    std::string note = {};            ///< where the first value stands that made it a text
    std::vector<double> number = {};  ///< of a column that is not a text
    Texts text = {};                  ///< of a frame's identifiers that are no texts there

    static RuleColumn of(const Table& table, const Column& column, std::optional<ColumnUse> use);
};

class RuleColumns {
  public:
    /// The table must outlive it. `segments` empty: rules that decide on the segment cannot name it or what
    /// follows from it. Codes that a rule compares with numbers are problems.
    RuleColumns(const Table& table, const std::vector<std::string>& segments, const RuleUses& uses,
                Problems& problems);
    RuleColumns(const RuleColumns&) = delete;
    RuleColumns& operator=(const RuleColumns&) = delete;

    const std::vector<RuleName>& names() const { return names_; }
    RuleValue value(int slot, const LoanFacts& facts) const {
        return values_[static_cast<std::size_t>(slot)](facts);
    }

  private:
    using Getter = std::function<RuleValue(const LoanFacts&)>;
    void add(std::string name, RuleType type, Getter getter, std::vector<std::string> known_texts = {},
             std::string note = {});
    void add_loan_facts();
    void add_column(const Table& table, const Column& column, std::optional<ColumnUse> use);

    std::vector<RuleName> names_;
    std::vector<Getter> values_;
    std::vector<std::string> segments_;
};

}  // namespace recoup::sim
