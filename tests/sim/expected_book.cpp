#include "tests/sim/expected_book.hpp"

namespace recoup::sim::tiny {

Study varied_book(int copies) {
    Study study = empty_study({hold(), restructure(), court()});
    study.scenarios[0].path = {{5.5, 0.01}, {6.0, -0.01}, {7.0, -0.03}, {7.5, -0.02}};
    SegmentParameters p = segment_parameters();
    p.hazards["default"].exits[0].beta = {{"unemployment", 0.2}};
    p.hazards["default"].exits[1].beta = {{"unemployment", -0.15}, {"house_price", 2.0}};
    p.hazards["current"].exits[0].beta = {{"unemployment", 0.25}};
    add_segment(study, "one", p);
    study.recovery_horizon_months = 36;
    const State states[] = {State::defaulted,     State::current,     State::forborne_npe, State::court,
                            State::arrears_31_60, State::enforcement, State::cured};
    int number = 1000;
    for (const State state : states) {
        for (int k = 0; k < copies; ++k) {
            ++number;
            add_loan(study, {.id = "L" + std::to_string(number),
                             .state = state,
                             .claim = 1000.0 + 100.0 * (k % 5),
                             .annual_rate = 0.06,
                             .months_to_maturity = 30 + 12 * (k % 3),
                             .months_in_state = 3 * (k % 4)});
            if (k % 3 != 2) {
                add_collateral(study, {.id = "C" + std::to_string(number),
                                       .value = 700.0 + 130.0 * (k % 7),
                                       .collateral_class = k % 2,
                                       .index = 1 + k % 2,
                                       .prior_claims = k % 4 == 0 ? 100.0 : 0.0,
                                       .valuation_month = -(k % 5)});
            }
        }
    }
    return study;
}

MacroState macro_of(const PreparedStudy& prepared, std::uint32_t path, int scenario) {
    MacroShocks shocks;
    draw_macro_shocks(prepared, path, shocks);
    MacroState macro;
    const auto& centre = prepared.centre[static_cast<std::size_t>(scenario)];
    macro.x.resize(centre.size());
    macro_path(prepared.study.macro, centre, shocks.variables, macro.x);
    collateral_paths(prepared.study.macro, macro.x, shocks.indices, prepared.months, macro.indices);
    return macro;
}

}  // namespace recoup::sim::tiny
