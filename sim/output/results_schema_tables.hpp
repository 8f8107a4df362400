// The tables behind results_schema.hpp. A row with `{q}` in its name stands for one variable per quantity.
#pragma once

#include <array>
#include <string_view>

#include "sim/output/results_schema.hpp"

namespace recoup::sim::schema::tables {

inline constexpr auto every_quantity = std::to_array<Quantity>({
    {"recovery_rate", "1", "undiscounted net cash over claim at cut-off, of claims non-performing at cut-off",
     BadTail::low, true, Defined::not_always, true},
    {"recovery_rate_inflow", "1",
     "undiscounted net cash over claim at default, of claims that default after cut-off", BadTail::low, false,
     Defined::not_always},
    {"discounted_recoveries", "{currency}", "net cash discounted to cut-off at the hurdle rate of the bank",
     BadTail::low, true, Defined::always, true},
    {"discounted_recoveries_with_terminal", "{currency}",
     "discounted_recoveries plus claims performing at the recovery horizon at face, discounted likewise",
     BadTail::low, true},
    {"discounted_recoveries_effective", "{currency}",
     "net cash discounted to cut-off at the effective interest rate of each loan", BadTail::low, false},
    {"discounted_recoveries_investor", "{currency}",
     "net cash discounted to cut-off at the return of the investor", BadTail::low, false},
    {"net_cash", "{currency}", "undiscounted cash in less cash out", BadTail::low, true},
    {"loss", "{currency}",
     "claim at cut-off or at default less net cash discounted at the effective interest rate", BadTail::high,
     true, Defined::always, true},
    {"loss_rate", "1", "loss over claim at cut-off or at default", BadTail::high, false, Defined::not_always},
    {"time_to_resolution", "month",
     "claim-weighted time from cut-off to resolution, of claims non-performing at cut-off; those still open "
     "count at the recovery horizon",
     BadTail::high, true, Defined::not_always, true},
    {"open_share", "1",
     "share of the claims non-performing at cut-off that are still non-performing at the recovery horizon",
     BadTail::high, false, Defined::not_always},
    {"terminal_claim", "{currency}",
     "claim open at the recovery horizon, at face, of loans that are or were non-performing", BadTail::high,
     false},
    {"workout_cost", "{currency}", "costs of the workout discounted to cut-off at the hurdle rate",
     BadTail::high, false},
});

constexpr auto number = hdf5::ElementType::float64;
constexpr auto narrow = hdf5::ElementType::float32;
constexpr auto whole = hdf5::ElementType::int64;
constexpr auto small_whole = hdf5::ElementType::int32;
constexpr auto flag = hdf5::ElementType::int8;
constexpr auto text = hdf5::ElementType::text;

inline constexpr auto every_dimension = std::to_array<Dimension>({
    {"option", text, true, "1", "resolution option"},
    {"option_versus", text, true, "1", "resolution option that is subtracted"},
    {"scenario", text, true, "1", "scenario; mixture: all scenarios by their weights"},
    {"segment", text, true, "1", "segment; portfolio: all segments"},
    {"month", small_whole, true, "month", "months after cut-off"},
    {"quarter", small_whole, true, "1", "quarters after cut-off; the last one holds everything later"},
    {"quantile", number, true, "1", "level of the quantile"},
    {"tail_level", number, true, "1", "share of worst paths that expected shortfall averages"},
    {"account", text, true, "1", "account of the ledger"},
    {"state", text, true, "1", "state of the loan"},
    {"from_state", text, true, "1", "state before the transition"},
    {"to_state", text, true, "1", "state after the transition"},
    {"parameter", text, true, "1", "parameter: segment, table and key"},
    {"status", text, true, "1", "standing of a parameter: estimated, borrowed, expert or illustrative"},
    {"input", text, true, "1", "input file"},
    {"stage", text, true, "1", "stage of the run"},
    {"reason", text, true, "1", "why a row of the tape was left out"},
    {"path", whole, false, "1", "path"},
    {"bin", whole, false, "1", "bin of the histogram"},
    {"bin_edge", whole, false, "1", "edge of the histogram's bins"},
    {"headline", whole, false, "1", "row of the headline figures: one option under one scenario"},
});

enum class Of { once, quantity, compared, headline };
enum class Need { required, optional };

/// `{q}`, `{u}`, `{Q}` stand for name, units and long_name of the quantity.
struct Row {
    Of of;
    std::string_view group;  ///< or several, separated by blanks; `/` is the root
    std::string_view name;
    std::string_view dimensions;  ///< separated by blanks
    std::string_view units;
    std::string_view long_name;
    hdf5::ElementType type = number;
    Need need = Need::required;
    std::string_view cell_methods = "";
    std::string_view flag_meanings = "";
    std::string_view comment = "";
    bool gaps = false;  ///< NaN has a meaning here, whatever the quantity
};

/// A row in which NaN stands where there is no number.
constexpr Row with_gaps(Row row) {
    row.gaps = true;
    return row;
}

inline constexpr std::string_view both = "summary expected";
inline constexpr std::string_view value_and_ties =
    "value: discounted_recoveries, without terminal values; paths are shared equally among ties, within half "
    "a minor unit; NaN with one option";

inline constexpr auto every_row = std::to_array<Row>({
    // The root: a flat table of what the run found for the whole portfolio. Its dimension has no labels:
    // those
    // of a group would be inherited by the groups below it, whose labels differ.
    {Of::once, "/", "headline_scenario", "headline", "1", "scenario; mixture: all scenarios by their weights",
     text},
    {Of::once, "/", "headline_option", "headline", "1", "resolution option", text},
    {Of::headline, "/", "{q}_mean", "headline", "{u}", "portfolio, mean of {Q}", number, Need::required,
     "path: mean"},
    {Of::headline, "/", "{q}_mean_mc_error", "headline", "{u}",
     "portfolio, Monte Carlo standard error of the mean of {Q}"},
    with_gaps({Of::headline, "/", "{q}_quantile_05", "headline", "{u}",
               "portfolio, 5 percent quantile of {Q}; NaN below 10 tail paths"}),
    {Of::headline, "/", "{q}_quantile_05_mc_error", "headline", "{u}",
     "portfolio, Monte Carlo standard error of the 5 percent quantile of {Q}; NaN below 10 tail paths"},
    with_gaps({Of::headline, "/", "{q}_quantile_95", "headline", "{u}",
               "portfolio, 95 percent quantile of {Q}; NaN below 10 tail paths"}),
    {Of::headline, "/", "{q}_quantile_95_mc_error", "headline", "{u}",
     "portfolio, Monte Carlo standard error of the 95 percent quantile of {Q}; NaN below 10 tail paths"},

    // /summary: over paths of segment totals; /expected: the same by the expected engine, which draws macro
    // paths but no loan
    {Of::quantity, both, "{q}_mean", "option scenario segment", "{u}", "mean of {Q}", number, Need::required,
     "path: mean"},
    {Of::quantity, both, "{q}_mean_mc_error", "option scenario segment", "{u}",
     "Monte Carlo standard error of the mean of {Q}"},
    with_gaps({Of::quantity, both, "{q}_sd", "option scenario segment", "{u}",
               "standard deviation between paths of {Q}", number, Need::required,
               "path: standard_deviation"}),
    {Of::quantity, both, "{q}_sd_mc_error", "option scenario segment", "{u}",
     "Monte Carlo standard error of the standard deviation of {Q}"},
    with_gaps({Of::quantity, both, "{q}_quantile", "option scenario segment quantile", "{u}",
               "quantile of {Q}; NaN below 10 tail paths"}),
    {Of::quantity, both, "{q}_quantile_mc_error", "option scenario segment quantile", "{u}",
     "Monte Carlo standard error of the quantile of {Q}; NaN below 10 tail paths"},
    with_gaps({Of::quantity, both, "{q}_expected_shortfall", "option scenario segment tail_level", "{u}",
               "mean over the worst share of paths of {Q}; NaN below 10 tail paths"}),
    {Of::quantity, both, "{q}_expected_shortfall_mc_error", "option scenario segment tail_level", "{u}",
     "Monte Carlo standard error of the expected shortfall of {Q}; NaN below 10 tail paths"},
    {Of::quantity, both, "{q}_undefined", "option scenario segment", "1",
     "on some path {Q} has no value, its denominator being zero; statistics are over the other paths", flag,
     Need::required, "", "no yes"},
    with_gaps({Of::once, "expected", "probability_best", "option scenario segment", "1",
               "probability that the option is best: share of macro paths on which its expected value is the "
               "highest",
               number, Need::required, "path: mean", "", value_and_ties}),
    {Of::once, "expected", "probability_best_mc_error", "option scenario segment", "1",
     "Monte Carlo standard error of the probability that the option is best"},
    with_gaps({Of::once, "summary", "realised_wins", "option scenario segment", "1",
               "share of paths on which the realised value of the option is the highest, luck of single "
               "loans included",
               number, Need::optional, "path: mean", "", value_and_ties}),
    {Of::once, "summary", "realised_wins_mc_error", "option scenario segment", "1",
     "Monte Carlo standard error of the share of paths on which the realised value is the highest", number,
     Need::optional},
    with_gaps({Of::once, both, "hindsight_regret_upper_bound", "option scenario segment", "{currency}",
               "upper bound of regret: mean over paths of the value of the best option of the path less that "
               "of this "
               "one",
               number, Need::required, "path: mean", "",
               "upper bound of what choosing one of these options for the whole row can add: it takes "
               "foresight of the "
               "path, which nobody has; value: discounted_recoveries"}),
    {Of::once, both, "hindsight_regret_upper_bound_mc_error", "option scenario segment", "{currency}",
     "Monte Carlo standard error of the upper bound of regret"},
    {Of::once, "summary", "scenario_weight", "scenario", "1",
     "weight of the scenario in the mixture; mixture: 1"},
    {Of::once, "summary", "loan_count", "segment", "1", "loans at cut-off", whole},
    {Of::once, "summary", "claim_at_cut_off", "segment", "{currency}", "claim at cut-off"},
    {Of::once, "summary", "claim_at_cut_off_npe", "segment", "{currency}",
     "claim at cut-off of non-performing loans"},
    {Of::once, "summary", "open_share_flagged", "option scenario segment", "1",
     "mean claim open at the recovery horizon is above 2 percent of the claim", flag, Need::required, "",
     "no yes"},
    {Of::once, "summary", "quantile_flagged", "scenario quantile", "1", "fewer than 10 paths lie in the tail",
     flag, Need::required, "", "no yes"},
    {Of::once, "summary", "tail_level_flagged", "scenario tail_level", "1",
     "fewer than 10 paths lie in the tail", flag, Need::required, "", "no yes"},

    // /cash_profile: quantiles of the portfolio only
    {Of::once, "cash_profile", "cash_mean", "option scenario segment month", "{currency}",
     "mean of undiscounted net cash of the month, performing loans included", number, Need::required,
     "path: mean"},
    {Of::once, "cash_profile", "cash_mean_mc_error", "option scenario segment month", "{currency}",
     "Monte Carlo standard error of the mean of undiscounted net cash of the month, performing loans "
     "included"},
    with_gaps({Of::once, "cash_profile", "cash_quantile", "option scenario month quantile", "{currency}",
               "quantile of undiscounted net cash of the month, performing loans included, portfolio"}),
    {Of::once, "cash_profile", "cash_quantile_mc_error", "option scenario month quantile", "{currency}",
     "Monte Carlo standard error of the quantile of undiscounted net cash of the month, performing loans "
     "included, portfolio"},
    {Of::once, "cash_profile", "month_end", "month", "days since {cut_off} 00:00:00", "last day of the month",
     small_whole},

    // /ledger
    {Of::once, "ledger", "money_mean", "option scenario segment quarter account", "{currency}",
     "mean amount posted to the account in the quarter", number, Need::required, "path: mean"},
    {Of::once, "ledger", "money_mean_mc_error", "option scenario segment quarter account", "{currency}",
     "Monte Carlo standard error of the mean amount posted to the account in the quarter"},
    {Of::once, "ledger", "account_sum", "account", "1",
     "sum in which the account counts: net_cash, claim, non_performing_exposure or none", text},
    {Of::once, "ledger", "account_sign", "account", "1",
     "sign with which the account counts in its sum; 0: it is the sum itself, or counts nowhere",
     small_whole},
    {Of::once, "ledger", "account_meaning", "account", "1", "meaning of the account", text},
    {Of::once, "ledger", "account_unit", "account", "1", "unit of the account's amounts", text,
     Need::optional},
    {Of::once, "ledger", "quarter_end", "quarter", "days since {cut_off} 00:00:00",
     "last day of the quarter; of the last bucket, the recovery horizon", small_whole},

    // /distribution: edges from all paths, options and scenarios of this file
    {Of::quantity, "distribution", "{q}_edges", "segment bin_edge", "{u}",
     "edges of the bins of {Q}; closed left"},
    {Of::quantity, "distribution", "{q}_count", "option scenario segment bin", "1", "paths in the bin of {Q}",
     whole},
    {Of::quantity, "distribution", "{q}_count_below", "option scenario segment", "1",
     "paths below the first edge of {Q}", whole},
    {Of::quantity, "distribution", "{q}_count_above", "option scenario segment", "1",
     "paths at or above the last edge of {Q}", whole},

    // /moments: exact under merging; about the mean of the paths of this file
    {Of::quantity, "moments", "{q}_n", "option scenario segment", "1", "paths on which {Q} is defined",
     whole},
    {Of::quantity, "moments", "{q}_mean", "option scenario segment", "{u}", "mean of {Q}"},
    {Of::quantity, "moments", "{q}_m2", "option scenario segment", "{u}^2",
     "sum of squared deviations of {Q}"},
    {Of::quantity, "moments", "{q}_m3", "option scenario segment", "{u}^3", "sum of cubed deviations of {Q}"},
    {Of::quantity, "moments", "{q}_m4", "option scenario segment", "{u}^4",
     "sum of fourth powers of deviations of {Q}"},
    {Of::quantity, "moments", "{q}_min", "option scenario segment", "{u}", "smallest of {Q}", number,
     Need::required, "path: minimum"},
    {Of::quantity, "moments", "{q}_max", "option scenario segment", "{u}", "largest of {Q}", number,
     Need::required, "path: maximum"},

    // /paths: the published copy of per-path totals
    {Of::quantity, "paths", "{q}", "path option scenario segment", "{u}", "{Q}", narrow},
    {Of::once, "paths", "path_number", "path", "1", "number of the path", whole},

    // /macro and /collateral, where the study keeps paths: the first ones, shared by all options; variables
    // by their own names
    {Of::once, "macro", "path_number", "path", "1", "number of the path", whole, Need::optional},
    {Of::once, "macro", "month_end", "month", "days since {cut_off} 00:00:00", "last day of the month",
     small_whole, Need::optional},
    {Of::once, "collateral", "path_number", "path", "1", "number of the path", whole, Need::optional},
    {Of::once, "collateral", "month_end", "month", "days since {cut_off} 00:00:00", "last day of the month",
     small_whole, Need::optional},

    // /transitions: the audit trail
    {Of::once, "transitions", "opening", "segment state", "1", "loans in the state at cut-off", whole},
    {Of::once, "transitions", "count", "option scenario segment month from_state to_state", "1",
     "transitions in the month, summed over paths", whole},
    {Of::once, "transitions", "occupancy_mean", "option scenario segment month state", "1",
     "mean number of loans in the state at the end of the month", number, Need::required, "path: mean"},
    {Of::once, "transitions", "ineligible", "option scenario segment", "1",
     "loans that a measure did not take, summed over paths", whole, Need::optional},

    // /comparison: option less option_versus on the same paths
    {Of::compared, "comparison", "{q}_difference_mean", "option option_versus scenario segment", "{u}",
     "mean of the paired difference of {Q}", number, Need::required, "path: mean"},
    {Of::compared, "comparison", "{q}_difference_mean_mc_error", "option option_versus scenario segment",
     "{u}", "Monte Carlo standard error of the mean of the paired difference of {Q}"},
    with_gaps({Of::compared, "comparison", "{q}_difference_quantile",
               "option option_versus scenario segment quantile", "{u}",
               "quantile of the paired difference of {Q}; NaN below 10 tail paths"}),
    {Of::compared, "comparison", "{q}_difference_quantile_mc_error",
     "option option_versus scenario segment quantile", "{u}",
     "Monte Carlo standard error of the quantile of the paired difference of {Q}; NaN below 10 tail paths"},
    {Of::compared, "comparison", "{q}_share_of_paths_won", "option option_versus scenario segment", "1",
     "share of paths on which option is better than option_versus in {Q}"},
    {Of::compared, "comparison", "{q}_share_of_paths_won_mc_error", "option option_versus scenario segment",
     "1", "Monte Carlo standard error of the share of paths won in {Q}"},
    with_gaps({Of::compared, "comparison", "{q}_correlation", "option option_versus scenario segment", "1",
               "correlation over paths of {Q} under the two options, which common draws buy"}),
    {Of::compared, "comparison", "{q}_correlation_mc_error", "option option_versus scenario segment", "1",
     "Monte Carlo standard error of the correlation of {Q}"},
    with_gaps({Of::compared, "comparison", "{q}_variance_ratio", "option option_versus scenario segment", "1",
               "variance of the mean difference of {Q} over what it would be on independent draws"}),
    {Of::compared, "comparison", "{q}_variance_ratio_mc_error", "option option_versus scenario segment", "1",
     "Monte Carlo standard error of the variance ratio of {Q}"},

    // /waiting, where some options choose the time of a measure and others do not; `option`: the former alone
    {Of::once, "waiting", "gain_lower_bound", "option scenario segment", "{currency}",
     "lower bound of the gain of optimal waiting: mean of the paired difference of discounted_recoveries "
     "from "
     "the best fixed option",
     number, Need::required, "path: mean", "",
     "lower bound: the rule that ran may be worse than the best one; paths of the expected engine where it "
     "ran"},
    {Of::once, "waiting", "gain_lower_bound_mc_error", "option scenario segment", "{currency}",
     "Monte Carlo standard error of the lower bound of the gain of optimal waiting"},
    {Of::once, "waiting", "best_fixed_option", "option scenario segment", "1",
     "option of fixed time with the highest mean of discounted_recoveries", text},
    {Of::once, "waiting", "best_fixed_mean", "option scenario segment", "{currency}",
     "mean of discounted_recoveries of the best fixed option", number, Need::required, "path: mean"},
    {Of::once, "waiting", "best_fixed_mean_mc_error", "option scenario segment", "{currency}",
     "Monte Carlo standard error of the mean of discounted_recoveries of the best fixed option"},

    // /parameters: every number used, with its pedigree
    {Of::once, "parameters", "parameter_value", "parameter", "1", "value, in the unit that its key states"},
    {Of::once, "parameters", "parameter_source", "parameter", "1", "source of the value", text},
    {Of::once, "parameters", "parameter_as_of", "parameter", "1", "date to which the value refers", text},
    {Of::once, "parameters", "parameter_window", "parameter", "1", "window of the data behind the value",
     text},
    with_gaps({Of::once, "parameters", "parameter_sample_size", "parameter", "1",
               "records behind the value; NaN: not stated"}),
    with_gaps({Of::once, "parameters", "parameter_standard_error", "parameter", "1",
               "standard error of the value; NaN: not stated"}),
    {Of::once, "parameters", "parameter_status", "parameter", "1", "standing of the value", text},
    with_gaps({Of::once, "parameters", "share_of_balance", "segment status", "1",
               "share of the segment's claim at cut-off whose hazards, in the state held, have this standing "
               "at best; NaN: nothing is owed in it"}),
    {Of::once, "parameters", "weakest_status", "segment", "1",
     "weakest standing among all parameters of the segment", text},

    // /study
    {Of::once, "study", "given", "", "1", "the study as given, TOML", text},
    {Of::once, "study", "resolved", "", "1", "the study as resolved, defaults filled in", text},
    {Of::once, "study", "jurisdiction", "", "1",
     "jurisdiction whose rules classify loans; absent: none is named", text, Need::optional},
    {Of::once, "study", "column_mapping", "", "1",
     "column of the tape behind every field that was read, one a line", text, Need::optional},
    {Of::once, "study", "unused_columns", "", "1", "columns of the tape that nothing read, one a line", text,
     Need::optional},
    {Of::once, "study", "repairs", "", "1",
     "what was assumed about rows of the tape, with their number, one a line", text, Need::optional},
    {Of::once, "study", "exchange_rates", "", "1", "exchange rates used, one a line", text, Need::optional},
    {Of::once, "study", "converted_amounts", "", "1",
     "amounts of options and parameters in another currency, as given and as converted, one a line", text,
     Need::optional},
    {Of::once, "study", "calendar_shifts", "", "1",
     "scenarios whose calendar differs from the tape's, one a line", text, Need::optional},

    // /provenance
    {Of::once, "provenance", "input_bytes", "input", "byte", "size of the input file", whole, Need::optional},
    {Of::once, "provenance", "input_sha256", "input", "1", "SHA-256 of the input file", text, Need::optional},
    {Of::once, "provenance", "stage_seconds", "stage", "s",
     "processor time of the stage, all threads and parts together", number, Need::optional},
    {Of::once, "provenance", "wall_seconds", "", "s",
     "elapsed time of the run; where parts were resumed or merged, that of all their runs added up"},
    {Of::once, "provenance", "user", "", "1", "who ran it, or put the parts together", text},
    {Of::once, "provenance", "host", "", "1", "machine on which that was", text},
    {Of::once, "provenance", "job", "", "1", "job of the batch system, with its variable", text,
     Need::optional},
    {Of::once, "provenance", "note", "", "1", "what the run is for, as given", text, Need::optional},
    {Of::once, "provenance", "file_seal", "", "1",
     "SHA-256 of all bytes of this file, its own 64 digits taken as zeros", text},
    {Of::once, "provenance", "peak_memory", "", "byte", "largest resident memory", whole, Need::optional},
    {Of::once, "provenance", "warnings", "", "1", "warnings of the run, one a line", text},
    {Of::once, "provenance", "excluded_rows", "", "1", "rows of the tape that were excluded", whole},
    {Of::once, "provenance", "excluded_amount", "", "{currency}",
     "principal balance of the excluded rows; one that is negative or cannot be read is not counted"},
    {Of::once, "provenance", "excluded_list", "", "1", "excluded rows with file, row and reason, one a line",
     text, Need::optional},
    {Of::once, "provenance", "excluded_rows_by_reason", "reason", "1", "rows left out for this reason", whole,
     Need::optional},
    {Of::once, "provenance", "excluded_amount_by_reason", "reason", "{currency}",
     "principal balance of the rows left out for this reason", number, Need::optional},
    with_gaps(
        {Of::once, "provenance", "control_total_difference", "segment", "{currency}",
         "principal balance read, excluded rows included, less the control total of the study; NaN: not "
         "stated"}),
    {Of::once, "provenance", "loan_months", "", "1", "loan-months drawn, in all parts", whole},
});

inline constexpr auto every_root_attribute = std::to_array<std::string_view>({"Conventions",
                                                                              "title",
                                                                              "source",
                                                                              "history",
                                                                              "created_at",
                                                                              "filetype",
                                                                              "format_version",
                                                                              "creation_library",
                                                                              "creation_library_version",
                                                                              "creation_library_language",
                                                                              "git_sha1",
                                                                              "build",
                                                                              "threads",
                                                                              "identity",
                                                                              "seed",
                                                                              "rng",
                                                                              "stream_layout_version",
                                                                              "path_first",
                                                                              "path_count",
                                                                              "batch_size",
                                                                              "portfolio_sha256",
                                                                              "study_sha256",
                                                                              "scenario_sha256",
                                                                              "currency",
                                                                              "cut_off",
                                                                              "status"});

}  // namespace recoup::sim::schema::tables
