// What a borrower owes by contract: a list of phases, then a level instalment to maturity.
//
//   phase      due in a month                                    the claim
//   nothing    nothing                                           grows by its interest (holiday, S0-02)
//   interest   the month's interest                              stays (moratorium on the principal, S3-16)
//   share      a share of the level instalment                   (step-up, S3-16)
//   fixed      an amount of its own
//   level      A to maturity: repays the claim (annuity), or pays the interest of what it begins with
//   (bullet)
//
//   The claim with which the level instalments begin is a - b A: a what holidays, interest and fixed amounts
//   leave of it, b what shares of the instalment have grown to. With n months left and rate i
//   annuity: A = a / (v + v^2 + ... + v^n + b),  v = 1 / (1 + i);    bullet: A = i a / (1 + i b)
//
// Source: standard annuity algebra, Kellison, The Theory of Interest (2009), chapters 3 (annuities) and 4
// (annuities that vary). Contracts change at events only; how a claim moves under one: models/claim_schedule.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>

#include "models/deterministic_math.hpp"
#include "models/parameters.hpp"
#include "models/short_list.hpp"
#include "models/units.hpp"

namespace recoup {

enum class Pays : std::uint8_t { nothing, interest, share_of_instalment, fixed };

/// What is due up to and including month `until`, from the end of the phase before on.
struct ContractPhase {
    double amount;  ///< share of the level instalment, or minor units where fixed
    int until;
    Pays pays;

    bool operator==(const ContractPhase&) const = default;
};

/// In the order of time. They stand apart: hardly a contract has any, and without them two contracts fit into
/// a cache line.
class ContractPhases {
    using List = ShortList<ContractPhase, 5>;

  public:
    static constexpr unsigned most = List::most;

    ContractPhases() = default;
    ContractPhases(std::initializer_list<ContractPhase> phases) {
        for (const ContractPhase& phase : phases) {
            push_back(phase);
        }
    }
    ContractPhases(const ContractPhases& other)
        : list_(other.list_ == nullptr ? nullptr : std::make_unique<List>(*other.list_)) {}
    ContractPhases(ContractPhases&&) noexcept = default;
    ContractPhases& operator=(const ContractPhases& other) {
        if (list_ != nullptr || other.list_ != nullptr) {
            list_ = ContractPhases(other).list_;
        }
        return *this;
    }
    ContractPhases& operator=(ContractPhases&&) noexcept = default;
    ~ContractPhases() = default;

    void push_back(const ContractPhase& phase) {
        if (list_ == nullptr) {
            list_ = std::make_unique<List>();
        }
        list_->push_back(phase);
    }
    void clear() { list_.reset(); }
    bool empty() const { return list_ == nullptr; }
    unsigned size() const { return empty() ? 0 : list_->size(); }
    const ContractPhase& back() const { return list_->back(); }
    const ContractPhase& operator[](unsigned place) const { return (*list_)[place]; }
    const ContractPhase* begin() const { return empty() ? nullptr : list_->begin(); }
    const ContractPhase* end() const { return empty() ? nullptr : list_->end(); }
    bool operator==(const ContractPhases& other) const {
        return std::equal(begin(), end(), other.begin(), other.end());
    }

  private:
    std::unique_ptr<List> list_;
};

/// Money in minor units; months are months since cut-off.
struct Contract {
    double annual_rate = 0.0;
    Minor instalment = 0;  ///< the level one
    int maturity = 0;      ///< month of the last payment
    Repayment repayment = Repayment::annuity;
    ContractPhases phases = {};  ///< before the level instalments

    double monthly_rate() const { return annual_rate / months_per_year; }
    /// Of a month inside a phase; interest is told by the claim.
    Minor instalment_of(const ContractPhase& phase) const {
        const bool share = phase.pays == Pays::share_of_instalment;
        const bool fixed = phase.pays == Pays::fixed;
        return share   ? round_to_minor(phase.amount * static_cast<double>(instalment))
               : fixed ? round_to_minor(phase.amount)
                       : 0;
    }
    bool operator==(const Contract&) const = default;
};

static_assert(sizeof(Contract) == 32);

/// No interest, no instalment: the claim moves by events only.
inline bool asks_nothing(const Contract& contract) {
    return contract.annual_rate == 0.0 && contract.instalment == 0 &&
           std::none_of(contract.phases.begin(), contract.phases.end(),
                        [](const ContractPhase& phase) { return phase.pays == Pays::fixed; });
}

/// The same up to and including month `horizon`, whatever cures come: one payment, later.
inline bool asks_nothing_until(const Contract& contract, const ContractSpec& rules, int horizon) {
    return asks_nothing(contract) && contract.repayment == Repayment::bullet &&
           rules.repayment == Repayment::bullet &&
           contract.maturity > horizon + rules.minimum_term_months_after_cure;
}

/// Level payment that repays `claim` in n months at monthly rate i.
inline Minor annuity_instalment(double claim, double i, int n) {
    return round_to_minor(claim / annuity_factor(i, n));
}

/// Sets the level instalment of a contract for a claim at the end of month `now`.
inline void set_instalment(Contract& contract, double claim, int now) {
    const double i = contract.monthly_rate();
    double left = claim;         // a
    double paid_by_share = 0.0;  // b
    int from = now;
    for (const ContractPhase& phase : contract.phases) {
        const int months = std::max(0, phase.until - from);
        if (phase.pays != Pays::interest) {
            const double growth = 1.0 + compound_less_one(i, months);
            const double payments = growth_sum(i, months);
            const bool share = phase.pays == Pays::share_of_instalment;
            const bool fixed = phase.pays == Pays::fixed;
            left = std::max(0.0, left * growth - (fixed ? phase.amount * payments : 0.0));
            paid_by_share = paid_by_share * growth + (share ? phase.amount * payments : 0.0);
        }
        from += months;
    }
    const int months_left = std::max(1, contract.maturity - from);
    contract.instalment = contract.repayment == Repayment::bullet
                              ? round_to_minor(left * i / (1.0 + i * paid_by_share))
                              : round_to_minor(left / (annuity_factor(i, months_left) + paid_by_share));
}

}  // namespace recoup
