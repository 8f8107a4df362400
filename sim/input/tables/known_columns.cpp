// The columns that recoup knows, by its names and the EBA's.
#include "sim/input/tables/column_names.hpp"

namespace recoup::sim {

const std::vector<KnownColumn>& loan_columns() {
    static const std::vector<KnownColumn> columns = {
        {"loan_identifier", {"3.01"}, true},
        {"counterparty_identifier", {"2.00"}, true},
        {"principal_balance", {"3.09"}, true},
        {"days_in_pastdue", {"3.13"}, true},
        {"date_of_default", {"3.23"}, true},
        {"current_interest_rate", {"3.14"}, true},
        {"current_maturity_date", {"3.07"}, true},
        {"loan_currency", {"3.08"}},
        {"date_of_origination", {"3.02"}},
        {"accrued_interest_balance_on_book", {"3.10"}},
        {"other_balances", {"3.11"}},
        {"legal_balance", {"3.12"}},
        {"gross_carrying_amount", {}},
        {"effective_interest_rate", {}},
        {"workout_state", {}},
        {"months_in_state", {}},
        {"months_since_npe", {}},
        {"months_since_last_concession", {}},
        {"number_of_restructurings", {}},
        {"number_of_loans", {}},
    };
    return columns;
}

const std::vector<KnownColumn>& collateral_columns() {
    static const std::vector<KnownColumn> columns = {
        {"collateral_identifier", {"4.00", "protection_identifier"}, true},
        {"loan_identifier", {"2.01"}, true},
        {"collateral_class", {}, true},
        {"collateral_value", {"4.19", "latest_valuation_amount"}, true},
        {"valuation_date", {"4.20", "date_of_latest_valuation"}, true},
        {"region", {}},
        {"prior_claims", {"4.10", "higher_ranking_loan"}},
        {"collateral_currency", {"4.18", "currency_of_property", "currency_of_collateral"}},
    };
    return columns;
}

const std::vector<std::string>& rate_columns() {
    static const std::vector<std::string> columns = {"current_interest_rate", "effective_interest_rate"};
    return columns;
}

}  // namespace recoup::sim
