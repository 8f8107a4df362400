#include "sim/threads/run_parallel.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <latch>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

LimitError too_many_threads(int asked, const std::string& possible, const std::string& why) {
    return LimitError({.where = "threads",
                       .value = std::to_string(asked),
                       .problem = "the system gives no more than " + possible,
                       .why = why,
                       .suggestion =
                           "Ask for fewer with --threads (Python: threads=), or raise the limit of processes "
                           "(ulimit -u, pids.max of the control group)"});
}

/// Threads that do nothing; at the end they are given back, whatever was thrown meanwhile.
class WaitingThreads {
  public:
    WaitingThreads() = default;
    WaitingThreads(const WaitingThreads&) = delete;
    WaitingThreads& operator=(const WaitingThreads&) = delete;
    ~WaitingThreads() {
        done_.count_down();
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    void add() {
        threads_.emplace_back([this] { done_.wait(); });
    }
    int count() const { return static_cast<int>(threads_.size()); }

  private:
    std::latch done_{1};
    std::vector<std::thread> threads_;
};

/// TBB may end the process where one of its threads cannot make another. So as many are made once before, and
/// given back.
void require_threads(int threads) {
    static std::atomic<int> proven{1};
    WaitingThreads made;
    try {
        for (int i = proven.load(); i < threads; ++i) {
            made.add();
        }
    } catch (const std::system_error& error) {
        throw too_many_threads(threads, std::to_string(proven.load() + made.count()), error.what());
    }
    proven.store(std::max(threads, proven.load()));
}

}  // namespace

void for_each_in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
    if (threads <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) body(i);
        return;
    }
    threads = static_cast<int>(std::min(static_cast<std::size_t>(threads), count));
    require_threads(threads);
    namespace tbb = oneapi::tbb;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr first_failure;
    // Hand over what was written before and during the bodies. TBB orders this too, but the thread sanitizer
    // cannot see into its library. `next` is relaxed, so that it hides no race between bodies.
    std::atomic<bool> started{false};
    std::atomic<int> finished{0};

    const auto work = [&](int) {
        static_cast<void>(started.load(std::memory_order_acquire));
        try {
            for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) body(i);
        } catch (...) {
            next.store(count, std::memory_order_relaxed);
            if (!failed.exchange(true, std::memory_order_relaxed)) first_failure = std::current_exception();
        }
        finished.fetch_add(1, std::memory_order_release);
    };

    const auto limit = static_cast<std::size_t>(threads);
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                      limit);  // above the cores too
    tbb::task_arena arena(threads);
    started.store(true, std::memory_order_release);
    try {
        arena.execute([&] { tbb::parallel_for(0, threads, work, tbb::simple_partitioner{}); });
    } catch (const std::runtime_error& error) {  // of TBB itself: the bodies' are kept
        throw too_many_threads(threads, "it gave before", error.what());
    }
    static_cast<void>(finished.load(std::memory_order_acquire));
    if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace recoup::sim
