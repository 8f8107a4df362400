#include "sim/cli/signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string_view>

namespace recoup::sim::cli {

namespace {

// A signal handler can reach nothing but globals. Both are free of locks, which makes them safe in a handler.
std::atomic<bool> stop_asked{false};
std::atomic<int> signal_received{0};
std::atomic<bool> answers{true};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

constexpr std::array handled_signals = {SIGINT, SIGTERM, SIGHUP};
std::array<struct sigaction, handled_signals.size()> meaning_before;

void restore_meaning() {
    for (std::size_t i = 0; i < handled_signals.size(); ++i) {
        ::sigaction(handled_signals[i], &meaning_before[i], nullptr);
    }
}

void ask_to_stop(int signal) {
    signal_received.store(signal);
    stop_asked.store(true);
    restore_meaning();  // the next one ends the program
    constexpr std::string_view message =
        "\nStopping; finished paths are kept. A second signal stops at once.\n";
    if (answers.load()) {
        static_cast<void>(!::write(STDERR_FILENO, message.data(), message.size()));
    }
}

}  // namespace

StopOnSignal::StopOnSignal(bool announces) {
    answers.store(announces);
    stop_asked.store(false);
    signal_received.store(0);
    for (std::size_t i = 0; i < handled_signals.size(); ++i) {
        struct sigaction action {};
        action.sa_handler = ask_to_stop;
        action.sa_flags = SA_RESTART;  // reads and writes under way go on
        sigemptyset(&action.sa_mask);
        ::sigaction(handled_signals[i], &action, &meaning_before[i]);
        if (meaning_before[i].sa_handler == SIG_IGN) {  // `nohup` and the like: it stays ignored
            ::sigaction(handled_signals[i], &meaning_before[i], nullptr);
        }
    }
}

StopOnSignal::~StopOnSignal() {
    restore_meaning();
}

const std::atomic<bool>& StopOnSignal::flag() const {
    return stop_asked;
}

std::string StopOnSignal::name() {
    const int signal = signal_received.load();
    return signal == SIGTERM ? "SIGTERM" : (signal == SIGHUP ? "SIGHUP" : "SIGINT");
}

ExitCode StopOnSignal::exit_code() {
    const int signal = signal_received.load();
    return signal == SIGTERM ? ExitCode::terminated
                             : (signal == SIGHUP ? ExitCode::hung_up : ExitCode::interrupted);
}

void let_failed_writes_be_errors() {
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    // The lowest free number is taken: reading from or writing to it then fails, as on a closed one.
    const auto is_closed = [](int stream) { return ::fcntl(stream, F_GETFD) < 0; };
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (is_closed(stream)) {
            static_cast<void>(::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
        }
    }
}

}  // namespace recoup::sim::cli
