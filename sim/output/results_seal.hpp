// The seal of a results file: the SHA-256 of all its bytes, in which the seal's own 64 digits count as zeros.
// It is the text of /provenance/file_seal, `recoup-file-sha256:<digits>`. Who checks a file finds it by that
// word, before any library opens the file; texts of a study may have the word, so who sets it is told where
// it stands. Any bit that was flipped breaks it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace recoup::sim {

inline constexpr const char* seal_group = "provenance";
inline constexpr const char* seal_name = "file_seal";

/// What is written into a file that is still to be sealed.
std::string open_seal();

/// Sets the seal of a file that is whole. The open one stands at `offset`.
void seal_file(int descriptor, const std::filesystem::path& file, std::uint64_t offset);

enum class Seal { intact, broken, open, absent };
/// Throws OutputError where the file cannot be read, or another process writes to it.
Seal seal_of(const std::filesystem::path& file);

}  // namespace recoup::sim
