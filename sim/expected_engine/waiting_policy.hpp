// Optimal waiting: when a loan takes its next measure, as a rule that both engines run on any path.
//
// A policy is solved once per scenario and block by backward induction at the hurdle rate
// (models/expected/choice_gain), before the paths; blocks that differ in their loans alone share one. What is
// kept of a solution is the gain of moving over waiting by quarter, not the values.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "models/collateral_paths.hpp"
#include "models/expected/choice_gain.hpp"
#include "models/expected/deviation_basis.hpp"
#include "sim/expected_engine/block_values.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

struct WaitingPolicy {
    std::vector<ChoiceGain> gains;          ///< by macro period; empty where it begins within a quarter
    std::vector<double> central_log_index;  ///< by macro period, at its start
};

/// A loan in a node with a choice, at the start of a month of choice.
struct WaitingLoan {
    std::size_t row = 0;  ///< of the tape
    int option = 0;
    const Node* node =
        nullptr;            ///< of its own study's graph, which may have fewer nodes than the policies' one
    double rate_cut = 0.0;  ///< that measures have taken off its rate
    bool bare = false;      ///< without collateral
    ChoosingLoan terms;     ///< its LTV at the index level of cut-off
};

class WaitingPolicies {
  public:
    /// Throws InputError where a copula drives an exit of a segment with a choice, or the macro model has too
    /// many variables.
    explicit WaitingPolicies(const ExpectedStudy& study);

    std::size_t count() const { return slots_.size(); }
    /// Solves a policy, once; thread safe, like all that asks for one. Throws Interrupted on stop: it is
    /// unsolved.
    const WaitingPolicy& solved(std::size_t policy, StopFlag stop = nullptr) const;
    const WaitingPolicy& of(const ExpectedBlock& block, int scenario) const;

    /// Basis functions of the macro deviation of the quarter that ended before `month`; x is
    /// [period][variable].
    std::vector<double> basis(int scenario, std::span<const double> x, int month) const;
    /// Whether the loans of a block take their measure in `month`, by slot of choice.
    void choose(const ExpectedBlock& block, int scenario, int month, const std::vector<double>& phi,
                const IndexPaths& indices, std::vector<std::uint8_t>& moves) const;
    bool moves(const WaitingLoan& loan, int scenario, int month, const std::vector<double>& phi,
               const IndexPaths& indices) const;

    /// Seconds that solving all of them on `threads` threads takes, from the beginning of some.
    double seconds_to_solve(int threads, double budget_seconds) const;

    double kept_bytes() const;
    double solving_bytes() const;  ///< of one policy, the largest

  private:
    struct Slot {
        int block = 0;
        int scenario = 0;
        std::mutex solving;  ///< by one thread; a stop leaves it to the next
        std::atomic<bool> is_solved = false;
        WaitingPolicy policy;
    };
    friend class StandInPolicies;
    void solve(Slot& slot, StopFlag stop) const;
    WaitingPolicy stand_in_for(const Slot& slot) const;
    /// What solving one takes, on a scale of its own.
    double work_of(const Slot& slot) const;
    int period_of(int month) const;
    /// Log index of a block's collateral above the central path where `month` begins.
    double log_index_deviation(const ExpectedBlock& block, const WaitingPolicy& policy, int month,
                               const IndexPaths& indices) const;

    const ExpectedStudy& study_;
    ValueSettings settings_;
    DeviationBasis basis_;
    std::vector<std::vector<int>> slot_of_;     ///< [scenario][block]; -1 without a choice
    std::vector<std::unique_ptr<Slot>> slots_;  ///< the policy inside is written once
    mutable std::atomic<const std::vector<WaitingPolicy>*> stand_ins_ = nullptr;  ///< [slot]
};

/// While it lives, a policy that takes its measure at the first date that it may stands in for each: as large
/// as the solved ones and made at once, for a probe of what paths take. They solve nothing.
class StandInPolicies {
  public:
    explicit StandInPolicies(const WaitingPolicies& policies);
    StandInPolicies(const StandInPolicies&) = delete;
    StandInPolicies& operator=(const StandInPolicies&) = delete;
    ~StandInPolicies() { policies_.stand_ins_ = nullptr; }

  private:
    const WaitingPolicies& policies_;
    std::vector<WaitingPolicy> stand_ins_;
};

/// Solves all policies in parallel, before the paths; returns the seconds spent, all threads
/// together. `progress`: before the first and after each, from one thread at a time, how many of how many are
/// solved. Throws Interrupted on stop, in the middle of a policy too.
double solve_policies(const std::vector<const WaitingPolicies*>& policies, int threads,
                      StopFlag stop = nullptr,
                      const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace recoup::sim
