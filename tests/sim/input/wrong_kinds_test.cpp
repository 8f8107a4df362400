// Whatever stands in a file, loading ends in a study or in an InputError: every value of every TOML file of
// the small study is replaced by values of other kinds, every line is left out, every table becomes an array
// of tables or the other way round, every field of the tables is spoilt.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

const std::vector<std::string> toml_files = {"study.toml", "base.toml",    "secured.toml",
                                             "macro.toml", "workout.toml", "hold.toml"};
const std::vector<std::string> kinds = {"\"x\"",
                                        "\"\"",
                                        "-1.5",
                                        "7",
                                        "true",
                                        "[]",
                                        "{}",
                                        "[[1, 2]]",
                                        "[{}]",
                                        "nan",
                                        "1e300",
                                        "2006-12-31",
                                        "9223372036854775807"};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string with_line(std::vector<std::string> lines, std::size_t at, const std::string& line) {
    lines[at] = line;
    std::string text;
    for (const std::string& each : lines) {
        text += each + "\n";
    }
    return text;
}

/// True when a study came out. Anything but an InputError with problems fails the test.
bool loads(const StudyFolder& folder, const std::string& what) {
    try {
        folder.load();
        return true;
    } catch (const InputError& error) {
        EXPECT_FALSE(error.problems().empty()) << what;
    } catch (const std::exception& error) {
        ADD_FAILURE() << what << ": " << error.what();
    }
    return false;
}

TEST(WrongKinds, EndInAnInputError) {
    const StudyFolder folder;
    int loaded = 0;
    for (const std::string& file : toml_files) {
        const std::string original = folder.read(file);
        const auto lines = lines_of(original);
        for (std::size_t at = 0; at < lines.size(); ++at) {
            const std::size_t equals = lines[at].find(" = ");
            folder.write(file, with_line(lines, at, ""));
            loads(folder, file + " without: " + lines[at]);
            if (lines[at].starts_with("[")) {
                const bool is_array = lines[at].starts_with("[[");
                folder.write(file, with_line(lines, at,
                                             is_array ? lines[at].substr(1, lines[at].find("]]") - 1) + "]"
                                                      : "[" + lines[at] + "]"));
                loads(folder, file + " in other brackets: " + lines[at]);
            }
            for (const std::string& kind : kinds) {
                if (equals != std::string::npos) {
                    folder.write(file, with_line(lines, at, lines[at].substr(0, equals + 3) + kind));
                    loaded += loads(folder, file + " " + lines[at] + " <- " + kind) ? 1 : 0;
                }
            }
        }
        folder.write(file, original);
    }
    // Of some 1100 loads only those pass whose value fits (a number for a number, any text for a title).
    EXPECT_LT(loaded, 200);
    EXPECT_TRUE(loads(folder, "as it was"));
}

TEST(WrongKinds, SpoiltFieldsOfTables) {
    const StudyFolder folder;
    for (const char* file : {"loans.csv", "collateral.csv", "paths.csv"}) {
        const std::string original = folder.read(file);
        const auto lines = lines_of(original);
        for (std::size_t at = 0; at < lines.size(); ++at) {
            for (const char* line :
                 {"", ",", "\"", ",,,,,,,,,,,", "\"a\"b", "#", "a,b,c,d,e", "a,b,c,d,e,f"}) {
                folder.write(file, with_line(lines, at, line));
                loads(folder, std::string(file) + " " + lines[at] + " <- " + line);
            }
        }
        folder.write(file, original);
    }
}

}  // namespace
}  // namespace recoup::sim
