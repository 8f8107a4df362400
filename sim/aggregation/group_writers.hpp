// One function a group of the results file; finalise() calls them in this order.
#pragma once

#include "sim/aggregation/results_source.hpp"

namespace recoup::sim {

void write_root(schema::Writer& writer, const ResultsSource& source);
void write_summary(schema::Writer& writer, const ResultsSource& source);
/// The figures of /summary by the expected engine.
void write_expected(schema::Writer& writer, const ResultsSource& source);
/// Part of both: shares of paths on which an option is best, under `share_name` (empty: left out), and
/// regret.
void write_best_option(schema::Writer& writer, const ResultsSource& source, const std::string& group,
                       const std::vector<double>& figures, const std::string& share_name);
/// The gain of options that choose their time over the best that does not; only where a study has both.
bool has_waiting_gain(const Study& study);
void write_waiting(schema::Writer& writer, const ResultsSource& source);
void write_cash_profile(schema::Writer& writer, const ResultsSource& source);
void write_ledger(schema::Writer& writer, const ResultsSource& source);
void write_distribution(schema::Writer& writer, const ResultsSource& source);
void write_moments(schema::Writer& writer, const ResultsSource& source);
void write_paths(schema::Writer& writer, const ResultsSource& source);
void write_macro(schema::Writer& writer, const ResultsSource& source);
void write_collateral(schema::Writer& writer, const ResultsSource& source);
void write_transitions(schema::Writer& writer, const ResultsSource& source);
void write_comparison(schema::Writer& writer, const ResultsSource& source);
void write_parameters(schema::Writer& writer, const ResultsSource& source);
void write_study(schema::Writer& writer, const ResultsSource& source);
void write_provenance(schema::Writer& writer, const ResultsSource& source);

}  // namespace recoup::sim
