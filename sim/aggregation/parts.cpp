#include "sim/aggregation/parts.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

/// The arrays of PathTotals by name.
template <class Totals, class Visit>
void visit_arrays(Totals& totals, Visit visit) {
    visit("totals", totals.totals);
    visit("expected", totals.expected);
    visit("portfolio_cash", totals.portfolio_cash);
    visit("cash_sum", totals.cash_sum);
    visit("money_sum", totals.money_sum);
    visit("transitions", totals.transitions);
    visit("ineligible", totals.ineligible);
    visit("macro", totals.macro);
    visit("index_levels", totals.index_levels);
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
            part.arrays.push_back({name, {values.size()}, values});
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
        const auto* stored = std::get_if<std::decay_t<decltype(values)>>(&found->values);
        if (stored == nullptr || stored->size() != values.size()) {
            refuse(part, name, "its type or size is another");
        }
        values = *stored;
    });
    return totals;
}

PathTotals read_totals(const std::vector<PartFile>& files, const TotalsShape& shape) {
    if (files.empty()) {
        Problem problem;
        problem.where = "parts";
        problem.problem = "there is no complete part";
        throw OutputError(problem);
    }
    PathTotals all = totals_of(read_part(files.front().path), shape);
    for (std::size_t i = 1; i < files.size(); ++i) {
        all.append(totals_of(read_part(files[i].path), shape));
    }
    return all;
}

}  // namespace recoup::sim
