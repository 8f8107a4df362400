#include "sim/threads/run_parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

/// The how many-th next block of this thread there is no memory for; 0: for all there is.
thread_local int block_that_fails = 0;

}  // namespace

void* operator new(std::size_t size) {
    void* made =
        block_that_fails > 0 && --block_that_fails == 0 ? nullptr : std::malloc(size == 0 ? 1 : size);
    if (made == nullptr) throw std::bad_alloc();
    return made;
}
void operator delete(void* block) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}

namespace recoup::sim {
namespace {

TEST(RunParallel, MemoryThatRunsOutWhileThreadsAreMadeIsAnErrorAndNoEnd) {
    int refused = 0;  // seven threads take eleven blocks, the vector of them included
    for (int block = 1; block <= 11; ++block) {
        try {
            block_that_fails = block;
            for_each_in_parallel(16, 8, [](std::size_t) {});
        } catch (const std::bad_alloc&) {
            ++refused;
        }
        block_that_fails = 0;
    }
    EXPECT_EQ(refused, 11);
}

TEST(RunParallel, EveryIndexOnceForAnyNumberOfThreads) {
    for (const int threads : {1, 2, 4, 7}) {
        for (const std::size_t count : {0u, 1u, 3u, 1000u}) {
            std::vector<std::vector<int>> seen(
                count);  // a heap allocation each: the sanitizer watches it change hands
            for_each_in_parallel(count, threads,
                                 [&](std::size_t i) { seen[i].push_back(static_cast<int>(i)); });
            for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(seen[i], std::vector<int>{static_cast<int>(i)});
        }
    }
}

TEST(RunParallel, UsesAsManyThreadsAsAskedEvenAboveTheCores) {
    constexpr int threads = 7;
    std::mutex mutex;
    std::set<std::thread::id> at_work;
    for_each_in_parallel(200, threads, [&](std::size_t) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const std::scoped_lock lock(mutex);
        at_work.insert(std::this_thread::get_id());
    });
    EXPECT_LE(at_work.size(), threads);
    EXPECT_GT(at_work.size(), 1u);
}

TEST(RunParallel, OneThreadKeepsTheOrder) {
    std::vector<std::size_t> order;
    for_each_in_parallel(5, 1, [&](std::size_t i) { order.push_back(i); });
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(RunParallel, AnExceptionStopsFurtherBodiesAndIsThrown) {
    std::atomic<int> calls{0};
    const auto body = [&](std::size_t i) {
        ++calls;
        if (i == 3) throw std::runtime_error("body 3");
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    };
    EXPECT_THROW(for_each_in_parallel(10'000, 4, body), std::runtime_error);
    EXPECT_LT(calls, 10'000);
}

}  // namespace
}  // namespace recoup::sim
