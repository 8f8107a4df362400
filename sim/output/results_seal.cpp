#include "sim/output/results_seal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/errors.hpp"
#include "sim/files/sha256.hpp"
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

/// HDF5 locks a file that it writes to, and marks it as open: its seal does not fit then.
void require_nobody_writes(int descriptor, const fs::path& file) {
    if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        throw reading_error(file, "", "cannot be read", EWOULDBLOCK);
    }
}

}  // namespace

std::string open_seal() {
    return std::string(word) + std::string(sha256_digits, '0');
}

void seal_file(int descriptor, const fs::path& file, std::uint64_t offset) {
    const std::string open = open_seal();
    if (bytes_at(descriptor, file, offset, open.size()) != open) {
        throw ContractViolation("results file, " + std::string(seal_name) +
                                ": is not open where it should be");
    }
    const std::uint64_t of_digits = offset + word.size();
    const std::string digest = digest_without(descriptor, file, of_digits);
    if (::lseek(descriptor, static_cast<off_t>(of_digits), SEEK_SET) < 0) {
        throw output_error(file, seal_name, "cannot be written", errno);
    }
    write_bytes(descriptor, file, digest);
}

Seal seal_of(const fs::path& file) {
    const OpenFile opened(file);
    require_nobody_writes(opened.descriptor(), file);
    const std::vector<Place> places = places_in(opened.descriptor(), file);
    const auto fits = [&](const Place& place) {
        return place.digits == digest_without(opened.descriptor(), file, place.offset);
    };
    const auto is_open = [](const Place& place) { return place.digits == std::string(sha256_digits, '0'); };
    if (std::ranges::any_of(places, fits)) {
        return Seal::intact;
    }
    // The words of a study do not make a set seal an open one.
    return places.empty() ? Seal::absent : (std::ranges::all_of(places, is_open) ? Seal::open : Seal::broken);
}

}  // namespace recoup::sim
