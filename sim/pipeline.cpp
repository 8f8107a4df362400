#include "sim/pipeline.hpp"

#include "models/contracts.hpp"
#include "sim/path/joints.hpp"
#include "sim/threads/lap_clock.hpp"

namespace recoup::sim {

Pipeline::Pipeline(const PreparedRun& run, const std::atomic<bool>* stop)
    : prepared_(run.prepared),
      stop_(stop),
      shape_(prepared_),
      trunk_(prepared_.segment_count(), prepared_.study.reporting_horizon_quarters, prepared_.months),
      ledgers_(static_cast<std::size_t>(prepared_.option_count()), trunk_) {
    if (prepared_.study.runs_expected_engine()) {
        expected_ = std::make_unique<ExpectedEngine>(*run.lattices);
    }
    if (run.loans) {
        engine_.emplace(*run.loans);
        accounting_.emplace(prepared_);
    }
}

PathTotals Pipeline::run_batch(std::int64_t first_path, std::int64_t path_count) {
    PathTotals totals(shape_, first_path, path_count);
    for (std::int64_t path = first_path; path < first_path + path_count; ++path) {
        run_path(path, totals);
    }
    return totals;
}

void Pipeline::run_path(std::int64_t path, PathTotals& totals) {
    const auto k = static_cast<std::uint32_t>(path);
    SaleNoiseMemo* const noise = prepared_.study.plain_twins ? nullptr : &sale_noise_;
    LapClock clock(seconds_);
    const auto lap = [&clock](Stage stage) { clock.lap(static_cast<std::size_t>(stage)); };
    draw_macro_shocks(prepared_, k, shocks_);
    for (int scenario = 0; scenario < prepared_.scenario_count(); ++scenario) {
        if (stop_ != nullptr && stop_->load()) {
            return;
        }
        const std::vector<double>& centre = prepared_.centre[static_cast<std::size_t>(scenario)];
        macro_.x.resize(centre.size());
        macro_path(prepared_.study.macro, centre, shocks_.variables, macro_.x);
        lap(Stage::macro_paths);

        collateral_paths(prepared_.study.macro, macro_.x, shocks_.indices, prepared_.months, macro_.indices);
        lap(Stage::collateral_paths);

        if (expected_) {
            expected_->run(scenario, macro_, expected_totals_);
            totals.add_expected(shape_, path, scenario, expected_totals_.totals);
        }
        lap(Stage::expected_engine);
        totals.add_macro(shape_, path, scenario, macro_);
        const PathContext context{prepared_, k, scenario, macro_.indices, noise};
        if (contracts_on) {
            check_macro(context, macro_);
        }
        if (!engine_) {
            continue;
        }

        engine_->run(k, scenario, macro_, events_, noise);
        lap(Stage::transitions);

        if (contracts_on) {
            check_events(context, events_);
        }
        trunk_.clear();
        accounting_->post_trunk(context, events_, trunk_);
        for (std::size_t option = 0; option < ledgers_.size(); ++option) {
            ledgers_[option] = trunk_;
            accounting_->post(context, static_cast<int>(option), events_, ledgers_[option]);
            if (contracts_on) {
                check_ledger(context, static_cast<int>(option), ledgers_[option]);
            }
        }
        lap(Stage::recovery_cash_flows);

        totals.add(prepared_, shape_, path, scenario, events_, ledgers_);
        lap(Stage::aggregation);
    }
}

}  // namespace recoup::sim
