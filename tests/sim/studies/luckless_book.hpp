// Books without luck: every move is sure, by a clock or where staying is removed; no noise, no dispersion. A
// loan is then its own expectation, so both engines must tell every total alike, to the rounding of postings.
// One feature a study, one loan a study (its contract on class nodes, its LTV on an axis so fine that what
// interpolation leaves is far below the tolerance). What an expected engine leaves out on average (agreement
// (ii)) shows here at once. Equations: models/README.md; terms S3-16, S0-02; claims as in claim_schedule.
#pragma once

#include <string>

#include "sim/expected_engine/expected_study.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::luckless {

inline constexpr double claim = 1e7;  // large: what postings round does not show

inline constexpr ExpectedSettings fine_lattice = {.ltv_nodes = 400,
                                                  .rate_nodes = 3,
                                                  .maturity_step_months = 1,
                                                  .workout_maturity_step_months = 1,
                                                  .noise_strata = 1};

/// In the row's month `completed` + 1 everybody who is still there leaves to `to`.
void leaves_after(SegmentParameters& p, State from, int completed, State to, const std::string& name = "");
void stays(SegmentParameters& p, State state);

SegmentParameters sure_parameters();
/// House prices that fall, recover and fall again.
Study sure_study(const OptionSpec& option, const SegmentParameters& p);

/// Every total of a path by both engines. Amounts of a month are rounded to minor units, a few a month.
void expect_engines_agree(const Study& study, const ExpectedSettings& settings = fine_lattice);

}  // namespace recoup::sim::luckless
