#include "sim/running/estimate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "models/recovery_cash_flows.hpp"
#include "sim/aggregation/batch_totals.hpp"
#include "sim/aggregation/results_source.hpp"
#include "sim/expected_engine/expected_study.hpp"
#include "sim/expected_engine/value_memory.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/results_schema.hpp"
#include "sim/pipeline.hpp"
#include "sim/running/machine.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

constexpr double bytes_per_gb = 1e9;
// Of a loan under one option in the engine: position, slot columns, claim, places in the month calendar and
// in the list of changes.
constexpr double engine_bytes_per_loan_and_option = 64;
constexpr double engine_bytes_per_loan = 96;  // addresses, draws, slots and candidates, of all options
constexpr double book_bytes_per_loan_and_option = 3;
constexpr double work_bytes_per_event = 32;  // lists of accounting, one option at a time
// chain-10k: 2 events a loan, path and option; the log's capacity is up to twice its size.
constexpr double events_per_loan_and_option = 3;
// Arrays above half a MiB are compressed: counts of transitions are mostly zeros, and so are the upper words
// of sums over paths; totals hardly shrink. Measured on the SBA study.
constexpr double largest_plain_bytes = 512.0 * 1024.0;
constexpr double compressed_share_of_transitions = 0.12;
constexpr double compressed_share_of_ledger_sums = 0.32;
constexpr double compressed_share_of_path_totals = 0.75;
// A results file has some 400 datasets with attributes, 2 kB each, and the study's text and parameters.
constexpr double smallest_results_bytes = 1e6;
constexpr double library_gb = 0.012;  // HDF5 and TBB once they are at work
// Totals of all paths are gathered part by part, and the statistics take columns of them.
constexpr double growth_of_totals = 2.5;
constexpr double smallest_part_bytes = 1e4;
// A part is written every five seconds (sim/running/part_writer.cpp); slow, so that the number of parts is
// not underrated.
constexpr double loan_months_per_second = 3e7;
constexpr double seconds_between_parts = 5.0;

double product(std::initializer_list<double> factors) {
    double result = 1.0;
    for (const double factor : factors) {
        result *= factor;
    }
    return result;
}

/// Bytes of totals: those that grow with paths, and the sums that every part and batch holds once.
struct TotalsBytes {
    double per_path = 0.0;
    double transitions = 0.0;
    double cash_sums = 0.0;
    double money_sums = 0.0;
    double kept_paths = 0.0;  ///< macro and index paths, all that are kept

    double sums() const { return transitions + cash_sums + money_sums; }
};

double on_disk(double bytes, double compressed_share) {
    return bytes > largest_plain_bytes ? compressed_share * bytes : bytes;
}

TotalsBytes totals_bytes(const TotalsShape& shape) {
    const double by_option = product({1.0 * shape.scenarios, 1.0 * shape.options});
    const double by_segment = by_option * shape.segments;
    TotalsBytes bytes;
    bytes.kept_paths = 8.0 * shape.kept_paths * shape.scenarios *
                       (1.0 * shape.periods * shape.variables + (shape.months + 1.0) * shape.indices);
    bytes.per_path = 8.0 * by_segment * total_count * (shape.both_engines ? 2.0 : 1.0);
    if (!shape.loan_engine) {
        return bytes;
    }
    bytes.per_path += 8.0 * by_option * shape.months;
    bytes.transitions = 8.0 * by_segment * shape.months * shape.state_pairs;
    const LedgerSums::Sizes sizes = shape.ledger_sizes();
    bytes.cash_sums = sizeof(PathSum) * static_cast<double>(sizes.cash_cells());
    bytes.money_sums = sizeof(PathSum) * static_cast<double>(sizes.money_cells());
    return bytes;
}

double expected_engine_bytes(const PreparedRun& run) {
    const PreparedStudy& prepared = run.prepared;
    if (!prepared.study.runs_expected_engine()) {
        return 0.0;
    }
    const ExpectedStudy& expected = *run.lattices;
    const double masses = expected.mass_room().bytes();
    double tables = 0.0;
    for (std::size_t s = 0; s < expected.segments.size(); ++s) {
        const ExpectedSegment& segment = expected.segments[s];
        const double sales = (static_cast<double>(segment.reserves.size()) + 1.0) *
                             (expected.settings.noise_strata + 1.0) * sizeof(ExpectedSale);
        tables += static_cast<double>(segment.kinds.size()) * (prepared.months + 1.0) *
                  segment.log_ltv.size() * (sales + sizeof(int));
        const HazardTable& table = prepared.segments[s].table;
        tables += 8.0 * static_cast<double>(segment.profiles.size()) * prepared.periods *
                  static_cast<double>(table.cells()) * table.stride;
    }
    return masses + tables;
}

double engine_bytes(const PreparedRun& run) {
    const PreparedStudy& prepared = run.prepared;
    if (!run.loans) {
        return expected_engine_bytes(run);
    }
    const auto loans = static_cast<double>(prepared.study.portfolio.loans.size());
    const double options = prepared.option_count();
    const double columns = options + (prepared.has_trunk ? 1.0 : 0.0);
    const double books = loans * (sizeof(LoanBook) + (columns + 2.0) * book_bytes_per_loan_and_option);
    double calm = 0.0;  // loans that move in fewer words, most of them in nodes that cost nothing
    for (std::size_t loan = 0; loan < prepared.start_contracts.size(); ++loan) {
        const PreparedSegment& segment = prepared.segments[prepared.study.portfolio.loans.segment[loan]];
        calm +=
            asks_nothing_until(prepared.start_contracts[loan], segment.contract, prepared.months) ? 1.0 : 0.0;
    }
    constexpr double move_bytes = 2.0 * sizeof(QuietMove);  // a buffer grows by doubling
    const double log_bytes =
        calm * columns * move_bytes + (loans - calm) * columns * (sizeof(Event) + sizeof(EventAmounts));
    const double events = events_per_loan_and_option * (log_bytes + loans * work_bytes_per_event);
    double tables = 0.0;
    for (const LoanGroup& group : prepared.groups) {
        const HazardTable& table = prepared.segments[static_cast<std::size_t>(group.segment)].table;
        // Thresholds and bounds, odds by exit
        tables +=
            static_cast<double>(table.cells()) * (4.0 * (table.stride + 2.0) + 8.0 * (table.stride + 1.0));
    }
    const double ledgers =
        8.0 * options * prepared.segment_count() *
        ((prepared.study.reporting_horizon_quarters + 1.0) * account_count + 2.0 * prepared.months);
    return loans * (engine_bytes_per_loan + columns * engine_bytes_per_loan_and_option) + books + events +
           tables + ledgers + expected_engine_bytes(run);
}

int states_of(const TotalsShape& shape) {
    std::set<State> states;
    for (const auto& [from, to] : shape.pairs) {
        states.insert({from, to});
    }
    return static_cast<int>(states.size());
}

/// The groups that are more than a few numbers, as results_schema_tables.hpp lists them.
double results_bytes(const PreparedStudy& prepared, const TotalsShape& shape) {
    const double options = shape.options;
    const double quantities = static_cast<double>(schema::quantities().size());
    const double cells = product({options, 1.0 * shape.scenarios, shape.segments + 1.0});
    const double cells_with_mixture = product({options, shape.scenarios + 1.0, shape.segments + 1.0});
    constexpr double levels = quantile_levels.size();
    const double paths = 4.0 * quantities * prepared.study.paths * cells * compressed_share_of_path_totals;
    const double kept = product({4.0, 1.0 * shape.kept_paths, 1.0 * shape.scenarios, 1.0 * shape.months,
                                 1.0 * shape.variables + shape.indices});
    const double cash = 8.0 * shape.months * (2.0 * cells + 2.0 * levels * options * shape.scenarios);
    const double states = states_of(shape);
    const double transitions = product({8.0, cells, 1.0 * shape.months, states, states + 1.0});
    const double ledger = product({8.0, cells, 1.0 * shape.buckets, 2.0 * account_count});
    const double histograms = product({8.0, quantities, cells, 1.0 * prepared.study.histogram_bins});
    const double statistics =
        8.0 * quantities * cells_with_mixture * (2.0 * levels + 8.0) * (1.0 + 0.5 * options);
    return smallest_results_bytes + paths + kept + cash + ledger + histograms + statistics +
           compressed_share_of_transitions * transitions;
}

double number_of_parts(const PreparedStudy& prepared, int threads, double paths) {
    const double loan_months =
        product({paths, static_cast<double>(prepared.study.portfolio.loans.size()), 1.0 * prepared.months,
                 1.0 * prepared.option_count(), 1.0 * prepared.scenario_count()});
    const double seconds = loan_months / loan_months_per_second / threads;
    return std::min(1.0 + seconds / seconds_between_parts, std::ceil(paths / paths_per_batch));
}

std::int64_t number_of_paths(const Study& study, const std::optional<PathRange>& paths) {
    return paths ? paths->end - paths->first : study.paths;
}

/// Seconds in which one path was simulated, by each thread in its own pipeline.
struct Probe {
    double paths_per_second = 0.0;
    std::int64_t paths = 0;
    double seconds = 0.0;
    double engines_gb = 0.0;  ///< that the process grew by while all pipelines lived
};

Probe probe(const PreparedRun& run, int threads, double probe_seconds) {
    using Clock = std::chrono::steady_clock;
    const auto seconds_since = [](Clock::time_point start) {
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    std::mutex one_at_a_time;
    Probe total;
    std::vector<std::unique_ptr<Pipeline>> pipelines(static_cast<std::size_t>(threads));
    const auto resident_before = static_cast<double>(resident_bytes());
    const auto start = Clock::now();
    for_each_in_parallel(static_cast<std::size_t>(threads), threads, [&](std::size_t thread) {
        pipelines[thread] = std::make_unique<Pipeline>(run);
        Pipeline& pipeline = *pipelines[thread];
        const auto path_of = [&](std::int64_t i) {
            return (static_cast<std::int64_t>(thread) + i * threads) % run.prepared.study.paths;
        };
        // The first path allocates memory; where it is slow already, its time is good enough.
        std::int64_t paths = 1;
        auto began = Clock::now();
        pipeline.run_batch(path_of(0), 1);
        double seconds = seconds_since(began);
        if (seconds < probe_seconds) {
            began = Clock::now();
            for (paths = 0; paths == 0 || seconds_since(began) < probe_seconds;) {
                pipeline.run_batch(path_of(++paths), 1);
            }
            seconds = seconds_since(began);
        }
        const double rate = static_cast<double>(paths) / seconds;
        const std::lock_guard lock(one_at_a_time);
        total.paths_per_second += rate;
        total.paths += paths;
    });
    total.seconds = seconds_since(start);
    total.engines_gb = (static_cast<double>(resident_bytes()) - resident_before) / bytes_per_gb;
    return total;
}

/// Policies of optimal waiting: what is kept while paths run, and what solving them takes before.
void add_policies(const PreparedRun& run, int threads, RunEstimate& estimate) {
    double count = 0.0;
    double solving = 0.0;  // the largest
    for (const WaitingPolicies* const policies : run.policies()) {
        count += static_cast<double>(policies->count());
        solving = std::max(solving, policies->solving_bytes() / bytes_per_gb);
        estimate.policies_kept_gb += policies->kept_bytes() / bytes_per_gb;
    }
    estimate.policies_gb = estimate.policies_kept_gb + std::min(1.0 * threads, count) * solving;
}

/// Masses and tables of the expected engine, and the policies: which setting lowers them.
void add_lattices(const PreparedRun& run, int threads, RunEstimate& estimate) {
    if (run.lattices) {
        estimate.lattices_gb = estimate.policies_gb + threads * expected_engine_bytes(run) / bytes_per_gb;
        estimate.lattices_too_large = value_memory_problem(*run.lattices, estimate.lattices_gb);
    }
}

void add_up_memory(RunEstimate& estimate) {
    const double paths =
        estimate.policies_kept_gb + estimate.engines_gb + estimate.batches_gb + estimate.totals_gb;
    estimate.memory_gb = std::max(estimate.held_gb + std::max(estimate.policies_gb, paths) + library_gb,
                                  static_cast<double>(peak_resident_bytes()) / bytes_per_gb);
}

}  // namespace

RunEstimate estimate_size(const PreparedRun& run, int threads, const std::optional<PathRange>& paths) {
    const PreparedStudy& prepared = run.prepared;
    const TotalsShape shape(prepared);
    const TotalsBytes totals = totals_bytes(shape);
    const auto count = static_cast<double>(number_of_paths(prepared.study, paths));
    const double all_paths = totals.per_path * count + totals.kept_paths;
    RunEstimate estimate;
    estimate.held_gb = static_cast<double>(resident_bytes()) / bytes_per_gb;
    const double batch = paths_per_batch * totals.per_path + 2.0 * totals.sums();
    estimate.batches_gb = threads * batch / bytes_per_gb;
    estimate.engines_gb = threads * engine_bytes(run) / bytes_per_gb;
    estimate.totals_gb = (growth_of_totals * all_paths + 4.0 * totals.sums()) / bytes_per_gb;
    add_policies(run, threads, estimate);
    add_lattices(run, threads, estimate);
    add_up_memory(estimate);
    const double sums = on_disk(totals.transitions, compressed_share_of_transitions) +
                        on_disk(totals.cash_sums, compressed_share_of_ledger_sums) +
                        on_disk(totals.money_sums, compressed_share_of_ledger_sums);
    const double parts = number_of_parts(prepared, threads, count) * (sums + smallest_part_bytes);
    estimate.parts_gb = (compressed_share_of_path_totals * all_paths + parts) / bytes_per_gb;
    estimate.results_gb = paths ? 0.0 : results_bytes(prepared, shape) / bytes_per_gb;
    estimate.disk_gb = estimate.parts_gb + estimate.results_gb;
    return estimate;
}

void probe_run(const PreparedRun& run, int threads, double probe_seconds, RunEstimate& estimate) {
    std::deque<StandInPolicies> stand_ins;
    for (const WaitingPolicies* const policies : run.policies()) {
        estimate.policies_seconds += policies->seconds_to_solve(threads, probe_seconds);
        stand_ins.emplace_back(*policies);
    }
    const Probe measured = probe(run, threads, probe_seconds);
    estimate.seconds = estimate.policies_seconds + run.prepared.study.paths / measured.paths_per_second;
    estimate.probed_paths = measured.paths;
    estimate.probe_seconds = measured.seconds;
    // How many events a path has follows from the study's numbers: where paths were run, their memory is
    // known.
    estimate.engines_gb = measured.engines_gb;
    add_up_memory(estimate);
}

}  // namespace recoup::sim
