// `recoup kinds`: what each kind of measure asks for and does, printed from the files that define it.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "models/options.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/text_table.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;

void print_line(const std::string& text) {
    print_text(stdout, text + "\n");
}

std::string joined(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

template <class Terms>
std::string default_of(const TermField<Terms>& field) {
    static const Terms usual{};
    return std::visit(
        [&](auto member) -> std::string {
            using Value = std::decay_t<decltype(usual.*member)>;
            if constexpr (std::is_same_v<Value, bool>) {
                return usual.*member ? "true" : "false";
            } else if constexpr (std::is_arithmetic_v<Value>) {
                return fmt::format("{:g}", static_cast<double>(usual.*member));
            } else {
                return "[]";
            }
        },
        field.member);
}

template <class Terms>
std::string range_of(const TermField<Terms>& field) {
    return field.low == field.high ? "" : fmt::format("{:g} to {:g}", field.low, field.high);
}

/// The accounts that the actions post to, whatever the amounts.
void add_accounts(const Actions& actions, std::set<Account>& accounts) {
    const Contract contract{.annual_rate = 0.05, .maturity = 12};
    const Sale sale{.appraised = 10.0, .price = 10.0, .prior_claims = 1.0, .sale_cost = 1.0};
    const Outcome outcome = outcome_of(
        actions,
        {.claim = 100, .carrying = 50, .contract = contract, .standing = defaulted_now, .sale = sale});
    for (const Posting& posting : outcome.postings()) {
        accounts.insert(posting.account);
    }
}

/// Where the measure's own rows and clocks lead, and what is posted on the way.
template <class Kind>
void print_ways(Kind kind) {
    const typename Kind::Terms terms{};
    std::vector<std::string> states, ways;
    std::set<Account> accounts{Kind::cost_account};
    accounts.insert(kind.stay_accounts.begin(), kind.stay_accounts.end());
    add_accounts(kind.on_entry(terms), accounts);
    for (const State state : kind.states) {
        states.emplace_back(name_of(state));
        if (const auto row = kind.own_row(state, terms)) {
            for (const ExitSpec& exit : row->exits) {
                ways.emplace_back(name_of(exit.to));
                add_accounts(kind.on_exit(exit.to, terms).value_or(Actions{}), accounts);
            }
        }
        if (const auto clock = kind.clock_of(state, 0, terms)) {
            ways.emplace_back(name_of(clock->to.state));
        }
    }
    std::vector<std::string> names;
    for (const Account account : accounts) {
        names.emplace_back(account_names[static_cast<std::size_t>(account)]);
    }
    print_line(fmt::format("  states      {}", joined(states)));
    print_line(fmt::format("  leaves to   {}",
                           ways.empty() ? "where the hazard rows of its states lead" : joined(ways)));
    print_line(fmt::format("  outcomes    taken, refused{}",
                           kind.fails_into_default ? ", failed (back in default)" : ""));
    print_line(fmt::format("  accounts    {}", joined(names)));
    print_line(fmt::format("  columns     {}",
                           joined(std::vector<std::string>(kind.columns.begin(), kind.columns.end()))));
}

template <class Kind>
void print_kind(Kind kind) {
    print_line(fmt::format("{}: {}", kind.kind, kind.meaning));
    TextTable table({{"term", Align::left},
                     {"unit", Align::left},
                     {"range", Align::left},
                     {"default"},
                     {"meaning", Align::left}});
    for (const auto& field : kind.fields) {
        table.row({std::string(field.name), std::string(field.unit), range_of(field), default_of(field),
                   std::string(field.meaning)});
    }
    if (!kind.fields.empty()) {
        print_text(stdout, table.text("  "));
    }
    print_ways(kind);
    print_line("");
}

}  // namespace

ExitCode list_kinds() {
    Measures::for_each([](auto kind) { print_kind(kind); });
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
