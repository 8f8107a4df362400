#include "sim/cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace recoup::sim::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;

Command command_of(const std::vector<std::string>& arguments) {
    const auto parsed = parse_command_line(arguments);
    if (const auto* answer = std::get_if<Answer>(&parsed)) {
        ADD_FAILURE() << answer->text;
        return {};
    }
    return std::get<Command>(parsed);
}

Answer answer_to(const std::vector<std::string>& arguments) {
    const auto parsed = parse_command_line(arguments);
    return std::holds_alternative<Answer>(parsed) ? std::get<Answer>(parsed)
                                                  : Answer{"a command", ExitCode::done};
}

TEST(CommandLine, RunTakesAllItsOptions) {
    const Command command =
        command_of({"run", "study.toml", "--out", "f.h5", "--set", "a=1", "b=2", "--threads", "3", "--paths",
                    "8:24", "--resume", "--keep-parts", "--quiet", "--force", "--note", "a draft"});
    EXPECT_EQ(command.verb, Verb::run);
    EXPECT_EQ(command.study, "study.toml");
    EXPECT_EQ(command.out, "f.h5");
    EXPECT_THAT(command.set, ::testing::ElementsAre(Pair("a", "1"), Pair("b", "2")));
    EXPECT_EQ(command.threads, 3);
    EXPECT_EQ(command.paths, (PathRange{8, 24}));
    EXPECT_TRUE(command.resume && command.keep_parts && command.quiet && command.force);
    EXPECT_EQ(command.note, "a draft");
}

TEST(CommandLine, SettingsMayStandBeforeTheStudy) {
    const Command command = command_of({"check", "--set", "a=1", "b=2", "study.toml"});
    EXPECT_EQ(command.study, "study.toml");
    EXPECT_THAT(command.set, ::testing::ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST(CommandLine, MergeTakesSeveralSources) {
    const Command command = command_of({"merge", "study.toml", "--out", "f.h5", "a.h5", "b.h5.parts"});
    EXPECT_EQ(command.study, "study.toml");
    EXPECT_THAT(command.sources, ::testing::ElementsAre("a.h5", "b.h5.parts"));
}

TEST(CommandLine, ReplayKeepsTheIdAsText) {
    const Command command = command_of({"replay", "study.toml", "--path", "17", "--loan", "00042", "--option",
                                        "court", "--scenario", "baseline", "--all"});
    EXPECT_EQ(command.path, 17);
    EXPECT_EQ(command.loan, "00042");
    EXPECT_EQ(command.option, "court");
    EXPECT_EQ(command.scenario, "baseline");
    EXPECT_TRUE(command.all_months);
    EXPECT_EQ(command_of({"replay", "s", "--path", "0", "--loan=-7"}).loan, "-7");
}

TEST(CommandLine, ShowTakesAFileAndNamesOfIt) {
    const Command command = command_of({"show", "f.h5", "--scenario", "baseline", "--segment", "small"});
    EXPECT_EQ(command.verb, Verb::show);
    EXPECT_EQ(name_of(command.verb), "show");
    EXPECT_EQ(command.results, "f.h5");
    EXPECT_EQ(command.scenario, "baseline");
    EXPECT_EQ(command.segment, "small");
}

TEST(CommandLine, FormsOfAnswerAndLog) {
    const Command plain = command_of({"run", "s", "--out", "f.h5"});
    EXPECT_FALSE(plain.json);
    EXPECT_EQ(plain.log, LogFormat::text);
    for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
             {"check", "s"}, {"run", "s", "--out", "f.h5"}, {"merge", "s", "a.h5", "--out", "f.h5"}}) {
        std::vector<std::string> arguments = verb;
        arguments.insert(arguments.end(), {"--json", "--log", "json"});
        const Command asked = command_of(arguments);
        EXPECT_TRUE(asked.json) << verb.front();
        EXPECT_EQ(asked.log, LogFormat::json) << verb.front();
    }
    EXPECT_EQ(answer_to({"check", "s", "--log", "xml"}).code, ExitCode::usage);
}

TEST(CommandLine, TheSameCommandCanBeTypedAgain) {
    const Command command = command_of({"run", "my study.toml", "--out", "f.h5"});
    EXPECT_EQ(command.typed("--resume"), "recoup run 'my study.toml' --out f.h5 --resume");
}

TEST(CommandLine, MistypedNamesAreGuessed) {
    EXPECT_THAT(answer_to({"rnu"}).text, HasSubstr("Did you mean 'run'?"));
    EXPECT_THAT(answer_to({"run", "s", "--thread=2"}).text, HasSubstr("Did you mean '--threads'?"));
    EXPECT_THAT(answer_to({"appetite", "f.h5"}).text, HasSubstr("check, run, merge, replay"));
    EXPECT_EQ(answer_to({"rnu"}).code, ExitCode::usage);
}

TEST(CommandLine, HelpAndVersionAreNoErrors) {
    for (const char* asked : {"--help", "-h", "--version"}) {
        EXPECT_EQ(answer_to({asked}).code, ExitCode::done) << asked;
    }
    EXPECT_EQ(answer_to({"merge", "--help"}).code, ExitCode::done);
    EXPECT_EQ(answer_to({}).code, ExitCode::usage);
}

}  // namespace
}  // namespace recoup::sim::cli
