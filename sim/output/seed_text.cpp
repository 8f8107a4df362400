#include "sim/output/seed_text.hpp"

#include <charconv>

namespace recoup::sim {

std::optional<std::uint64_t> seed_of(const hdf5::Reader& results) {
    if (const std::optional<std::string> text = results.text_attribute("", "seed")) {
        std::uint64_t seed = 0;
        const char* const end = text->data() + text->size();
        const auto [read_to, error] = std::from_chars(text->data(), end, seed);
        return error == std::errc() && read_to == end ? std::optional(seed) : std::nullopt;
    }
    const std::optional<std::int64_t> number = results.integer_attribute("", "seed");
    return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::string seed_text(std::optional<std::uint64_t> seed) {
    return seed ? std::to_string(*seed) : "unknown";
}

}  // namespace recoup::sim
