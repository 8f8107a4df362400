#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "sim/cli/commands.hpp"
#include "sim/cli/replay_table.hpp"
#include "sim/input/suggest.hpp"
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

template <typename Named>
std::vector<std::string> names_of(const std::vector<Named>& elements) {
    std::vector<std::string> names;
    for (const Named& element : elements) {
        names.push_back(element.name);
    }
    return names;
}

std::string title(const Command& command, const Study& study, const std::string& scenario,
                  const std::string& option) {
    return fmt::format("Loan {}, path {}, scenario {}, option {} ({}, seed {})\n", command.loan, command.path,
                       scenario, option, study.currency, study.seed);
}

}  // namespace

ExitCode replay_loan(const Command& command) {
    const Study study = load_study_of(command, Warnings::keep);
    check_name("scenario", command.scenario, names_of(study.scenarios));
    check_name("option", command.option, names_of(study.options));
    const PreparedStudy prepared(study);
    const ReplayView view{study.currency, study.calendar_month_at(0), command.all_months};
    for (std::size_t s = 0; s < study.scenarios.size(); ++s) {
        const std::string& scenario = study.scenarios[s].name;
        if (!command.scenario.empty() && scenario != command.scenario) {
            continue;
        }
        for (const ReplayOption& option : replay(prepared, command.loan, command.path, static_cast<int>(s))) {
            if (command.option.empty() || option.option == command.option) {
                std::fputs(
                    (title(command, study, scenario, option.option) + replay_table(option, view) + "\n")
                        .c_str(),
                    stdout);
            }
        }
    }
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
