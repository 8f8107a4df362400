#include "sim/run.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>
#include <set>

#include "sim/aggregation/doubtful_results.hpp"
#include "sim/aggregation/finalise.hpp"
#include "sim/aggregation/parts.hpp"
#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/output_check.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_manifest.hpp"
#include "sim/pipeline.hpp"
#include "sim/running/machine.hpp"
#include "sim/running/part_writer.hpp"
#include "sim/threads/run_parallel.hpp"

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
    PipelinePool(const PreparedRun& run, const std::atomic<bool>* stop) : run_(run), stop_(stop) {}

    std::unique_ptr<Pipeline> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                std::unique_ptr<Pipeline> pipeline = std::move(idle_.back());
                idle_.pop_back();
                return pipeline;
            }
        }
        return std::make_unique<Pipeline>(run_, stop_);
    }
    void give_back(std::unique_ptr<Pipeline> pipeline) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(pipeline));
    }

  private:
    const PreparedRun& run_;
    const std::atomic<bool>* stop_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Pipeline>> idle_;
};

bool stopped(const RunSettings& settings) {
    return settings.stop != nullptr && settings.stop->load();
}

static_assert(cost_stage_count == stage_names.size() + 1);

/// What a pipeline has cost since `before`.
RunCost cost_since(const Pipeline& pipeline, const RunCost& before) {
    RunCost cost;
    for (std::size_t stage = 0; stage < stage_names.size(); ++stage) {
        cost.stage_seconds[stage] = pipeline.stage_seconds()[stage] - before.stage_seconds[stage];
    }
    cost.loan_months = static_cast<std::int64_t>(pipeline.loan_months()) - before.loan_months;
    return cost;
}

/// Simulates the ranges into parts.
void simulate(const PreparedRun& run, const std::filesystem::path& folder,
              const std::vector<PathRange>& ranges, const RunSettings& settings) {
    const std::vector<Batch> batches = batches_of(ranges);
    PartWriter writer(folder, run.prepared.study.identity);
    if (const auto policies = run.policies(); !policies.empty() && !batches.empty()) {
        RunCost cost{.threads = settings.threads};
        cost.stage_seconds.back() =
            solve_policies(policies, settings.threads, settings.stop, settings.policy_progress);
        writer.add_cost(cost);
    }
    PipelinePool pool(run, settings.stop);
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
        const RunCost before = cost_since(*pipeline, {});
        PathTotals totals = pipeline->run_batch(batches[place].first, batches[place].count);
        RunCost cost = cost_since(*pipeline, before);
        cost.threads = settings.threads;
        pool.give_back(std::move(pipeline));
        if (stopped(settings)) {
            return;  // perhaps in the middle of the batch
        }
        const std::lock_guard lock(one_at_a_time);
        writer.add(place, std::move(totals), cost);
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

void check_note(const RunSettings& settings) {
    if (settings.paths && !settings.note.empty()) {
        throw InputError({.where = "run",
                          .field = "--note",
                          .problem = "there are no results to keep it in",
                          .why = "a range of paths leaves parts",
                          .suggestion = "Leave it out, and give it to the merge or the run that writes the "
                                        "results"});
    }
}

std::string now_iso8601() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The cost of the parts, and of what this process did besides simulating them.
void add_cost(RunFacts& facts, const RunCost& cost, double seconds_of_reading) {
    if (cost.stage_seconds.back() > 0.0) {
        facts.stage_seconds.emplace_back(policy_stage, cost.stage_seconds.back());
    }
    for (std::size_t stage = 0; stage < stage_names.size(); ++stage) {
        facts.stage_seconds.emplace_back(stage_names[stage], cost.stage_seconds[stage]);
    }
    facts.stage_seconds.emplace_back("read_parts", seconds_of_reading);
    facts.wall_seconds += cost.wall_seconds;
    facts.loan_months = cost.loan_months;
    facts.part_threads = cost.threads;
}

RunFacts facts_of(const RunSettings& settings) {
    RunFacts facts;
    facts.threads = settings.threads;
    facts.command = settings.command;
    facts.note = settings.note;
    facts.origin = origin_of_this_process();
    facts.created_at = now_iso8601();
    return facts;
}

OutputRequest request_of(const Study& study, const std::filesystem::path& out, const RunSettings& settings) {
    OutputRequest request;
    request.out = out;
    request.identity = study.identity;
    for (const InputFile& file : study.files) {
        request.inputs.emplace_back(file.path);
    }
    request.paths = study.paths;
    request.writes_results = !settings.paths;
    request.lists_excluded_rows = request.writes_results && !study.excluded.empty();
    request.resume = settings.resume;
    request.force = settings.force;
    return request;
}

/// Results from parts. `start`: since when the time counts that is not the parts'.
void publish(const PreparedStudy& prepared, const std::vector<PartFile>& parts,
             const std::filesystem::path& out, RunFacts& facts, Clock::time_point start, StopFlag stop) {
    check_parts_belong(parts, prepared.study.identity);
    check_parts_within(parts, prepared.study.paths);
    check_parts_complete(parts, {0, prepared.study.paths});
    const auto before = Clock::now();
    RunCost cost;
    const PathTotals totals = read_totals(parts, TotalsShape(prepared), stop, &cost);
    facts.warnings = doubtful_results(prepared, totals);
    add_cost(facts, cost, seconds_since(before));
    facts.wall_seconds += seconds_since(start);
    facts.peak_memory_bytes = peak_resident_bytes();
    write_excluded_rows(out, prepared.study.excluded);  // before the results: where these are, all is
    finalise(prepared, totals, facts, out, stop);
}

void tell(const RunSettings& settings, const std::filesystem::path& file, const std::string& problem,
          const std::string& why) {
    if (settings.tell) {
        settings.tell(
            {.severity = Severity::warning, .where = file.string(), .problem = problem, .why = why});
    }
}

/// Parts that a kill or a hand left half known are simulated again.
std::vector<PartFile> usable_parts(const std::filesystem::path& folder, const RunSettings& settings) {
    PartsFolder found = look_into(folder);
    PartManifest manifest(folder);
    for (const std::filesystem::path& part : found.missing) {
        tell(settings, part, "is not there; its paths are simulated again",
             "the manifest lists it: the run was killed before it was published, or it was removed");
        manifest.remove(part.filename().string());
    }
    for (const std::filesystem::path& part : found.not_listed) {
        tell(settings, part, "is passed over; its paths are simulated again",
             "the manifest of the folder does not list it");
    }
    return std::move(found.parts);
}

/// The results are published: what cannot be removed now is told, no more.
void remove_finished_parts(const std::filesystem::path& folder, const RunSettings& settings) {
    try {
        remove_parts(folder);
    } catch (const OutputError& error) {
        tell(settings, folder, "could not be removed", error.what());
    }
}

/// What a run that was cut off after it had published its results left undone.
void complete_what_is_beside(const Study& study, const std::filesystem::path& out,
                             const RunSettings& settings) {
    const std::filesystem::path list = excluded_rows_file(out);
    if (!study.excluded.empty() && !status_of(list)) {
        write_excluded_rows(out, study.excluded);
        tell(settings, list, "was not there and is written", "rows of the tape are left out");
    }
    const std::filesystem::path folder = parts_folder(out);
    if (settings.keep_parts || !status_of(folder)) {
        return;
    }
    const FolderLock lock(folder);
    const PartsFolder found = look_into(folder);
    check_parts_belong(found.parts, study.identity);
    check_parts_within(found.parts, study.paths);
    if (!found.parts.empty() || !found.missing.empty()) {
        remove_finished_parts(folder, settings);
        tell(settings, folder, "had parts of this study, which are removed", "the results hold their paths");
    }
}

}  // namespace

RunFacts run(const PreparedRun& asked, const std::filesystem::path& out, const RunSettings& settings) {
    const PreparedStudy& prepared = asked.prepared;
    const auto start = Clock::now();
    const PathRange wanted = asked_range(prepared.study, settings);
    check_note(settings);
    check_output(request_of(prepared.study, out, settings));
    RunFacts facts = facts_of(settings);
    if (settings.resume && !settings.paths &&
        holds_results_of(out, prepared.study.identity, prepared.study.paths)) {
        tell(settings, out, "holds all paths of this study already; nothing was changed", "");
        complete_what_is_beside(prepared.study, out, settings);
        facts.was_there_before = true;
        return facts;
    }
    const std::filesystem::path folder = parts_folder(out);
    const FolderLock lock(folder);
    if (!settings.resume && !look_into(folder).empty()) {
        throw InputError({.where = folder.string(),
                          .problem = "parts of an earlier run are in the way",
                          .why = "a run that was stopped leaves its finished paths there",
                          .suggestion = "Go on from them with --resume, or remove the folder"});
    }
    const std::vector<PartFile> parts = usable_parts(folder, settings);
    check_parts_belong(parts, prepared.study.identity);
    check_parts_agree(parts);
    check_parts_within(parts, prepared.study.paths);
    const double seconds_before = seconds_since(start);
    simulate(asked, folder, missing_paths(parts, wanted), settings);
    throw_if_stopped(settings.stop);
    if (settings.paths) {
        facts.wall_seconds = seconds_since(start);
        return facts;
    }
    facts.wall_seconds = seconds_before;
    publish(prepared, list_parts(folder, Unlisted::passed_over), out, facts, Clock::now(), settings.stop);
    if (!settings.keep_parts) {
        remove_finished_parts(folder, settings);
    }
    return facts;
}

RunFacts merge(const PreparedStudy& prepared, const std::vector<std::filesystem::path>& sources,
               const std::filesystem::path& out, const RunSettings& settings) {
    const auto start = Clock::now();
    std::vector<PartFile> parts;
    std::set<std::filesystem::path> folders;
    for (const std::filesystem::path& source : sources) {
        std::error_code unknown;
        const auto status = status_of(source);
        const std::filesystem::path folder = status && status->is_folder() ? source : parts_folder(source);
        if (!folders.insert(std::filesystem::weakly_canonical(folder, unknown)).second) {
            throw InputError({.where = source.string(),
                              .problem = "its parts are given twice",
                              .why = "a results file stands for the folder of parts beside it",
                              .suggestion = "Name it once"});
        }
        const std::vector<PartFile> found = list_parts(folder);
        if (found.empty()) {
            throw InputError(
                {.where = source.string(),
                 .problem = "no parts found",
                 .why = "merge reads the folder F.parts beside a results file F, or a folder of parts",
                 .suggestion = "Run it with --paths A:B first"});
        }
        parts.insert(parts.end(), found.begin(), found.end());
    }
    OutputRequest request = request_of(prepared.study, out, settings);
    for (const PartFile& part : parts) {
        request.parts.push_back(part.path);
    }
    check_output(request);
    std::sort(parts.begin(), parts.end(),
              [](const PartFile& a, const PartFile& b) { return a.first_path < b.first_path; });
    RunFacts facts = facts_of(settings);
    publish(prepared, parts, out, facts, start, settings.stop);
    return facts;
}

}  // namespace recoup::sim
