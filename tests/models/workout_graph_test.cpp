// Options compiled into graphs: nodes, exits worst to best, clocks, measures, and what is refused.
#include "models/workout_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/errors.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::legal;
using testing_models::modify;
using testing_models::row_from;

SegmentParameters parameters() {
    SegmentParameters p;
    p.file = "segment.toml";
    add_row(p, row_from(State::current, {exit_with(State::defaulted, {0.01})}));
    add_row(p, row_from(State::cured, {exit_with(State::defaulted, {0.02})}));
    add_row(
        p, row_from(State::defaulted, {exit_with(State::cured, {0.05}), exit_with(State::written_off, {0.02}),
                                       exit_with(State::repaid, {0.01})}));
    add_row(p, row_from(State::forborne_npe, {exit_with(State::defaulted, {0.03})}));
    add_row(p, row_from(State::forborne_pe, {exit_with(State::defaulted, {0.02})}));
    add_row(p,
            row_from(State::court, {exit_with(State::enforcement, {0.1}), exit_with(State::repaid, {0.01})}));
    add_row(p, row_from(State::enforcement, {exit_with(State::liquidated, {0.2})}));
    HazardRowSpec filing = row_from(State::court, {exit_with(State::court, {0.2})});
    filing.name = "filing";
    add_row(p, filing);
    HazardRowSpec modified = row_from(State::forborne_npe, {exit_with(State::defaulted, {0.06})});
    modified.name = "forborne_npe_modified";
    add_row(p, modified);
    p.cash[State::residual_claim] = {.share_of_claim_per_month = 0.01};
    p.clocks[State::forborne_npe] = {.after_months = 12, .to = State::forborne_pe};
    p.clocks[State::forborne_pe] = {.after_months = 24, .to = State::current};
    return p;
}

const std::vector<State> on_tape = {State::defaulted, State::current};
const CourtTerms staged = {
    .stages = {"filing", "court"}, .months_between_auctions = 3, .reserve_steps = {1.0, 0.7}};

struct Graph {
    WorkoutGraph graph;
    HazardTable table;

    const Node& node(const std::string& name) const {
        const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                        [&](const Node& each) { return each.name == name; });
        if (found == graph.nodes.end()) throw std::out_of_range("no node " + name);
        return *found;
    }
    const std::string& name_at(std::uint16_t index) const { return graph.nodes.at(index).name; }
};

Graph compiled(const SegmentParameters& p, const std::vector<MeasureSpec>& measures,
               const std::vector<State>& start = on_tape) {
    HazardTableBuilder rows(p, {}, {}, {});
    const OptionSpec option{.name = "option", .measures = measures};
    WorkoutGraph graph = compile(option, p, rows, start);
    return {std::move(graph), rows.table()};
}

TEST(WorkoutGraph, HoldHasTheStatesOfTheSegmentAndNoMeasure) {
    const auto p = parameters();
    const Graph g = compiled(p, {});
    EXPECT_TRUE(g.graph.measures.empty());
    for (const Node& node : g.graph.nodes) EXPECT_EQ(node.rung, 0) << node.name;
    EXPECT_EQ(g.node("default").timer().kind, ClockKind::none);
    EXPECT_EQ(g.name_at(g.graph.start[static_cast<std::size_t>(State::defaulted)]), "default");
    EXPECT_EQ(g.graph.start[static_cast<std::size_t>(State::court)], no_node);
    EXPECT_EQ(g.node("written_off").actions, Actions{WriteOffCarrying{}});
    EXPECT_EQ(g.node("written_off").row, no_row);
    EXPECT_TRUE(g.node("cured").form.recuts);
    EXPECT_EQ(g.node("repaid").actions, Actions{PayClaim{}});
}

TEST(WorkoutGraph, ExitsRunFromWorstToBestWhateverTheOrderGiven) {
    auto p = parameters();
    const Graph a = compiled(p, {});
    std::reverse(p.hazards["default"].exits.begin(), p.hazards["default"].exits.end());
    const Graph b = compiled(p, {});
    for (const Graph* g : {&a, &b}) {
        const Node& node = g->node("default");
        ASSERT_EQ(node.exits.size(), 3U);
        EXPECT_EQ(g->name_at(node.exits[0]), "written_off");
        EXPECT_EQ(g->name_at(node.exits[1]), "cured");
        EXPECT_EQ(g->name_at(node.exits[2]), "repaid");
    }
    EXPECT_EQ(a.table.odds, b.table.odds);
}

TEST(WorkoutGraph, ABestTimeIsAClockThatLeavesAChoice) {
    const auto p = parameters();
    const Trigger window = {.kind = TriggerKind::best_time, .after_months = 3, .to_months = 24};
    MeasureSpec measure = modify(0, {});
    measure.when = window;
    const Graph g = compiled(p, {measure});
    EXPECT_EQ(g.node("default").timer().kind, ClockKind::choice);
    EXPECT_EQ(g.node("default").timer().after_months, 3);
    EXPECT_EQ(g.node("default").timer().to_months, 24);
    EXPECT_TRUE(g.graph.leaves_choice());
    EXPECT_FALSE(compiled(p, {modify(3, {})}).graph.leaves_choice());
    for (const auto& [month, next] : {std::pair{1, 1}, {2, 4}, {3, 4}, {4, 4}, {5, 7}}) {
        EXPECT_EQ(next_month_of_choice(month), next);
        EXPECT_EQ(is_month_of_choice(month), next == month);
    }
}

TEST(WorkoutGraph, RestructureGoesThroughObservationAndProbation) {
    const auto p = parameters();
    const Graph g = compiled(p, {modify(3, {.extend_months = 24})});
    const Node& held = g.node("default");
    EXPECT_EQ(held.timer().kind, ClockKind::measure);
    EXPECT_EQ(held.timer().after_months, 3);
    EXPECT_EQ(held.timer().measures.front(), 0);
    const Node& entry = g.graph.nodes[g.graph.measure_entry.at(0)];
    EXPECT_EQ(entry.name, "modify.forborne_npe") << "S3-18: restructured means non-performing at once";
    EXPECT_TRUE(entry.form.recuts);
    EXPECT_EQ(entry.rung, 1);
    EXPECT_EQ(entry.timer().kind, ClockKind::move);
    EXPECT_EQ(entry.timer().after_months, 12) << "S3-20";
    EXPECT_EQ(g.name_at(entry.timer().node), "modify.forborne_pe");
    const Node& probation = g.node("modify.forborne_pe");
    EXPECT_EQ(probation.timer().after_months, 24) << "EBA Q&A 2014_1018";
    EXPECT_EQ(g.name_at(probation.timer().node), "modify.current");
    EXPECT_EQ(g.name_at(entry.maturity_node()), "repaid") << "whatever led there, one node";
    EXPECT_EQ(g.name_at(entry.exits.at(0)), "modify.default");
    EXPECT_EQ(g.node("modify.default").timer().kind, ClockKind::none) << "no measure is left";
}

TEST(WorkoutGraph, CourtHasStagesAndAuctionRounds) {
    const auto p = parameters();
    const Graph g = compiled(p, {legal({.after_months = 0}, staged)});
    const Node& filing = g.graph.nodes[g.graph.measure_entry.at(0)];
    EXPECT_EQ(filing.name, "legal.court");
    EXPECT_EQ(filing.actions.size(), 1u) << "its cost";
    EXPECT_EQ(g.table.rows[filing.row].name, "filing");
    EXPECT_EQ(g.name_at(filing.exits.at(0)), "legal.court.2") << "its own state is its next stage";
    const Node& judgment = g.node("legal.court.2");
    EXPECT_EQ(g.table.rows[judgment.row].name, "court");
    EXPECT_TRUE(judgment.actions.empty()) << "costs are paid once";
    EXPECT_EQ(g.name_at(judgment.exits.at(0)), "legal.enforcement");
    const Node& first = g.node("legal.enforcement");
    EXPECT_EQ(first.timer().kind, ClockKind::auction);
    EXPECT_EQ(first.timer().after_months, 2) << "drawn at the third month: rounds are three apart";
    EXPECT_EQ(first.timer().reserve, 1.0);
    EXPECT_EQ(g.name_at(first.timer().unsold_node), "legal.enforcement.2");
    EXPECT_EQ(g.name_at(first.timer().node), "legal.liquidated");
    EXPECT_EQ(g.name_at(first.timer().nothing_to_sell_node), "legal.residual_claim");
    const Node& second = g.node("legal.enforcement.2");
    EXPECT_EQ(second.timer().reserve, 0.7);
    EXPECT_EQ(g.name_at(second.timer().unsold_node), "legal.residual_claim") << "after the last round";
    EXPECT_EQ(g.name_at(g.node("legal.liquidated").residual_node), "legal.residual_claim");
}

TEST(WorkoutGraph, WithoutAResidualClaimTheDeficiencyIsGivenUp) {
    auto p = parameters();
    p.cash.clear();
    const Graph g = compiled(p, {legal({.after_months = 0}, staged)});
    EXPECT_EQ(g.node("legal.liquidated").residual_node, no_node);
    EXPECT_EQ(g.name_at(g.node("legal.enforcement").timer().nothing_to_sell_node), "legal.abandoned");
}

TEST(WorkoutGraph, RedefaultClimbsToTheNextMeasure) {
    const auto p = parameters();
    const Graph g = compiled(p, {modify(3, {}), legal({.kind = TriggerKind::on_redefault}, staged)});
    const Node& again = g.node("modify.default");
    EXPECT_EQ(again.timer().kind, ClockKind::measure);
    EXPECT_EQ(again.timer().after_months, 0) << "at once";
    EXPECT_EQ(again.timer().measures.front(), 1);
    EXPECT_EQ(g.graph.nodes[g.graph.measure_entry.at(1)].name, "legal.court");
}

TEST(WorkoutGraph, OddsFactorsActInTheStatesOfTheMeasureOnly) {
    const auto p = parameters();
    MeasureSpec measure = modify(3, {});
    measure.odds = {{State::defaulted, 0.5}};
    const Graph g = compiled(p, {measure});
    const auto odds = [&](const std::string& node) {
        const HazardRow& row = g.table.rows[g.node(node).row];
        return g.table
            .odds[0][static_cast<std::size_t>(row.first_cell) * static_cast<std::size_t>(g.table.stride)];
    };
    EXPECT_DOUBLE_EQ(odds("modify.forborne_npe"), 0.5 * 0.03 / 0.97);
    EXPECT_DOUBLE_EQ(odds("modify.forborne_pe"), 0.5 * 0.02 / 0.98);
    EXPECT_DOUBLE_EQ(odds("modify.current"), 0.01 / 0.99) << "current is not a state of the measure";
    EXPECT_EQ(g.node("modify.current").row, g.node("current").row) << "equal rows are shared";
    EXPECT_EQ(g.node("modify.default").row, g.node("default").row);
}

TEST(WorkoutGraph, ANamedRowReplacesTheStatesOwn) {
    const auto p = parameters();
    MeasureSpec measure = modify(3, {});
    measure.hazards = {{State::forborne_npe, "forborne_npe_modified"}};
    const Graph g = compiled(p, {measure});
    EXPECT_EQ(g.table.rows[g.node("modify.forborne_npe").row].name, "forborne_npe_modified");
    EXPECT_EQ(g.table.rows[g.node("modify.forborne_pe").row].name, "forborne_pe");
}

TEST(WorkoutGraph, ACourtCaseKeepsItsOddsAndRowsUntilTheLastAuction) {
    auto p = parameters();
    HazardRowSpec named = row_from(State::enforcement, {exit_with(State::repaid, {0.4})});
    named.name = "enforcement_named";
    add_row(p, named);
    MeasureSpec measure = legal({.after_months = 0}, staged);
    measure.odds = {{State::liquidated, 0.5}};
    Graph g = compiled(p, {measure});
    for (const std::string node : {"legal.enforcement", "legal.enforcement.2"}) {
        const HazardRow& row = g.table.rows[g.node(node).row];
        const auto cell = static_cast<std::size_t>(row.first_cell) * static_cast<std::size_t>(g.table.stride);
        EXPECT_DOUBLE_EQ(g.table.odds[0][cell], 0.5 * 0.2 / 0.8) << node;
    }
    measure.hazards = {{State::enforcement, "enforcement_named"}};
    g = compiled(p, {measure});
    EXPECT_EQ(g.table.rows[g.node("legal.enforcement.2").row].name, "enforcement_named");
}

TEST(WorkoutGraph, OptionsOfASegmentShareOneTable) {
    const auto p = parameters();
    HazardTableBuilder rows(p, {}, {}, {});
    const WorkoutGraph hold = compile({.name = "hold"}, p, rows, on_tape);
    const std::size_t before = rows.table().rows.size();
    const WorkoutGraph other = compile({.name = "modify", .measures = {modify(3, {})}}, p, rows, on_tape);
    EXPECT_EQ(rows.table().rows.size(), before + 2) << "forborne_npe and forborne_pe are new";
    EXPECT_EQ(hold.nodes[hold.start[3]].row, other.nodes[other.start[3]].row);
}

/// The problems with which compiling ends, as one text.
std::string refusal(const SegmentParameters& p, const std::vector<MeasureSpec>& measures,
                    const std::vector<State>& start = on_tape) {
    try {
        compiled(p, measures, start);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(WorkoutGraph, ADeadEndIsRefused) {
    auto p = parameters();
    p.hazards.erase("cured");
    const std::string text = refusal(p, {});
    EXPECT_NE(text.find("hazards.cured"), std::string::npos) << text;
    EXPECT_NE(text.find("segment.toml"), std::string::npos) << text;
}

TEST(WorkoutGraph, ARowThatNeverLeavesIsADeadEnd) {
    auto p = parameters();
    p.hazards["court"].exits[0].level = {{0.0}};
    p.hazards["court"].exits[1].level = {{0.0}};
    EXPECT_NE(refusal(p, {legal({.after_months = 0}, {})}).find("legal.court"), std::string::npos);
}

TEST(WorkoutGraph, AnExitThatNeedsAMeasureIsRefused) {
    for (const State state : {State::sold, State::settling, State::settled, State::agency, State::repossessed,
                              State::insolvency, State::receipts_held, State::equity_held}) {
        auto p = parameters();
        p.hazards["default"].exits.push_back(exit_with(state, {0.01}));
        EXPECT_NE(refusal(p, {}).find(std::string(name_of(state))), std::string::npos) << name_of(state);
    }
}

TEST(WorkoutGraph, AClockCannotEnterWhatAnExitCannot) {
    auto p = parameters();
    p.clocks[State::defaulted] = {.after_months = 60, .to = State::sold};
    EXPECT_NE(refusal(p, {}).find("sold"), std::string::npos);
}

TEST(WorkoutGraph, AStateMayHaveTheClockOfAMeasureAndOneOfTheParameters) {
    auto p = parameters();
    p.clocks[State::defaulted] = {.after_months = 24, .to = State::written_off};
    const Graph g = compiled(p, {modify(3, {})});
    const Node& node = g.node("default");
    ASSERT_EQ(node.clocks.size(), 2u);
    EXPECT_EQ(node.clocks[0].kind, ClockKind::measure) << "of those due in one month it comes first";
    EXPECT_EQ(node.clocks[1].after_months, 24);
    EXPECT_EQ(g.name_at(node.clocks[1].node), "written_off");
}

TEST(WorkoutGraph, TheFirstMeasureCannotWaitForARedefault) {
    EXPECT_NE(refusal(parameters(), {legal({.kind = TriggerKind::on_redefault}, staged)}).find("redefault"),
              std::string::npos);
}

TEST(WorkoutGraph, EveryStageIsReachedAndTheLastLeavesTheState) {
    const auto with_stages = [](const std::vector<std::string>& stages) {
        return refusal(parameters(), {legal({.after_months = 0}, {.stages = stages})});
    };
    EXPECT_EQ(with_stages({"filing", "court"}), "accepted");
    EXPECT_NE(with_stages({"filing", "filing"}).find("next stage"), std::string::npos);
    EXPECT_NE(with_stages({"court", "filing"}).find("no loan reaches"), std::string::npos);
}

TEST(WorkoutGraph, ANamedRowForAStateThatIsNotOfTheMeasureIsRefused) {
    MeasureSpec measure = modify(3, {});
    measure.hazards = {{State::court, "filing"}};
    EXPECT_NE(refusal(parameters(), {measure}).find("not one of the measure"), std::string::npos);
}

TEST(WorkoutGraph, AStateOnTheTapeNeedsARowOrAClock) {
    auto p = parameters();
    EXPECT_NE(refusal(p, {}, {State::repossessed}).find("repossessed"), std::string::npos);
    p.clocks[State::repossessed] = {.after_months = 6, .to = State::liquidated};
    EXPECT_EQ(refusal(p, {}, {State::repossessed}), "accepted");
    EXPECT_EQ(refusal(p, {}, {State::written_off}), "accepted") << "what is written off may rest";
}

}  // namespace
}  // namespace recoup
