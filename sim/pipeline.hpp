// READ FIRST: the stages of one batch, in order.
//
//   macro paths -> collateral paths -> transitions -> recovery cash flows -> totals
//                                   -> expected engine (where asked for)  -> totals
//
// Everything left of transitions is shared by all options, and its draws by all scenarios. Provisions and
// capital will stand between cash flows and totals.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/aggregation/batch_totals.hpp"
#include "sim/books/accounting.hpp"
#include "sim/expected_engine/expected_engine.hpp"
#include "sim/loan_engine/loan_engine.hpp"
#include "sim/path/macro_draws.hpp"
#include "sim/prepared_run.hpp"

namespace recoup::sim {

enum class Stage {
    macro_paths,
    collateral_paths,
    expected_engine,
    transitions,
    recovery_cash_flows,
    aggregation
};
inline constexpr std::array<std::string_view, 6> stage_names = {"macro_paths",         "collateral_paths",
                                                                "expected_engine",     "transitions",
                                                                "recovery_cash_flows", "aggregation"};

/// What one thread works with; reused from path to path.
class Pipeline {
  public:
    /// `stop`, once set, ends a batch early (a large tape takes seconds for one): its totals are then not
    /// whole.
    explicit Pipeline(const PreparedRun& run, const std::atomic<bool>* stop = nullptr);

    /// Paths first_path .. first_path + path_count - 1, all scenarios and options.
    PathTotals run_batch(std::int64_t first_path, std::int64_t path_count);

    /// Seconds spent by stage and loan-months drawn since construction.
    const std::array<double, stage_names.size()>& stage_seconds() const { return seconds_; }
    std::uint64_t loan_months() const { return engine_ ? engine_->loan_months() : 0; }

  private:
    void run_path(std::int64_t path, PathTotals& totals);

    const PreparedStudy& prepared_;
    const std::atomic<bool>* stop_;
    TotalsShape shape_;
    std::optional<LoanEngine> engine_;          ///< none where only the expected engine runs
    std::unique_ptr<ExpectedEngine> expected_;  ///< null unless the study asks for it
    ExpectedTotals expected_totals_;
    std::optional<Accounting> accounting_;
    MacroShocks shocks_;
    MacroState macro_;
    SaleNoiseMemo sale_noise_;
    PathEvents events_;
    PathLedger trunk_;                 ///< what all options post alike
    std::vector<PathLedger> ledgers_;  ///< by option
    std::array<double, stage_names.size()> seconds_{};
};

}  // namespace recoup::sim
