#include "sim/input/portfolio_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>

#include "models/shown_text.hpp"
#include "sim/input/plausibility/plausibility.hpp"
#include "sim/input/rules/rule_guards.hpp"
#include "sim/input/tables/sort_rows.hpp"
#include "sim/input/tape/collateral_rows.hpp"
#include "sim/input/tape/control_totals.hpp"
#include "sim/input/tape/excluded_totals.hpp"
#include "sim/input/tape/loan_rows.hpp"
#include "sim/input/tape/pool_names.hpp"
#include "sim/input/tape/portfolio_builder.hpp"
#include "sim/input/tape/profiles.hpp"
#include "sim/input/tape/rule_columns.hpp"
#include "sim/problems/suggest.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

std::vector<std::string> all_identifiers(const LoanFields& fields) {
    std::vector<std::string> identifiers(fields.table.size());
    if (const Column* column = fields.loan_identifier.column) {
        for (std::size_t row = 0; row < identifiers.size(); ++row) {
            identifiers[row] = column->value_text(row);
        }
    }
    return identifiers;
}

class TapeReader {
  public:
    TapeReader(const Table& loans, const Table* collateral, TapeRequest& request, Study& study,
               Problems& problems)
        : loans_(loans),
          loan_fields_(loans),
          collateral_(collateral),
          request_(request),
          study_(study),
          problems_(problems),
          loan_issues_(loans, "loan_identifier"),
          collateral_issues_(collateral != nullptr ? *collateral : no_table_, "collateral_identifier") {}

    void read() {
        const std::vector<std::string> segments = segment_names();
        const RuleUses uses = rule_uses();
        uses.report(problems_);
        const RuleColumns segment_columns(loans_, {}, uses, problems_);
        const RuleColumns measure_columns(loans_, segments, uses, problems_);
        bind_rules(segment_columns, measure_columns);
        read_rows();
        report_rows();
        if (problems_.has_errors()) {
            return;
        }
        leave_out_broken(collateral_rows_, claims_, collateral_issues_);
        secured_ = shared_out(collateral_rows_, claims_);
        locate_collateral();
        value_collateral();
        assign_segments(segment_columns);
        report_rows();
        drop_bad_loans();
        if (problems_.has_errors()) {
            return;
        }
        value_collateral();  // forced-sale discounts are the segments'
        note_collateral_left_out();
        check_control_totals(segment_columns);
        // The loans of a segment move together: their columns lie together, too.
        sort_rows(facts_, [](const LoanFacts& a, const LoanFacts& b) { return a.segment < b.segment; });
        build_portfolio({loans_, facts_, secured_, request_, measure_columns}, study_, problems_);
        const RowBalances excluded = excluded_balances();
        check_plausibility({loans_, collateral_, facts_, secured_, excluded, request_, study_}, problems_);
        record_exclusions();
    }

  private:
    std::vector<std::string> segment_names() const {
        std::vector<std::string> names;
        for (const SegmentDefinition& segment : study_.segments) {
            names.push_back(segment.name);
        }
        return names;
    }

    RuleUses rule_uses() const {
        RuleUses uses;
        const auto add = [&](const std::optional<Rule>& rule) {
            if (rule) {
                uses.add(*rule);
            }
        };
        std::ranges::for_each(request_.segment_rules, add);
        for (const auto& option : request_.who) {
            std::ranges::for_each(option, add);
        }
        for (const SegmentDefinition& segment : study_.segments) {
            for (const auto& column : delta_columns(segment.parameters)) {
                uses.add_covariate(column.first, segment.parameters.file);
            }
        }
        return uses;
    }

    void bind_rules(const RuleColumns& segment_columns, const RuleColumns& measure_columns) {
        for (auto& rule : request_.segment_rules) {
            if (rule) {
                bind_rule(*rule, segment_columns.names(), loans_.header, problems_);
            }
        }
        for (auto& option : request_.who) {
            for (auto& rule : option) {
                if (rule) {
                    bind_rule(*rule, measure_columns.names(), loans_.header, problems_);
                }
            }
        }
    }

    void read_rows() {
        if (loans_.size() == 0) {
            problems_.error(loans_.source, "", "", "the tape holds no loans", "there is nothing to simulate",
                            "");
        }
        // Neither table asks for the other's rows until both are read.
        for_each_in_parallel(2, request_.threads, [&](std::size_t table) {
            if (table == 0) {
                read_loans();
            } else if (collateral_ != nullptr) {
                collateral_rows_ = read_collateral_rows(*collateral_, request_.cut_off, request_.currencies,
                                                        collateral_issues_);
            }
        });
        // Without names of loans, which is an error of its own, every row of collateral would be one more.
        if (collateral_ != nullptr && loan_fields_.loan_identifier.column != nullptr) {
            check_collateral_rows(*collateral_, collateral_rows_, loans_.is_whole ? &claims_ : nullptr,
                                  collateral_issues_);
        }
        if (study_.runs_loan_engine()) {
            check_pool_names(facts_, collateral_rows_, loan_issues_, collateral_issues_);
        }
    }

    void read_loans() {
        identifiers_ = all_identifiers(loan_fields_);
        std::vector<LoanRow> rows = read_loan_rows(loan_fields_, identifiers_,
                                                   {.cut_off = request_.cut_off,
                                                    .currencies = request_.currencies,
                                                    .rules = study_.rules,
                                                    .drawn = study_.runs_loan_engine()},
                                                   loan_issues_);
        facts_.reserve(rows.size());
        for (LoanRow& loan : rows) {
            LoanFacts facts;
            facts.loan = std::move(loan);
            facts_.push_back(std::move(facts));
        }
        // Results do not depend on the order of the rows: all that follows goes by identifier, in byte order.
        sort_rows(facts_, [](const LoanFacts& a, const LoanFacts& b) {
            return a.loan.identifier < b.loan.identifier;
        });
        claims_ = claims();
    }

    void report_rows() {
        if (!request_.exclude_bad_rows) {
            loan_issues_.report_errors(problems_);
            collateral_issues_.report_errors(problems_);
        }
    }

    /// Also of loans whose rows have issues.
    Claims claims() const {
        Claims claims;
        claims.reserve(identifiers_.size());
        for (const LoanFacts& facts : facts_) {
            claims.emplace(identifiers_[facts.loan.row], facts.loan.claim);
        }
        for (std::size_t row = 0; row < identifiers_.size(); ++row) {
            if (loan_issues_.is_bad(row)) {
                Minor& claim = claims[identifiers_[row]];  // a loan may stand twice
                claim = std::max(claim, amounts_of_row(loan_fields_, row, request_.currencies).claim);
            }
        }
        return claims;
    }

    /// Loans and collateral are both ordered by loan; collateral of loans that are not simulated lies
    /// between.
    void locate_collateral() {
        std::size_t row = 0;
        for (LoanFacts& facts : facts_) {
            const auto is_before = [&] { return secured_[row].loan_identifier < facts.loan.identifier; };
            const auto is_here = [&] { return secured_[row].loan_identifier == facts.loan.identifier; };
            while (row < secured_.size() && is_before()) {
                ++row;
            }
            facts.first_collateral = row;
            while (row < secured_.size() && is_here()) {
                ++row;
            }
            facts.collateral_count = row - facts.first_collateral;
        }
    }

    void value_collateral() {
        for (LoanFacts& facts : facts_) {
            double value = 0.0;
            double forced_sale_value = 0.0;
            for (const CollateralRow& row : collateral_of(facts, secured_)) {
                const auto& classes = study_.segments[facts.segment].parameters.collateral;
                const auto spec = classes.find(row.collateral_class);
                const double discount = spec != classes.end() ? spec->second.forced_sale_discount : 0.0;
                value += static_cast<double>(row.value);
                forced_sale_value += static_cast<double>(row.value) * (1.0 - discount);
            }
            const auto claim = static_cast<double>(facts.loan.claim);
            facts.ltv_indexed = value > 0.0 ? std::optional<double>(claim / value) : std::nullopt;
            facts.ltv_forced_sale =
                forced_sale_value > 0.0 ? std::optional<double>(claim / forced_sale_value) : std::nullopt;
        }
    }

    void note_collateral_left_out() {
        std::vector<std::uint8_t> held(secured_.size(), 0);
        for (const LoanFacts& facts : facts_) {
            std::fill_n(held.begin() + static_cast<std::ptrdiff_t>(facts.first_collateral),
                        facts.collateral_count, 1);
        }
        for (std::size_t row = 0; row < secured_.size(); ++row) {
            if (held[row] == 0) {
                collateral_issues_.note(secured_[row].row, "loan_identifier",
                                        "collateral of an excluded loan is left out");
            }
        }
    }

    void assign_segments(const RuleColumns& columns) {
        for (LoanFacts& facts : facts_) {
            const auto row = [&](int slot) { return columns.value(slot, facts); };
            bool found = false;
            for (std::size_t s = 0; s < request_.segment_rules.size() && !found; ++s) {
                const auto& rule = request_.segment_rules[s];
                const Truth truth = rule ? evaluate(rule->expression, row) : Truth::yes;
                if (truth == Truth::unknown) {
                    segment_unknown(facts, *rule, study_.segments[s].name, row);
                }
                found = truth != Truth::no;
                facts.segment = s;
            }
            if (!found) {
                loan_issues_.error(facts.loan.row, "", "", "the loan belongs to no segment",
                                   "the first [[segment]] whose `when` holds takes it",
                                   "Add a last segment without `when`");
            }
        }
    }

    /// A value of the tape can be filled in; an LTV without collateral, or a clock that does not run, cannot.
    void segment_unknown(const LoanFacts& facts, const Rule& rule, const std::string& segment,
                         const RowValues& row) {
        const std::set<std::string> names = names_without_value(rule.expression, row);
        const bool all_in_tape = std::ranges::all_of(names, [&](const std::string& each) {
            return loans_.find(each) != nullptr &&
                   each != "months_since_npe";  // of non-performing loans alone
        });
        const std::string missing = listed({names.begin(), names.end()});
        const auto guarded = guarded_rule(rule, names);
        const std::string pass_on =
            "rite the rule so that the next segment gets the loan: " +
            (guarded && guarded->size() < suggested_characters / 2
                 ? *guarded
                 : "ask whether " + missing + " is not empty before anything else about it");
        loan_issues_.error(
            facts.loan.row, "", "",
            {.problem = fmt::format("a value that the rule of segment '{}' needs is empty", segment),
             .why = missing == rule.text ? missing : missing + " in " + rule.text,
             .suggestion = all_in_tape ? "Fill in the value, or w" + pass_on : "W" + pass_on,
             .apart = missing});
    }

    void drop_bad_loans() {
        std::erase_if(facts_, [&](const LoanFacts& facts) { return loan_issues_.is_bad(facts.loan.row); });
        if (facts_.empty() && !problems_.has_errors()) {
            loan_issues_.report_errors(problems_);
            problems_.error(loans_.source, "", "", "every row of the tape was excluded",
                            "on_error_rows = \"exclude\"", "");
        }
    }

    /// Of what was read, whether it is simulated or not.
    void check_control_totals(const RuleColumns& segment_columns) {
        const ExcludedBySegment excluded = excluded_totals(
            loans_.size(), loan_issues_, request_.segment_rules, segment_columns, loans_,
            [&](std::size_t row) { return amounts_of_row(loan_fields_, row, request_.currencies); });
        compare_control_totals(excluded, facts_, request_, study_, problems_);
    }

    RowBalances excluded_balances() const {
        RowBalances balances;
        for (std::size_t row = 0; row < loans_.size(); ++row) {
            if (loan_issues_.is_bad(row)) {
                const RowAmounts amounts = amounts_of_row(loan_fields_, row, request_.currencies);
                balances.emplace_back(row, static_cast<double>(amounts.principal_balance));
            }
        }
        return balances;
    }

    void record_exclusions() {
        Minor amount = 0;
        study_.excluded = loan_issues_.excluded([&](std::size_t row) {
            return amounts_of_row(loan_fields_, row, request_.currencies).principal_balance;
        });
        for (const ExcludedRow& row : study_.excluded) {
            amount += row.principal_balance;
        }
        if (!study_.excluded.empty()) {
            problems_.warning(
                loans_.source, "", "",
                fmt::format("{} of {} rows excluded, principal balance {:.2f} {}", study_.excluded.size(),
                            loans_.size(), in_units(amount), request_.currencies.reporting),
                "on_error_rows = \"exclude\"");
            loan_issues_.report_errors(problems_, Severity::warning);
        }
        if (collateral_ != nullptr && !collateral_issues_.empty()) {
            const auto rows = collateral_issues_.excluded([](std::size_t) { return Minor{0}; });
            study_.excluded.insert(study_.excluded.end(), rows.begin(), rows.end());
            problems_.warning(collateral_->source, "", "",
                              fmt::format("{} of {} rows excluded", rows.size(), collateral_->size()),
                              "on_error_rows = \"exclude\"");
            collateral_issues_.report_errors(problems_, Severity::warning);
        }
        note_missing(loans_);
        note_missing(collateral_ != nullptr ? *collateral_ : no_table_);
        for (const RowIssues* issues : {&loan_issues_, &collateral_issues_}) {
            issues->report_notes(problems_);
            const std::vector<std::string> notes = issues->counted_notes();
            study_.repairs.insert(study_.repairs.end(), notes.begin(), notes.end());
        }
    }

    /// Texts that the study says mean no value, by column.
    void note_missing(const Table& table) {
        std::set<std::string> notes;  // in an order that does not follow the table's
        for (const Column& column : table.columns) {
            if (column.made_null > 0) {
                notes.insert(fmt::format("{}: a text of `missing` is read as no value ({} {})", column.name,
                                         column.made_null, column.made_null == 1 ? "row" : "rows"));
            }
        }
        study_.repairs.insert(study_.repairs.end(), notes.begin(), notes.end());
    }

    const Table no_table_ = {};
    const Table& loans_;
    const LoanFields loan_fields_;
    const Table* collateral_;
    TapeRequest& request_;
    Study& study_;
    Problems& problems_;
    RowIssues loan_issues_;
    RowIssues collateral_issues_;
    std::vector<std::string> identifiers_;  ///< [row], of good rows and bad
    Claims claims_;                         ///< its names point into identifiers_
    std::vector<LoanFacts> facts_;          ///< ordered by identifier, in the end by segment before it
    std::vector<CollateralRow> collateral_rows_;
    std::vector<CollateralRow> secured_;  ///< shared out, ordered by loan
};

}  // namespace

void fill_portfolio(const Table& loans, const Table* collateral, TapeRequest& request, Study& study,
                    Problems& problems) {
    TapeReader(loans, collateral, request, study, problems).read();
}

}  // namespace recoup::sim
