// The claim between events, in closed form, phase by phase of the contract (models/contract).
//
//   a month:      B' = B g - p,   g = (1 + i)(1 - s) - q,   interest i B, cash = B + i B - B'
//   k months:     B_k = g^k B_0 - p (1 + g + ... + g^(k-1))
//
// i is a twelfth of the nominal annual rate where interest accrues, s the share of the claim paid a month. A
// state pays a share of what the contract asks for: p that share of the phase's instalment, in whole minor
// units; in a phase of interest only p = 0 and q is that share of the contract's rate, so that a state which
// pays by contract keeps its claim to the minor unit and pays its interest. Sums of powers are taken from
// g - 1, never as (g^k - 1)/(g - 1): a rate may be a residue of 1e-17 that a rate cut has left, or i may all
// but equal s (models/deterministic_math). Instalments end with the contract: what is owed behind its
// maturity falls by a share of the claim or by recoveries only. The balance never falls below zero.
#pragma once

#include <algorithm>
#include <limits>

#include "models/contract.hpp"

namespace recoup {

/// What the contract brings in a month.
struct MonthlyDue {
    double interest_paid;  ///< q, per unit of the claim
    double payment;        ///< p, whole minor units
};

struct SchedulePhase {
    MonthlyDue due;
    int until;
};

/// How a claim moves inside one node.
struct ClaimSchedule {
    double monthly_rate = 0.0;                                   ///< accruing interest; 0 when suspended
    double share_of_claim = 0.0;                                 ///< paid a month
    double payment = 0.0;                                        ///< level payment a month, whole minor units
    int last_payment = std::numeric_limits<int>::max();          ///< month of the last one
    ShortList<SchedulePhase, ContractPhases::most> phases = {};  ///< before the level payments

    MonthlyDue due_in(int month) const {
        if (month <= last_payment && !is_level_from(month)) [[unlikely]] {
            return std::find_if(phases.begin(), phases.end(),
                                [month](const SchedulePhase& phase) { return month <= phase.until; })
                ->due;
        }
        return {0.0, level_payment(month)};
    }
    double level_payment(int month) const { return month <= last_payment ? payment : 0.0; }
    /// Only level payments, or none any more, in month `month` and behind it.
    bool is_level_from(int month) const { return phases.empty() || phases.back().until < month; }
    /// g - 1, without q.
    double growth_less_one() const { return monthly_rate * (1.0 - share_of_claim) - share_of_claim; }
    double growth_less_one(const MonthlyDue& due) const {
        return std::max(-1.0, growth_less_one() - due.interest_paid);
    }
    bool constant() const {
        return monthly_rate == 0.0 && share_of_claim == 0.0 && payment == 0.0 &&
               std::none_of(phases.begin(), phases.end(), [](const SchedulePhase& phase) {
                   return phase.due.payment != 0.0 || phase.due.interest_paid != 0.0;
               });
    }
};

inline ClaimSchedule claim_schedule(const Contract& contract, const CashSpec& cash) {
    const auto paid_of = [&](Minor instalment) {
        return static_cast<double>(
            round_to_minor(cash.share_of_instalment * static_cast<double>(instalment)));
    };
    ClaimSchedule schedule{.monthly_rate = cash.interest_accrues ? contract.monthly_rate() : 0.0,
                           .share_of_claim = cash.share_of_claim_per_month,
                           .payment = paid_of(contract.instalment),
                           .last_payment = contract.maturity};
    for (const ContractPhase& phase : contract.phases) {
        const bool interest = phase.pays == Pays::interest;
        schedule.phases.push_back(
            {.due = {.interest_paid = interest ? cash.share_of_instalment * contract.monthly_rate() : 0.0,
                     .payment = paid_of(contract.instalment_of(phase))},
             .until = phase.until});
    }
    return schedule;
}

/// The claim after `months` alike. Minor units, not below 0.
inline double claim_after_payments(double claim, double growth_less_one, double payment, int months) {
    return std::max(0.0, claim * (1.0 + compound_less_one(growth_less_one, months)) -
                             payment * growth_sum(growth_less_one, months));
}

/// Claim at the end of month `month`, given the claim at the end of month `since`. Minor units, not below 0.
inline double claim_after(const ClaimSchedule& schedule, double claim, int since, int month) {
    const int last_due = std::min(month, schedule.last_payment);
    int from = since;
    for (const SchedulePhase& phase : schedule.phases) {
        const int to = std::min(phase.until, last_due);
        if (to > from) {
            claim = claim_after_payments(claim, schedule.growth_less_one(phase.due), phase.due.payment,
                                         to - from);
            from = to;
        }
    }
    const double growth = schedule.growth_less_one();
    const int paying = std::max(0, last_due - from);
    claim = claim_after_payments(claim, growth, schedule.payment, paying);
    return claim * (1.0 + compound_less_one(growth, month - from - paying));
}

/// Claim one month on, at the end of month `month`. Minor units, not below 0.
inline double claim_next_month(const ClaimSchedule& schedule, double claim, int month) {
    if (schedule.is_level_from(month)) [[likely]] {
        return std::max(0.0, claim * (1.0 + schedule.growth_less_one()) - schedule.level_payment(month));
    }
    const MonthlyDue due = schedule.due_in(month);
    return std::max(0.0, claim * (1.0 + schedule.growth_less_one(due)) - due.payment);
}

/// What a month does to a claim: after = before + interest - cash.
struct ClaimMonth {
    Minor interest = 0;
    Minor cash = 0;
};

/// The month in which the claim goes from `before` to `after`, both rounded.
inline ClaimMonth claim_month(const ClaimSchedule& schedule, int month, Minor before, Minor after) {
    const MonthlyDue due = schedule.due_in(month);
    if (due.payment > 0.0 && schedule.share_of_claim == 0.0 && after > 0) {
        const Minor cash = round_to_minor(due.payment);
        return {.interest = after - before + cash, .cash = cash};
    }
    if (due.payment > 0.0 || due.interest_paid > 0.0 || schedule.share_of_claim > 0.0) {
        const Minor interest = round_to_minor(static_cast<double>(before) * schedule.monthly_rate);
        if (const Minor cash = before + interest - after; cash >= 0) {
            return {.interest = interest, .cash = cash};
        }
    }
    return {.interest = after - before};
}

}  // namespace recoup
