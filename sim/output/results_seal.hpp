// The seal of a results file: the SHA-256 of all its bytes, in which the seal's own 64 digits count as zeros.
// It is the text of /provenance/file_seal, `recoup-file-sha256:<digits>`, found by that word, so that a file
// is checked before any library opens it, and any bit that was flipped breaks it.
#pragma once

#include <filesystem>
#include <string>

namespace recoup::sim {

inline constexpr const char* seal_name = "file_seal";

/// What is written into a file that is still to be sealed.
std::string open_seal();

/// Sets the seal of a file that is whole, where it holds an open one.
void seal_file(int descriptor, const std::filesystem::path& file);

enum class Seal { intact, broken, open, absent };
Seal seal_of(const std::filesystem::path& file);

}  // namespace recoup::sim
