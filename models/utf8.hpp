// UTF-8 by its definition (Unicode 15, table 3-7): the shortest form, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace recoup {

/// The character that begins a text.
struct Utf8Character {
    std::uint32_t code = 0;
    std::size_t bytes = 0;  ///< 0 = the bytes are not UTF-8
};

constexpr Utf8Character first_utf8_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = static_cast<std::uint32_t>(byte(0));
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr std::uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) {
        return {};
    }
    std::uint32_t code = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return {};
        }
        code = code << 6U | (byte(i) & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < lowest[bytes] || code > 0x10FFFF || surrogate ? Utf8Character{}
                                                                : Utf8Character{code, bytes};
}

}  // namespace recoup
