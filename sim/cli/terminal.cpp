#include "sim/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "models/shown_text.hpp"

namespace recoup::sim::cli {

namespace {

bool colour_wanted() {
    const char* refused = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool is_refused = refused != nullptr && *refused != '\0';
    return stderr_is_terminal() && !is_refused && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

bool stderr_is_terminal() {
    return ::isatty(STDERR_FILENO) == 1;
}

std::size_t terminal_columns() {
    winsize size{};
    constexpr std::size_t usual = 80;
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

void print_text(std::FILE* stream, const std::string& text) {
    std::fputs(shown_lines(text).c_str(), stream);
}

std::string coloured(Colour colour, const std::string& text) {
    if (!colour_wanted()) {
        return text;
    }
    return (colour == Colour::red ? "\x1b[1;31m" : "\x1b[1;33m") + text + "\x1b[0m";
}

}  // namespace recoup::sim::cli
