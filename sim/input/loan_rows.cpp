#include "sim/input/loan_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "models/deterministic_math.hpp"
#include "sim/input/loan_state.hpp"
#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

void read_amounts(RowReader& row, const Currencies& currencies, LoanRow& loan) {
    const auto rate = exchange_rate(row, "loan_currency", currencies);
    const auto principal = money(row, "principal_balance", rate.value_or(1.0), true);
    loan.principal_balance = principal.value_or(0);
    loan.claim = money(row, "legal_balance", rate.value_or(1.0)).value_or(loan.principal_balance);
    loan.gross_carrying_amount =
        money(row, "gross_carrying_amount", rate.value_or(1.0)).value_or(loan.principal_balance);
    if (principal && loan.claim == 0 && !row.issues().is_bad(row.row())) {
        row.error(row.has("legal_balance") ? "legal_balance" : "principal_balance", "nothing is owed",
                  "a loan without a claim has nothing to recover", "Leave the loan out");
    }
}

void read_rates(RowReader& row, LoanRow& loan) {
    loan.annual_rate = row.rate("current_interest_rate", true).value_or(0.0);
    // A nominal rate paid monthly: at its effective equivalent the schedule is worth its balance.
    const double effective = power(1.0 + loan.annual_rate / months_per_year, months_per_year) - 1.0;
    loan.effective_rate = row.rate("effective_interest_rate").value_or(effective);
}

void read_maturity(RowReader& row, const Date& cut_off, LoanRow& loan) {
    const auto maturity = row.date("current_maturity_date", true);
    const auto origination = row.past_date("date_of_origination", cut_off);
    if (!maturity) {
        return;
    }
    if (origination && *maturity < *origination) {
        row.error("current_maturity_date", "lies before the origination " + origination->text());
    }
    const int months = months_between(cut_off, *maturity);
    const bool by_contract = is_performing(loan.state) || pays_contract(loan.state);
    if (months < 1 && by_contract && !row.issues().is_bad(row.row())) {
        row.error("current_maturity_date",
                  fmt::format("the loan has matured but its state is '{}'", name_of(loan.state)),
                  "a loan that pays by contract has at least a month to run from the cut-off",
                  "Give the extended maturity, or the date of default");
    }
    loan.months_to_maturity = std::max(months, 1);  // a defaulted loan past maturity is due at once
}

/// Number of loans of a row. A pool stands for alike loans of many borrowers, so it has no borrower of its
/// own.
void read_pool(RowReader& row, bool pools, LoanRow& loan) {
    loan.number_of_loans = row.whole("number_of_loans", range::positive("a number of loans")).value_or(1);
    if (loan.number_of_loans == 1) {
        row.text("counterparty_identifier", true);
        return;
    }
    if (!pools) {
        row.error("number_of_loans", "the row is a pool of loans",
                  "the loan engine follows each loan by its own draws; pools need the expected engine",
                  "Give one row a loan, or write engine = \"expected\" in the study");
    } else if (row.has("counterparty_identifier")) {
        row.error("counterparty_identifier", "the row is a pool of loans, but names a borrower",
                  "the field is of one loan", "Leave it empty, or give one row a loan");
    }
}

LoanRow read_loan(const Table& table, std::size_t index, const Date& cut_off, const Currencies& currencies,
                  bool pools, RowIssues& issues) {
    RowReader row(table, index, issues);
    LoanRow loan;
    loan.row = index;
    loan.identifier = row.text("loan_identifier", true).value_or("");
    read_pool(row, pools, loan);
    read_amounts(row, currencies, loan);
    read_rates(row, loan);
    read_state(row, cut_off, loan);
    read_maturity(row, cut_off, loan);
    return loan;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> colliding(const std::vector<std::string>& identifiers,
                                                           const std::vector<std::uint64_t>& entities) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::unordered_map<std::uint64_t, std::size_t> first;
    first.reserve(entities.size());
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const auto [at, is_new] = first.emplace(entities[i], i);
        if (!is_new && identifiers[at->second] != identifiers[i]) {
            pairs.emplace_back(at->second, i);
        }
    }
    return pairs;
}

std::vector<std::uint64_t> check_identifiers(const Table& table, const std::string& column,
                                             RowIssues& issues) {
    std::vector<std::uint64_t> entities(table.size());
    const Column* found = table.find(column);
    if (found == nullptr) {
        return entities;
    }
    std::vector<std::string> identifiers(table.size());
    std::unordered_map<std::string_view, std::size_t> first, second;
    first.reserve(table.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        identifiers[row] = found->value_text(row);
        entities[row] = entity_of(identifiers[row]);
        if (!first.emplace(identifiers[row], row).second) {
            second.emplace(identifiers[row], row);
        }
    }
    for (std::size_t row = 0; row < table.size() && !second.empty(); ++row) {
        const auto again = second.find(identifiers[row]);
        if (again != second.end() && !identifiers[row].empty()) {
            const std::size_t earliest = first.at(identifiers[row]);
            const std::size_t other = earliest == row ? again->second : earliest;
            issues.error(row, column, identifiers[row], "the identifier stands twice",
                         fmt::format("also at {}", table.where(other)),
                         "Keep one row, or tell the two apart");
        }
    }
    for (const auto& [a, b] : colliding(identifiers, entities)) {
        collision_error(a, column, identifiers[a], identifiers[b], issues);
        collision_error(b, column, identifiers[b], identifiers[a], issues);
    }
    return entities;
}

void collision_error(std::size_t row, const std::string& column, const std::string& identifier,
                     const std::string& other, RowIssues& issues) {
    issues.error(row, column, identifier, "the hash of the identifier equals that of another one",
                 fmt::format("'{}' would share its random numbers", other), "Rename one of the two");
}

RowAmounts amounts_of_row(const Table& table, std::size_t row, const Currencies& currencies) {
    RowIssues known_already(table, "");
    RowReader reader(table, row, known_already);
    const double rate = exchange_rate(reader, "loan_currency", currencies).value_or(0.0);
    const Minor principal = money(reader, "principal_balance", rate).value_or(0);
    return {principal, money(reader, "legal_balance", rate).value_or(principal)};
}

std::vector<LoanRow> read_loan_rows(const Table& table, const Date& cut_off, const Currencies& currencies,
                                    bool pools, RowIssues& issues) {
    const std::vector<std::uint64_t> entities = check_identifiers(table, "loan_identifier", issues);
    std::vector<LoanRow> loans;
    loans.reserve(table.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        LoanRow loan = read_loan(table, row, cut_off, currencies, pools, issues);
        loan.entity = entities[row];
        if (!issues.is_bad(row)) {
            loans.push_back(std::move(loan));
        }
    }
    return loans;
}

}  // namespace recoup::sim
