#include "sim/aggregation/finalise.hpp"

#include <fmt/format.h>

#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

std::string cut_off_text(const Study& study) {
    return fmt::format("{:04}-{:02}-{:02}", study.cut_off_year, study.cut_off_month, study.cut_off_day);
}

void finalise(const PreparedStudy& prepared, const PathTotals& totals, const RunFacts& facts,
              const std::filesystem::path& out, StopFlag stop) {
    const ResultsSource source(prepared, totals, facts, stop);
    hdf5::ResultsFile file(out);
    schema::Writer writer(file, prepared.study.currency, cut_off_text(prepared.study));
    const bool expected = prepared.study.runs_expected_engine();
    const bool waiting = has_waiting_gain(prepared.study);
    const bool loans =
        prepared.study.runs_loan_engine();  // cash profile, ledger, transitions count events and postings
    using WriteGroup = void (*)(schema::Writer&, const ResultsSource&);
    const std::pair<bool, WriteGroup> groups[] = {
        {true, write_root},          {true, write_summary},      {expected, write_expected},
        {loans, write_cash_profile}, {loans, write_ledger},      {true, write_distribution},
        {true, write_moments},       {true, write_paths},        {true, write_macro},
        {true, write_collateral},    {loans, write_transitions}, {true, write_comparison},
        {waiting, write_waiting},    {true, write_parameters},   {true, write_study},
        {true, write_provenance}};
    for (const auto& [present, write_group] : groups) {
        throw_if_stopped(stop);
        if (present) {
            write_group(writer, source);
        }
    }
    throw_if_stopped(stop);
    file.publish();
}

}  // namespace recoup::sim
