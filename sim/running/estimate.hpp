// What a run will cost, before it starts: memory and disk from the sizes of what is allocated and written,
// time and what the engines take from a probe of a few simulated paths.
//
//   memory = what the process holds now + threads x (engine and accounting of one path + totals of one batch)
//            + policies of optimal waiting
//            + the larger of (one part being gathered) and (totals of all paths, read at finalise)
//            (engines: as measured by the probe; before it, an upper bound)
//   disk   = parts (per-path totals and sums, until the results are published) + results
//   time   = policies of optimal waiting (by the beginning of the largest, the others by their size)
//            + paths / (paths per second of all probing threads)
//            (`check` adds reading; writing the results, seconds as a rule, is in none of it)
//
// Valid within a factor of 1.5 on the shipped studies (tests/python/test_cli_runs.py holds memory and disk to
// it). Sizes are before compression where data hardly compress, and with a measured factor where they do.
#pragma once

#include <cstdint>
#include <optional>

#include "models/errors.hpp"
#include "sim/output/part_coverage.hpp"
#include "sim/prepared_run.hpp"

namespace recoup::sim {

/// Gigabytes are 10^9 bytes.
struct RunEstimate {
    double seconds = 0.0;  ///< wall time on `threads` threads; 0 = not probed
    double memory_gb = 0.0;
    double disk_gb = 0.0;
    // Parts of the memory
    double held_gb = 0.0;           ///< study, tape and program, as measured
    double engines_gb = 0.0;        ///< engine and accounting of all threads
    double batches_gb = 0.0;        ///< totals of a batch in each
    double totals_gb = 0.0;         ///< per-path totals
    double policies_gb = 0.0;       ///< of optimal waiting, while all threads solve them
    double policies_kept_gb = 0.0;  ///< while paths run
    double lattices_gb = 0.0;       ///< of engines and policies: what goes by the axes of `[expected]`
    Problem lattices_too_large;     ///< said, with the limit, where these do not fit
    double parts_gb = 0.0;          ///< of the disk: part files
    double results_gb = 0.0;        ///< of the disk: the results file
    double policies_seconds =
        0.0;  ///< of the time: solving policies of optimal waiting, from the beginning of some
    std::int64_t probed_paths = 0;
    double probe_seconds = 0.0;
};

/// Memory and disk; no path is simulated. `paths` = a range that leaves parts only, none = the whole study.
RunEstimate estimate_size(const PreparedRun& run, int threads,
                          const std::optional<PathRange>& paths = std::nullopt);

/// Begins as many policies of optimal waiting as will be solved at a time, then simulates paths on `threads`
/// threads, with policies that stand in for them; each takes about `probe_seconds`. Adds the time and puts
/// the memory that the engines took in place of the upper bound that their sizes gave. Solves no policy: that
/// takes minutes.
void probe_run(const PreparedRun& run, int threads, double probe_seconds, RunEstimate& estimate);

}  // namespace recoup::sim
