#include "sim/input/hazard_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/deterministic_math.hpp"

namespace recoup::sim {

namespace {

/// Sums of decimal fractions such as 0.1 + 0.2 + 0.7 may miss 1 by this much.
constexpr double rounding = 1e-12;

/// A level by duration alone counts in every bucket: its odds are taken against what the cell leaves to
/// staying.
double stated_probability(const ExitSpec& exit, std::size_t duration, std::size_t bucket) {
    if (exit.scale != LevelScale::probability) {
        return 0.0;
    }
    const auto& by_bucket = exit.level[duration];
    return by_bucket.size() == 1 ? by_bucket[0] : bucket < by_bucket.size() ? by_bucket[bucket] : 0.0;
}

bool staying_removed(const HazardRowSpec& row, std::size_t duration) {
    return row.latest && row.duration_edges[duration] >= *row.latest;
}

void check_cell(const HazardRowSpec& row, std::size_t duration, std::size_t bucket, const std::string& cell,
                KeyReader& keys) {
    double sum = 0.0;
    for (const ExitSpec& exit : row.exits) {
        sum += stated_probability(exit, duration, bucket);
    }
    const bool one_allowed = staying_removed(row, duration);
    if (sum > 1.0 + rounding || (sum >= 1.0 - rounding && !one_allowed)) {
        keys.problem("exits", fmt::format("the probabilities of leaving {} add up to {}", cell, sum),
                     one_allowed ? "they must not exceed 1" : "staying needs what is left below 1",
                     one_allowed ? "" : "Lower them, or remove staying with `latest`");
    }
}

void check_sums(const HazardRowSpec& row, KeyReader& keys) {
    const bool by_bucket = std::any_of(row.exits.begin(), row.exits.end(), [](const ExitSpec& exit) {
        return exit.scale == LevelScale::probability && exit.level.front().size() > 1;
    });
    for (std::size_t d = 0; d < row.duration_edges.size(); ++d) {
        const std::string months = fmt::format("from month {} on", row.duration_edges[d]);
        for (std::size_t b = 0; b <= (by_bucket ? row.ltv_edges.size() : 0); ++b) {
            check_cell(row, d, b, by_bucket ? fmt::format("{} in LTV bucket {}", months, b) : months, keys);
        }
    }
}

bool is_open(const ExitSpec& exit, const HazardRowSpec& row, std::size_t duration) {
    const int last_month = duration + 1 < row.duration_edges.size() ? row.duration_edges[duration + 1] - 1
                                                                    : std::max(row.latest.value_or(0), 1200);
    const auto& level = exit.level[duration];
    const bool possible = exit.scale == LevelScale::log_odds ||
                          std::any_of(level.begin(), level.end(), [](double p) { return p > 0.0; });
    return possible && exit.earliest <= last_month;
}

void check_way_out(const HazardRowSpec& row, KeyReader& keys) {
    if (row.copula) {
        return;
    }
    if (row.exits.empty()) {
        keys.problem("exits", "the row has no exit", "a loan would stay for ever",
                     fmt::format("Add [hazards.{}.exits.<state>]", row.name));
        return;
    }
    for (std::size_t d = 0; d < row.duration_edges.size(); ++d) {
        const bool bin_after_latest =
            row.latest && (d + 1 == row.duration_edges.size() || row.duration_edges[d + 1] > *row.latest);
        const bool open = std::any_of(row.exits.begin(), row.exits.end(),
                                      [&](const ExitSpec& exit) { return is_open(exit, row, d); });
        if (bin_after_latest && !open) {
            keys.problem("latest", fmt::format("no exit is possible from month {} on", row.duration_edges[d]),
                         "staying is removed, so a loan must have somewhere to go", "");
        }
    }
}

}  // namespace

void check_hazard_row(const HazardRowSpec& row, KeyReader& keys) {
    check_sums(row, keys);
    check_way_out(row, keys);
    const auto doubled = [&](const ExitSpec& exit) { return row.copula && exit.to == row.copula->exit; };
    if (std::any_of(row.exits.begin(), row.exits.end(), doubled)) {
        keys.problem("copula", fmt::format("the exit '{}' is also under exits", name_of(row.copula->exit)),
                     "the copula gives it", "Remove one of the two");
    }
}

void check_student_shocks(const std::string& segment, const SegmentParameters& parameters,
                          const MacroModel& macro, KeyReader& study) {
    if (macro.student_t_degrees_of_freedom == 0.0) {
        return;
    }
    for (const auto& [name, row] : parameters.hazards) {
        if (row.given_as == GivenAs::long_run_average) {
            study.problems().warning(
                parameters.file, "hazards." + name + ".given_as", "long_run_average",
                "the average is that of Gaussian shocks; with Student t shocks it is met approximately",
                "its log-odds are solved over the Gaussian stationary law of the macro model");
        }
        if (row.copula) {
            study.problem(
                "macro",
                fmt::format("Student t shocks do not go with the copula of segment '{}', hazards.{}", segment,
                            name),
                "its credit index is standard normal for Gaussian shocks only; with t shocks the "
                "tail of defaults would be wrong",
                "Remove student_t_degrees_of_freedom, or give the row its default exit under exits");
        }
    }
}

double checked_log(double positive) {
    return positive > 0.0 ? log_ieee(positive) : 0.0;
}

}  // namespace recoup::sim
