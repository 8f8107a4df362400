// Work on what may be damaged by a library that may crash, or never end, on it: in a process that can be
// spared.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace recoup::sim {

/// What `work` gives, at most 4,000 bytes of it; nothing where it crashed or took more time of a processor.
std::optional<std::string> done_in_spared_process(unsigned seconds, const std::function<std::string()>& work);

}  // namespace recoup::sim
