// The contract and the claim between events, in closed form.
//
//   a month:      B' = B g - p,   g = (1 + i)(1 - s),   interest i B, cash = B + i B - B'
//   k months:     B_k = g^k B_0 - p (1 + g + ... + g^(k-1))
//   instalment:   A = B / (v + v^2 + ... + v^n),   v = 1/(1+i)      (annuity)
//
// i is a twelfth of the nominal annual rate, s the share of the claim paid a month, p = share of instalment x
// A, in whole minor units. Sums of powers are taken from i and s, never as (g^k - 1)/(g - 1): a rate may be a
// residue of 1e-17 that a rate cut has left, or i may all but equal s (models/deterministic_math). During a
// payment holiday p = 0 and interest is capitalised (S0-02, S3-16). Instalments end with the contract: what
// is owed behind its maturity falls by a share of the claim or by recoveries only. Source: standard annuity
// algebra, Kellison, The Theory of Interest (2009), chapter 3. Contracts change only at events; the balance
// never falls below zero.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/deterministic_math.hpp"
#include "models/parameters.hpp"
#include "models/units.hpp"

namespace recoup {

/// What the borrower owes by contract. Money in minor units; months are months since cut-off.
struct Contract {
    double annual_rate = 0.0;
    Minor instalment = 0;
    int maturity = 0;       ///< month of the last payment
    int holiday_until = 0;  ///< no instalment up to and including this month
    Repayment repayment = Repayment::annuity;

    double monthly_rate() const { return annual_rate / months_per_year; }
    bool operator==(const Contract&) const = default;
};

/// No interest, no instalment: the claim moves by events only.
inline bool asks_nothing(const Contract& contract) {
    return contract.annual_rate == 0.0 && contract.instalment == 0;
}

/// The same up to and including month `horizon`, whatever cures come: one payment, later.
inline bool asks_nothing_until(const Contract& contract, const ContractSpec& rules, int horizon) {
    return asks_nothing(contract) && contract.repayment == Repayment::bullet &&
           rules.repayment == Repayment::bullet &&
           contract.maturity > horizon + rules.minimum_term_months_after_cure;
}

/// How a claim moves inside one node.
struct ClaimSchedule {
    double monthly_rate = 0.0;                           ///< accruing interest; 0 when suspended
    double share_of_claim = 0.0;                         ///< paid a month
    double payment = 0.0;                                ///< fixed payment a month, whole minor units
    int holiday_until = 0;                               ///< no fixed payment up to and including this month
    int last_payment = std::numeric_limits<int>::max();  ///< month of the last fixed payment

    bool pays_in(int month) const { return month > holiday_until && month <= last_payment; }
    /// g - 1.
    double growth_less_one() const { return monthly_rate * (1.0 - share_of_claim) - share_of_claim; }
    double growth() const { return 1.0 + growth_less_one(); }
    bool constant() const { return monthly_rate == 0.0 && share_of_claim == 0.0 && payment == 0.0; }
};

inline ClaimSchedule claim_schedule(const Contract& contract, const CashSpec& cash) {
    return {.monthly_rate = cash.interest_accrues ? contract.monthly_rate() : 0.0,
            .share_of_claim = cash.share_of_claim_per_month,
            .payment = static_cast<double>(
                round_to_minor(cash.share_of_instalment * static_cast<double>(contract.instalment))),
            .holiday_until = contract.holiday_until,
            .last_payment = contract.maturity};
}

/// Level payment that repays `claim` in n months at monthly rate i.
inline Minor annuity_instalment(double claim, double i, int n) {
    return round_to_minor(claim / annuity_factor(i, n));
}

/// Claim at the end of month `month`, given the claim at the end of month `since`. Minor units, not below 0.
inline double claim_after(const ClaimSchedule& schedule, double claim, int since, int month) {
    const int holiday = std::clamp(schedule.holiday_until - since, 0, month - since);
    const int paying = std::max(0, std::min(month, schedule.last_payment) - since - holiday);
    const int after = month - since - holiday - paying;
    const double growth = schedule.growth_less_one();
    double at = claim * (1.0 + compound_less_one(growth, holiday));
    at = at * (1.0 + compound_less_one(growth, paying)) - schedule.payment * growth_sum(growth, paying);
    return std::max(0.0, at) * (1.0 + compound_less_one(growth, after));
}

/// Claim one month on, at the end of month `month`. Minor units, not below 0.
inline double claim_next_month(const ClaimSchedule& schedule, double claim, int month) {
    const double payment = schedule.pays_in(month) ? schedule.payment : 0.0;
    return std::max(0.0, claim * schedule.growth() - payment);
}

/// Sets the instalment of a contract for a claim at the end of month `now`: after the holiday, to maturity.
inline void set_instalment(Contract& contract, double claim, int now) {
    const double i = contract.monthly_rate();
    const int holiday = std::max(0, contract.holiday_until - now);
    const double at_holiday_end = claim * (1.0 + compound_less_one(i, holiday));
    contract.instalment =
        contract.repayment == Repayment::bullet
            ? round_to_minor(at_holiday_end * i)
            : annuity_instalment(at_holiday_end, i, std::max(1, contract.maturity - now - holiday));
}

}  // namespace recoup
