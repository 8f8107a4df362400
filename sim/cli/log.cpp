#include "sim/cli/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "models/shown_text.hpp"

namespace recoup::sim::cli {

void log_line(const std::string& text) {
    static const auto logger = [] {
        auto made =
            std::make_shared<spdlog::logger>("recoup", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%Y-%m-%dT%H:%M:%S%z %l: %v");
        made->flush_on(spdlog::level::info);
        return made;
    }();
    logger->info(shown_text(text, text.size()));
}

}  // namespace recoup::sim::cli
