#include "sim/running/limits.hpp"

#include <fmt/format.h>

#include "sim/output/atomic_publish.hpp"
#include "sim/output/part_file.hpp"
#include "sim/running/machine.hpp"
#include "sim/running/pool_memory.hpp"
#include "sim/study/pools.hpp"

namespace recoup::sim {

namespace {

constexpr double bytes_per_gb = 1e9;

double folder_bytes(const std::filesystem::path& folder) {
    double bytes = 0.0;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            bytes += entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0.0;
        }
    }
    return bytes;
}

std::string gigabytes(double amount) {
    return amount < 100.0 ? fmt::format("{:.3g} GB", amount) : fmt::format("{:.0f} GB", amount);
}

Problem refusal(const std::string& what, double needed, double limit, const std::string& origin,
                const std::string& suggestion) {
    return {.where = origin,
            .value = gigabytes(limit),
            .problem = fmt::format("the run needs about {} of {}", gigabytes(needed), what),
            .why = "estimated before any work is done",
            .suggestion = suggestion};
}

/// Of memory alone.
Limits memory_limit_of(const Study& study) {
    Limits limits;
    if (study.memory_limit_gb) {
        limits.memory_gb = *study.memory_limit_gb;
        limits.memory_origin = "limits.memory_gb of the study";
    } else {
        const MemoryLimit machine = memory_limit_of_machine();
        limits.memory_gb = static_cast<double>(machine.bytes) / bytes_per_gb;
        limits.memory_origin = machine.origin;
    }
    return limits;
}

}  // namespace

Limits limits_of(const Study& study, const std::filesystem::path& out) {
    Limits limits = memory_limit_of(study);
    if (study.disk_limit_gb) {
        limits.disk_gb = *study.disk_limit_gb;
        limits.disk_origin = "limits.disk_gb of the study";
    } else {
        const double free = static_cast<double>(free_bytes(out));
        limits.disk_gb = (free + folder_bytes(parts_folder(out))) / bytes_per_gb;
        limits.disk_origin = "free disk space at " + std::filesystem::absolute(out).parent_path().string();
    }
    return limits;
}

std::vector<Problem> exceeded(const RunEstimate& estimate, const Limits& limits) {
    std::vector<Problem> problems;
    const bool too_much = estimate.memory_gb > limits.memory_gb;
    const bool by_lattices =
        estimate.lattices_gb > limits.memory_gb || 2.0 * estimate.lattices_gb > estimate.memory_gb;
    if (too_much && by_lattices) {
        Problem problem = estimate.lattices_too_large;
        problem.where = limits.memory_origin;
        problem.value = gigabytes(limits.memory_gb);
        problems.push_back(std::move(problem));
    } else if (too_much) {
        problems.push_back(refusal("memory", estimate.memory_gb, limits.memory_gb, limits.memory_origin,
                                   "Use fewer --threads or fewer paths, or raise the limit if the machine "
                                   "has more"));
    }
    if (estimate.disk_gb > limits.disk_gb) {
        problems.push_back(refusal("disk", estimate.disk_gb, limits.disk_gb, limits.disk_origin,
                                   "Free some space, choose another folder, or ask for fewer paths"));
    }
    return problems;
}

Feasibility feasibility(const PreparedRun& run, const std::filesystem::path& out, int threads,
                        double probe_seconds) {
    Feasibility result{estimate_size(run, threads), limits_of(run.prepared.study, out), {}};
    result.exceeded = exceeded(result.estimate, result.limits);
    if (result.exceeded.empty() && probe_seconds > 0.0) {
        probe_run(run, threads, probe_seconds, result.estimate);
    }
    return result;
}

void check_pools_fit(const Study& study) {
    const double bytes = bytes_of_pools_written_out(study);
    if (bytes == 0.0) {
        return;
    }
    const double needed = (static_cast<double>(resident_bytes()) + bytes) / bytes_per_gb;
    const Limits limits = memory_limit_of(study);
    if (needed > limits.memory_gb) {
        Problem problem =
            refusal("memory", needed, limits.memory_gb, limits.memory_origin,
                    "Write engine = \"expected\" in the study, which runs a pool as one row, or raise the "
                    "limit if the machine has more");
        problem.why = fmt::format("the loan engine follows each loan of a pool, {} loans in all; {}",
                                  written_out_rows(study.portfolio).loans, problem.why);
        throw LimitError({std::move(problem)});
    }
}

void check_limits(const RunEstimate& estimate, const Limits& limits) {
    std::vector<Problem> problems = exceeded(estimate, limits);
    if (!problems.empty()) {
        throw LimitError(std::move(problems));
    }
}

}  // namespace recoup::sim
