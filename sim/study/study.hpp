// A study as validated: everything a run needs, nothing left to parse.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/errors.hpp"
#include "models/options.hpp"
#include "models/parameters.hpp"
#include "models/portfolio.hpp"
#include "models/regulation/classification_rules.hpp"
#include "models/scenario.hpp"
#include "sim/study/plausibility_settings.hpp"

namespace recoup::sim {

/// A file that the study read: for provenance and for the identity of a run.
struct InputFile {
    std::string path;
    std::uint64_t bytes = 0;
    std::string sha256;
};

struct SegmentDefinition {
    std::string name;
    std::string when;  ///< rule, empty = every loan
    SegmentParameters parameters;
};

/// An amount of an option or parameter file in another currency than the study's.
struct ConvertedAmount {
    std::string name;  ///< as for `--set`: options.court.measure.legal.costs.fixed
    double given = 0.0;
    std::string currency;
    std::string country;  ///< that its file states; may be empty
    double amount = 0.0;  ///< in the reporting currency
};

struct ExcludedRow {
    std::string file;
    std::size_t row = 0;  ///< line of the file
    std::string identifier;
    std::string reason;
    Minor principal_balance = 0;
    std::string label = {};  ///< of a frame's row, instead of the line

    std::string row_name() const { return label.empty() ? std::to_string(row) : label; }
};

/// Which engine a study runs.
enum class EngineChoice { loan, expected, both };
inline constexpr std::array<std::string_view, 3> engine_names = {"loan", "expected", "both"};

/// How N by backward induction depends on the macro state: a quadratic polynomial in the deviation from the
/// scenario's centre, or not at all (an approximation).
enum class ValueState { quadratic, central };

/// How fine the value lattice is, what the expected engine and backward induction share; and how values,
/// which best times rest on, see the macro state.
struct ExpectedSettings {
    int ltv_nodes = 24;
    int rate_nodes = 2;
    int maturity_step_months = 6;
    int workout_maturity_step_months = 12;  ///< of loans that have defaulted
    int noise_strata = 16;
    ValueState value_state = ValueState::quadratic;
    /// For the regression of the fall from the peak on the macro deviation (sim/expected_engine/pilot_fall).
    /// 0: the fall of a collocation point's level from the peak of the central path.
    int pilot_paths = 4096;
    /// Added to both ends of the log LTV axis: the values of backward induction move it with the index.
    double ltv_margin = 0.0;
};

/// How the engine finds thresholds; results do not depend on it.
enum class ThresholdMode { automatic, table, direct };

struct Study {
    std::string title;
    EngineChoice engine = EngineChoice::loan;
    ExpectedSettings expected;
    int cut_off_year = 0, cut_off_month = 0, cut_off_day = 0;
    std::uint64_t seed = 0;
    int paths = 0;
    std::string currency;
    int recovery_horizon_months = 0;
    int reporting_horizon_quarters = 0;
    double hurdle_rate = 0.0;
    double investor_rate = 0.0;
    /// A loan's collaterals bear the costs of their sale together; else each bears its own, up to what prior
    /// claims leave of its price.
    bool pool_sale_costs = true;
    std::vector<OptionSpec> options;
    std::vector<SegmentDefinition> segments;
    ClassificationRules rules;
    MacroModel macro;
    std::vector<Scenario> scenarios;
    Portfolio portfolio;
    std::map<std::string, double> exchange_rates;
    std::optional<double> memory_limit_gb, disk_limit_gb;
    int macro_paths_kept = 64;
    int histogram_bins = 50;
    ThresholdMode threshold_mode = ThresholdMode::automatic;
    /// The plain twin of everything that is done in bulk: vectors, quiet loans, remembered noise. The same
    /// bits, for tests and benchmarks.
    bool plain_twins = false;
    /// Loans that run their months together: so many stay in the nearest caches under all options.
    std::size_t most_loans_in_group = 4096;

    std::vector<InputFile> files;
    std::vector<Problem> warnings;
    std::vector<ExcludedRow> excluded;
    std::vector<std::string> column_mapping;  ///< "loans.principal_balance = UPB", by our names, ascending
    std::vector<std::string> unused_columns;  ///< "loans.borrower_name", as the tape calls them, ascending
    std::vector<std::string> repairs;         ///< what was assumed about rows of the tape, with their number
    std::map<std::string, double> control_totals_difference;  ///< by segment, currency units
    std::string text_as_given;                                ///< the TOML
    std::string text_resolved;     ///< canonical JSON: defaults filled in, inheritance applied, sorted keys
    std::string portfolio_sha256;  ///< typed columns by identifier, whatever the order of the tape's rows
    std::string identity;          ///< SHA-256 that parts of the same run share

    std::vector<ConvertedAmount> converted_amounts;
    PlausibilitySettings plausibility;

    /// True where some measure is taken at its best time.
    bool leaves_choice() const {
        return std::ranges::any_of(options, [](const OptionSpec& option) { return option.leaves_choice(); });
    }
    bool runs_loan_engine() const { return engine != EngineChoice::expected; }
    bool runs_expected_engine() const { return engine != EngineChoice::loan; }
    /// Month in the address of a draw for month t = 1, 2, ... after cut-off.
    int calendar_month_at(int month) const { return calendar_month(cut_off_year, cut_off_month) + month; }
    std::size_t scenario_count() const { return scenarios.size(); }
};

}  // namespace recoup::sim
