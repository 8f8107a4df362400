// Full disks and killed processes. Each case runs in a child process: limits and signals are the process's
// own.
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <iostream>

#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/schema_check.hpp"
#include "tests/sim/output/sample_results.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int written = 0;
constexpr int refused = 17;
constexpr std::size_t many_paths = 20000;  // large enough for packed arrays

int exit_code_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Runs `action` in a child whose files may not grow beyond `limit` bytes.
int run_with_limit(rlim_t limit, const std::function<void()>& action) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);  // as the program does: the write then fails with EFBIG
        const rlimit both{limit, limit};
        ::setrlimit(RLIMIT_FSIZE, &both);
        try {
            action();
        } catch (const OutputError&) {
            std::exit(refused);  // runs HDF5's own clean-up, which must not crash either
        }
        std::exit(written);
    }
    return exit_code_of(child);
}

/// A file system of one mebibyte, as long as this lives.
class SmallDisk {
  public:
    explicit SmallDisk(const std::filesystem::path& folder)
        : folder_(folder), mounted_(::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") == 0) {}
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) {
            ::umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    bool mounted() const { return mounted_; }

  private:
    std::filesystem::path folder_;
    bool mounted_;
};

TEST(FailedWrites, at_any_size_limit_the_file_is_whole_or_absent) {
    const ScratchFolder folder;
    write_sample_results(folder / "whole.h5", many_paths);
    const auto size = std::filesystem::file_size(folder / "whole.h5");
    std::filesystem::remove(folder / "whole.h5");
    std::vector<rlim_t> limits{0, 1, 100, 2048, 5000, size / 4, size / 2, size - 5000, size - 100, size - 1};
    for (const rlim_t limit : limits) {
        EXPECT_EQ(run_with_limit(limit, [&] { write_sample_results(folder / "a.h5", many_paths); }), refused)
            << limit;
        EXPECT_THAT(folder.names(), IsEmpty()) << limit;
    }
    EXPECT_EQ(run_with_limit(2 * size, [&] { write_sample_results(folder / "a.h5", many_paths); }), written);
    EXPECT_THAT(schema::check_against_schema(hdf5::Reader(folder / "a.h5")), IsEmpty());
}

TEST(FailedWrites, parts_are_whole_or_absent) {
    const ScratchFolder folder;
    const Part part{"identity", 0, 8, {{"loss", {1000}, std::vector<double>(1000, 1.0)}}};
    EXPECT_EQ(run_with_limit(4000, [&] { write_part(folder / "F.parts", part); }), refused);
    EXPECT_THAT(list_parts(folder / "F.parts"), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(folder / "F.parts"));
}

TEST(FailedWrites, a_full_disk_keeps_the_old_file_and_names_the_reason) {
    const ScratchFolder folder;
    const SmallDisk disk(folder.path());
    if (!disk.mounted()) {
        GTEST_SKIP() << "needs root to mount a small file system; the size limits above cover the same code";
    }
    std::string message = "no error";
    write_sample_results(folder / "a.h5", 8);
    const auto free_before = std::filesystem::space(folder.path()).available;
    try {
        write_sample_results(folder / "a.h5", 100000);
    } catch (const OutputError& error) {
        message = error.what();
    }
    EXPECT_THAT(message, testing::HasSubstr("No space left on device, errno 28). Free some space there"));
    EXPECT_THAT(folder.names(), ElementsAre("a.h5"));
    EXPECT_EQ(std::filesystem::space(folder.path()).available, free_before);
    EXPECT_THAT(schema::check_against_schema(hdf5::Reader(folder / "a.h5")), IsEmpty());
}

TEST(FailedWrites, a_killed_process_leaves_the_old_file_and_the_next_run_succeeds) {
    const ScratchFolder folder;
    write_sample_results(folder / "a.h5", 8);
    for (const int milliseconds : {1, 5, 20, 40, 80, 150}) {
        const pid_t child = ::fork();
        if (child == 0) {
            while (true) {
                write_sample_results(folder / "a.h5", many_paths);
            }
        }
        ::usleep(static_cast<useconds_t>(milliseconds) * 1000);
        ::kill(child, SIGKILL);
        EXPECT_EQ(exit_code_of(child), -SIGKILL);
        EXPECT_THAT(schema::check_against_schema(hdf5::Reader(folder / "a.h5")), IsEmpty()) << milliseconds;
    }
    write_sample_results(folder / "a.h5", 8);
    EXPECT_THAT(folder.names(), ElementsAre("a.h5"));
}

}  // namespace
}  // namespace recoup::sim
