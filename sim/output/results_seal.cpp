#include "sim/output/results_seal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/input/sha256.hpp"
#include "sim/output/file_bytes.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view word = "recoup-file-sha256:";

struct Place {
    std::uint64_t offset = 0;  ///< of the digits
    std::string digits;
};

/// Every place that looks like a seal: the word may stand in the texts of a study, too.
std::vector<Place> places_in(int descriptor, const fs::path& file) {
    std::vector<Place> places;
    std::string window;  // the end of the last piece and this one
    visit_bytes(descriptor, file, [&](std::uint64_t offset, std::string_view piece) {
        const std::size_t kept = std::min(window.size(), word.size() + sha256_digits - 1);
        window.erase(0, window.size() - kept);
        const std::uint64_t start = offset - window.size();
        window += piece;
        for (std::size_t at = window.find(word); at != std::string::npos; at = window.find(word, at + 1)) {
            const std::string text = window.substr(at + word.size(), sha256_digits);
            if (is_sha256_hex(text)) {
                places.push_back({start + at + word.size(), text});
            }
        }
    });
    return places;
}

/// Of all bytes, those of the digits at `offset` taken as zeros.
std::string digest_without(int descriptor, const fs::path& file, std::uint64_t offset) {
    Sha256 hash;
    visit_bytes(descriptor, file, [&](std::uint64_t start, std::string_view piece) {
        const std::uint64_t end = start + piece.size();
        const std::uint64_t from = std::clamp(offset, start, end);
        const std::uint64_t to = std::clamp(offset + sha256_digits, start, end);
        hash.add(piece.substr(0, from - start));
        hash.add(std::string(to - from, '0'));
        hash.add(piece.substr(to - start));
    });
    return hash.hex();
}

}  // namespace

std::string open_seal() {
    return std::string(word) + std::string(sha256_digits, '0');
}

void seal_file(int descriptor, const fs::path& file) {
    std::vector<Place> places = places_in(descriptor, file);
    std::erase_if(places, [](const Place& place) { return place.digits != std::string(sha256_digits, '0'); });
    if (places.empty()) {
        return;
    }
    const Place& place = places.back();
    const std::string digest = digest_without(descriptor, file, place.offset);
    if (::lseek(descriptor, static_cast<off_t>(place.offset), SEEK_SET) < 0) {
        throw output_error(file, seal_name, "cannot be written", errno);
    }
    write_bytes(descriptor, file, digest);
}

Seal seal_of(const fs::path& file) {
    const OpenFile opened(file);
    const std::vector<Place> places = places_in(opened.descriptor(), file);
    bool open = false;
    for (const Place& place : places) {
        if (place.digits == digest_without(opened.descriptor(), file, place.offset)) {
            return Seal::intact;
        }
        open = open || place.digits == std::string(sha256_digits, '0');
    }
    return places.empty() ? Seal::absent : (open ? Seal::open : Seal::broken);
}

}  // namespace recoup::sim
