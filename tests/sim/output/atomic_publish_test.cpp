#include "sim/output/atomic_publish.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sim/output/output_error.hpp"
#include "sim/output/resolved_file.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void write_text(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
}

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const OutputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(AtomicPublish, old_file_stays_until_the_new_one_is_whole) {
    const ScratchFolder folder;
    write_text(folder / "a.h5", "old");
    AtomicPublish publish(folder / "a.h5");
    EXPECT_EQ(::write(publish.descriptor(), "new", 3), 3);
    EXPECT_EQ(text_of(folder / "a.h5"), "old");
    publish.publish();
    EXPECT_EQ(text_of(folder / "a.h5"), "new");
    EXPECT_THAT(folder.names(), ElementsAre("a.h5"));
}

TEST(AtomicPublish, abandoned_work_leaves_no_partial_file_and_the_old_one) {
    const ScratchFolder folder;
    write_text(folder / "a.h5", "old");
    { const AtomicPublish publish(folder / "a.h5"); }
    EXPECT_EQ(text_of(folder / "a.h5"), "old");
    EXPECT_THAT(folder.names(), ElementsAre("a.h5"));
}

TEST(AtomicPublish, a_partial_file_of_a_killed_process_is_replaced) {
    const ScratchFolder folder;
    write_text(folder / "a.h5.partial", "half of a much longer file");
    AtomicPublish publish(folder / "a.h5");
    EXPECT_EQ(::write(publish.descriptor(), "new", 3), 3);
    publish.publish();
    EXPECT_EQ(text_of(folder / "a.h5"), "new");
}

TEST(AtomicPublish, second_writer_is_refused_and_does_not_harm_the_first) {
    const ScratchFolder folder;
    AtomicPublish first(folder / "a.h5");
    EXPECT_EQ(::write(first.descriptor(), "first", 5), 5);
    EXPECT_THAT(message_of([&] { const AtomicPublish second(folder / "a.h5"); }),
                HasSubstr("Another process has this file open"));
    first.publish();
    EXPECT_EQ(text_of(folder / "a.h5"), "first");
}

TEST(AtomicPublish, locks_can_be_switched_off_as_hdf5s_own) {
    const ScratchFolder folder;
    const AtomicPublish first(folder / "a.h5");
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
    EXPECT_NO_THROW(const AtomicPublish second(folder / "a.h5"));
    ::unsetenv("HDF5_USE_FILE_LOCKING");
}

TEST(AtomicPublish, a_symbolic_link_is_followed) {
    const ScratchFolder folder;
    write_text(folder / "real.h5", "old");
    std::filesystem::create_symlink(folder / "real.h5", folder / "link.h5");
    AtomicPublish publish(folder / "link.h5");
    publish.publish();
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.h5"));
    EXPECT_EQ(text_of(folder / "real.h5"), "");
}

TEST(AtomicPublish, a_link_is_followed_to_where_nothing_is_yet) {
    const ScratchFolder folder;
    std::filesystem::create_directory(folder / "data");
    std::filesystem::create_symlink("data/new.h5", folder / "second.h5");
    std::filesystem::create_symlink("second.h5", folder / "link.h5");
    AtomicPublish publish(folder / "link.h5");
    EXPECT_EQ(publish.partial().filename(), "new.h5.partial");
    publish.publish();
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.h5"));
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "second.h5"));
    EXPECT_TRUE(std::filesystem::is_regular_file(folder / "data/new.h5"));
}

TEST(AtomicPublish, links_in_a_circle_lead_nowhere) {
    const ScratchFolder folder;
    std::filesystem::create_symlink("b.h5", folder / "a.h5");
    std::filesystem::create_symlink("a.h5", folder / "b.h5");
    EXPECT_EQ(resolved(folder / "a.h5"), folder / "a.h5");
}

TEST(CheckWritable, good_target_is_accepted_and_nothing_is_left) {
    const ScratchFolder folder;
    EXPECT_NO_THROW(check_writable(folder / "a.h5"));
    EXPECT_THAT(folder.names(), IsEmpty());
    EXPECT_GT(free_bytes(folder / "a.h5"), 0U);
}

TEST(CheckWritable, bad_targets_say_why_and_what_to_do) {
    const ScratchFolder folder;
    write_text(folder / "file", "x");
    EXPECT_THAT(message_of([&] { check_writable(folder / "absent/a.h5"); }),
                HasSubstr("cannot be written (No such file or directory, errno 2). Create the folder first"));
    EXPECT_THAT(message_of([&] { check_writable(folder / "file/a.h5"); }), HasSubstr("Not a directory"));
    EXPECT_THAT(message_of([&] { check_writable("/proc/a.h5"); }),
                HasSubstr("/proc/a.h5: cannot be written"));
    EXPECT_THAT(message_of([&] { check_writable(folder.path()); }), HasSubstr("is a folder or a device"));
    EXPECT_THAT(message_of([&] { check_writable("/dev/null"); }), HasSubstr("is a folder or a device"));
}

TEST(OutputError, lock_errors_name_the_variable) {
    for (const int error_number : {37, 38, 524}) {
        EXPECT_THAT(output_error("a.h5", "", "cannot be locked", error_number).what(),
                    HasSubstr("HDF5_USE_FILE_LOCKING=FALSE"))
            << error_number;
    }
}

}  // namespace
}  // namespace recoup::sim
