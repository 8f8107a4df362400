// The sections of `recoup check` about loans and collateral.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "sim/cli/study_report.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;
constexpr const char* indent = "  ";

class AmountsTable {
  public:
    AmountsTable(const std::string& first, const LoanAmounts& all)
        : table_({{first, Align::left},
                  {"loans"},
                  {"claim"},
                  {"share"},
                  {"non-perf."},
                  {"carrying amount"},
                  {"collateral"}}),
          all_(all) {}

    void add(const std::string& name, const LoanAmounts& amounts) {
        table_.row({name, with_separators(amounts.loans), whole_money_text(amounts.claim),
                    share_of(amounts.claim, all_.claim), share_of(amounts.non_performing, amounts.claim),
                    whole_money_text(amounts.carrying), whole_money_text(amounts.collateral)});
    }
    std::string with_total() {
        table_.rule();
        add("portfolio", all_);
        return table_.text(indent);
    }
    std::string text() const { return table_.text(indent); }

  private:
    TextTable table_;
    LoanAmounts all_;
};

std::string excluded_text(const StudyFacts& facts) {
    const ExcludedSums all = totals_of(facts.study.excluded).all;
    if (all.rows == 0) {
        return "  excluded rows: none\n";
    }
    return fmt::format(
        "  excluded: {} with {} {} of principal balance; `run` lists them beside the results\n",
        counted(all.rows, "row"), money_text(all.amount), facts.study.currency);
}

std::string control_totals_text(const Study& study) {
    if (study.control_totals_difference.empty()) {
        return "  control totals: none stated\n";
    }
    std::string text = "  control totals met; tape less study:";
    const char* between = " ";
    for (const auto& [segment, difference] : study.control_totals_difference) {
        const bool is_nothing = std::abs(difference) < 0.005;
        text += fmt::format("{}{} {:.2f}", between, segment, is_nothing ? 0.0 : difference);
        between = ", ";
    }
    if (!study.excluded.empty()) {
        text += "; rows left out are counted in";
    }
    return text + "\n";
}

/// "  columns not used: a, b"
std::string unused_text(const Study& study, const std::string& table) {
    std::vector<std::string> names;
    for (const std::string& column : study.unused_columns) {
        if (column.starts_with(table + ".")) {
            names.push_back(column.substr(table.size() + 1));
        }
    }
    return "  columns not used: " + (names.empty() ? "none" : listed(names, names.size())) + "\n";
}

}  // namespace

std::string loans_section(const StudyFacts& facts) {
    const Study& study = facts.study;
    LoanAmounts all;
    std::vector<LoanAmounts> by_segment(study.segments.size());
    std::map<State, LoanAmounts, std::greater<>> by_state;  // best first
    for (const ClaimSums& row : facts.claims) {
        all += row.amounts;
        by_segment[row.segment] += row.amounts;
        by_state[row.state] += row.amounts;
    }
    AmountsTable segments("segment", all);
    for (std::size_t s = 0; s < by_segment.size(); ++s) {
        segments.add(study.segments[s].name, by_segment[s]);
    }
    AmountsTable states("state", all);
    for (const auto& [state, amounts] : by_state) {
        states.add(std::string(name_of(state)), amounts);
    }
    return section(fmt::format("Loans ({})", study.currency),
                   segments.with_total() + "\n" + states.text() + "\n" + excluded_text(facts) +
                       control_totals_text(study) + unused_text(study, "loans"));
}

std::string collateral_section(const StudyFacts& facts) {
    TextTable table(
        {{"class", Align::left}, {"items"}, {"value"}, {"prior claims"}, {"moved by", Align::left}});
    for (const CollateralSums& row : facts.collateral) {
        table.row({row.collateral_class, with_separators(row.items), whole_money_text(row.value),
                   whole_money_text(row.prior_claims),
                   row.index.empty() ? "nothing: constant value" : row.index});
    }
    return section(
        fmt::format("Collateral ({})", facts.study.currency),
        (table.empty() ? "  none\n" : table.text(indent)) + unused_text(facts.study, "collateral"));
}

}  // namespace recoup::sim::cli
