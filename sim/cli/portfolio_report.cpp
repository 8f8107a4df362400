// The sections of `recoup check` about loans and collateral.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "sim/cli/study_report.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;
constexpr const char* indent = "  ";

struct Amounts {
    std::int64_t loans = 0;
    Minor claim = 0;
    Minor non_performing = 0;
    Minor carrying = 0;
    Minor collateral = 0;

    void add(const Portfolio& portfolio, std::size_t loan) {
        ++loans;
        claim += portfolio.loans.claim[loan];
        carrying += portfolio.loans.gross_carrying_amount[loan];
        non_performing += is_non_performing(portfolio.loans.state[loan]) ? portfolio.loans.claim[loan] : 0;
        for (std::uint32_t c = portfolio.collateral.first[loan]; c < portfolio.collateral.first[loan + 1];
             ++c) {
            collateral += portfolio.collateral.value[c];
        }
    }
};

std::string share_of(Minor part, Minor whole) {
    return whole == 0 ? "-" : share_text(static_cast<double>(part) / static_cast<double>(whole));
}

class AmountsTable {
  public:
    AmountsTable(const std::string& first, const Amounts& all)
        : table_({{first, Align::left},
                  {"loans"},
                  {"claim"},
                  {"share"},
                  {"non-perf."},
                  {"carrying amount"},
                  {"collateral"}}),
          all_(all) {}

    void add(const std::string& name, const Amounts& amounts) {
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
    Amounts all_;
};

std::string excluded_text(const Study& study) {
    Minor amount = 0;
    for (const ExcludedRow& row : study.excluded) {
        amount += row.principal_balance;
    }
    if (study.excluded.empty()) {
        return "  excluded rows: none\n";
    }
    return fmt::format(
        "  excluded: {} with {} {} of principal balance; `run` lists them beside the results\n",
        counted(static_cast<std::int64_t>(study.excluded.size()), "row"), money_text(amount), study.currency);
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

}  // namespace

std::string loans_section(const PreparedStudy& prepared) {
    const Study& study = prepared.study;
    const Portfolio& portfolio = study.portfolio;
    Amounts all;
    std::vector<Amounts> by_segment(study.segments.size());
    std::map<State, Amounts, std::greater<>> by_state;  // best first
    for (std::size_t i = 0; i < portfolio.loans.size(); ++i) {
        all.add(portfolio, i);
        by_segment[portfolio.loans.segment[i]].add(portfolio, i);
        by_state[portfolio.loans.state[i]].add(portfolio, i);
    }
    AmountsTable segments("segment", all);
    for (std::size_t s = 0; s < by_segment.size(); ++s) {
        segments.add(study.segments[s].name, by_segment[s]);
    }
    AmountsTable states("state", all);
    for (const auto& [state, amounts] : by_state) {
        states.add(std::string(name_of(state)), amounts);
    }
    return section(fmt::format("Loans ({})", study.currency), segments.with_total() + "\n" + states.text() +
                                                                  "\n" + excluded_text(study) +
                                                                  control_totals_text(study));
}

std::string collateral_section(const PreparedStudy& prepared) {
    const Portfolio& portfolio = prepared.study.portfolio;
    const CollateralColumns& collateral = portfolio.collateral;
    struct Sum {
        std::int64_t rows = 0;
        Minor value = 0;
        Minor prior_claims = 0;
    };
    std::map<std::pair<std::uint16_t, std::uint16_t>, Sum> sums;  // by class and index
    for (std::size_t c = 0; c < collateral.size(); ++c) {
        Sum& sum = sums[{collateral.collateral_class[c], collateral.index[c]}];
        ++sum.rows;
        sum.value += collateral.value[c];
        sum.prior_claims += collateral.prior_claims[c];
    }
    TextTable table(
        {{"class", Align::left}, {"items"}, {"value"}, {"prior claims"}, {"moved by", Align::left}});
    for (const auto& [key, sum] : sums) {
        table.row({portfolio.collateral_classes[key.first], with_separators(sum.rows),
                   whole_money_text(sum.value), whole_money_text(sum.prior_claims),
                   key.second == 0 ? "nothing: constant value" : portfolio.price_indices[key.second]});
    }
    return section(fmt::format("Collateral ({})", prepared.study.currency),
                   table.empty() ? "  none\n" : table.text(indent));
}

}  // namespace recoup::sim::cli
