#include "sim/aggregation/parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

/// The arrays of PathTotals by name.
template <class Totals, class Visit>
void visit_arrays(Totals& totals, Visit visit) {
    visit("totals", totals.totals);
    visit("expected", totals.expected);
    visit("portfolio_cash", totals.portfolio_cash);
    visit("cash_sums", totals.ledgers.cash_sums);
    visit("money_sums", totals.ledgers.money_sums);
    visit("transitions", totals.transitions);
    visit("ineligible", totals.ineligible);
    visit("macro", totals.macro);
    visit("index_levels", totals.index_levels);
}

/// As a part holds them: sums over paths by their words.
template <class Value>
NamedArray stored(const char* name, const std::vector<Value>& values) {
    return {name, {values.size()}, values};
}
NamedArray stored(const char* name, const std::vector<PathSum>& sums) {
    std::vector<std::int64_t> words(sums.size() * words_per_path_sum);
    std::memcpy(words.data(), sums.data(), sums.size() * sizeof(PathSum));
    return {name, {sums.size(), words_per_path_sum}, std::move(words)};
}

/// False where the stored array has another type or size.
template <class Value>
bool restore(const NamedArray& array, std::vector<Value>& values) {
    const auto* found = std::get_if<std::vector<Value>>(&array.values);
    if (found == nullptr || found->size() != values.size()) {
        return false;
    }
    values = *found;
    return true;
}
bool restore(const NamedArray& array, std::vector<PathSum>& sums) {
    const auto* words = std::get_if<std::vector<std::int64_t>>(&array.values);
    if (words == nullptr || words->size() != sums.size() * words_per_path_sum) {
        return false;
    }
    std::memcpy(static_cast<void*>(sums.data()), words->data(), sums.size() * sizeof(PathSum));
    return true;
}

constexpr const char* stage_seconds_name = "stage_seconds";
constexpr const char* wall_seconds_name = "wall_seconds";
constexpr const char* loan_months_name = "loan_months";
constexpr const char* threads_name = "threads";
constexpr std::array<std::string_view, 4> counts = {"transitions", "ineligible", loan_months_name,
                                                    threads_name};
// Far above what runs give, and so far below what single precision and 64 bits hold that sums over parts fit.
constexpr double largest_number = 1e30;
constexpr std::int64_t largest_count = std::int64_t{1} << 57;

/// Why the values of an array cannot be those of a run; empty for good ones.
std::string wrong_values(const std::string&, const std::vector<double>& values) {
    const bool possible =
        std::ranges::all_of(values, [](double value) { return std::abs(value) <= largest_number; });
    return possible ? "" : "a number is not finite, or larger than any of a run";
}
std::string wrong_values(const std::string& name, const std::vector<std::int64_t>& values) {
    const bool is_count = std::ranges::find(counts, name) != counts.end();
    const bool good = !is_count || std::ranges::all_of(values, [](std::int64_t value) {
        return value >= 0 && value <= largest_count;
    });
    return good ? "" : "a count is negative, or larger than any of a run";
}
std::string wrong_values(const std::string&, const std::vector<PathSum>& sums) {
    const auto possible = [](const PathSum& sum) { return (sum.squares[2] >> 63) == 0; };
    return std::ranges::all_of(sums, possible) ? "" : "a sum of squares is negative";
}

[[noreturn]] void refuse(const Part& part, const std::string& name, const std::string& why) {
    Problem problem;
    problem.where = part.path.string();
    problem.field = name;
    problem.problem = "does not fit the study";
    problem.why = why;
    problem.suggestion = "Delete the part; its paths are then simulated again by --resume";
    throw OutputError(problem);
}

/// The array of that name, type and size.
template <class Value>
const std::vector<Value>& array_of(const Part& part, const char* name, std::size_t size) {
    const auto found = std::ranges::find(part.arrays, name, &NamedArray::name);
    const auto* values =
        found == part.arrays.end() ? nullptr : std::get_if<std::vector<Value>>(&found->values);
    if (values == nullptr || values->size() != size) {
        refuse(part, name, "the array is missing, or its type or size is another");
    }
    if (const std::string why = wrong_values(name, *values); !why.empty()) {
        refuse(part, name, why);
    }
    return *values;
}

/// A part that does not hold its paths must not be published: the manifest would answer for it.
void check_holds_its_paths(const PathTotals& totals) {
    const auto paths = static_cast<std::size_t>(totals.path_count);
    const bool whole = paths > 0 && !totals.totals.empty() && totals.totals.size() % paths == 0 &&
                       (totals.expected.empty() || totals.expected.size() == totals.totals.size()) &&
                       totals.portfolio_cash.size() % paths == 0;
    if (!whole) {
        throw ContractViolation("part of " + std::to_string(totals.path_count) + " paths from " +
                                std::to_string(totals.first_path) + ": its arrays do not hold them");
    }
}

}  // namespace

Part part_of(const PathTotals& totals, const std::string& identity, const RunCost& cost) {
    check_holds_its_paths(totals);
    Part part{identity, totals.first_path, totals.path_count, {}};
    visit_arrays(totals, [&](const char* name, const auto& values) {
        if (!values.empty()) {  // no array of an HDF5 file is empty: a part past the kept paths has none
            part.arrays.push_back(stored(name, values));
        }
    });
    part.arrays.push_back({stage_seconds_name,
                           {cost_stage_count},
                           std::vector<double>(cost.stage_seconds.begin(), cost.stage_seconds.end())});
    part.arrays.push_back({wall_seconds_name, {1}, std::vector<double>{cost.wall_seconds}});
    part.arrays.push_back({loan_months_name, {1}, std::vector<std::int64_t>{cost.loan_months}});
    part.arrays.push_back({threads_name, {1}, std::vector<std::int64_t>{cost.threads}});
    return part;
}

RunCost cost_of(const Part& part) {
    RunCost cost;
    std::ranges::copy(array_of<double>(part, stage_seconds_name, cost_stage_count),
                      cost.stage_seconds.begin());
    cost.wall_seconds = array_of<double>(part, wall_seconds_name, 1).front();
    cost.loan_months = array_of<std::int64_t>(part, loan_months_name, 1).front();
    cost.threads = array_of<std::int64_t>(part, threads_name, 1).front();
    return cost;
}

PathTotals totals_of(const Part& part, const TotalsShape& shape) {
    PathTotals totals(shape, part.first_path, part.path_count);
    visit_arrays(totals, [&](const char* name, auto& values) {
        const auto found = std::ranges::find(part.arrays, name, &NamedArray::name);
        if (found == part.arrays.end()) {
            if (!values.empty()) {
                refuse(part, name, "the array is missing");
            }
            return;
        }
        if (!restore(*found, values)) {
            refuse(part, name, "its type or size is another");
        }
        const std::string wrong = wrong_values(name, values);
        if (!wrong.empty()) {
            refuse(part, name, wrong);
        }
    });
    return totals;
}

PathTotals read_totals(const std::vector<PartFile>& files, const TotalsShape& shape, StopFlag stop,
                       RunCost* cost) {
    if (files.empty()) {
        Problem problem;
        problem.where = "parts";
        problem.problem = "there is no complete part";
        throw OutputError(problem);
    }
    std::optional<PathTotals> all;
    for (const PartFile& file : files) {
        throw_if_stopped(stop);
        const Part part = read_part(file);
        PathTotals totals = totals_of(part, shape);
        if (cost != nullptr) {
            cost->add(cost_of(part));
        }
        if (all) {
            all->append(totals);
        } else {
            all = std::move(totals);
        }
    }
    return std::move(*all);
}

}  // namespace recoup::sim
