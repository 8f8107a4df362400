// What stages cost: processor time of this thread, whatever else the machine does.
#pragma once

#include <ctime>
#include <span>

namespace recoup::sim {

class LapClock {
  public:
    /// `seconds`: by stage, added to.
    explicit LapClock(std::span<double> seconds) : seconds_(seconds) {}

    /// Adds the time since the last lap to a stage.
    void lap(std::size_t stage) {
        const double now = thread_seconds();
        seconds_[stage] += now - last_;
        last_ = now;
    }

  private:
    static double thread_seconds() {
        std::timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

    std::span<double> seconds_;
    double last_ = thread_seconds();
};

}  // namespace recoup::sim
