#include "tests/sim/studies/luckless_book.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/expected_engine/expected_engine.hpp"
#include "sim/pipeline.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/expected_book.hpp"

namespace recoup::sim::luckless {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;

void leaves_after(SegmentParameters& p, State from, int completed, State to, const std::string& name) {
    HazardRowSpec row = row_from(from, {exit_with(to, {0.5})});
    row.exits[0].earliest = completed;
    row.latest = completed;
    row.name = name.empty() ? row.name : name;
    add_row(p, row);
}

void stays(SegmentParameters& p, State state) {
    add_row(p, row_from(state, {exit_with(State::abandoned, {0.0})}));
}

SegmentParameters sure_parameters() {
    SegmentParameters p;
    p.file = "sure.toml";
    stays(p, State::defaulted);
    stays(p, State::current);
    stays(p, State::cured);
    stays(p, State::residual_claim);
    p.cash[State::residual_claim] = {.share_of_claim_per_month = 0.01, .interest_accrues = false};
    p.collateral["house"] = {.forced_sale_discount = 0.2, .sale_cost_share = 0.06};
    p.collateral["machine"] = {};
    return p;
}

Study sure_study(const OptionSpec& option, const SegmentParameters& p) {
    Study study = tiny::empty_study({option});
    study.macro.dispersion = 0.0;
    study.scenarios[0].path = {{5.5, -0.03}, {6.0, -0.05}, {7.0, 0.04}, {7.5, -0.02}, {7.0, -0.04}};
    tiny::add_segment(study, "one", p);
    return study;
}

void expect_engines_agree(const Study& study, const ExpectedSettings& settings) {
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const ExpectedStudy expected(prepared, settings);
    Pipeline pipeline(ready);
    const std::vector<double> drawn = pipeline.run_batch(0, 1).totals;
    ASSERT_EQ(drawn, pipeline.run_batch(1, 1).totals) << "the book is not without luck";
    ExpectedTotals totals;
    ExpectedEngine(expected).run(0, tiny::macro_of(prepared, 0, 0), totals);
    ASSERT_EQ(totals.totals.size(), drawn.size());
    const double postings = 5.0 * prepared.months;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        EXPECT_NEAR(totals.totals[i], drawn[i], 1e-6 * std::fabs(drawn[i]) + postings / minor_units_per_unit)
            << total_names[i % total_count];
    }
    const double value =
        drawn[static_cast<int>(Total::pv_hurdle_npe)] + drawn[static_cast<int>(Total::pv_hurdle_inflow)];
    EXPECT_GT(std::fabs(value), 0.05 * claim) << "something has to be paid";
}

}  // namespace recoup::sim::luckless
