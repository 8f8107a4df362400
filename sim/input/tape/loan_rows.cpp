#include "sim/input/tape/loan_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"
#include "sim/input/tape/claim_balances.hpp"
#include "sim/input/tape/loan_state.hpp"
#include "sim/input/tape/shared_entities.hpp"
#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

void read_amounts(RowReader& row, const LoanFields& fields, const Currencies& currencies, LoanRow& loan) {
    const auto rate = exchange_rate(row, fields.loan_currency, currencies);
    const auto principal = money(row, fields.principal_balance, rate.value_or(1.0), true);
    loan.principal_balance = principal.value_or(0);
    const ClaimBalances balances = claim_balances(row, fields, rate.value_or(1.0), loan.principal_balance);
    loan.claim = balances.claim;
    loan.accrued_interest = balances.accrued_interest;
    loan.fees = balances.fees;
    loan.gross_carrying_amount =
        money(row, fields.gross_carrying_amount, rate.value_or(1.0)).value_or(loan.principal_balance);
    if (principal && loan.claim == 0 && !row.issues().is_bad(row.row())) {
        row.error(row.has(fields.legal_balance) ? fields.legal_balance : fields.principal_balance,
                  "nothing is owed", "a loan without a claim has nothing to recover", "Leave the loan out");
    }
}

void read_rates(RowReader& row, const LoanFields& fields, LoanRow& loan) {
    loan.annual_rate = row.rate(fields.current_interest_rate, true).value_or(0.0);
    // A nominal rate paid monthly: at its effective equivalent the schedule is worth its balance.
    const double effective = compound_less_one(loan.annual_rate / months_per_year, months_per_year);
    loan.effective_rate = row.rate(fields.effective_interest_rate).value_or(effective);
}

void read_maturity(RowReader& row, const LoanFields& fields, const Date& cut_off, LoanRow& loan) {
    const auto maturity = row.date(fields.current_maturity_date, true);
    const auto origination = row.past_date(fields.date_of_origination, cut_off);
    if (!maturity) {
        return;
    }
    if (origination && *maturity < *origination) {
        row.error(fields.current_maturity_date, "lies before the origination", origination->text());
    }
    const int months = months_between(cut_off, *maturity);
    if (months < 1 && pays_contract(loan.state) && !row.issues().is_bad(row.row())) {
        row.error(fields.current_maturity_date,
                  fmt::format("the loan has matured but its state is '{}'", name_of(loan.state)),
                  "a loan that pays by contract has at least a month to run from the cut-off",
                  "Give the extended maturity, or the date of default");
    }
    loan.months_to_maturity = std::max(months, 1);  // a defaulted loan past maturity is due at once
}

/// Number of loans of a row. A pool stands for alike loans of many borrowers, so it has no borrower of its
/// own.
void read_pool(RowReader& row, const LoanFields& fields, LoanRow& loan) {
    const auto number = row.number(fields.number_of_loans, range::between(1.0, 1e9, "a number of loans"));
    if (number && *number != std::floor(*number)) {
        row.error(fields.number_of_loans, "must be a whole number",
                  "a row stands for one loan or for several",
                  "Write how many they are, or leave the field empty for one");
    }
    loan.number_of_loans = static_cast<int>(number.value_or(1.0));
    if (loan.number_of_loans == 1) {
        row.require(fields.counterparty_identifier);
    } else if (row.has(fields.counterparty_identifier)) {
        row.error(fields.counterparty_identifier, "the row is a pool of loans, but names a borrower",
                  "the field is of one loan", "Leave it empty, or give one row a loan");
    }
}

/// Of loans that are followed one by one each owes something.
void check_parts(RowReader& row, const LoanFields& fields, const LoanRow& loan) {
    if (loan.number_of_loans > loan.claim && !row.issues().is_bad(row.row())) {
        row.error(fields.number_of_loans, "the pool has more loans than minor units of claim",
                  "the loan engine follows its loans one by one, and one without a claim has nothing to "
                  "recover",
                  "See whether number and claim are right, or write engine = \"expected\" in the study");
    }
}

/// Two rows of one identifier: an issue of each row that has it.
void check_twice(const std::vector<EntityRows>& shared, const std::vector<std::string>& identifiers,
                 const LoanFields& fields, RowIssues& issues) {
    for (const EntityRows& entity : shared) {
        for (const std::vector<std::size_t>& rows : entity) {
            if (rows.size() < 2 || identifiers[rows.front()].empty()) {
                continue;
            }
            for (const std::size_t row : rows) {
                const std::size_t other = row == rows[0] ? rows[1] : rows[0];
                issues.error(row, std::string(fields.loan_identifier.name), identifiers[row],
                             "the identifier stands twice",
                             fmt::format("also at {}", fields.table.where(other)),
                             "Keep one row, or tell the two apart");
            }
        }
    }
}

LoanRow read_loan(const LoanFields& fields, std::size_t index, const LoanReading& reading,
                  RowIssues& issues) {
    RowReader row(index, issues);
    LoanRow loan;
    loan.row = index;
    if (row.is_stray({fields.loan_identifier, fields.counterparty_identifier},
                     {fields.days_in_pastdue, fields.current_maturity_date})) {
        return loan;
    }
    row.require(fields.loan_identifier);
    read_pool(row, fields, loan);
    read_amounts(row, fields, reading.currencies, loan);
    if (reading.drawn) {
        check_parts(row, fields, loan);
    }
    read_rates(row, fields, loan);
    read_state(row, fields, reading.cut_off, reading.rules, loan);
    read_maturity(row, fields, reading.cut_off, loan);
    return loan;
}

}  // namespace

RowAmounts amounts_of_row(const LoanFields& fields, std::size_t row, const Currencies& currencies) {
    RowIssues known_already(fields.table, "");
    RowReader reader(row, known_already);
    const auto known = exchange_rate(reader, fields.loan_currency, currencies);
    const double rate = known.value_or(0.0);
    const auto told = money(reader, fields.principal_balance, rate);
    const Minor principal = told.value_or(0);
    return {principal, claim_balances(reader, fields, rate, principal).claim, known && told};
}

std::vector<LoanRow> read_loan_rows(const LoanFields& fields, const std::vector<std::string>& identifiers,
                                    const LoanReading& reading, RowIssues& issues) {
    std::vector<std::uint64_t> entities;
    entities.reserve(identifiers.size());
    for (const std::string& identifier : identifiers) {
        entities.push_back(entity_of(identifier));
    }
    const std::vector<EntityRows> shared = shared_entities(entities, identifiers);
    check_twice(shared, identifiers, fields, issues);
    check_collisions(shared, identifiers, fields.loan_identifier, issues);
    std::vector<LoanRow> loans;
    loans.reserve(identifiers.size());
    for (std::size_t row = 0; row < identifiers.size(); ++row) {
        LoanRow loan = read_loan(fields, row, reading, issues);
        loan.identifier = identifiers[row];
        loan.entity = entities[row];
        if (!issues.is_bad(row)) {
            loans.push_back(std::move(loan));
        }
    }
    return loans;
}

}  // namespace recoup::sim
