#include "sim/run.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>

#include "sim/aggregation/doubtful_results.hpp"
#include "sim/aggregation/finalise.hpp"
#include "sim/aggregation/parts.hpp"
#include "sim/machine.hpp"
#include "sim/output/atomic_publish.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/output_error.hpp"
#include "sim/part_writer.hpp"
#include "sim/pipeline.hpp"
#include "sim/run_parallel.hpp"
#include "sim/waiting_policy.hpp"

namespace recoup::sim {

namespace {

using Clock = std::chrono::steady_clock;

struct Batch {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

std::vector<Batch> batches_of(const std::vector<PathRange>& ranges) {
    std::vector<Batch> batches;
    for (const PathRange& range : ranges) {
        for (std::int64_t first = range.first; first < range.end; first += paths_per_batch) {
            batches.push_back({first, std::min(paths_per_batch, range.end - first)});
        }
    }
    return batches;
}

/// One pipeline a thread, made when first needed and used again.
class PipelinePool {
  public:
    PipelinePool(const PreparedStudy& prepared, const std::atomic<bool>* stop)
        : prepared_(prepared), stop_(stop) {}

    std::unique_ptr<Pipeline> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                std::unique_ptr<Pipeline> pipeline = std::move(idle_.back());
                idle_.pop_back();
                return pipeline;
            }
        }
        return std::make_unique<Pipeline>(prepared_, stop_);
    }
    void give_back(std::unique_ptr<Pipeline> pipeline) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(pipeline));
    }
    const std::vector<std::unique_ptr<Pipeline>>& all() const { return idle_; }

  private:
    const PreparedStudy& prepared_;
    const std::atomic<bool>* stop_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Pipeline>> idle_;
};

bool stopped(const RunSettings& settings) {
    return settings.stop != nullptr && settings.stop->load();
}

/// Simulates the ranges into parts and adds what it cost to the facts.
void simulate(const PreparedStudy& prepared, const std::filesystem::path& folder,
              const std::vector<PathRange>& ranges, const RunSettings& settings, RunFacts& facts) {
    const std::vector<Batch> batches = batches_of(ranges);
    if (prepared.policies != nullptr && !batches.empty()) {
        facts.stage_seconds.emplace_back(
            "optimal_waiting",
            solve_policies(prepared, settings.threads, settings.stop, settings.policy_progress));
    }
    PartWriter writer(folder, prepared.study.identity);
    PipelinePool pool(prepared, settings.stop);
    std::mutex one_at_a_time;
    std::int64_t total = 0;
    for (const Batch& batch : batches) {
        total += batch.count;
    }
    std::int64_t done = 0;
    if (settings.progress && total > 0) {
        settings.progress(done, total);
    }
    const auto simulate_batch = [&](std::size_t place) {
        if (stopped(settings)) {
            return;
        }
        std::unique_ptr<Pipeline> pipeline = pool.take();
        PathTotals totals = pipeline->run_batch(batches[place].first, batches[place].count);
        pool.give_back(std::move(pipeline));
        if (stopped(settings)) {
            return;  // perhaps in the middle of the batch
        }
        const std::lock_guard lock(one_at_a_time);
        writer.add(place, std::move(totals));
        done += batches[place].count;
        if (settings.progress) {
            settings.progress(done, total);
        }
    };
    try {
        for_each_in_parallel(batches.size(), settings.threads, simulate_batch);
    } catch (...) {
        writer.finish();  // an error in one path does not cost the others
        throw;
    }
    writer.finish();
    for (std::size_t stage = 0; stage < stage_names.size(); ++stage) {
        double seconds = 0.0;
        for (const auto& pipeline : pool.all()) {
            seconds += pipeline->stage_seconds()[stage];
        }
        facts.stage_seconds.emplace_back(std::string(stage_names[stage]), seconds);
    }
    for (const auto& pipeline : pool.all()) {
        facts.loan_months += static_cast<std::int64_t>(pipeline->loan_months());
    }
}

PathRange asked_range(const Study& study, const RunSettings& settings) {
    const PathRange all{0, study.paths};
    if (!settings.paths) {
        return all;
    }
    const PathRange asked = *settings.paths;
    const bool aligned =
        asked.first % paths_per_batch == 0 && (asked.end % paths_per_batch == 0 || asked.end == all.end);
    if (asked.first < 0 || asked.first >= asked.end || asked.end > all.end || !aligned) {
        throw InputError(
            {.where = "run",
             .field = "--paths",
             .value = std::to_string(asked.first) + ":" + std::to_string(asked.end),
             .problem = aligned ? "not a range of the study's paths" : "not aligned with the batches",
             .why = "the study has paths 0:" + std::to_string(all.end) +
                    " in batches of 8, so a range starts at a multiple of 8 and ends at one or at " +
                    std::to_string(all.end),
             .suggestion = "Move the ends to multiples of 8"});
    }
    return asked;
}

std::string now_iso8601() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

void close_facts(RunFacts& facts, Clock::time_point start) {
    facts.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    facts.created_at = now_iso8601();
    facts.peak_memory_bytes = peak_resident_bytes();
}

void publish(const PreparedStudy& prepared, const std::vector<PartFile>& parts,
             const std::filesystem::path& out, RunFacts& facts, Clock::time_point start, StopFlag stop) {
    check_parts_belong(parts, prepared.study.identity);
    check_parts_within(parts, prepared.study.paths);
    check_parts_complete(parts, {0, prepared.study.paths});
    const auto before = Clock::now();
    const PathTotals totals = read_totals(parts, TotalsShape(prepared), stop);
    facts.stage_seconds.emplace_back("read_parts",
                                     std::chrono::duration<double>(Clock::now() - before).count());
    facts.warnings = doubtful_results(prepared, totals);
    close_facts(facts, start);
    finalise(prepared, totals, facts, out, stop);
    write_excluded_rows(out, prepared.study.excluded);
}

}  // namespace

RunFacts run(const PreparedStudy& prepared, const std::filesystem::path& out, const RunSettings& settings) {
    const auto start = Clock::now();
    const PathRange wanted = asked_range(prepared.study, settings);
    check_writable(out);
    const std::filesystem::path folder = parts_folder(out);
    std::vector<PartFile> parts = list_parts(folder);
    if (!parts.empty() && !settings.resume) {
        throw InputError({.where = folder.string(),
                          .problem = "parts of an earlier run are in the way",
                          .why = "a run that was stopped leaves its finished paths there",
                          .suggestion = "Go on from them with --resume, or remove the folder"});
    }
    check_parts_belong(parts, prepared.study.identity);
    check_parts_agree(parts);
    check_parts_within(parts, prepared.study.paths);
    const FolderLock lock(folder);
    RunFacts facts;
    facts.threads = settings.threads;
    facts.command = settings.command;
    simulate(prepared, folder, missing_paths(parts, wanted), settings, facts);
    throw_if_stopped(settings.stop);
    if (settings.paths) {
        write_excluded_rows(out, prepared.study.excluded);
        close_facts(facts, start);
        return facts;
    }
    publish(prepared, list_parts(folder), out, facts, start, settings.stop);
    if (!settings.keep_parts) {
        remove_parts(folder);
    }
    return facts;
}

RunFacts merge(const PreparedStudy& prepared, const std::vector<std::filesystem::path>& sources,
               const std::filesystem::path& out, const std::string& command, StopFlag stop) {
    const auto start = Clock::now();
    check_writable(out);
    std::vector<PartFile> parts;
    for (const std::filesystem::path& source : sources) {
        const bool is_folder = std::filesystem::is_directory(source);
        const std::vector<PartFile> found = list_parts(is_folder ? source : parts_folder(source));
        if (found.empty()) {
            throw InputError(
                {.where = source.string(),
                 .problem = "no parts found",
                 .why = "merge reads the folder F.parts beside a results file F, or a folder of parts",
                 .suggestion = "Run it with --paths A:B first"});
        }
        parts.insert(parts.end(), found.begin(), found.end());
    }
    std::sort(parts.begin(), parts.end(),
              [](const PartFile& a, const PartFile& b) { return a.first_path < b.first_path; });
    RunFacts facts;
    facts.command = command;
    publish(prepared, parts, out, facts, start, stop);
    return facts;
}

}  // namespace recoup::sim
