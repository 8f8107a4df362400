#include "tests/sim/aggregation/tiny_study.hpp"

#include <cmath>

namespace recoup::sim {

namespace {

HazardRowSpec row(const std::string& name, State from, State to, const std::string& status) {
    HazardRowSpec spec;
    spec.name = name;
    spec.from = from;
    spec.pedigree = {"made up", "2006-12-31", "", 12.0, std::nullopt, status};
    ExitSpec exit;
    exit.to = to;
    exit.level = {{0.05}};
    exit.beta = {{"unemployment_rate", 0.1}};
    spec.exits = {exit};
    return spec;
}

SegmentParameters parameters() {
    SegmentParameters result;
    result.file = "tiny.toml";
    result.hazards["current"] = row("current", State::current, State::defaulted, "estimated");
    result.hazards["default"] = row("default", State::defaulted, State::written_off, "illustrative");
    result.cash[State::defaulted] = {0.0, 0.004, true};
    result.pedigrees["hazards.current"] = result.hazards["current"].pedigree;
    result.pedigrees["hazards.default"] = result.hazards["default"].pedigree;
    result.pedigrees["cash.default"] = {"made up", "2006-12-31", "", std::nullopt, std::nullopt, "expert"};
    return result;
}

void add_loan(Portfolio& portfolio, const std::string& id, std::uint16_t segment, State state, Minor claim) {
    LoanColumns& loans = portfolio.loans;
    loans.loan_identifier.push_back(id);
    loans.entity.push_back(loans.size() + 1);
    loans.segment.push_back(segment);
    loans.profile.push_back(0);
    loans.claim.push_back(claim);
    loans.gross_carrying_amount.push_back(claim);
    loans.annual_rate.push_back(0.06);
    loans.effective_rate.push_back(0.06);
    loans.months_to_maturity.push_back(60);
    loans.state.push_back(state);
    loans.months_in_state.push_back(0);
    loans.months_since_npe.push_back(is_in_stock(state) ? 0 : -1);
    loans.months_since_concession.push_back(-1);
    loans.restructurings.push_back(0);
    portfolio.collateral.first.push_back(0);
}

MacroModel macro_model() {
    MacroModel macro;
    MacroVariable variable;
    variable.name = "unemployment_rate";
    variable.unit = "percent";
    macro.variables = {variable};
    macro.A = Eigen::MatrixXd::Constant(1, 1, 0.9);
    macro.Sigma = Eigen::MatrixXd::Constant(1, 1, 0.04);
    macro.L = Eigen::MatrixXd::Constant(1, 1, 0.2);
    PriceIndex index;
    index.name = "equipment";
    index.beta = {0.01};
    macro.indices = {index};
    macro.pedigree = {"made up", "2006-12-31", "1990-2006", 68.0, 0.1, "estimated"};
    return macro;
}

void fill_path(const TotalsShape& shape, std::int64_t path, double* totals) {
    const double luck = std::fmod(static_cast<double>(path) * 0.61803398875, 1.0);
    for (int s = 0; s < shape.scenarios; ++s) {
        for (int o = 0; o < shape.options; ++o) {
            for (int g = 0; g < shape.segments; ++g, totals += total_count) {
                const double level = 0.5 + 0.1 * o - 0.15 * s + 0.2 * luck;
                const auto set = [&](Total total, double value) { totals[static_cast<int>(total)] = value; };
                const double npe = g == 0 ? 1000.0 : 0.0;
                set(Total::net_cash_npe, npe * level);
                set(Total::net_cash_inflow, path % 4 == 0 ? 0.0 : 50.0 * level);
                set(Total::claim_inflow, path % 4 == 0 ? 0.0 : 100.0);
                set(Total::claim_inflow_discounted, path % 4 == 0 ? 0.0 : 90.0);
                set(Total::pv_effective_npe, npe * level * 0.9);
                set(Total::pv_effective_inflow, 40.0 * level);
                set(Total::pv_hurdle_npe, npe * level * 0.8);
                set(Total::pv_hurdle_inflow, 30.0 * level);
                set(Total::terminal_claim, o == 0 ? npe * 0.05 : 0.0);
                set(Total::claim_months_to_resolution, npe * (24.0 - 6.0 * o + luck));
                set(Total::unresolved_claim, o == 0 ? npe * 0.05 : 0.0);
            }
        }
    }
}

}  // namespace

Study tiny_study() {
    Study study;
    study.title = "A tiny study";
    study.cut_off_year = 2006;
    study.cut_off_month = 12;
    study.cut_off_day = 31;
    study.seed = 42;
    study.paths = 240;
    study.currency = "USD";
    study.recovery_horizon_months = 24;
    study.reporting_horizon_quarters = 4;
    study.hurdle_rate = 0.10;
    study.investor_rate = 0.18;
    study.options = {{"hold", "", {}}, {"court", "", {}}};
    study.segments = {{"secured", "", parameters()}, {"unsecured", "", parameters()}};
    study.macro = macro_model();
    Scenario baseline{"baseline", 0.7, 0.0, {{5.0}}, "2025Q1 read as 2007Q1"};
    Scenario adverse{"adverse", 0.3, 0.0, {{9.0}}, ""};
    study.scenarios = {baseline, adverse};
    study.portfolio.segments = {"secured", "unsecured"};
    study.portfolio.price_indices = {"constant", "equipment"};
    add_loan(study.portfolio, "a", 0, State::defaulted, 100000);
    add_loan(study.portfolio, "b", 0, State::current, 300000);
    add_loan(study.portfolio, "c", 1, State::current, 600000);
    study.exchange_rates = {{"EUR", 1.08}};
    study.macro_paths_kept = 3;
    study.histogram_bins = 10;
    study.files = {{"loans.csv", 120, std::string(64, 'a')}};
    study.excluded = {{"loans.csv", 7, "d", "no date of default", 12345}};
    study.control_totals_difference = {{"secured", 0.005}};
    study.text_as_given = "recoup_schema = 1\n";
    study.text_resolved = "{}";
    study.column_mapping = {"loans.principal_balance = UPB"};
    study.repairs = {"months_in_state: is not given and taken as 0 (3 rows)"};
    study.portfolio_sha256 = std::string(64, 'd');
    study.identity = std::string(64, 'b');
    return study;
}

PathTotals made_up_totals(const PreparedStudy& prepared, std::int64_t first_path, std::int64_t path_count) {
    const TotalsShape shape(prepared);
    PathTotals totals(shape, first_path, path_count);
    const std::size_t by_path = totals.totals.size() / static_cast<std::size_t>(path_count);
    const std::size_t cash_by_path = totals.portfolio_cash.size() / static_cast<std::size_t>(path_count);
    for (std::int64_t k = 0; k < path_count; ++k) {
        const auto place = static_cast<std::size_t>(k);
        fill_path(shape, first_path + k, totals.totals.data() + place * by_path);
        for (std::size_t i = 0; i < cash_by_path; ++i) {
            totals.portfolio_cash[place * cash_by_path + i] =
                100 * (first_path + k) + static_cast<std::int64_t>(i);
        }
        totals.ledgers.cash_sums[0].add(200 + (first_path + k) % 3);
        totals.ledgers.money_sums[0].add(300);
        totals.transitions[0] += 1;
        totals.ineligible[0] += 1;
    }
    for (double& value : totals.macro) {
        value = 5.5;
    }
    for (double& value : totals.index_levels) {
        value = 1.25;
    }
    return totals;
}

}  // namespace recoup::sim
