// Contracts for tests: their phases in words, random ones, and what their payments are worth.
#pragma once

#include <initializer_list>
#include <random>

#include "models/claim_schedule.hpp"

namespace recoup::testing_models {

constexpr Minor cents(double units) {
    return static_cast<Minor>(units * 100.0 + 0.5);
}

inline ContractPhase holiday(int until) {
    return {.amount = 0.0, .until = until, .pays = Pays::nothing};
}
inline ContractPhase interest_only(int until) {
    return {.amount = 0.0, .until = until, .pays = Pays::interest};
}
inline ContractPhase share_of_instalment(int until, double share) {
    return {.amount = share, .until = until, .pays = Pays::share_of_instalment};
}
inline ContractPhase fixed(int until, double amount) {
    return {.amount = amount, .until = until, .pays = Pays::fixed};
}

/// Present value of the scheduled payments at the effective rate (1 + r/12)^12 - 1, and the claim at the end.
inline double present_value(const Contract& contract, double claim, int now) {
    const ClaimSchedule schedule = claim_schedule(contract, CashSpec{.share_of_instalment = 1.0});
    const double effective = pow_ieee(1.0 + contract.annual_rate / 12.0, 12.0) - 1.0;
    double balance = claim;
    double sum = 0.0;
    for (int month = now + 1; month <= contract.maturity; ++month) {
        const double interest = balance * contract.monthly_rate();
        const double after = month == contract.maturity ? 0.0 : claim_after(schedule, claim, now, month);
        sum += (balance + interest - after) * pow_ieee(1.0 + effective, -(month - now) / 12.0);
        balance = after;
    }
    return sum;
}

inline double pick(std::mt19937_64& engine, std::initializer_list<double> values) {
    return values.begin()[engine() % values.size()];
}

/// Up to five phases of all kinds, of which several may end at once, before since or behind maturity.
inline Contract random_contract(std::mt19937_64& engine) {
    Contract contract{.annual_rate = pick(engine, {0.0, 0.06, 0.12}),
                      .instalment = static_cast<Minor>(pick(engine, {0.0, 500.0, 20000.0, 300000.0})),
                      .maturity = 5 + static_cast<int>(engine() % 60)};
    int until = 0;
    for (auto count = engine() % (ContractPhases::most + 1); count > 0; --count) {
        until += static_cast<int>(engine() % 12);
        switch (engine() % 4) {
            case 0:
                contract.phases.push_back(holiday(until));
                break;
            case 1:
                contract.phases.push_back(interest_only(until));
                break;
            case 2:
                contract.phases.push_back(share_of_instalment(until, pick(engine, {0.25, 0.5, 0.9})));
                break;
            default:
                contract.phases.push_back(fixed(until, pick(engine, {1.0, 700.0, 90000.0})));
        }
    }
    return contract;
}

inline CashSpec random_cash(std::mt19937_64& engine) {
    return {.share_of_instalment = pick(engine, {1.0, 1.0, 0.5, 0.0}),
            .share_of_claim_per_month = pick(engine, {0.0, 0.0, 0.01, 0.2}),
            .interest_accrues = engine() % 4 != 0};
}

}  // namespace recoup::testing_models
