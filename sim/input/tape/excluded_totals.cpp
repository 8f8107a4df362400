#include "sim/input/tape/excluded_totals.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "sim/input/tables/column_names.hpp"

namespace recoup::sim {

namespace {

/// Facts that follow from columns by rules of their own, and so may be wrong in a row with issues.
bool is_derived(const std::string& name, const Table& table) {
    constexpr std::array balances = {"principal_balance", "legal_balance"};
    if (std::ranges::find(balances, name) != balances.end()) {
        return false;
    }
    const auto& known = loan_columns();
    const bool has_meaning =
        std::ranges::any_of(known, [&](const KnownColumn& column) { return column.name == name; });
    return has_meaning || table.find(name) == nullptr;
}

std::optional<std::size_t> segment_of(const LoanFacts& facts, const std::vector<std::optional<Rule>>& rules,
                                      const RuleColumns& columns, const Table& table) {
    const auto value = [&](int slot) { return columns.value(slot, facts); };
    for (std::size_t segment = 0; segment < rules.size(); ++segment) {
        const auto& rule = rules[segment];
        if (!rule) {
            return segment;
        }
        const std::set<std::string> names = names_in(rule->expression);
        if (std::ranges::any_of(names, [&](const std::string& name) { return is_derived(name, table); })) {
            return std::nullopt;
        }
        const Truth truth = evaluate(rule->expression, value);
        if (truth != Truth::no) {
            return truth == Truth::yes ? std::optional(segment) : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace

ExcludedBySegment excluded_totals(std::size_t rows, const RowIssues& issues,
                                  const std::vector<std::optional<Rule>>& rules, const RuleColumns& columns,
                                  const Table& table,
                                  const std::function<RowAmounts(std::size_t)>& amounts_of) {
    ExcludedBySegment totals{std::vector<Minor>(rules.size(), 0)};
    for (std::size_t row = 0; row < rows; ++row) {
        if (!issues.is_bad(row)) {
            continue;
        }
        const RowAmounts amounts = amounts_of(row);
        totals.untold += amounts.is_told ? 0 : 1;
        LoanFacts facts;
        facts.loan.row = row;
        facts.loan.principal_balance = amounts.principal_balance;
        facts.loan.claim = amounts.claim;
        const auto segment = segment_of(facts, rules, columns, table);
        (segment ? totals.by_segment[*segment] : totals.elsewhere) += amounts.principal_balance;
    }
    return totals;
}

}  // namespace recoup::sim
