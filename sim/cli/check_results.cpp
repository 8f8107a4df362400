#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/seed_text.hpp"

namespace recoup::sim::cli {

namespace {

Json answer(const Command& command, const ResultsFacts& facts) {
    Json json = json_answer(name_of(command.verb), static_cast<int>(ExitCode::done), {});
    json["results"] = json_of(facts, command.study);
    return json;
}

std::string text(const Command& command, const ResultsFacts& facts) {
    return fmt::format(
        "{}: valid, as recoup {} wrote it at {}.\n"
        "  {}, seed {}, {}\n"
        "  study    {}\n"
        "  content  {} (content_sha256)\n",
        command.study.string(), facts.version, facts.created_at, counted(facts.path_count, "path"),
        seed_text(facts.seed), facts.title, facts.identity, facts.content_sha256);
}

}  // namespace

ExitCode check_results_file(const Command& command) {
    if (!command.set.empty()) {
        throw InputError({.where = command.study.string(),
                          .field = "--set",
                          .value = command.set.front().first,
                          .problem = "a results file has no settings",
                          .why = "they replace keys of a study",
                          .suggestion = "Leave --set out"});
    }
    const ResultsFacts facts = check_results(command.study);
    if (command.json) {
        print_json(answer(command, facts));
    } else {
        print_text(stdout, text(command, facts));
    }
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
