#include "sim/output/output_check.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include "sim/output/excluded_rows.hpp"
#include "sim/output/hdf5_file.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/results_seal.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OutputCheck : public testing::Test {
  protected:
    OutputCheck() {
        std::ofstream(folder_ / "tape.csv") << "loans";
        request_.out = folder_ / "results.h5";
        request_.identity = "mine";
        request_.paths = 8;
        request_.inputs = {folder_ / "tape.csv"};
    }

    std::string message() const {
        try {
            check_output(request_);
        } catch (const OutputError& error) {
            return error.what();
        }
        return "no error";
    }

    void write_results(const std::string& identity, std::int64_t paths = 8) const {
        hdf5::ResultsFile file(folder_ / "results.h5");
        file.root().attribute("filetype", std::string("recoup-results"));
        file.root().attribute("identity", identity);
        file.root().attribute("title", std::string("Old study"));
        file.root().attribute("seed", std::int64_t{7});
        file.root().attribute("path_count", paths);
        file.publish();
    }

    ScratchFolder folder_;
    OutputRequest request_;
};

TEST_F(OutputCheck, a_free_name_is_good) {
    EXPECT_EQ(message(), "no error");
    EXPECT_EQ(folder_.names(), (std::set<std::string>{"tape.csv"}));
}

TEST_F(OutputCheck, an_input_is_never_replaced_whatever_the_way_to_it) {
    fs::create_symlink(folder_ / "tape.csv", folder_ / "link.h5");
    fs::create_hard_link(folder_ / "tape.csv", folder_ / "hard.h5");
    for (const fs::path& out : {folder_ / "tape.csv", folder_ / "link.h5", folder_ / "hard.h5",
                                fs::relative(folder_ / "tape.csv"), folder_.path() / "." / "tape.csv"}) {
        for (const bool force : {false, true}) {
            request_.out = out;
            request_.force = force;
            EXPECT_THAT(message(), HasSubstr("holds, a file that is read")) << out;
        }
    }
}

TEST_F(OutputCheck, nor_by_what_stands_beside_the_results) {
    for (const char* beside : {".partial", ".excluded.csv", ".excluded.csv.partial"}) {
        const fs::path input = folder_ / (std::string("results.h5") + beside);
        std::ofstream(input) << "x";
        request_.inputs = {input};
        EXPECT_THAT(message(), HasSubstr("holds, a file that is read")) << beside;
        fs::remove(input);
    }
    fs::create_directory(folder_ / "results.h5.parts");
    std::ofstream(folder_ / "results.h5.parts/loans.csv") << "x";
    request_.inputs = {folder_ / "results.h5.parts/loans.csv"};
    EXPECT_THAT(message(), HasSubstr("results.h5.parts: is, or holds, a file that is read"));
}

TEST_F(OutputCheck, nor_by_what_stands_beside_the_file_that_a_link_leads_to) {
    fs::create_directory(folder_ / "data");
    std::ofstream(folder_ / "data/tape.partial") << "loans";
    std::ofstream(folder_ / "data/tape") << "old results";
    fs::create_symlink(folder_ / "data/tape", request_.out);
    request_.inputs = {folder_ / "data/tape.partial"};
    request_.force = true;
    EXPECT_THAT(message(), HasSubstr("data/tape.partial: is, or holds, a file that is read"));
}

TEST_F(OutputCheck, results_of_another_study_and_other_files_need_force) {
    write_results("another");
    EXPECT_THAT(message(),
                HasSubstr("results.h5: holds the results of another study ('Old study' with seed 7"));
    EXPECT_THAT(message(), HasSubstr("--force"));
    request_.force = true;
    EXPECT_EQ(message(), "no error");
    request_.force = false;
    request_.writes_results = false;
    EXPECT_EQ(message(), "no error") << "parts alone";
    request_.writes_results = true;
    write_results("mine");
    EXPECT_EQ(message(), "no error");
    std::ofstream(folder_ / "results.h5") << "a letter";
    EXPECT_THAT(message(), HasSubstr("results.h5: is no results file of recoup, and would be lost"));
}

void write_sealed(const fs::path& out) {
    hdf5::ResultsFile file(out);
    const hdf5::Description text{.units = "1", .long_name = "text"};
    file.root().attribute("filetype", std::string("recoup-results"));
    file.root().attribute("identity", std::string("mine"));
    file.root().attribute("path_count", std::int64_t{8});
    file.group(seal_group).write_string(seal_name, open_seal(), text);
    file.publish();
}

TEST_F(OutputCheck, what_cannot_be_read_at_the_moment_is_not_called_worthless) {
    write_sealed(request_.out);
    const int other = ::open(request_.out.c_str(), O_RDWR);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    for (const bool resume : {false, true}) {
        request_.resume = resume;
        EXPECT_THAT(message(), AllOf(HasSubstr("errno 11"), HasSubstr("close it there, then try again"),
                                     Not(HasSubstr("--force"))));
    }
    request_.force = true;
    EXPECT_THAT(message(), HasSubstr("errno 11")) << "it may hold more paths";
    ::close(other);
    EXPECT_EQ(message(), "no error");
}

TEST_F(OutputCheck, what_was_cut_needs_force) {
    write_sealed(request_.out);
    EXPECT_EQ(message(), "no error");
    fs::resize_file(request_.out, 200);
    EXPECT_THAT(message(),
                HasSubstr("is an HDF5 file that cannot be read, and would be lost (it has 200 bytes"));
    fs::resize_file(request_.out, 0);
    EXPECT_THAT(message(), HasSubstr("is no results file of recoup, and would be lost"));
    request_.force = true;
    for (const bool resume : {false, true}) {
        request_.resume = resume;
        EXPECT_EQ(message(), "no error");
    }
}

TEST_F(OutputCheck, more_paths_are_replaced_by_fewer_only_with_force_and_never_to_go_on) {
    constexpr const char* said =
        "holds more paths of this study than are asked for (it holds 16, the study now has 8)";
    write_results("mine", 16);
    EXPECT_THAT(message(), HasSubstr(said));
    request_.force = true;
    EXPECT_EQ(message(), "no error");
    request_.resume = true;
    EXPECT_THAT(message(), HasSubstr(said));
    request_.paths = 16;
    EXPECT_EQ(message(), "no error");
    write_results("another", 16);
    EXPECT_EQ(message(), "no error") << "force, and no path of this study is lost";
}

TEST_F(OutputCheck, what_lies_in_the_way_is_named_before_work) {
    for (const char* name :
         {"results.h5.partial", "results.h5.excluded.csv", "results.h5.excluded.csv.partial"}) {
        fs::create_directory(folder_ / name);
        EXPECT_THAT(message(), HasSubstr(std::string(name) + ": is in the way")) << name;
        fs::remove(folder_ / name);
        fs::create_symlink(folder_ / "nowhere", folder_ / name);
        EXPECT_THAT(message(), HasSubstr(std::string(name) + ": is in the way")) << name;
        fs::remove(folder_ / name);
    }
    std::ofstream(folder_ / "results.h5.parts") << "x";
    EXPECT_THAT(message(), HasSubstr("results.h5.parts: is in the way"));
}

TEST_F(OutputCheck, names_that_the_file_system_does_not_take_are_refused) {
    request_.out = folder_ / (std::string(240, 'a') + ".h5");
    EXPECT_THAT(message(),
                HasSubstr("the name is too long (with .excluded.csv.partial behind it the name has 264"));
    request_.out = folder_ / (std::string(231, 'a') + ".h5");
    EXPECT_EQ(message(), "no error");
}

TEST_F(OutputCheck, a_list_of_excluded_rows_that_is_not_ours_stays) {
    const fs::path list = folder_ / "results.h5.excluded.csv";
    std::ofstream(list) << "my,own,list\n";
    EXPECT_EQ(message(), "no error") << "nothing is to be listed";
    write_excluded_rows(request_.out, {});
    EXPECT_TRUE(fs::exists(list));
    request_.lists_excluded_rows = true;
    EXPECT_THAT(message(), HasSubstr("results.h5.excluded.csv: is in the way"));
    fs::remove(list);
    write_excluded_rows(request_.out, {{"loans.csv", 7, "L1", "no date", 5}});
    EXPECT_EQ(message(), "no error") << "ours may be written again";
    write_excluded_rows(request_.out, {});
    EXPECT_FALSE(fs::exists(list)) << "and is taken away when no row is excluded any more";
}

TEST_F(OutputCheck, a_part_that_is_merged_is_never_replaced) {
    fs::create_directory(folder_ / "a.parts");
    std::ofstream(folder_ / "a.parts/part.h5") << "x";
    request_.out = folder_ / "a.parts/part.h5";
    request_.parts = {folder_ / "a.parts/part.h5"};
    request_.force = true;
    EXPECT_THAT(message(), HasSubstr("holds, a file that is read"));
}

}  // namespace
}  // namespace recoup::sim
