// That nothing lies under a name, and that the system does not say, are two answers.
#include "sim/output/file_status.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <fstream>

#include "sim/output/file_bytes.hpp"
#include "sim/output/output_error.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;

class FileStatusOf : public testing::Test {
  protected:
    void SetUp() override {
        std::ofstream(folder_ / "file") << "nine bytes";
        fs::create_symlink(folder_ / "file", folder_ / "link");
        fs::create_symlink(folder_ / "none", folder_ / "dangling");
        fs::create_symlink(folder_ / "loop", folder_ / "loop");
        fs::create_hard_link(folder_ / "file", folder_ / "hard");
    }
    ScratchFolder folder_;
};

TEST_F(FileStatusOf, what_lies_there) {
    EXPECT_TRUE(status_of(folder_ / "file")->is_regular());
    EXPECT_EQ(status_of(folder_ / "link")->size(), 10U);
    EXPECT_FALSE(status_of_entry(folder_ / "link")->is_regular());
    EXPECT_TRUE(status_of(folder_.path())->is_folder());
    EXPECT_TRUE(status_of(folder_ / "file")->is_same_file(*status_of(folder_ / "hard")));
    EXPECT_FALSE(status_of(folder_ / "file")->is_same_file(*status_of(folder_.path())));
}

TEST_F(FileStatusOf, nothing_there) {
    for (const char* name : {"none", "none/none", "file/none", "dangling"}) {
        EXPECT_FALSE(status_of(folder_ / name)) << name;
    }
    EXPECT_TRUE(status_of_entry(folder_ / "dangling"));
}

TEST_F(FileStatusOf, what_cannot_be_told_is_an_error_and_not_nothing) {
    try {
        status_of(folder_ / "loop");
        ADD_FAILURE() << "no error";
    } catch (const OutputError& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("loop: cannot be looked at"),
                                                 testing::HasSubstr("Check the symbolic links")));
    }
    EXPECT_THROW(status_of(-1, folder_ / "file"), OutputError);
}

TEST_F(FileStatusOf, an_opened_file_that_lost_its_name_is_closed) {
    const auto is_open = [](int descriptor) { return ::fcntl(descriptor, F_GETFD) >= 0; };
    const auto opened = [&] { return ::open((folder_ / "file").c_str(), O_RDONLY | O_CLOEXEC); };
    const int kept = opened();
    EXPECT_EQ(if_still_named(kept, folder_ / "hard"), kept);
    EXPECT_TRUE(is_open(kept));
    EXPECT_THROW(if_still_named(kept, folder_ / "loop"), OutputError);
    EXPECT_FALSE(is_open(kept));
    const int removed = opened();
    fs::remove(folder_ / "file");
    EXPECT_EQ(if_still_named(removed, folder_ / "file"), -1);
    EXPECT_FALSE(is_open(removed));
    std::ofstream(folder_ / "file") << "another";
    const int other = opened();
    EXPECT_EQ(if_still_named(other, folder_ / "hard"), -1);
}

TEST_F(FileStatusOf, a_beginning_is_as_long_as_the_file_at_most) {
    EXPECT_EQ(beginning_of_file(folder_ / "file", 4), "nine");
    EXPECT_EQ(beginning_of_file(folder_ / "file", 64), "nine bytes");
    EXPECT_THROW(beginning_of_file(folder_.path(), 4), OutputError);
}

}  // namespace
}  // namespace recoup::sim
