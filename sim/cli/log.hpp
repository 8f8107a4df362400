// What goes to standard error: plain text, or with `--log json` one JSON object a line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "models/errors.hpp"

namespace spdlog {
class logger;
}

namespace recoup::sim::cli {

enum class LogFormat { text, json };
enum class LogLevel { info, warning, error };

/// What a JSON line holds beside time, level, event and message.
using LogFields = std::vector<std::pair<std::string, std::variant<std::string, std::int64_t, double>>>;

class Log {
  public:
    explicit Log(LogFormat format);

    LogFormat format() const { return format_; }
    /// With time and level also as text, for runs that nobody watches.
    void line(LogLevel level, std::string_view event, const std::string& message,
              const LogFields& fields = {}) const;
    /// As text the message alone, line breaks included; for what a person reads after the work.
    void say(LogLevel level, std::string_view event, const std::string& message,
             const LogFields& fields = {}) const;
    /// One thing that went wrong; as text behind `error:`.
    void error(const std::string& message) const;
    /// Every problem; as text the first ones and their number.
    void problems(const std::vector<Problem>& problems, Severity severity) const;

  private:
    LogFormat format_;
    std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace recoup::sim::cli
