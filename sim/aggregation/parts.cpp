#include "sim/aggregation/parts.hpp"

#include <algorithm>
#include <array>
#include <cstring>
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

[[noreturn]] void refuse(const Part& part, const std::string& name, const std::string& why) {
    Problem problem;
    problem.where = "part of paths " + std::to_string(part.first_path) + " to " +
                    std::to_string(part.first_path + part.path_count - 1);
    problem.field = name;
    problem.problem = "does not fit the study";
    problem.why = why;
    problem.suggestion = "Delete the part; its paths are then simulated again by --resume";
    throw OutputError(problem);
}

}  // namespace

Part part_of(const PathTotals& totals, const std::string& identity) {
    Part part{identity, totals.first_path, totals.path_count, {}};
    visit_arrays(totals, [&](const char* name, const auto& values) {
        if (!values.empty()) {  // no array of an HDF5 file is empty: a part past the kept paths has none
            part.arrays.push_back(stored(name, values));
        }
    });
    return part;
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
    });
    return totals;
}

PathTotals read_totals(const std::vector<PartFile>& files, const TotalsShape& shape, StopFlag stop) {
    if (files.empty()) {
        Problem problem;
        problem.where = "parts";
        problem.problem = "there is no complete part";
        throw OutputError(problem);
    }
    PathTotals all = totals_of(read_part(files.front().path), shape);
    for (std::size_t i = 1; i < files.size(); ++i) {
        throw_if_stopped(stop);
        all.append(totals_of(read_part(files[i].path), shape));
    }
    return all;
}

}  // namespace recoup::sim
