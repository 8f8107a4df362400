#include "sim/cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "models/shown_text.hpp"
#include "sim/build_info.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim::cli {

namespace {

constexpr const char* examples =
    "Examples:\n"
    "  recoup check study.toml\n"
    "  recoup check results.h5                                 # is the file as it was written?\n"
    "  recoup run study.toml --out results.h5\n"
    "  recoup run study.toml --out results.h5 --set paths=5000 rates.hurdle=0.12\n"
    "  recoup run study.toml --out results.h5 --resume         # go on after an interruption\n"
    "  recoup replay study.toml --path 17 --loan L-0042        # one loan, month by month\n"
    "  recoup show results.h5                                  # what a run found and rests on\n"
    "  recoup kinds                                            # the measures that an option can take\n"
    "  recoup run study.toml --out results.h5 --json --log json  # for programs that start it\n"
    "On several machines:\n"
    "  recoup run study.toml --out a.h5 --paths 0:512          # leaves a.h5.parts\n"
    "  recoup run study.toml --out b.h5 --paths 512:1000       # leaves b.h5.parts\n"
    "  recoup merge study.toml --out results.h5 a.h5 b.h5\n";

/// The verbs, tied to the fields of a command. What the user typed as text is read after parsing.
struct Parser {
    explicit Parser(Command& command);

    CLI::App app{"recoup: what troubled loans recover under stress, by resolution option.", "recoup"};
    std::vector<std::pair<CLI::App*, Verb>> verbs;
    std::vector<std::string> settings;
    std::string paths;
    std::string log = "text";

  private:
    CLI::App* verb(Verb name, const char* text, const char* description, Command& command);
    void add_run(Command& command);
    void add_output(CLI::App* sub, Command& command);
    void add_merge(Command& command);
    void add_replay(Command& command);
    void add_show(Command& command);
    void add_formats(CLI::App* sub, Command& command);
};

Parser::Parser(Command& command) {
    app.set_version_flag(
        "--version",
        fmt::format("recoup {} ({}, {})", build_info::version, build_info::git_sha1, build_info::compiler),
        "Print version, commit and compiler");
    app.set_help_flag("-h,--help", "Print this help");
    app.footer(std::string(examples) + "\n" + exit_codes_help +
               "\nErrors, warnings and progress go to standard error, results to standard output.");
    app.require_subcommand(1);
    CLI::App* check = verb(Verb::check, "check",
                           "Validate a study: print what was read and what a run will cost. Or a results "
                           "file: is it as it was written?",
                           command);
    check
        ->add_option("--threads", command.threads,
                     "Threads to read with, and that the estimate is for (default: all)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096).description(""));
    add_formats(check, command);
    add_run(command);
    add_merge(command);
    add_replay(command);
    add_show(command);
}

CLI::App* Parser::verb(Verb name, const char* text, const char* description, Command& command) {
    CLI::App* sub = app.add_subcommand(text, description);
    sub->add_option("STUDY", command.study, "The study: one TOML file")->type_name("")->required();
    sub->add_option("--set", settings,
                    "Replace a key of the study, of an option or of a segment's parameters: --set paths=2000 "
                    "options.court.measure.legal.costs.fixed=2000 "
                    "parameters.sme.hazards.default.exits.cured.p=[0.04]; may be repeated")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    verbs.emplace_back(sub, name);
    return sub;
}

void Parser::add_output(CLI::App* sub, Command& command) {
    sub->add_option("--out", command.out, "The results file to write (HDF5)")->type_name("FILE")->required();
    sub->add_flag("--force", command.force,
                  "Replace the results of another study, or a file that is no results file");
    sub->add_option("--note", command.note, "What the results are for; kept in /provenance/note")
        ->type_name("TEXT");
}

void Parser::add_run(Command& command) {
    CLI::App* run = verb(Verb::run, "run", "Simulate a study and write the results", command);
    add_output(run, command);
    run->add_option("--threads", command.threads, "Threads (default: all that the machine gives)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096).description(""));
    run->add_option(
           "--paths", paths,
           "Simulate only the paths A to B-1, multiples of 8; leaves parts to merge, and takes no --note")
        ->type_name("A:B");
    run->add_flag("--resume", command.resume, "Go on from the parts of a run that was stopped");
    run->add_flag("--keep-parts", command.keep_parts, "Leave the folder FILE.parts beside the results");
    run->add_flag("-q,--quiet", command.quiet, "No progress and no summary, warnings and errors only");
    add_formats(run, command);
}

void Parser::add_merge(Command& command) {
    CLI::App* merge =
        verb(Verb::merge, "merge", "Make the results of a study from the parts of several runs", command);
    merge
        ->add_option("SOURCE", command.sources, "Results files whose .parts folders to take, or such folders")
        ->type_name("")
        ->required();
    add_output(merge, command);
    merge->add_flag("-q,--quiet", command.quiet, "No summary, warnings and errors only");
    add_formats(merge, command);
}

void Parser::add_replay(Command& command) {
    CLI::App* replay = verb(Verb::replay, "replay", "Explain one loan on one path, month by month", command);
    replay->add_option("--path", command.path, "Number of the path, from 0")
        ->required()
        ->type_name("K")
        ->check(CLI::NonNegativeNumber.description(""));
    replay
        ->add_option("--loan", command.loan, "loan_identifier of the tape; ID#3 is the third loan of a pool")
        ->type_name("ID")
        ->required();
    replay->add_option("--scenario", command.scenario, "Only this scenario (default: all)")
        ->type_name("NAME");
    replay->add_option("--option", command.option, "Only this option (default: all)")->type_name("NAME");
    replay->add_flag("--all", command.all_months, "Every month, also those in which nothing happens");
}

void Parser::add_show(Command& command) {
    CLI::App* show = app.add_subcommand(
        "show", "Print what a results file holds: figures, assumptions, warnings, meaning of accounts");
    show->add_option("FILE", command.results, "A results file (HDF5)")->type_name("")->required();
    show->add_option("--scenario", command.scenario, "Only this scenario (default: all)")->type_name("NAME");
    show->add_option("--segment", command.segment, "This segment (default: the whole portfolio)")
        ->type_name("NAME");
    verbs.emplace_back(show, Verb::show);
    verbs.emplace_back(
        app.add_subcommand("kinds",
                           "Print the kinds of measures: terms, states, outcomes, accounts, columns"),
        Verb::kinds);
}

void Parser::add_formats(CLI::App* sub, Command& command) {
    sub->add_flag("--json", command.json,
                  "Print the answer, errors too, as one JSON object (sim/report/json_schema.md)");
    sub->add_option("--log", log, "Form of standard error: text, or json: one JSON object a line")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json"}).description(""));
}

std::vector<std::string> names_of(const std::vector<CLI::App*>& subcommands) {
    std::vector<std::string> names;
    std::transform(subcommands.begin(), subcommands.end(), std::back_inserter(names),
                   [](const CLI::App* sub) { return sub->get_name(); });
    return names;
}

// CLI11 says that it did not expect a name; which one was meant is for us to say.

void check_verb(const std::vector<std::string>& arguments, const std::vector<std::string>& verbs) {
    const std::string& given = arguments.front();
    if (!given.starts_with("-") && std::find(verbs.begin(), verbs.end(), given) == verbs.end()) {
        throw UsageError(
            fmt::format("{}: no such command. {}", shown_text(given), suggest_name(given, verbs)));
    }
}

void check_options(const std::vector<std::string>& arguments, const CLI::App& app) {
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            known.push_back("--" + name);
        }
    }
    for (const std::string& argument : arguments) {
        const std::string name = argument.substr(0, argument.find('='));
        if (name.starts_with("--") && std::find(known.begin(), known.end(), name) == known.end()) {
            throw UsageError(
                fmt::format("{}: no such option. {}", shown_text(name), suggest_name(name, known)));
        }
    }
}

/// Its last sentence is the suggestion.
Problem usage_problem(const std::string& text, const std::string& program) {
    const std::size_t end = text.rfind(". ");
    Problem problem{.where = program, .problem = text.substr(0, end)};
    if (end == std::string::npos) {
        problem.problem.erase(problem.problem.find_last_not_of('.') + 1);
    } else {
        problem.suggestion = text.substr(end + 2) + " ";
    }
    problem.suggestion += "See `" + program + " --help`";
    return problem;
}

Answer usage_answer(const std::string& text, const std::string& verb) {
    const std::string program = verb.empty() ? "recoup" : "recoup " + verb;
    constexpr std::size_t longest = 500;
    return {fmt::format("{}: {}\nSee `{} --help`.\n", program, shown_text(text, longest), program),
            ExitCode::usage, usage_problem(text, program)};
}

void read_texts(const Parser& parser, Command& command) {
    for (const auto& [sub, verb] : parser.verbs) {
        if (sub->parsed()) {
            command.verb = verb;
        }
    }
    for (const std::string& setting : parser.settings) {
        command.set.push_back(parse_setting(setting));
    }
    command.log = parser.log == "json" ? LogFormat::json : LogFormat::text;
    if (!parser.paths.empty()) {
        command.paths = parse_path_range(parser.paths);
    }
}

}  // namespace

std::string_view name_of(Verb verb) {
    constexpr std::array<std::string_view, 6> names = {"check", "run", "merge", "replay", "show", "kinds"};
    return names[static_cast<std::size_t>(verb)];
}

std::string Command::typed(const std::string& more) const {
    std::string text = "recoup";
    for (const std::string& argument : arguments) {
        text += " " + shell_quoted(argument);
    }
    return more.empty() ? text : text + " " + more;
}

std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& arguments) {
    Command command;
    command.arguments = arguments;
    Parser parser(command);
    if (arguments.empty()) {
        return Answer{parser.app.help(), ExitCode::usage};
    }
    const auto verbs = names_of(parser.app.get_subcommands([](const CLI::App*) { return true; }));
    const bool is_verb = std::find(verbs.begin(), verbs.end(), arguments.front()) != verbs.end();
    const std::string verb = is_verb ? arguments.front() : std::string();
    try {
        check_argument_texts(arguments);
        check_verb(arguments, verbs);
        if (!verb.empty()) {
            check_options(arguments, *parser.app.get_subcommand(verb));
        }
        std::vector<std::string> reversed = with_each_setting_named(arguments);
        std::reverse(reversed.begin(), reversed.end());
        parser.app.parse(std::move(reversed));
        read_texts(parser, command);
    } catch (const CLI::CallForHelp&) {
        return Answer{parser.app.help(), ExitCode::done};
    } catch (const CLI::CallForVersion& version) {
        return Answer{std::string(version.what()) + "\n", ExitCode::done};
    } catch (const CLI::ParseError& error) {
        return usage_answer(error.what(), verb);
    } catch (const UsageError& error) {
        return usage_answer(error.what(), verb);
    }
    return command;
}

}  // namespace recoup::sim::cli
