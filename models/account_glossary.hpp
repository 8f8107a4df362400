// What every account of the ledger means and where it counts. The one list behind /ledger of the results, the
// glossary of `recoup show` and documentation.
//
//   net cash                 = sum of sign x amount over the accounts of net_cash
//   non-performing exposure  : sum of sign x amount = `closing`
//   claim                    : sum of sign x amount = `claim_closing`
#pragma once

#include "models/accounts.hpp"

namespace recoup {

struct AccountMeaning {
    std::string_view sum;  ///< in which it counts; `none`: it repeats or explains others
    int sign;              ///< with which it counts there; 0 = it is the sum itself, or counts nowhere
    std::string_view meaning;
    std::string_view unit = "{currency}";
};

inline constexpr std::string_view of_exposure = "non_performing_exposure";
inline constexpr std::string_view of_claim = "claim";
inline constexpr std::string_view of_net_cash = "net_cash";
inline constexpr std::string_view of_nothing = "none";

/// In the order of Account.
inline constexpr std::array<AccountMeaning, account_count> account_meanings = {{
    {of_exposure, 1, "gross carrying amount of loans non-performing at cut-off"},
    {of_exposure, 1, "gross carrying amount of loans that become non-performing"},
    {of_exposure, 1, "interest and costs added to the carrying amount"},
    {of_exposure, 1, "money lent on top to loans that are non-performing"},
    {of_exposure, 1, "interest that accrues to the carrying amount where the contract is paid"},
    {of_exposure, -1, "gross carrying amount of loans that are performing again"},
    {of_exposure, -1, "cash set against the carrying amount"},
    {of_exposure, -1, "carrying amount forgiven by a restructuring or settlement"},
    {of_exposure, -1, "carrying amount of loans sold"},
    {of_exposure, -1, "carrying amount written off"},
    {of_exposure, -1, "carrying amount exchanged for collateral taken over"},
    {of_exposure, -1, "carrying amount exchanged for equity"},
    {of_exposure, 0,
     "gross carrying amount non-performing at the end of the quarter, the last at the recovery horizon"},
    {of_claim, 1, "claim of loans non-performing at cut-off"},
    {of_claim, 1, "claim of loans that default after cut-off, at their first default"},
    {of_claim, 1, "contractual interest that falls due"},
    {of_claim, 1, "costs that the borrower owes on top"},
    {of_claim, -1, "cash that pays the claim"},
    {of_claim, -1, "claim forgiven by a restructuring or settlement"},
    {of_claim, -1, "claim that ends unpaid when a loan is closed"},
    {of_claim, 0, "claim open at the end of the quarter, the last at the recovery horizon"},
    {of_nothing, 0, "claim open at the recovery horizon at face, loans written off after cut-off included"},
    {of_nothing, 0, "part of terminal_claim of loans that are performing then"},
    {of_net_cash, 1, "instalments of performing loans, cured ones included"},
    {of_net_cash, 1, "payments of borrowers that do not perform, in court and between auctions too"},
    {of_net_cash, 1, "payments under settlements"},
    {of_net_cash, 1, "proceeds of collateral after prior claims and up to the claim, before sale_cost"},
    {of_net_cash, 1, "payments of guarantors"},
    {of_net_cash, 1, "payments on the claim that is left without collateral"},
    {of_net_cash, 1, "price of loans sold"},
    {of_net_cash, 1, "income from collateral taken over"},
    {of_net_cash, 1, "price of collateral that the bank had taken over"},
    {of_net_cash, 1, "price of equity that a claim was exchanged for"},
    {of_net_cash, 1, "payments after a write-off, of loans written off before cut-off too"},
    {of_net_cash, -1, "cost of legal action"},
    {of_net_cash, -1, "upkeep and insurance of collateral"},
    {of_net_cash, -1, "cost of selling collateral"},
    {of_net_cash, -1, "commission of agents"},
    {of_net_cash, -1, "cost of external servicing"},
    {of_net_cash, -1, "cost of the bank's own workout unit, fees of a restructuring included"},
    {of_nothing, 0, "cash above the carrying amount: income, not a reduction of the exposure"},
    {of_nothing, 0, "proceeds of collateral that went to creditors before the bank"},
    {of_nothing, 0, "net cash discounted at the effective interest rate, without internal_workout"},
    {of_nothing, 0, "net cash discounted at the hurdle rate"},
    {of_nothing, 0, "net cash discounted at the return of the investor, without internal_workout"},
    {of_nothing, 0, "costs discounted at the hurdle rate"},
    {of_nothing, 0, "net cash of loans non-performing at cut-off"},
    {of_nothing, 0, "net cash of loans that default after cut-off"},
    {of_nothing, 0, "part of pv_effective of loans non-performing at cut-off"},
    {of_nothing, 0, "part of pv_hurdle of loans non-performing at cut-off"},
    {of_nothing, 0, "part of pv_investor of loans non-performing at cut-off"},
    {of_nothing, 0, "claim_inflow discounted at the effective interest rate"},
    {of_nothing, 0, "claim at cut-off x months to resolution, of loans non-performing at cut-off",
     "{currency} month"},
    {of_nothing, 0, "claim at cut-off of loans non-performing then and still at the recovery horizon"},
}};

constexpr const AccountMeaning& meaning_of(Account account) {
    return account_meanings[static_cast<std::size_t>(account)];
}

constexpr bool glossary_agrees_with_cash() {
    for (int place = 0; place < account_count; ++place) {
        const auto account = static_cast<Account>(place);
        const AccountMeaning& meaning = meaning_of(account);
        const int sign = is_cash_in(account) ? 1 : is_cash_out(account) ? -1 : 0;
        if ((meaning.sum == of_net_cash ? meaning.sign : 0) != sign || meaning.meaning.empty()) {
            return false;
        }
    }
    return true;
}
static_assert(glossary_agrees_with_cash());

}  // namespace recoup
