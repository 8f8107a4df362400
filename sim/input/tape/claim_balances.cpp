#include "sim/input/tape/claim_balances.hpp"

#include <fmt/format.h>

#include "sim/input/tables/money.hpp"

namespace recoup::sim {

namespace {

/// Four balances are rounded each, after conversion.
constexpr Minor rounding = 2;

}  // namespace

ClaimBalances claim_balances(RowReader& row, const LoanFields& fields, double exchange_rate,
                             Minor principal_balance) {
    const auto interest = money(row, fields.accrued_interest, exchange_rate);
    const auto fees = money(row, fields.other_balances, exchange_rate);
    const auto legal = money(row, fields.legal_balance, exchange_rate);
    ClaimBalances balances{.accrued_interest = interest.value_or(0), .fees = fees.value_or(0)};
    const Minor sum = principal_balance + balances.accrued_interest + balances.fees;
    balances.claim = legal.value_or(sum);
    if (balances.claim >= sum) {
        balances.accrued_interest += balances.claim - sum;
    } else if (balances.claim < sum - rounding && (interest || fees)) {
        row.error(
            fields.legal_balance, "is less than its parts",
            fmt::format("principal_balance, accrued_interest_balance_on_book and other_balances come to "
                        "{:.2f}",
                        in_units(sum) / exchange_rate),
            "Check the four balances, or leave legal_balance out by ignore_columns: the claim is then "
            "their sum");
    }
    return balances;
}

}  // namespace recoup::sim
