#include "sim/input/tape/pool_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sim/study/pools.hpp"

namespace recoup::sim {

namespace {

/// A row by its name, and into how many loans, or parts of collateral, it is written out; 1 = it is not.
struct NamedRow {
    std::size_t row = 0;
    std::string_view name;
    int parts = 1;
};

/// Of several rows of one collateral the one with the most parts counts.
void check(const std::vector<NamedRow>& rows, const std::string& field, RowIssues& issues) {
    std::unordered_map<std::string_view, NamedRow> written_out;
    for (const NamedRow& row : rows) {
        if (row.parts > 1) {
            NamedRow& most = written_out.try_emplace(row.name, row).first->second;
            most = row.parts > most.parts ? row : most;
        }
    }
    for (const NamedRow& row : rows) {
        const auto told = told_by(row.name);
        const auto pool = told ? written_out.find(told->pool) : written_out.end();
        if (pool == written_out.end() || told->number > pool->second.parts) {
            continue;
        }
        const NamedRow& of = pool->second;
        issues.error(row.row, field, std::string(row.name), "a pool has this name for one of its loans",
                     fmt::format("the loan engine runs {} as {} to {}", issues.table().where(of.row),
                                 name_in_pool(of.name, 1), name_in_pool(of.name, of.parts)),
                     "Rename one of the two");
        issues.error(of.row, field, std::string(of.name),
                     "the pool has a name for one of its loans that another row has, too",
                     fmt::format("{} at {}", row.name, issues.table().where(row.row)),
                     "Rename one of the two");
    }
}

}  // namespace

void check_pool_names(const std::vector<LoanFacts>& loans, const std::vector<CollateralRow>& collateral,
                      RowIssues& loan_issues, RowIssues& collateral_issues) {
    if (std::ranges::none_of(loans, [](const LoanFacts& of) { return of.loan.number_of_loans > 1; })) {
        return;
    }
    std::vector<NamedRow> named_loans, named_collateral;
    std::unordered_map<std::string_view, int> parts;
    for (const LoanFacts& facts : loans) {
        named_loans.push_back({facts.loan.row, facts.loan.identifier, facts.loan.number_of_loans});
        parts.emplace(facts.loan.identifier, facts.loan.number_of_loans);
    }
    for (const CollateralRow& row : collateral) {
        const auto loan = parts.find(row.loan_identifier);
        named_collateral.push_back({row.row, row.identifier, loan == parts.end() ? 1 : loan->second});
    }
    check(named_loans, "loan_identifier", loan_issues);
    check(named_collateral, "collateral_identifier", collateral_issues);
}

}  // namespace recoup::sim
