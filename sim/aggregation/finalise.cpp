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
              const std::filesystem::path& out) {
    const ResultsSource source(prepared, totals, facts);
    hdf5::ResultsFile file(out);
    schema::Writer writer(file, prepared.study.currency, iso_date(prepared.study));
    write_root(writer, source);
    write_summary(writer, source);
    if (prepared.expected) {
        write_expected(writer, source);
    }
    if (prepared.runs_loan_engine()) {  // these count events and postings
        write_cash_profile(writer, source);
        write_ledger(writer, source);
    }
    write_distribution(writer, source);
    write_moments(writer, source);
    write_paths(writer, source);
    write_macro(writer, source);
    write_collateral(writer, source);
    if (prepared.runs_loan_engine()) {
        write_transitions(writer, source);
    }
    write_comparison(writer, source);
    write_parameters(writer, source);
    write_study(writer, source);
    write_provenance(writer, source);
    file.publish();
}

}  // namespace recoup::sim
