// How long work ends early when it is asked to.
#pragma once

#include <atomic>
#include <stdexcept>

namespace recoup::sim {

/// The run was asked to stop; what was finished lies in the parts folder.
class Interrupted : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Set from another thread or a signal handler; null = nobody can ask.
using StopFlag = const std::atomic<bool>*;

inline void throw_if_stopped(StopFlag stop) {
    if (stop != nullptr && stop->load()) {
        throw Interrupted("stopped; the finished paths stay in their parts");
    }
}

}  // namespace recoup::sim
