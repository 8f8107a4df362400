// The one place that knows of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace recoup::sim {

/// Calls body(0), body(1), ..., body(count - 1), each once, started in this order, on `threads` threads; on
/// the calling one alone if that is one.
/// The first exception that a body throws keeps further ones from starting and is thrown from here.
void for_each_in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

}  // namespace recoup::sim
