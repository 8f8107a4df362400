#include "sim/output/spared_process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>

namespace recoup::sim {
namespace {

TEST(SparedProcess, gives_what_the_work_gives) {
    EXPECT_EQ(done_in_spared_process(10, [] { return std::string("found"); }), "found");
    EXPECT_EQ(done_in_spared_process(10, [] { return std::string(); }), "");
    EXPECT_EQ(done_in_spared_process(10, [] { return std::string(100'000, 'x'); })->substr(0, 3000),
              std::string(3000, 'x'));
}

TEST(SparedProcess, a_crash_is_told_and_nothing_else) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(done_in_spared_process(10,
                                     [] {
                                         std::fputs("free(): invalid pointer", stderr);
                                         std::raise(SIGKILL);
                                         return std::string("never");
                                     }),
              std::nullopt);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(SparedProcess, what_never_ends_is_ended) {
    EXPECT_EQ(done_in_spared_process(1,
                                     [] {
                                         for (volatile bool again = true; again;) {
                                         }
                                         return std::string("never");
                                     }),
              std::nullopt);
}

// Its memory is its own.
TEST(SparedProcess, what_it_spoils_stays_whole_here) {
    int number = 1;
    done_in_spared_process(10, [&] {
        number = 2;
        return std::string();
    });
    EXPECT_EQ(number, 1);
}

}  // namespace
}  // namespace recoup::sim
