// /parameters: every number used with its pedigree, and the balance that rests on each standing.
#include "sim/aggregation/balance_by_standing.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

void write_parameters(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "parameters";
    std::vector<std::string> names, sources, dates, windows, status;
    std::vector<double> values, sizes, errors;
    for (const ParameterEntry& entry : parameters_of(source.study)) {
        names.push_back(entry.name);
        values.push_back(entry.value);
        sources.push_back(entry.pedigree.source);
        dates.push_back(entry.pedigree.as_of);
        windows.push_back(entry.pedigree.window);
        sizes.push_back(entry.pedigree.n.value_or(not_a_number));
        errors.push_back(entry.pedigree.standard_error.value_or(not_a_number));
        status.push_back(entry.pedigree.status);
    }
    writer.dimension(group, "parameter", names);
    writer.dimension(group, "segment", source.segments);
    writer.dimension(group, "status", std::vector<std::string>(standings.begin(), standings.end()));
    writer.write(group, "parameter_value", values);
    writer.write(group, "parameter_source", sources);
    writer.write(group, "parameter_as_of", dates);
    writer.write(group, "parameter_window", windows);
    writer.write(group, "parameter_sample_size", sizes);
    writer.write(group, "parameter_standard_error", errors);
    writer.write(group, "parameter_status", status);
    const BalanceByStanding balance = balance_by_standing(source.prepared);
    std::vector<double> shares;
    for (const auto& by_standing : balance.share) {
        shares.insert(shares.end(), by_standing.begin(), by_standing.end());
    }
    writer.write(group, "share_of_balance", shares);
    writer.write(group, "weakest_status", balance.weakest);
}

}  // namespace recoup::sim
