#include "sim/files/utf8_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "models/errors.hpp"
#include "models/utf8.hpp"

namespace recoup::sim {

namespace {

struct Fault {
    std::size_t at = 0;
    std::string problem;
    const char* suggestion = "";
};

/// Whether eight bytes are ASCII without NUL: nearly all that a tape holds.
bool eight_plain_bytes(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    // Without high bits the subtraction sets one exactly where a byte is zero.
    return (word & highs) == 0 && ((word - ones) & highs) == 0;
}

std::optional<Fault> fault_in(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (text.size() - i >= sizeof(std::uint64_t) && eight_plain_bytes(text.data() + i)) {
            i += sizeof(std::uint64_t);
            continue;
        }
        const auto [code, bytes] = first_utf8_character(text.substr(i));
        if (bytes == 0) {
            return Fault{i, fmt::format("is not UTF-8 (byte 0x{:02x})", static_cast<unsigned char>(text[i])),
                         "Save it as UTF-8"};
        }
        if (code == 0) {
            return Fault{i, "holds a NUL character", "Remove it"};
        }
        if (code == 0xFEFF && i > 0) {
            return Fault{i, "holds a byte order mark that does not stand at its beginning",
                         "Remove it; files that are joined keep theirs"};
        }
        i += bytes;
    }
    return std::nullopt;
}

}  // namespace

void check_text(std::string_view text, const std::string& shown_name) {
    if (const auto fault = fault_in(text)) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(fault->at), '\n');
        throw InputError(Problem{.where = fmt::format("{}:{}", shown_name, line),
                                 .problem = "the text " + fault->problem,
                                 .suggestion = fault->suggestion});
    }
}

std::string fault_of_text(std::string_view text) {
    const auto fault = fault_in(text);
    return fault ? fault->problem : std::string();
}

}  // namespace recoup::sim
