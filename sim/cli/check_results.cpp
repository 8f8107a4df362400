#include <fmt/format.h>

#include <cstdio>

#include "sim/cli/commands.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/seed_text.hpp"

namespace recoup::sim::cli {

ExitCode check_results_file(const Command& command) {
    const ResultsFacts facts = check_results(command.study);
    std::fputs(fmt::format("{}: valid, as recoup {} wrote it at {}.\n"
                           "  {}, seed {}, {}\n"
                           "  study    {}\n"
                           "  content  {} (content_sha256)\n",
                           command.study.string(), facts.version, facts.created_at,
                           counted(facts.path_count, "path"), seed_text(facts.seed), facts.title, facts.identity,
                           facts.content_sha256)
                   .c_str(),
               stdout);
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
