// The columns of a loans table, looked up once for all its rows.
#pragma once

#include "sim/input/tables/table.hpp"

namespace recoup::sim {

struct LoanFields {
    explicit LoanFields(const Table& loans) : table(loans) {}

    const Table& table;
    Field loan_identifier = table.field("loan_identifier");
    Field counterparty_identifier = table.field("counterparty_identifier");
    Field number_of_loans = table.field("number_of_loans");
    Field loan_currency = table.field("loan_currency");
    Field principal_balance = table.field("principal_balance");
    Field accrued_interest = table.field("accrued_interest_balance_on_book");
    Field other_balances = table.field("other_balances");
    Field legal_balance = table.field("legal_balance");
    Field gross_carrying_amount = table.field("gross_carrying_amount");
    Field current_interest_rate = table.field("current_interest_rate");
    Field effective_interest_rate = table.field("effective_interest_rate");
    Field current_maturity_date = table.field("current_maturity_date");
    Field date_of_origination = table.field("date_of_origination");
    Field date_of_default = table.field("date_of_default");
    Field days_in_pastdue = table.field("days_in_pastdue");
    Field workout_state = table.field("workout_state");
    Field months_in_state = table.field("months_in_state");
    Field months_since_npe = table.field("months_since_npe");
    Field months_since_last_concession = table.field("months_since_last_concession");
    Field number_of_restructurings = table.field("number_of_restructurings");
};

}  // namespace recoup::sim
