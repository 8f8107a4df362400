// The one reader of text files: studies, parameters, options, macro models, scenarios, tapes.
//
// What comes out is the whole file as it stood, or an error. A file is opened only if it is a regular one
// (devices, pipes, sockets and folders are refused at once, behind links too), no larger than the limit of
// its kind; as many bytes are read as it has, and it must be the same file, of the same size and time of
// change, when the last is read.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace recoup::sim {

/// Larger files are refused: a settings file of that size, or a table that no memory holds, is a mistaken
/// name.
constexpr std::uint64_t largest_settings_bytes = std::uint64_t{16} << 20U;
constexpr std::uint64_t largest_table_bytes = std::uint64_t{16} << 30U;

/// As read(2); tests give one that fails.
using ReadBytes = std::function<ssize_t(int descriptor, void* bytes, std::size_t count)>;
ssize_t read_bytes(int descriptor, void* bytes, std::size_t count);

/// All bytes of a regular file. Throws InputError; `role` says what the file is, for the message.
std::string read_regular_file(const std::filesystem::path& file, const std::string& role,
                              std::uint64_t largest_bytes, const ReadBytes& read = read_bytes);

}  // namespace recoup::sim
