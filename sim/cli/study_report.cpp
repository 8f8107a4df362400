#include "sim/cli/study_report.hpp"

#include <fmt/format.h>

#include "models/shown_text.hpp"
#include "sim/aggregation/finalise.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;
constexpr const char* indent = "  ";

std::string rates_text(const Study& study) {
    std::string text;
    for (const auto& [currency, rate] : study.exchange_rates) {
        text += fmt::format("{}1 {} = {} {}", text.empty() ? "" : ", ", currency, rate, study.currency);
    }
    return text.empty() ? "none" : text;
}

/// Largest modulus of the eigenvalues: how slowly a deviation from the scenario's path dies out.
double spectral_radius(const MacroModel& macro) {
    return macro.A.eigenvalues().cwiseAbs().maxCoeff();
}

std::string names_of_indices(const MacroModel& macro) {
    std::string text;
    for (const PriceIndex& index : macro.indices) {
        text += (text.empty() ? "" : ", ") + index.name;
    }
    return text.empty() ? "none" : text;
}

}  // namespace

std::string section(const std::string& title, const std::string& lines) {
    return title + "\n" + lines;
}

std::string study_section(const StudyFacts& facts) {
    const Study& study = facts.study;
    std::string lines = study.title.empty() ? "" : fmt::format("  {}\n", shown_text(study.title));
    lines += fmt::format("  cut-off {}, {}, seed {}\n", cut_off_text(study), counted(study.paths, "path"),
                         study.seed);
    lines +=
        fmt::format("  {} of recovery, {} of reporting\n", counted(study.recovery_horizon_months, "month"),
                    counted(study.reporting_horizon_quarters, "quarter"));
    lines += fmt::format("  amounts in {}; exchange rates used: {}\n", study.currency, rates_text(study));
    lines += fmt::format("  discount rates: hurdle {}, investor {}\n", share_text(study.hurdle_rate),
                         share_text(study.investor_rate));
    lines += fmt::format("  identity {}\n", study.identity);
    return section("Study", lines);
}

std::string options_section(const StudyFacts& facts) {
    TextTable table({{"option", Align::left},
                     {"measure", Align::left},
                     {"when", Align::left},
                     {"loans that may take it"},
                     {"share"},
                     {"share of claim"}});
    const std::size_t segments = facts.study.segments.size();
    for (std::size_t first = 0; first < facts.eligibility.size(); first += segments) {
        EligibilitySums sum = facts.eligibility[first];
        for (std::size_t row = first + 1; row < first + segments; ++row) {
            const EligibilitySums& of_segment = facts.eligibility[row];
            sum.loans += of_segment.loans;
            sum.of_loans += of_segment.of_loans;
            sum.claim += of_segment.claim;
            sum.of_claim += of_segment.of_claim;
        }
        const bool named = first > 0 && facts.eligibility[first - 1].option == sum.option;
        const std::string name = named ? "" : facts.study.options[sum.option].name;
        if (sum.measure.empty()) {
            table.row({name, "(none)", "", "", "", ""});
        } else {
            table.row({name, sum.measure, sum.when, with_separators(sum.loans),
                       share_of(sum.loans, sum.of_loans), share_of(sum.claim, sum.of_claim)});
        }
    }
    return section("Options", table.text(indent));
}

std::string scenarios_section(const StudyFacts& facts) {
    TextTable table({{"scenario", Align::left}, {"weight"}, {"periods given"}, {"calendar", Align::left}});
    for (const Scenario& scenario : facts.study.scenarios) {
        table.row({scenario.name, fmt::format("{:.4g}", scenario.weight),
                   std::to_string(scenario.path.size()),
                   scenario.calendar_shift.empty() ? "as stated" : scenario.calendar_shift});
    }
    return section("Scenarios", table.text(indent));
}

std::string macro_section(const StudyFacts& facts) {
    const MacroModel& macro = facts.study.macro;
    const bool monthly = macro.frequency == Frequency::month;
    TextTable table({{"variable", Align::left},
                     {"unit", Align::left},
                     {"transform", Align::left},
                     {"mean of hazards"},
                     {"long-run mean"}});
    for (const MacroVariable& variable : macro.variables) {
        table.row({variable.name, variable.unit,
                   variable.transform == Transform::level ? "level" : "log change",
                   fmt::format("{:.4g}", variable.xbar), fmt::format("{:.4g}", variable.long_run_mean)});
    }
    std::string lines = table.text(indent);
    const double freedom = macro.student_t_degrees_of_freedom;
    lines += fmt::format("  VAR(1) by {}, spectral radius {:.4f}, dispersion {:g}, {} shocks, path = {}\n",
                         monthly ? "month" : "quarter", spectral_radius(macro), macro.dispersion,
                         freedom > 0.0 ? fmt::format("Student t({:g})", freedom) : "Gaussian",
                         macro.centre == Centre::mean ? "mean" : "median");
    lines += fmt::format("  collateral price indices: {}\n", names_of_indices(macro));
    return section("Macro model", lines);
}

std::string graphs_section(const PreparedStudy& prepared) {
    TextTable table({{"segment", Align::left}, {"option", Align::left}, {"nodes"}, {"cells"}, {"profiles"}});
    const Study& study = prepared.study;
    for (std::size_t s = 0; s < prepared.segments.size(); ++s) {
        const PreparedSegment& segment = prepared.segments[s];
        for (std::size_t o = 0; o < segment.graphs.size(); ++o) {
            table.row({o == 0 ? study.segments[s].name : "", segment.graphs[o].option,
                       std::to_string(segment.graphs[o].nodes.size()),
                       o == 0 ? with_separators(static_cast<std::int64_t>(segment.table.cells())) : "",
                       o == 0 ? std::to_string(study.portfolio.profiles[s].size()) : ""});
        }
    }
    return section("Workout graphs (a cell is a hazard row, duration and LTV bucket; options share them)",
                   table.text(indent));
}

std::string pedigree_section(const StudyFacts& facts) {
    std::vector<TextTable::Heading> headings = {{"segment", Align::left}};
    for (const std::string_view standing : standings) {
        headings.push_back({std::string(standing)});
    }
    headings.push_back({"weakest of any parameter", Align::left});
    TextTable table(std::move(headings));
    const BalanceByStanding& balance = facts.balance;
    const auto& segments = facts.study.segments;
    for (std::size_t s = 0; s < balance.share.size(); ++s) {
        if (s == segments.size()) {
            table.rule();
        }
        std::vector<std::string> cells = {s < segments.size() ? segments[s].name : "portfolio"};
        for (const double share : balance.share[s]) {
            cells.push_back(share == share ? share_text(share) : "-");
        }
        cells.push_back(balance.weakest[s]);
        table.row(std::move(cells));
    }
    return section("Share of balance by the standing of its hazards (the weakest of the state it is in)",
                   table.text(indent));
}

}  // namespace recoup::sim::cli
