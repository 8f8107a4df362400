// TOML of a wrong kind or shape: files in each other's place, nesting without end, values that are two lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/input/toml/toml_depth.hpp"
#include "sim/input/toml/toml_document.hpp"
#include "sim/problems/suggest.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

std::string dotted(int parts) {
    std::string key = "a";
    for (int i = 1; i < parts; ++i) {
        key += ".a";
    }
    return key;
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

std::string depth_refusal(const std::string& text) {
    try {
        check_depth(text, "f.toml");
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

/// Each kind of file, a fresh name for its copy, and the line of the small study that names it.
struct Place {
    const char* file;
    const char* named;
    const char* in;
};

TEST(DocumentKind, EveryFileInEveryOthersPlaceIsNamed) {
    const std::vector<Place> places = {{"macro.toml", "model = \"macro.toml\"", "study.toml"},
                                       {"base.toml", "\"base.toml\"", "secured.toml"},
                                       {"workout.toml", "\"workout.toml\"", "study.toml"}};
    const std::vector<const char*> files = {"study.toml", "base.toml", "macro.toml", "workout.toml",
                                            "hold.toml"};
    for (const Place& place : places) {
        for (const char* other : files) {
            if (std::string(other) == place.file ||
                (std::string(other) == "hold.toml" && place.named[1] == 'w')) {
                continue;
            }
            StudyFolder folder;
            const std::string text = folder.read(place.in);
            std::string named(place.named);
            named.replace(named.find(place.file), std::string(place.file).size(), other);
            folder.replace(place.in, place.named, named);
            EXPECT_THAT(folder.errors(), AnyOf(HasSubstr(", not "), HasSubstr("inherits itself")))
                << other << " for " << place.file;
            EXPECT_THAT(folder.errors(), Not(HasSubstr("unknown key"))) << other << " for " << place.file;
        }
    }
}

TEST(DocumentKind, EveryFileInThePlaceOfTheStudy) {
    const StudyFolder folder;
    for (const char* file : {"base.toml", "macro.toml", "workout.toml", "hold.toml"}) {
        try {
            load_study(folder.file(file));
            ADD_FAILURE() << file;
        } catch (const InputError& error) {
            EXPECT_THAT(error.what(), HasSubstr("not a study")) << file;
        }
    }
}

TEST(Document, AMacroModelWithoutVariablesIsAnError) {
    for (const char* variables :
         {"", "variable = []\n", "variable = [{}]\n", "variable = 3\n", "variable = {}\n"}) {
        StudyFolder folder;
        folder.write("macro.toml",
                     "recoup_schema = 1\nfrequency = \"quarter\"\n" + std::string(variables) +
                         "[pedigree]\nsource = \"x\"\nstatus = \"estimated\"\nas_of = 2024-12-31\n");
        EXPECT_THAT(folder.errors(), HasSubstr("macro.toml")) << variables;
    }
}

TEST(Document, AnEmptyOneOfAnyKindIsAnError) {
    for (const char* file : {"study.toml", "base.toml", "secured.toml", "macro.toml", "workout.toml",
                             "hold.toml", "loans.csv", "collateral.csv", "paths.csv"}) {
        for (const char* text :
             {"", "\n", "recoup_schema = 1\n", "recoup_schema = 1\n[x]\n", "[[[", "=", "\"", ","}) {
            StudyFolder folder;
            folder.write(file, text);
            EXPECT_THAT(folder.errors(), HasSubstr(file)) << text;
        }
    }
}

TEST(Document, AScenarioFileWithAColumnTwiceIsAnError) {
    StudyFolder folder;
    const std::string text = folder.read("paths.csv");
    folder.write("paths.csv",
                 "scenario,scenario,quarter,variable,value\n" + text.substr(text.find('\n') + 1));
    EXPECT_THAT(folder.errors(), HasSubstr("two columns have this name"));
}

TEST(Depth, IsCountedByPartsHeadersAndBrackets) {
    EXPECT_EQ(depth_refusal(dotted(64) + " = 1\n"), "");
    EXPECT_THAT(depth_refusal("x = 1\n" + dotted(65) + " = 1\n"),
                HasSubstr("f.toml:2: nests more than 64 levels"));
    EXPECT_EQ(depth_refusal("[" + dotted(64) + "]\n"), "");
    EXPECT_THAT(depth_refusal("\n\n[" + dotted(65) + "]\n"), HasSubstr("f.toml:3"));
    EXPECT_THAT(depth_refusal("[[" + dotted(40) + "]]\n" + dotted(30) + " = 1"), HasSubstr("f.toml:2"));
    EXPECT_THAT(depth_refusal("x = " + repeated("[", 12'000)), HasSubstr("f.toml:1"));
    EXPECT_THAT(depth_refusal("x = " + repeated("{a.a.a = ", 30)), HasSubstr("f.toml:1"));
    EXPECT_THAT(depth_refusal("\"a\"" + repeated(" . 'a'", 70) + " = 1"), HasSubstr("f.toml:1"));
    EXPECT_EQ(depth_refusal("x = [\n" + repeated("[1.5, 2.5],\n", 1000) + "]\n" +
                            repeated("[a.b]\nc.d = 1\n", 1000)),
              "");
    EXPECT_EQ(depth_refusal("x = \"" + repeated(".", 1000) + "\" # " + repeated("[", 1000)), "")
        << "texts, comments";
    EXPECT_EQ(depth_refusal("x = '''\n" + repeated("[a.", 1000) + "'''\ny = \"\"\"\\\n\\\"" +
                            repeated("{", 99) + "\"\"\""),
              "");
    EXPECT_THAT(depth_refusal("x = '''\n''\n'''\n" + dotted(70)), HasSubstr("f.toml:4"));
}

TEST(Depth, NoNestingOverflowsTheStackOfAnyReader) {
    const int deep = 12'000;
    const std::vector<std::string> texts = {
        "recoup_schema = 1\n" + dotted(deep) + " = 1\n", "recoup_schema = 1\n[" + dotted(deep) + "]\n",
        "recoup_schema = 1\n[[" + dotted(deep) + "]]\n",
        "recoup_schema = 1\nx = " + repeated("[", deep) + repeated("]", deep) + "\n",
        "recoup_schema = 1\nx = " + repeated("{a = ", deep) + "1" + repeated("}", deep) + "\n"};
    for (const char* file : {"study.toml", "base.toml", "macro.toml", "workout.toml"}) {
        for (const std::string& text : texts) {
            StudyFolder folder;
            folder.write(file, text);
            EXPECT_THAT(folder.errors(), HasSubstr(std::string(file) + ":2: nests more than 64 levels deep"));
        }
    }
    const StudyFolder folder;
    EXPECT_THAT(folder.errors({.set = {{dotted(deep), "1"}}}), HasSubstr("there is no such key"));
    EXPECT_THAT(folder.errors({.set = {{"title", repeated("[", deep)}}}),
                HasSubstr("nests more than 64 levels"));
    EXPECT_THAT(folder.errors({.set = {{"rates", "{" + dotted(deep) + " = 1}"}}}),
                HasSubstr("nests more than"));
}

TEST(Depth, NamesAreAsLongAsAKeyMayBe) {
    StudyFolder folder;
    folder.append("hold.toml", "\n" + std::string(100'000, 'k') + " = [1, 2, 3]\n");
    EXPECT_THAT(folder.errors(), HasSubstr("longer than 1000 characters"));
    EXPECT_LT(folder.errors().size(), 1000U);
}

TEST(Setting, IsOneValue) {
    const StudyFolder folder;
    EXPECT_THAT(folder.errors({.set = {{"seed", "7\npaths = 16"}}}), HasSubstr("is not a TOML value"));
    EXPECT_THAT(folder.errors({.set = {{"seed", "7\n[rates]\nhurdle = 0.5"}}}),
                HasSubstr("is not a TOML value"));
    EXPECT_EQ(folder.errors({.set = {{"seed", "7 # that of last year"}}}), "");
}

TEST(Suggestion, OfALongNameIsNone) {
    const std::string long_name(1'000'000, 'x');
    EXPECT_EQ(did_you_mean(long_name, {long_name + "y", "hazards"}), "");
    EXPECT_EQ(did_you_mean("hazard", {long_name, "hazards"}), "Did you mean 'hazards'?");
    const std::string longest(100, 'x');
    EXPECT_EQ(did_you_mean(longest.substr(1), {longest}), "Did you mean '" + longest + "'?");
    EXPECT_EQ(did_you_mean(longest + "y", {longest}), "");
}

TEST(Tape, AFileThatIsNoneIsNotQuoted) {
    for (const char* file : {"loans.csv", "collateral.csv"}) {
        StudyFolder folder;
        folder.write(file, "root:secret_of_the_first_line:0:0\nloan_secret\nanother,line\n");
        const std::string said = folder.errors();
        EXPECT_THAT(said, HasSubstr(std::string(file) + ": does not look like a tape")) << file;
        EXPECT_THAT(said, Not(HasSubstr("secret")));
        EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 0) << said;
    }
}

}  // namespace
}  // namespace recoup::sim
