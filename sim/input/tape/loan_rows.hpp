// Loans of the tape as validated values, one at a time; nothing about other rows is known here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/regulation/classification_rules.hpp"
#include "models/units.hpp"
#include "models/workout_states.hpp"
#include "sim/input/tables/loan_fields.hpp"
#include "sim/input/tables/money.hpp"
#include "sim/input/tables/row_issues.hpp"
#include "sim/input/tables/table.hpp"
#include "sim/input/toml/date.hpp"

namespace recoup::sim {

struct LoanRow {
    std::size_t row = 0;  ///< in the table
    std::string identifier;
    std::uint64_t entity = 0;  ///< its hash, which addresses random numbers
    State state = State::current;
    int days_in_pastdue = 0;
    int months_in_state = 0;
    int months_since_npe = -1;         ///< -1 = performing
    int months_since_concession = -1;  ///< -1 = none
    int restructurings = 0;
    int months_to_maturity = 1;
    int number_of_loans = 1;  ///< above 1: a pool, whose amounts are sums
    Minor principal_balance = 0;
    Minor claim = 0;
    Minor accrued_interest = 0;  ///< of the claim
    Minor fees = 0;              ///< of the claim
    Minor gross_carrying_amount = 0;
    double annual_rate = 0.0;
    double effective_rate = 0.0;

    /// An amount of one loan in units, the mean where the row is a pool; rounded once, so that loans of equal
    /// amounts are told alike in a pool and in rows of their own.
    double of_one_loan(Minor amount) const {
        return static_cast<double>(amount) / (minor_units_per_unit * number_of_loans);
    }
};

/// What rows of loans are read with.
struct LoanReading {
    const Date& cut_off;
    const Currencies& currencies;
    const ClassificationRules& rules;
    bool drawn = true;  ///< the loan engine runs, which follows the loans of a pool one by one
};

/// The rows without issues, in the order of the table. `identifiers` by row, empty where there is none.
std::vector<LoanRow> read_loan_rows(const LoanFields& fields, const std::vector<std::string>& identifiers,
                                    const LoanReading& reading, RowIssues& issues);

/// What a row is owed, as far as it can be read, else 0. For rows with issues, too.
struct RowAmounts {
    Minor principal_balance = 0;
    Minor claim = 0;
    bool is_told = true;  ///< balance and exchange rate can be read
};
RowAmounts amounts_of_row(const LoanFields& fields, std::size_t row, const Currencies& currencies);

}  // namespace recoup::sim
