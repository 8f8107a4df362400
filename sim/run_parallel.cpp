#include "sim/run_parallel.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>

namespace recoup::sim {

void for_each_in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
    if (threads <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) body(i);
        return;
    }
    threads = static_cast<int>(std::min(static_cast<std::size_t>(threads), count));
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
    arena.execute([&] { tbb::parallel_for(0, threads, work, tbb::simple_partitioner{}); });
    static_cast<void>(finished.load(std::memory_order_acquire));
    if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace recoup::sim
