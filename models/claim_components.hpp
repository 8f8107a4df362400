// The claim as principal, interest and fees, and in which order cash goes to them.
//
//   to the first k parts of the order is owed   Q_k' = max(0, Q_k + interest accrued to them - cash),
//   and to the k-th alone   Q_k' - Q_(k-1)'
//
// This holds for a month, and for all the months of a stretch at once in which the claim only rises or only
// falls: what goes to the first k parts in a month then has one sign throughout, so that nothing is owed to
// them either never or from some month on. A stretch is a phase of the contract, its level payments, or what
// comes behind them (a month's step of models/claim_schedule is monotone). Parts are whole minor units and
// always sum to the claim.
//
// Who calls what: the tape gives the parts at cut-off (LoanColumns::components). A stay takes
// components_after_stay where its months are posted at once, or allocate() by month where they are posted
// one by one, with the interest and cash that the month posts; both end with the same parts. Events: cash in
// and forgiveness of an amount are allocate() with no interest, the latter in an order of its own; costs that
// the claim bears are with_costs(); a waiver of one part is waived(), its amount the difference of the
// totals; a restructuring or cure that capitalises arrears is capitalised(). Source: order of allocation as
// contracts and codes state it (default: costs and fees, interest, principal; BGB 367, Code civil 1343-1);
// fee waivers apart from the principal: S2-02.
#pragma once

#include <algorithm>
#include <array>

#include "models/claim_parts.hpp"
#include "models/claim_schedule.hpp"

namespace recoup {

/// Minor units.
struct ClaimComponents {
    Minor principal = 0;
    Minor interest = 0;
    Minor fees = 0;

    Minor total() const { return principal + interest + fees; }
    Minor& of(ClaimPart part) {
        return part == ClaimPart::fees ? fees : part == ClaimPart::interest ? interest : principal;
    }
    Minor of(ClaimPart part) const { return ClaimComponents(*this).of(part); }
    bool operator==(const ClaimComponents&) const = default;
};

/// After interest has accrued and cash has come in, in a month or over a stretch.
inline ClaimComponents allocate(const ClaimComponents& before, Minor interest, Minor cash,
                                const AllocationOrder& order) {
    ClaimComponents after;
    Minor owed_before = 0;  // with the interest, to the parts so far
    Minor owed_after = 0;
    for (const ClaimPart part : order) {
        owed_before += before.of(part) + (part == ClaimPart::interest ? interest : 0);
        const Minor left = std::max<Minor>(0, owed_before - cash);
        after.of(part) = left - owed_after;
        owed_after = left;
    }
    return after;
}

inline ClaimComponents with_costs(ClaimComponents components, Minor cost) {
    components.fees += cost;
    return components;
}

/// Without the share `share` of one part, rounded to a minor unit.
inline ClaimComponents waived(ClaimComponents components, ClaimPart part, double share) {
    Minor& amount = components.of(part);
    amount -= round_to_minor(share * static_cast<double>(amount));
    return components;
}

/// Arrears become principal.
inline ClaimComponents capitalised(const ClaimComponents& components) {
    return {.principal = components.total()};
}

/// A stay in a node: the claim at the end of month `since`, in minor units, and how it moves from there.
struct ClaimStay {
    const ClaimSchedule& schedule;
    Minor claim = 0;
    int since = 0;

    Minor claim_at(int month) const {
        return round_to_minor(claim_after(schedule, static_cast<double>(claim), since, month));
    }
};

/// Interest and cash of the months after `from` up to and including `to`, all of one stretch.
inline ClaimMonth stretch_flow(const ClaimStay& stay, int from, int to) {
    const ClaimSchedule& schedule = stay.schedule;
    const MonthlyDue due = schedule.due_in(to);
    const Minor before = stay.claim_at(from);
    const Minor after = stay.claim_at(to);
    const bool takes_no_share = schedule.share_of_claim == 0.0 && due.interest_paid == 0.0;
    if (takes_no_share && (due.payment == 0.0 || after > 0)) {
        const Minor cash = (to - from) * round_to_minor(due.payment);
        return {.interest = after - before + cash, .cash = cash};
    }
    const bool pays_its_interest = schedule.growth_less_one(due) == 0.0 && due.payment == 0.0;
    if (pays_its_interest) {  // every month is like the next
        const ClaimMonth month = claim_month(schedule, to, before, after);
        return {.interest = (to - from) * month.interest, .cash = (to - from) * month.cash};
    }
    ClaimMonth sum;  // what is rounded by month is summed by month
    Minor claim = before;
    for (int month = from + 1; month <= to; ++month) {
        const Minor next = stay.claim_at(month);
        const ClaimMonth now = claim_month(schedule, month, claim, next);
        sum.interest += now.interest;
        sum.cash += now.cash;
        claim = next;
    }
    return sum;
}

/// The parts at the end of month `until` of a stay that begins with `components` at the end of `since`.
inline ClaimComponents components_after_stay(ClaimComponents components, const ClaimSchedule& schedule,
                                             int since, int until, const AllocationOrder& order) {
    const ClaimStay stay{.schedule = schedule, .claim = components.total(), .since = since};
    int from = since;
    const auto pass = [&](int end) {
        const int to = std::min(end, until);
        if (to > from) {
            const ClaimMonth flow = stretch_flow(stay, from, to);
            components = allocate(components, flow.interest, flow.cash, order);
            from = to;
        }
    };
    for (const SchedulePhase& phase : schedule.phases) {
        pass(std::min(phase.until, schedule.last_payment));
    }
    pass(schedule.last_payment);
    pass(until);
    return components;
}

}  // namespace recoup
