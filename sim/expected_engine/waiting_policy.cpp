#include "sim/expected_engine/waiting_policy.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "models/deterministic_math.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

const ValueLattice& lattice_of(const ExpectedStudy& study, const ExpectedBlock& block) {
    return *study.lattices[static_cast<std::size_t>(block.lattice)];
}

/// The place of a loan that has a choice, whatever measures have led it there.
const LatticePlace& place_of(const ValueLattice& lattice, const WaitingLoan& loan) {
    const LatticePlace* nearest = nullptr;
    const auto away = [&](const LatticePlace& place) { return std::abs(place.rate_cut - loan.rate_cut); };
    for (const LatticePlace& place : lattice.places()) {
        const bool here = place.has_choice() && place.state == loan.node->state &&
                          place.clock.measures == loan.node->timer().measures && place.bare == loan.bare;
        if (here && (nearest == nullptr || away(place) < away(*nearest))) {
            nearest = &place;
        }
    }
    if (nearest == nullptr) {
        throw ContractViolation("optimal waiting: option " + lattice.graph().option +
                                " has no choice in node " + loan.node->name);
    }
    return *nearest;
}

}  // namespace

WaitingPolicies::WaitingPolicies(const ExpectedStudy& study)
    : study_(study),
      settings_{.central = study.settings.value_state == ValueState::central, .keep_all_periods = false},
      basis_(basis_of_values(study.prepared.study.macro, settings_.central)) {
    for (int scenario = 0; scenario < study.prepared.scenario_count(); ++scenario) {
        std::map<std::tuple<int, int, int>, int> known;  // lattice, profile, kind of collateral
        std::vector<int>& slot_of = slot_of_.emplace_back();
        for (std::size_t b = 0; b < study.blocks.size(); ++b) {
            const ExpectedBlock& block = study.blocks[b];
            if (lattice_of(study, block).choice_slots() == 0) {
                slot_of.push_back(-1);
                continue;
            }
            const auto [found, is_new] = known.try_emplace({block.lattice, block.profile, block.kind},
                                                           static_cast<int>(slots_.size()));
            if (is_new) {
                refuse_copula(study.prepared, block.segment);
                slots_.push_back(std::make_unique<Slot>());
                slots_.back()->block = static_cast<int>(b);
                slots_.back()->scenario = scenario;
            }
            slot_of.push_back(found->second);
        }
    }
}

const WaitingPolicy& WaitingPolicies::solved(std::size_t policy, StopFlag stop) const {
    Slot& slot = *slots_[policy];
    if (!slot.is_solved.load(std::memory_order_acquire)) {
        const std::lock_guard one_at_a_time(slot.solving);
        if (!slot.is_solved.load(std::memory_order_relaxed)) {
            solve(slot, stop);
            slot.is_solved.store(true, std::memory_order_release);
        }
    }
    return slot.policy;
}

const WaitingPolicy& WaitingPolicies::of(const ExpectedBlock& block, int scenario) const {
    const auto b = static_cast<std::size_t>(&block - study_.blocks.data());
    const auto slot = static_cast<std::size_t>(slot_of_[static_cast<std::size_t>(scenario)][b]);
    const std::vector<WaitingPolicy>* const stand_ins = stand_ins_.load(std::memory_order_acquire);
    return stand_ins != nullptr ? (*stand_ins)[slot] : solved(slot);
}

StandInPolicies::StandInPolicies(const WaitingPolicies& policies) : policies_(policies) {
    for (const auto& slot : policies.slots_) {
        stand_ins_.push_back(policies.stand_in_for(*slot));
    }
    policies_.stand_ins_.store(&stand_ins_, std::memory_order_release);
}

WaitingPolicy WaitingPolicies::stand_in_for(const Slot& slot) const {
    const ValueLattice& lattice = lattice_of(study_, study_.blocks[static_cast<std::size_t>(slot.block)]);
    const int step = months_per_period(study_.prepared.study.macro.frequency);
    WaitingPolicy policy;
    for (int month = 1; month <= study_.prepared.months; month += step) {
        ChoiceGain& gain = policy.gains.emplace_back();
        if (is_month_of_choice(month)) {
            gain.coefficients = basis_.coefficients();
            const auto coefficients = static_cast<std::size_t>(gain.coefficients);
            gain.values.assign(lattice.choice_slots() * coefficients, 0.0F);
            for (std::size_t constant = 0; constant < gain.values.size(); constant += coefficients) {
                gain.values[constant] = 1.0F;
            }
        }
        policy.central_log_index.push_back(0.0);
    }
    return policy;
}

double WaitingPolicies::work_of(const Slot& slot) const {
    const ExpectedBlock& block = study_.blocks[static_cast<std::size_t>(slot.block)];
    return BlockValues::bytes(study_, block, settings_);
}

double WaitingPolicies::seconds_to_solve(int threads, double budget_seconds) const {
    std::vector<const Slot*> largest_first;
    double all_work = 0.0;
    for (const auto& slot : slots_) {
        largest_first.push_back(slot.get());
        all_work += work_of(*slot);
    }
    std::ranges::stable_sort(largest_first, std::greater<>(),
                             [&](const Slot* slot) { return work_of(*slot); });
    // As many at a time as will be: they share what the memory gives.
    const std::size_t measured = std::min(largest_first.size(), static_cast<std::size_t>(threads));
    std::vector<double> seconds(measured, 0.0);
    for_each_in_parallel(measured, threads, [&](std::size_t i) {
        const Slot& slot = *largest_first[i];
        seconds[i] =
            BlockValues::seconds_to_solve(study_, study_.blocks[static_cast<std::size_t>(slot.block)],
                                          slot.scenario, ValueRate::hurdle, settings_, budget_seconds);
    });
    if (measured == 0) {
        return 0.0;
    }
    double measured_work = 0.0;
    for (std::size_t i = 0; i < measured; ++i) {
        measured_work += work_of(*largest_first[i]);
    }
    const double all_seconds =
        std::accumulate(seconds.begin(), seconds.end(), 0.0) * all_work / measured_work;
    return all_seconds / static_cast<double>(measured);
}

void WaitingPolicies::solve(Slot& slot, StopFlag stop) const {
    const ExpectedBlock& block = study_.blocks[static_cast<std::size_t>(slot.block)];
    BlockValues values(study_, block, slot.scenario, ValueRate::hurdle, settings_, stop);
    for (int period = 0; period < values.periods(); ++period) {
        slot.policy.central_log_index.push_back(values.central_log_index(period));
    }
    slot.policy.gains = values.take_gains();
}

int WaitingPolicies::period_of(int month) const {
    return (month - 1) / months_per_period(study_.prepared.study.macro.frequency);
}

std::vector<double> WaitingPolicies::basis(int scenario, std::span<const double> x, int month) const {
    const auto n = static_cast<std::size_t>(basis_.variables());
    std::vector<double> y(n, 0.0);  // nothing has deviated before the first period
    if (const auto period = static_cast<std::size_t>(period_of(month)); period > 0) {
        const std::vector<double>& centre = study_.prepared.centre[static_cast<std::size_t>(scenario)];
        for (std::size_t v = 0; v < n; ++v) {
            y[v] = x[(period - 1) * n + v] - centre[(period - 1) * n + v];
        }
    }
    return basis_.at(y);
}

void WaitingPolicies::choose(const ExpectedBlock& block, int scenario, int month,
                             const std::vector<double>& phi, const IndexPaths& indices,
                             std::vector<std::uint8_t>& moves) const {
    const WaitingPolicy& policy = of(block, scenario);
    recoup::choose(lattice_of(study_, block), policy.gains[static_cast<std::size_t>(period_of(month))], phi,
                   log_index_deviation(block, policy, month, indices), moves);
}

bool WaitingPolicies::moves(const WaitingLoan& loan, int scenario, int month, const std::vector<double>& phi,
                            const IndexPaths& indices) const {
    const int b = study_.block_of[static_cast<std::size_t>(loan.option)][loan.row];
    const ExpectedBlock& block = study_.blocks[static_cast<std::size_t>(b)];
    const ValueLattice& lattice = lattice_of(study_, block);
    const WaitingPolicy& policy = of(block, scenario);
    ChoosingLoan terms = loan.terms;
    terms.log_ltv -= loan.bare ? 0.0 : log_index_deviation(block, policy, month, indices);
    return moves_now(lattice, place_of(lattice, loan),
                     policy.gains[static_cast<std::size_t>(period_of(month))], phi, month, terms);
}

double WaitingPolicies::log_index_deviation(const ExpectedBlock& block, const WaitingPolicy& policy,
                                            int month, const IndexPaths& indices) const {
    if (block.kind < 0) {
        return 0.0;
    }
    const int index = study_.segments[static_cast<std::size_t>(block.segment)]
                          .kinds[static_cast<std::size_t>(block.kind)]
                          .price_index;
    return log_ieee(indices.level_at(month - 1, index)) -
           policy.central_log_index[static_cast<std::size_t>(period_of(month))];
}

double WaitingPolicies::kept_bytes() const {
    double bytes = 0.0;
    for (const auto& slot : slots_) {
        bytes +=
            BlockValues::gain_bytes(study_, study_.blocks[static_cast<std::size_t>(slot->block)], settings_);
    }
    return bytes;
}

double WaitingPolicies::solving_bytes() const {
    double largest = 0.0;
    for (const auto& slot : slots_) {
        const ExpectedBlock& block = study_.blocks[static_cast<std::size_t>(slot->block)];
        largest = std::max(largest, BlockValues::bytes(study_, block, settings_));
    }
    return largest;
}

double solve_policies(const std::vector<const WaitingPolicies*>& policies, int threads, StopFlag stop,
                      const std::function<void(std::int64_t, std::int64_t)>& progress) {
    using Clock = std::chrono::steady_clock;
    std::vector<std::pair<const WaitingPolicies*, std::size_t>> all;
    for (const WaitingPolicies* const each : policies) {
        for (std::size_t policy = 0; policy < each->count(); ++policy) {
            all.emplace_back(each, policy);
        }
    }
    const auto count = static_cast<std::int64_t>(all.size());
    std::vector<double> seconds(all.size(), 0.0);
    std::mutex one_at_a_time;
    std::int64_t done = 0;
    const auto tell = [&] {
        if (progress) {
            progress(done, count);
        }
    };
    tell();
    for_each_in_parallel(all.size(), threads, [&](std::size_t place) {
        const auto start = Clock::now();
        all[place].first->solved(all[place].second, stop);
        seconds[place] = std::chrono::duration<double>(Clock::now() - start).count();
        const std::lock_guard lock(one_at_a_time);
        ++done;
        tell();
    });
    return std::accumulate(seconds.begin(), seconds.end(), 0.0);
}

}  // namespace recoup::sim
