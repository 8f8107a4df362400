// What the numbers of a macro model may be: beyond it a unit was mistaken. Log changes are per period.
//
//   |mean log change|, |alpha + beta' xbar| <= 0.5    a price that grows or falls by two thirds in a period
//   sd of a log change, sd of beta' x in a period, sigma <= 1
//   log change of a scenario's path in a quarter <= 1
//
// The largest fall of a quarter in the price series that the model files cite is 0.12; 0.5 is no forecast but
// an error of units.
#pragma once

#include "models/scenario.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

/// Of a level or an entry of A in whatever unit, and of its square in Sigma: sums and products stay finite.
inline constexpr double largest_macro_value = 1e12;
inline constexpr Range macro_value = range::between(-largest_macro_value, largest_macro_value);
inline constexpr Range macro_covariance =
    range::between(-largest_macro_value * largest_macro_value, largest_macro_value* largest_macro_value);

inline constexpr double largest_mean_log_change = 0.5;
inline constexpr double largest_log_change_sd = 1.0;
inline constexpr double largest_log_change_of_path = 1.0;

/// "0.025" for 2.5: the number as a fraction, if it was written in per cent; empty where that is no better.
std::string advice_on_percent(double value, double limit);

/// xbar and long_run_mean of a log change.
void check_log_change(const MacroVariable& variable, KeyReader& keys);
/// Sigma against the variables that are log changes.
void check_shock_sizes(const MacroModel& model, KeyReader& keys);
/// alpha, beta and sigma of an index with dynamics of its own.
void check_own_index(const PriceIndex& index, const MacroModel& model, KeyReader& keys);

}  // namespace recoup::sim
