#include "sim/cli/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "models/shown_text.hpp"
#include "sim/cli/problem_list.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/report/json.hpp"

namespace recoup::sim::cli {

namespace {

constexpr const char* text_pattern = "%Y-%m-%dT%H:%M:%S%z %l: %v";
/// The message is the rest of the object.
constexpr const char* json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S%z","level":"%l",%v)";

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            break;
    }
    return spdlog::level::err;
}

std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_rest(std::string_view event, std::string message, const LogFields& fields) {
    message.erase(message.find_last_not_of(" \n") + 1);
    Json object = {{"event", event}, {"message", message}};
    for (const auto& [name, value] : fields) {
        std::visit([&, &key = name](const auto& held) { object[key] = held; }, value);
    }
    return one_line(object).substr(1);
}

}  // namespace

Log::Log(LogFormat format)
    : format_(format),
      logger_(std::make_shared<spdlog::logger>("recoup", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
    logger_->set_pattern(format == LogFormat::json ? json_pattern : text_pattern);
    logger_->flush_on(spdlog::level::info);
}

void Log::line(LogLevel level, std::string_view event, const std::string& message,
               const LogFields& fields) const {
    // The text is an argument, never a format: braces in it stay what they are.
    logger_->log(
        level_of(level), "{}",
        format_ == LogFormat::json ? json_rest(event, message, fields) : shown_text(message, message.size()));
}

void Log::say(LogLevel level, std::string_view event, const std::string& message,
              const LogFields& fields) const {
    if (format_ == LogFormat::json) {
        line(level, event, message, fields);
    } else {
        print_text(stderr, message);
    }
}

void Log::error(const std::string& message) const {
    if (format_ == LogFormat::json) {
        line(LogLevel::error, "error", message);
    } else {
        std::fputs((coloured(Colour::red, "error:") + " " + shown_lines(message) + "\n").c_str(), stderr);
    }
}

void Log::problems(const std::vector<Problem>& problems, Severity severity) const {
    if (format_ == LogFormat::text) {
        std::fputs(problem_list(problems, severity).c_str(), stderr);
        return;
    }
    const bool is_error = severity == Severity::error;
    for (const Problem& problem : problems) {
        line(is_error ? LogLevel::error : LogLevel::warning, "problem", problem.text(),
             {{"where", problem.where},
              {"field", problem.field},
              {"value", problem.value},
              {"problem", problem.problem},
              {"why", problem.why},
              {"suggestion", problem.suggestion}});
    }
}

}  // namespace recoup::sim::cli
