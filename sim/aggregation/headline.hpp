// The root of the results: a flat table, one row an option under a scenario, of the whole portfolio.
#pragma once

#include <vector>

#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/results_source.hpp"

namespace recoup::sim {

/// Declares the rows and names them: scenario by scenario, options inside.
void declare_headline(schema::Writer& writer, const ResultsSource& source);

/// The portfolio's figures of [option][scenario][segment], in the order of the rows.
std::vector<double> headline_of(const Cube<double, 3>& figures, const ResultsSource& source);
/// The same at one level of [option][scenario][segment][level].
std::vector<double> headline_of(const Cube<double, 4>& figures, std::size_t level,
                                const ResultsSource& source);

}  // namespace recoup::sim
