#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "models/shown_text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/replay_table.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/problems/suggest.hpp"
#include "sim/replay.hpp"

namespace recoup::sim::cli {

namespace {

/// Throws InputError where a name was asked for that the study does not have.
void check_name(const std::string& field, const std::string& asked, const std::vector<std::string>& known) {
    if (!asked.empty() && std::find(known.begin(), known.end(), asked) == known.end()) {
        throw InputError({.where = "replay",
                          .field = "--" + field,
                          .value = asked,
                          .problem = "the study has no such " + field,
                          .suggestion = suggest_name(asked, known)});
    }
}

/// The loan as the tape states it.
std::string loan_text(const Study& study, const std::string& identifier) {
    const LoanColumns& loans = study.portfolio.loans;
    const CollateralColumns& collateral = study.portfolio.collateral;
    const std::size_t row = loans.row_of(identifier);
    if (row == loans.size()) {
        return "";  // replay() says so
    }
    Minor value = 0;
    for (std::uint32_t c = collateral.first[row]; c < collateral.first[row + 1]; ++c) {
        value += collateral.value[c];
    }
    return fmt::format(
        "Loan {} at {}: {} for {}, segment {}\n  claim {} {}, rate {}, {} to maturity, collateral {}\n\n",
        shown_text(identifier), month_text(study.calendar_month_at(0)), name_of(loans.state[row]),
        counted(loans.months_in_state[row], "month"), study.segments[loans.segment[row]].name, study.currency,
        money_text(loans.claim[row]), share_text(loans.annual_rate[row]),
        counted(loans.months_to_maturity[row], "month"), money_text(value));
}

std::string title(const Command& command, const Study& study, const std::string& scenario,
                  const std::string& option) {
    return fmt::format("Path {}, scenario {}, option {} ({})\n", command.path, scenario, option,
                       study.currency);
}

}  // namespace

ExitCode replay_loan(const Command& command) {
    const Study study = load_study_of(command, Warnings::keep);
    check_name("scenario", command.scenario, names_of(study.scenarios));
    check_name("option", command.option, names_of(study.options));
    const PreparedRun run(study);
    print_text(stdout, loan_text(run.prepared.study, command.loan));
    const ReplayView view{study.currency, study.calendar_month_at(0), command.all_months};
    for (std::size_t s = 0; s < study.scenarios.size(); ++s) {
        const std::string& scenario = study.scenarios[s].name;
        if (!command.scenario.empty() && scenario != command.scenario) {
            continue;
        }
        for (const ReplayOption& option : replay(run, command.loan, command.path, static_cast<int>(s))) {
            if (command.option.empty() || option.option == command.option) {
                print_text(stdout, title(command, study, scenario, option.option) +
                                       replay_table(option, view) + "\n");
            }
        }
    }
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
