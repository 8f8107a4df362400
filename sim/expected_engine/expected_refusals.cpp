#include "sim/expected_engine/expected_refusals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

constexpr int third_round = 2;  // stages count from 0

/// Who asked for the lattice, the engine, a best time or both, and how to do without it.
struct Asked {
    std::string by;
    std::string instead;
};

Asked who_asked(const Study& study) {
    const bool best_time = study.leaves_choice();
    const bool engine = study.engine != EngineChoice::loan || !best_time;
    const std::string fixed_time = "every measure at its best time a fixed time, when = { after_months = 6 }";
    return {.by = std::string(engine ? "the expected engine" : "the lattice of the best time of a measure"),
            .instead = !engine     ? "Give " + fixed_time
                       : best_time ? "Run the study with engine = \"loan\" and give " + fixed_time
                                   : "Run the study with engine = \"loan\""};
}

bool has_third_round(const WorkoutGraph& graph) {
    return std::ranges::any_of(graph.nodes, [](const Node& node) {
        return node.clock_of(ClockKind::auction) != nullptr && node.stage >= third_round;
    });
}

}  // namespace

void refuse_mixed_collateral(const Study& study, const std::string& loan) {
    const Asked asked = who_asked(study);
    const bool both = study.leaves_choice() && study.engine != EngineChoice::loan;
    throw InputError({.where = "portfolio",
                      .field = "loan_identifier",
                      .value = loan,
                      .problem = "the loan has collateral of several classes, indices or valuation dates",
                      .why = asked.by + " prices one sale a loan in closed form" +
                             (both ? ", and so does the best time of a measure" : ""),
                      .suggestion = asked.instead});
}

void refuse_costs_of_each(const Study& study, const std::string& loan) {
    const Asked asked = who_asked(study);
    throw InputError({.where = "portfolio",
                      .field = "loan_identifier",
                      .value = loan,
                      .problem = "the loan has several collaterals and prior claims on them, and each bears "
                                 "its own costs of sale",
                      .why = asked.by + " prices all of them as one sale; pool_sale_costs is false",
                      .suggestion = asked.instead + ", or the study with pool_sale_costs = true"});
}

void check_phases(const Study& study) {
    for (const OptionSpec& option : study.options) {
        for (const MeasureSpec& measure : option.measures) {
            const auto* terms = std::get_if<RestructureTerms>(&measure.terms);
            if (terms == nullptr || (terms->interest_only_months == 0 && terms->step_up.empty())) {
                continue;
            }
            const Asked asked = who_asked(study);
            const bool interest_only = terms->interest_only_months > 0;
            throw InputError(
                {.where = fmt::format("option '{}', measure '{}'", option.name, measure.name),
                 .field = interest_only ? "terms.interest_only_months" : "terms.step_up",
                 .value = std::to_string(interest_only ? terms->interest_only_months
                                                       : static_cast<int>(terms->step_up.size())),
                 .problem = "a restructured contract pays less at first",
                 .why = asked.by + " knows a holiday and level instalments only",
                 .suggestion = asked.instead});
        }
    }
}

void check_clocks(const PreparedStudy& prepared) {
    const Study& study = prepared.study;
    for (std::size_t s = 0; s < prepared.segments.size(); ++s) {
        for (const WorkoutGraph& graph : prepared.segments[s].graphs) {
            for (const Node& node : graph.nodes) {
                const auto timers = std::ranges::count_if(
                    node.clocks, [](const Clock& clock) { return clock.kind != ClockKind::maturity; });
                if (timers > 1) {
                    const Asked asked = who_asked(study);
                    throw InputError({.where = study.segments[s].parameters.file,
                                      .field = fmt::format("clocks.{}", name_of(node.state)),
                                      .value = fmt::format("option '{}'", graph.option),
                                      .problem = "the state has another clock, too, that of a measure",
                                      .why = asked.by + " knows one clock a state beside the contract's end",
                                      .suggestion = asked.instead});
                }
            }
        }
    }
}

void check_round_noise(const PreparedStudy& prepared, std::size_t segment, std::size_t collateral_class) {
    const PreparedSegment& rules = prepared.segments[segment];
    const CollateralSpec& spec = rules.collateral[collateral_class];
    const bool rounds_share_noise = spec.sale_error_sd > 0.0 || spec.value_sd_per_year > 0.0;
    if (spec.round_noise_sd <= largest_round_noise_of_three_rounds || !rounds_share_noise) {
        return;
    }
    const auto graph = std::ranges::find_if(rules.graphs, has_third_round);
    if (graph == rules.graphs.end()) {
        return;
    }
    const Study& study = prepared.study;
    const Asked asked = who_asked(study);
    throw InputError(
        {.where = study.segments[segment].parameters.file,
         .field = fmt::format("collateral.{}.round_noise_sd",
                              study.portfolio.collateral_classes[collateral_class]),
         .value = fmt::format("{:g}", spec.round_noise_sd),
         .problem = fmt::format("is above {:g}, and option '{}' has three auctions or more",
                                largest_round_noise_of_three_rounds, graph->option),
         .why = asked.by +
                " remembers of failed auctions what the last one told; with so much noise by round "
                "recoveries would be too high",
         .suggestion = asked.instead + ", or use two reserve_steps"});
}

}  // namespace recoup::sim
