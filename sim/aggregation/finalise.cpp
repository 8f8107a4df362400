#include "sim/aggregation/finalise.hpp"

#include <cstdio>

#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

std::string iso_date(const Study& study) {
    char text[40];
    std::snprintf(text, sizeof(text), "%04d-%02d-%02d", study.cut_off_year, study.cut_off_month,
                  study.cut_off_day);
    return text;
}

}  // namespace

void finalise(const PreparedStudy& prepared, const PathTotals& totals, const RunFacts& facts,
              const std::filesystem::path& out, StopFlag stop) {
    const ResultsSource source(prepared, totals, facts, stop);
    hdf5::ResultsFile file(out);
    schema::Writer writer(file, prepared.study.currency, iso_date(prepared.study));
    for (const auto write_group :
         {write_root, write_summary, write_cash_profile, write_ledger, write_distribution, write_moments,
          write_paths, write_macro, write_collateral, write_transitions, write_comparison, write_parameters,
          write_study, write_provenance}) {
        throw_if_stopped(stop);
        write_group(writer, source);
    }
    throw_if_stopped(stop);
    file.publish();
}

}  // namespace recoup::sim
